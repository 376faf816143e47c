"""Posts and terms: refusals, exclusive posts, computed vacancies."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.actions import appoint, end_appointment, end_term, open_term
from sodoan.org.choices import Body, Capability
from sodoan.org.models import Appointment, Post, Term
from sodoan.org.queries import roster
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


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
            PersonFactory().pk,
            by=scope(em),
            unit=units.a1,
            post=PostFactory(key="bi-thu"),
            start=DAY,
        )


def test_second_holder_of_exclusive_post_is_refused(an, binh, scope, units, secretary):
    with pytest.raises(ValidationError, match="đã có người giữ"):
        appoint(PersonFactory().pk, by=scope(binh), unit=units.a1, post=secretary, start=DAY)


def test_same_post_twice_is_refused(binh, scope, units):
    post, person = PostFactory(key="uv-bch-chi-doan"), PersonFactory()
    AppointmentFactory(unit=units.a1, post=Post.objects.get(key="uv-bch-chi-doan"), person=person)
    post.refresh_from_db()
    with pytest.raises(ValidationError, match="đã giữ chức danh"):
        appoint(person.pk, by=scope(binh), unit=units.a1, post=post, start=DAY)


def test_end_before_start_is_refused(binh, scope, units, secretary):
    with pytest.raises(ValidationError, match="phải sau ngày"):
        appoint(
            PersonFactory().pk, by=scope(binh), unit=units.a2, post=secretary, start=DAY, end=DAY
        )


def test_term_of_another_unit_is_refused(binh, scope, units, secretary):
    term = Term.objects.create(unit=units.a2, body="bch", label="2026", during=period(DAY))
    with pytest.raises(ValidationError, match="đơn vị khác"):
        appoint(
            PersonFactory().pk, by=scope(binh), unit=units.a1, post=secretary, start=DAY, term=term
        )


def test_successor_follows_on_the_day_the_post_falls_free(an, binh, scope, units, secretary):
    held = Appointment.objects.get(person=an.person)
    end_appointment(held, by=scope(binh), end=DAY)
    heir = appoint(PersonFactory().pk, by=scope(binh), unit=units.a1, post=secretary, start=DAY)
    held.refresh_from_db()
    assert (held.during.upper, heir.during.lower) == (DAY, DAY)


def test_access_ends_with_the_post(an, binh, scope, units):
    assert scope(an).can(Capability.MANAGE_PEOPLE)
    end_appointment(Appointment.objects.get(person=an.person), by=scope(binh), end=today())
    assert not scope(an).can(Capability.MANAGE_PEOPLE)


def test_ended_appointment_is_not_prolonged(an, binh, scope):
    held = Appointment.objects.get(person=an.person)
    end_appointment(held, by=scope(binh), end=DAY)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        end_appointment(held, by=scope(binh), end=date(2026, 10, 1))


def test_overlapping_term_is_refused(binh, scope, units):
    facts = {"by": scope(binh), "body": Body.COMMITTEE, "seats": {"uv-bch-chi-doan": 3}}
    open_term(units.a1, label="2022-2027", start=date(2022, 1, 1), end=date(2027, 1, 1), **facts)
    with pytest.raises(ValidationError, match="trùng thời gian"):
        open_term(units.a1, label="2026", start=DAY, end=None, **facts)
    assert units.a1.terms.count() == 1


def test_end_term_over_the_next_is_refused(binh, scope, units):
    facts = {"by": scope(binh), "body": Body.COMMITTEE, "seats": {}}
    first = open_term(units.a1, label="1", start=date(2022, 1, 1), end=date(2024, 1, 1), **facts)
    open_term(units.a1, label="2", start=date(2024, 1, 1), end=None, **facts)
    with pytest.raises(ValidationError, match="nhiệm kỳ sau"):
        end_term(first, by=scope(binh), end=date(2024, 1, 2))
    assert end_term(first, by=scope(binh), end=date(2023, 1, 1)).during.upper == date(2023, 1, 1)


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


def _insert(unit, post, person, during, *, exclusive):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO org_appointment"
            " (unit_id, post_id, person_id, during, is_exclusive, decision_no)"
            " VALUES (%s, %s, %s, %s::daterange, %s, '')",
            [unit, post, person, during, exclusive],
        )
