"""Posts and terms: refusals, exclusive posts, computed vacancies."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from sodoan.audit.queries import DELETE, Source, history_of
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.actions import appoint, end_appointment, open_term
from sodoan.org.choices import Body, Capability
from sodoan.org.models import Appointment, Post, Term, Unit
from sodoan.org.queries import roster, terms_for
from tests.factories.org import AppointmentFactory, PostFactory, TermFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def member(unit, **facts):
    return MembershipFactory(unit=unit, **facts).person_id


@pytest.fixture
def secretary(reference):
    return Post.objects.get(key="bi-thu-chi-doan")


def test_branch_secretary_does_not_appoint_in_the_own_branch(an, scope, units, secretary):
    with pytest.raises(PermissionDenied):
        appoint(PersonFactory().pk, by=scope(an), unit=units.a1, post=secretary, start=DAY)


def test_commune_secretary_does_not_appoint_in_the_own_commune(binh, scope, units):
    with pytest.raises(PermissionDenied):
        appoint(
            PersonFactory().pk,
            by=scope(binh),
            unit=units.a,
            post=PostFactory(key="uv-bch"),
            start=DAY,
        )


def test_post_of_another_level_is_refused(em, scope, units):
    with pytest.raises(ValidationError, match="không có chức danh"):
        appoint(
            member(units.a1),
            by=scope(em),
            unit=units.a1,
            post=PostFactory(key="bi-thu"),
            start=DAY,
        )


def test_second_holder_of_exclusive_post_is_refused(an, binh, scope, units, secretary):
    with pytest.raises(ValidationError, match="đã có người giữ"):
        appoint(member(units.a1), by=scope(binh), unit=units.a1, post=secretary, start=DAY)


def test_same_post_twice_is_refused(binh, scope, units):
    post, person = PostFactory(key="uv-bch-chi-doan"), PersonFactory()
    AppointmentFactory(unit=units.a1, post=Post.objects.get(key="uv-bch-chi-doan"), person=person)
    post.refresh_from_db()
    with pytest.raises(ValidationError, match="đã giữ chức danh"):
        appoint(person.pk, by=scope(binh), unit=units.a1, post=post, start=DAY)


def test_end_before_start_is_refused(binh, scope, units, secretary):
    with pytest.raises(ValidationError, match="phải sau ngày"):
        appoint(member(units.a2), by=scope(binh), unit=units.a2, post=secretary, start=DAY, end=DAY)


def test_term_of_another_unit_is_refused(binh, scope, units, secretary):
    term = Term.objects.create(unit=units.a2, body="bch", label="2026", during=period(DAY))
    with pytest.raises(ValidationError, match="đơn vị khác"):
        appoint(
            member(units.a1), by=scope(binh), unit=units.a1, post=secretary, start=DAY, term=term
        )


@pytest.mark.parametrize(
    ("key", "body", "fits"),
    [
        ("uv-bch", "ubkt", False),
        ("uv-bch", "btv", False),
        ("uv-ubkt", "bch", False),
        ("chuyen-vien", "bch", False),
        ("uv-bch", "bch", True),
        ("uv-btv", "bch", True),
        ("uv-btv", "btv", True),
        ("uv-ubkt", "ubkt", True),
    ],
)
def test_term_of_another_body_is_refused(em, scope, units, key, body, fits):
    term = TermFactory(unit=units.a, body=body)
    facts = {"by": scope(em), "unit": units.a, "post": PostFactory(key=key), "term": term}
    person = member(units.a1)
    assert (term in terms_for(units.a, [facts["post"]])) == fits
    if fits:
        assert appoint(person, start=DAY, **facts).term == term
        return
    with pytest.raises(ValidationError, match="không theo nhiệm kỳ"):
        appoint(person, start=DAY, **facts)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 8, 31), None),
        (date(2027, 9, 1), None),
        (DAY, date(2027, 9, 2)),
    ],
    ids=["before", "after", "longer"],
)
def test_days_outside_the_term_are_refused(binh, scope, units, secretary, start, end):
    during = period(DAY, date(2027, 9, 1))
    term = Term.objects.create(unit=units.a2, body="bch", label="2026", during=during)
    facts = {"by": scope(binh), "unit": units.a2, "post": secretary, "term": term}
    person = member(units.a2)
    with pytest.raises(ValidationError, match="từ ngày 01/09/2026 đến trước ngày 01/09/2027"):
        appoint(person, start=start, end=end, **facts)
    assert appoint(person, start=DAY, end=date(2027, 9, 1), **facts).term == term


def test_start_before_the_unit_is_refused(binh, scope, units, secretary):
    facts = {"by": scope(binh), "unit": units.a2, "post": secretary}
    person = member(units.a2)
    with pytest.raises(ValidationError, match="thành lập ngày 01/01/2015"):
        appoint(person, start=date(2014, 12, 31), **facts)
    assert appoint(person, start=date(2015, 1, 1), **facts).pk


def test_nobody_appoints_himself(em, quan, scope, units):
    PersonFactory(user=quan)
    for user, unit, key in ((em, units.t, "pho-bi-thu"), (quan, units.a1, "uv-bch-chi-doan")):
        by, post = scope(user), PostFactory(key=key)
        with pytest.raises(ValidationError, match="tự ghi chức danh"):
            appoint(user.person.pk, by=by, unit=unit, post=post, start=DAY)


def test_administrator_without_a_file_appoints_the_first_officer(quan, scope, units, secretary):
    first = PersonFactory()
    assert appoint(first.pk, by=scope(quan), unit=units.a1, post=secretary, start=DAY).pk


def test_people_beyond_reach_are_not_appointed(binh, scope, units, secretary):
    facts = {"by": scope(binh), "unit": units.a2, "post": secretary, "start": DAY}
    for person in (member(units.b1), PersonFactory().pk):
        with pytest.raises(PermissionDenied, match="ngoài phạm vi"):
            appoint(person, **facts)


def test_appointment_sent_twice_is_one(binh, scope, units, secretary):
    person = member(units.a2)
    facts = {"by": scope(binh), "unit": units.a2, "post": secretary, "start": DAY}
    assert appoint(person, **facts) == appoint(person, **facts)
    assert Appointment.objects.filter(unit=units.a2).count() == 1


def test_successor_follows_on_the_day_the_post_falls_free(an, binh, scope, units, secretary):
    held = Appointment.objects.get(person=an.person)
    end_appointment(held, by=scope(binh), end=DAY)
    heir = appoint(member(units.a1), by=scope(binh), unit=units.a1, post=secretary, start=DAY)
    held.refresh_from_db()
    assert (held.during.upper, heir.during.lower) == (DAY, DAY)


def test_access_ends_with_the_post(an, binh, scope, units):
    assert scope(an).can(Capability.MANAGE_PEOPLE)
    end_appointment(Appointment.objects.get(person=an.person), by=scope(binh), end=today())
    assert not scope(an).can(Capability.MANAGE_PEOPLE)


def test_mistaken_post_taken_back_twice_says_so(binh, scope, units, secretary):
    facts = {"by": scope(binh), "unit": units.a2, "post": secretary, "start": today()}
    held = appoint(member(units.a2), **facts)
    end_appointment(Appointment.objects.get(pk=held.pk), by=scope(binh), end=today())
    with pytest.raises(ValidationError, match="vừa được hủy"):
        end_appointment(held, by=scope(binh), end=today())


def test_post_held_for_a_day_is_not_taken_back(an, binh, scope, units):
    held = AppointmentFactory(
        unit=units.a1, person=PersonFactory(), post=PostFactory(key="uv-bch-chi-doan"),
        during=period(today() - timedelta(days=1)),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="phải sau ngày"):
        end_appointment(held, by=scope(binh), end=today() - timedelta(days=1))
    assert end_appointment(held, by=scope(binh), end=today()).during.upper == today()


def test_post_recorded_for_the_wrong_person_is_taken_back_at_once(
    an, binh, dung, scope, units, secretary
):
    end_appointment(Appointment.objects.get(person=an.person), by=scope(binh), end=today())
    facts = {"by": scope(binh), "unit": units.a1, "post": secretary}
    wrong = appoint(dung.person.pk, start=today(), **facts)
    with pytest.raises(ValidationError, match=r"Hồ Gia Dung, từ ngày \d\d/\d\d/\d{4}\)"):
        appoint(member(units.a1), start=today(), **facts)
    assert scope(dung).can(Capability.MANAGE_PEOPLE)
    with pytest.raises(PermissionDenied):
        end_appointment(wrong, by=scope(an), end=today())
    end_appointment(wrong, by=scope(binh), end=today())
    assert not scope(dung).can(Capability.MANAGE_PEOPLE)
    told = history_of(Source.rows(Appointment, person_id=dung.person.pk))
    assert (told[0].kind, told[0].reason) == (DELETE, "Hủy chức danh ghi nhầm")
    assert appoint(member(units.a1), start=today(), **facts)


def test_post_to_come_is_told_on_the_page_and_taken_back(an, binh, dung, units, scope, login):
    later = today() + timedelta(days=9)
    held = appoint(
        dung.person.pk, by=scope(binh), unit=units.a1, post=PostFactory(key="uv-bch-chi-doan"),
        start=later,
    )  # fmt: skip
    page = login(binh).get(f"/don-vi/{units.a1.pk}/").content.decode()
    assert "Sẽ giữ chức" in page
    end = f"/chuc-danh/{held.pk}/thoi-giu/"
    assert end in page
    assert end not in login(an).get(f"/don-vi/{units.a1.pk}/").content.decode()
    story = login(binh).get(f"/doan-vien/{dung.person.pk}/sinh-hoat/").content.decode()
    assert f"từ {later:%d/%m/%Y}" in story
    assert f"{later:%d/%m/%Y} đến nay" not in story
    assert "hủy phân công ghi nhầm" in login(binh).get(end).content.decode()
    assert login(binh).post(end, {"on": f"{today():%d/%m/%Y}"}).status_code == 302
    assert "Sẽ giữ chức" not in login(binh).get(f"/don-vi/{units.a1.pk}/").content.decode()


def test_ended_appointment_is_not_prolonged(an, binh, scope):
    held = Appointment.objects.get(person=an.person)
    end_appointment(held, by=scope(binh), end=DAY)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        end_appointment(held, by=scope(binh), end=date(2026, 10, 1))


def test_roster_computes_vacancies_and_surplus(an, binh, scope, units):
    seats = {"bi-thu-chi-doan": 1, "pho-bi-thu-chi-doan": 1, "uv-bch-chi-doan": 3}
    open_term(
        units.a1,
        by=scope(binh),
        body=Body.COMMITTEE,
        label="2026",
        start=DAY,
        end=None,
        seats=seats,
    )
    member = Post.objects.get(key="uv-bch-chi-doan")
    for _ in range(2):
        AppointmentFactory(unit=units.a1, post=member)
    (body,) = roster(units.a1, DAY)
    lines = {line.post.key: (line.seats, len(line.holders), line.vacancies) for line in body.lines}
    assert lines == {
        "bi-thu-chi-doan": (1, 1, 0),
        "pho-bi-thu-chi-doan": (1, 0, 1),
        "uv-bch-chi-doan": (3, 2, 1),
    }
    assert body.vacancies == 2
    for _ in range(2):
        AppointmentFactory(unit=units.a1, post=member)
    surplus = [line.surplus for line in roster(units.a1, DAY)[0].lines]
    assert surplus == [0, 0, 1]
    (before,) = roster(units.a1, date(2026, 8, 31))
    assert before.term is None
    assert before.is_between_terms
    assert not roster(units.a1, DAY)[0].is_between_terms
    assert [line.seats for line in before.lines] == [None, None]


@pytest.mark.parametrize(
    ("during", "constraint"),
    [
        ("[2026-01-01,)", "exclusive_posts_do_not_overlap"),
        ("empty", "appointment_lasts_a_day"),
    ],
)
def test_database_refuses_what_cannot_be(an, units, during, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _insert(units.a1.pk, "bi-thu-chi-doan", PersonFactory().pk, during, exclusive=True)


def test_database_refuses_a_post_held_twice_by_one(units):
    person = PersonFactory().pk
    _insert(units.a1.pk, "uv-bch-chi-doan", person, "[2026-01-01,)", exclusive=False)
    with pytest.raises(IntegrityError, match="nobody_holds_a_post_twice"), transaction.atomic():
        _insert(units.a1.pk, "uv-bch-chi-doan", person, "[2026-02-01,)", exclusive=False)
    _insert(units.a2.pk, "uv-bch-chi-doan", person, "[2026-02-01,)", exclusive=False)


@pytest.mark.parametrize(
    ("during", "term", "constraint"),
    [
        ("[2014-12-31,2020-01-01)", False, "nobody holds a post before the unit"),
        ("[2026-08-31,2026-12-01)", True, "a post of a term begins in the term"),
        ("[2026-09-01,2027-01-02)", False, "nothing goes on in a closed unit"),
    ],
)
def test_database_refuses_days_beyond_unit_and_term(units, during, term, constraint):
    found = Term.objects.create(unit=units.a1, body="bch", label="2026", during=period(DAY))
    Unit.objects.filter(pk=units.a1.pk).update(closed_on=date(2027, 1, 1))
    term = found.pk if term else None
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _insert(units.a1.pk, "uv-bch-chi-doan", PersonFactory().pk, during, term=term)
    _insert(units.a1.pk, "uv-bch-chi-doan", PersonFactory().pk, "[2026-09-01,2027-01-01)")


def test_database_refuses_to_prolong_into_a_closed_unit(units):
    held = AppointmentFactory(unit=units.a1, during=period(DAY, date(2027, 1, 1)))
    Unit.objects.filter(pk=units.a1.pk).update(closed_on=date(2027, 1, 1))
    rows = Appointment.objects.filter(pk=held.pk)
    rows.update(during=period(DAY, date(2026, 12, 1)))
    with pytest.raises(IntegrityError, match="closed unit"), transaction.atomic():
        rows.update(during=period(DAY))


def _insert(unit, post, person, during, *, exclusive=False, term=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO org_appointment"
            " (unit_id, post_id, person_id, during, is_exclusive, term_id, decision_no)"
            " VALUES (%s, %s, %s, %s::daterange, %s, %s, '')",
            [unit, post, person, during, exclusive, term],
        )
