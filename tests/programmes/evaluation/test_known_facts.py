"""Months of membership and standing in the Party: known, unknown, entered by hand."""

import re
from datetime import timedelta

import pytest

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.models import Membership, Person, SensitiveProfile
from sodoan.programmes.forms.evaluation import COMPUTED
from sodoan.programmes.models import FactEntry
from sodoan.programmes.queries.meeting import board_of
from sodoan.programmes.queries.troubles import troubles_of
from tests.factories.people import MembershipFactory, SensitiveProfileFactory
from tests.programmes import world as w
from tests.programmes.crowd import opened, result_of, url

pytestmark = pytest.mark.django_db
OLD, LATE = timedelta(days=3000), timedelta(days=70)
MORE = "Ghi cả tháng sinh hoạt, tư cách đảng viên"


def known_since(world, days, *, joined=None):
    """Hoa's first membership began so long ago; when they joined is known, or it is not."""
    Person.objects.filter(user=world.hoa).update(joined_on=joined and today() - joined)
    Membership.objects.filter(person__user=world.hoa).update(during=period(today() - days))


def judged(world):
    return board_of(opened(world)).row(result_of(world.hoa).pk).result


def typed(sheet, **facts):
    return {f"f-{sheet.pk}-{fact}": value for fact, value in facts.items()} | {"can_cu": "Sổ Đoàn"}


def asked_for(page):
    return [fact.key for fact in page.context["grid"].facts if fact.key in COMPUTED]


@pytest.mark.parametrize(
    ("days", "joined", "population", "months"),
    [
        (LATE, None, "undecided", None),  # imported without a day of joining
        (LATE, OLD, "undecided", None),  # a member already when entered, or the branch is new
        (LATE, LATE, "too_new", 2),  # admitted by the branch
        (LATE, timedelta(days=100), "too_new", 2),  # no bound reaches what the rule asks
        (timedelta(days=200), None, "rated", 6),  # long enough in the program's own records
        (timedelta(days=200), OLD, "rated", 6),
    ],
)
def test_months_count_only_where_they_are_sure(world, branch, days, joined, population, months):
    known_since(world, days, joined=joined)
    result = judged(world)
    assert (result.population, result.facts.get("months")) == (population, months)


def test_members_back_after_a_break_are_new_from_their_return(world, branch):
    known_since(world, LATE)
    MembershipFactory(
        person=world.hoa.person, unit=world.branch, ended_by="transferred",
        during=period(today() - OLD, today() - LATE - LATE),
    )  # fmt: skip
    assert judged(world).population == "too_new"


def test_months_entered_decide_and_their_absence_is_named(world, an, meeting, branch):
    known_since(world, LATE)
    board = board_of(meeting.round)
    assert [(one.sentence, one.step) for one in troubles_of(board)[:1]] == [
        ("1 người chưa xác định được diện xếp loại: Đỗ Mỹ Hoa.", "fact_entries")
    ]
    reason = board.row(result_of(world.hoa).pk).result.population_reason
    assert "số tháng sinh hoạt liên tục" in reason
    assert f'href="{url(world, "fact_entries")}"' in an.get(url(world, "send_round")).text
    page = an.get(url(world, "fact_entries"), {"loc": "thieu"})
    assert [line.row.name for line in page.context["lines"]] == ["Đỗ Mỹ Hoa"]
    assert asked_for(page) == ["months"]
    for value, population in (("60", "rated"), ("5", "too_new"), ("", "undecided")):
        an.post(url(world, "fact_entries"), typed(branch[2], months=value))
        assert result_of(world.hoa).population == population
    an.post(url(world, "fact_entries"), typed(branch[2], months="60"))
    entry = FactEntry.objects.get(enrolment=branch[2], fact="months")
    assert (entry.value, entry.source, entry.by) == ("60", "Sổ Đoàn", world.an)


def test_what_the_program_computed_may_be_corrected(world, an, meeting, branch):
    known_since(world, LATE, joined=LATE)
    plain = an.get(url(world, "fact_entries"))
    assert asked_for(plain) == []
    assert f'href="?cot=du">{MORE}' in plain.text
    whole = an.get(url(world, "fact_entries"), {"cot": "du"})
    assert asked_for(whole) == ["months", "party"]
    assert f'name="f-{branch[2].pk}-months" value="" placeholder="2"' in whole.text
    assert MORE not in whole.text
    an.post(f"{url(world, 'fact_entries')}?cot=du", typed(branch[2], months="30"))
    assert result_of(world.hoa).population == "rated"
    assert f'name="f-{branch[2].pk}-months" value="30"' in an.get(url(world, "fact_entries")).text


def test_filling_empty_cells_leaves_what_the_program_knows(world, an, branch):
    known_since(world, LATE)
    opened(world)
    data = {f"f-{sheet.pk}-months": "" for sheet in branch} | {"tat-ca-months": "24"}
    an.post(url(world, "fact_entries"), data)
    entries = FactEntry.objects.filter(fact="months").values_list("enrolment", "value")
    assert list(entries) == [(branch[2].pk, "24")]


@pytest.mark.parametrize(
    ("fact", "value", "population"),
    [("months", "30", "rated"), ("party", "official", "comment_only")],
)
def test_a_page_that_did_not_show_a_column_empties_nothing_in_it(
    world, an, meeting, branch, fact, value, population
):
    known_since(world, LATE if fact == "months" else OLD, joined=LATE)
    fields = re.findall(r'name="(f-\d+-\w+)"', an.get(url(world, "fact_entries")).text)
    assert f"f-{branch[2].pk}-dues_due" in fields
    assert not any(name.rpartition("-")[2] in COMPUTED for name in fields)
    address = f"{url(world, 'fact_entries')}?cot=du"
    an.post(address, typed(branch[2], **{fact: value}))  # on another device meanwhile
    answer = an.post(
        url(world, "fact_entries"),
        dict.fromkeys(fields, "") | typed(branch[2], dues_due="12") | {"can_cu": "Sổ thu"},
    )
    assert answer.status_code == 302
    kept = FactEntry.objects.filter(enrolment=branch[2]).values_list("fact", "value", "source")
    assert set(kept) == {(fact, value, "Sổ Đoàn"), ("dues_due", "12", "Sổ thu")}
    assert result_of(world.hoa).population == population
    an.post(address, typed(branch[2], **{fact: ""}))  # shown, and emptied
    assert not FactEntry.objects.filter(enrolment=branch[2], fact=fact).exists()


def test_facts_no_rule_asks_for_are_not_asked_for(world, an):
    known_since(world, LATE)
    text = world.plan.effective.replace('"months < 6"', '"discipline == expulsion"')
    w.enrol(world.hoa, w.issued_anew(world.plan, effective=text))
    assert judged(world).facts["months"] == 2  # no rule turns on it
    assert asked_for(an.get(url(world, "fact_entries"), {"cot": "du"})) == ["party"]


@pytest.mark.parametrize(
    ("joined", "official", "population", "party"),
    [
        (timedelta(days=360), None, "rated", "probationary"),
        (timedelta(days=367), None, "undecided", None),  # a list says no more than the first day
        (OLD, None, "undecided", None),
        (OLD, timedelta(days=0), "comment_only", "official"),
        (OLD, -timedelta(days=1), "rated", "probationary"),
        (-timedelta(days=1), None, "rated", "none"),
    ],
)
def test_standing_in_the_party_is_not_guessed(world, branch, joined, official, population, party):
    SensitiveProfileFactory(
        person=world.hoa.person, party_joined_on=today() - joined,
        party_official_on=None if official is None else today() - official,
    )  # fmt: skip
    result = judged(world)
    assert (result.population, result.facts.get("party")) == (population, party)


def test_standing_in_the_party_is_entered_and_its_days_stay_hidden(world, an, meeting, branch):
    day = today() - OLD
    SensitiveProfileFactory(person=world.hoa.person, party_joined_on=day)
    (trouble, *_) = troubles_of(board_of(meeting.round))
    assert (trouble.sentence, trouble.step) == (
        "1 người chưa xác định được diện xếp loại: Đỗ Mỹ Hoa.", "fact_entries",
    )  # fmt: skip
    text = an.get(url(world, "fact_entries")).text
    assert "Đảng viên chính thức" in text
    assert text.count(">Theo hồ sơ<") == 2  # of the others it is known
    assert f"{day:%d/%m/%Y}" not in text + an.get(url(world, "voting")).text
    an.post(url(world, "fact_entries"), typed(branch[2], party="official"))
    assert result_of(world.hoa).population == "comment_only"
    an.post(url(world, "fact_entries"), typed(branch[2], party="probationary"))
    assert result_of(world.hoa).population == "rated"
    assert FactEntry.objects.get(enrolment=branch[2], fact="party").source == "Sổ Đoàn"


def test_standing_entered_wins_over_the_file(world, an, meeting, branch):
    SensitiveProfile.objects.create(person=world.hoa.person, party_joined_on=today() - LATE)
    an.post(f"{url(world, 'fact_entries')}?cot=du", typed(branch[2], party="none"))
    assert result_of(world.hoa).facts["party"] == "none"
