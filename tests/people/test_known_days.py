"""Days known to the month or the year only: typed so, kept so, shown so."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sodoan.people.actions import update_person
from sodoan.people.ages import AgeRules
from sodoan.people.knowndays import KnownDay, read_known_day
from sodoan.people.models import Person
from sodoan.people.validators import check_admission_age, check_life_dates
from tests.people.test_pages import admission, person_data

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    "text", ["", "0000", "13/2022", "0/2022", "22", "3/22", "2022-13", "năm 2022"]
)
def test_what_is_no_day_month_or_year_is_refused(text):
    with pytest.raises(ValidationError):
        read_known_day(text, on=DAY)


@pytest.mark.parametrize(
    ("text", "known", "shown", "latest"),
    [
        ("2005", (date(2005, 1, 1), "year"), "2005", date(2005, 12, 31)),
        (" 2/2024 ", (date(2024, 2, 1), "month"), "02/2024", date(2024, 2, 29)),
        ("2022-03", (date(2022, 3, 1), "month"), "03/2022", date(2022, 3, 31)),
        ("12.2022", (date(2022, 12, 1), "month"), "12/2022", date(2022, 12, 31)),
        ("8/3/2002", (date(2002, 3, 8), "day"), "08/03/2002", date(2002, 3, 8)),
    ],
)
def test_day_is_read_as_exactly_as_it_is_typed(text, known, shown, latest):
    found = read_known_day(text, on=DAY)
    assert found == known
    assert (str(found), found.latest) == (shown, latest)
    assert read_known_day(str(found), on=DAY) == found


def test_year_of_joining_counts_to_its_end_for_the_age():
    rules = AgeRules(joined_from=15, admission_from=16, admission_to=30, stays_to=30)
    facts = {"born_on": date(2007, 9, 5), "today": DAY}
    check_life_dates(rules, joined=KnownDay(date(2022, 1, 1), "year"), **facts)
    with pytest.raises(ValidationError, match="mới 14 tuổi"):
        check_life_dates(rules, joined=KnownDay(date(2021, 1, 1), "year"), **facts)


@pytest.mark.parametrize("joined_on", ["2026", "3/2026"])
def test_joining_in_the_year_or_month_of_the_admission_meets_the_age_bounds(
    login, an, units, joined_on
):
    data = admission(units.a1, born_on="8/3/1990", joined_on=joined_on, since="15/03/2026")
    answer = login(an).post("/doan-vien/them/", data)
    assert answer.status_code == 422
    assert "quá 30 tuổi" in answer.content.decode()


def test_year_of_birth_counts_for_the_admission():
    rules = AgeRules(joined_from=15, admission_from=16, admission_to=30, stays_to=30)
    for year, age in ((2011, 15), (1994, 31)):
        with pytest.raises(ValidationError, match=f"{age} tuổi"):
            check_admission_age(rules, born=KnownDay(date(year, 1, 1), "year"), on=DAY)
    for year in (2010, 1995):
        check_admission_age(rules, born=KnownDay(date(year, 1, 1), "year"), on=DAY)


def test_admission_keeps_a_year_and_a_month(login, an, units):
    data = admission(units.a1, born_on="2005", joined_on="3/2022")
    assert login(an).post("/doan-vien/them/", data).status_code == 302
    person = Person.objects.get(full_name="Lý Hải Yến")
    assert (person.born_on, person.born_precision) == (date(2005, 1, 1), "year")
    assert (person.joined_on, person.joined_precision) == (date(2022, 3, 1), "month")


def test_edit_form_shows_no_invented_day_and_saving_it_changes_nothing(login, an, dung, scope):
    facts = {"born_on": date(2002, 1, 1), "born_precision": "year", "joined_on": date(2019, 3, 1),
             "joined_precision": "month"}  # fmt: skip
    update_person(dung.person, by=scope(an), changes=facts)
    page = reverse("people:edit", args=[dung.person.pk])
    form = login(an).get(page).context["form"]
    assert 'value="2002"' in str(form["born_on"])
    assert 'value="03/2019"' in str(form["joined_on"])
    data = person_data(dung.person, born_on="2002", joined_on="03/2019")
    assert login(an).post(page, data).status_code == 302
    dung.person.refresh_from_db()
    assert {name: getattr(dung.person, name) for name in facts} == facts


def test_bad_month_answers_422_and_keeps_what_was_typed(login, an, dung):
    page = reverse("people:edit", args=[dung.person.pk])
    answer = login(an).post(page, person_data(dung.person, born_on="13/2002"))
    assert answer.status_code == 422
    assert "“13/2002” không có thật. Đồng chí nhập lại." in answer.content.decode()
    assert 'value="13/2002"' in answer.content.decode()
