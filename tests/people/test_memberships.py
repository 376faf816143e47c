"""Transfers, stays, ends: refusals first; the constraints are broken in SQL."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from sodoan.common.periods import period
from sodoan.people.actions import (
    end_membership,
    end_temporary,
    make_honorary,
    start_temporary,
    transfer,
)
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def test_transfer_out_of_own_branch_by_secretary_is_refused(khoi, an, scope, units):
    with pytest.raises(PermissionDenied):
        transfer(khoi, by=scope(an), to_unit=units.a2, on=DAY)


def test_transfer_beyond_scope_is_refused(khoi, binh, scope, units):
    with pytest.raises(PermissionDenied):
        transfer(khoi, by=scope(binh), to_unit=units.b1, on=DAY)


def test_transfer_to_same_unit_is_refused(khoi, binh, scope, units):
    with pytest.raises(ValidationError, match="rồi"):
        transfer(khoi, by=scope(binh), to_unit=units.a1, on=DAY)


def test_transfer_on_first_day_is_refused(khoi, binh, scope, units):
    with pytest.raises(ValidationError, match="phải sau ngày 01/09/2020"):
        transfer(khoi, by=scope(binh), to_unit=units.a2, on=date(2020, 9, 1))


def test_transfer_of_post_holder_is_refused(khoi, binh, scope, units):
    AppointmentFactory(person=khoi, unit=units.a1, post=PostFactory(key="uv-bch-chi-doan"))
    with pytest.raises(ValidationError, match="còn giữ chức danh Ủy viên"):
        transfer(khoi, by=scope(binh), to_unit=units.a2, on=DAY)


def test_transfer_ends_and_begins_on_the_same_day(khoi, binh, scope, units):
    stay = MembershipFactory(person=khoi, unit=units.a2, kind=MembershipKind.TEMPORARY)
    new = transfer(khoi, by=scope(binh), to_unit=units.a2, on=DAY, decision_no="15-GT")
    old = khoi.memberships.get(unit=units.a1)
    stay.refresh_from_db()
    assert (old.during.upper, old.ended_by) == (DAY, MembershipEnd.TRANSFER)
    assert (new.during.lower, new.decision_no) == (DAY, "15-GT")
    assert stay.during.upper == DAY
    assert khoi.memberships.on(DAY).get() == new


def test_temporary_in_home_unit_is_refused(khoi, binh, scope, units):
    with pytest.raises(ValidationError, match="nơi sinh hoạt chính thức"):
        start_temporary(khoi, by=scope(binh), unit=units.a1, since=DAY)


def test_temporary_of_nobodys_member_is_refused(binh, scope, units):
    guest = PersonFactory()
    MembershipFactory(person=guest, unit=units.a1, kind=MembershipKind.HONORARY)
    with pytest.raises(ValidationError, match="không sinh hoạt chính thức"):
        start_temporary(guest, by=scope(binh), unit=units.a2, since=DAY)


def test_temporary_that_ends_before_it_begins_is_refused(khoi, binh, scope, units):
    with pytest.raises(ValidationError, match="phải sau ngày"):
        start_temporary(khoi, by=scope(binh), unit=units.a2, since=DAY, until=DAY)


def test_temporary_stays_beside_official_and_ends(khoi, binh, scope, units):
    stay = start_temporary(khoi, by=scope(binh), unit=units.a2, since=DAY)
    assert khoi.memberships.on(DAY).count() == 2
    end_temporary(stay, by=scope(binh), on=date(2026, 10, 1))
    stay.refresh_from_db()
    assert (stay.during.upper, stay.ended_by) == (date(2026, 10, 1), MembershipEnd.RETURNED)


def test_end_temporary_by_the_unit_of_the_stay_is_allowed(units, chi, scope):
    person = PersonFactory()
    MembershipFactory(person=person, unit=units.a1)
    stay = MembershipFactory(person=person, unit=units.b1, kind=MembershipKind.TEMPORARY)
    assert end_temporary(stay, by=scope(chi), on=DAY).during.upper == DAY


def test_end_temporary_by_a_stranger_is_refused(khoi, units, chi, scope):
    stay = MembershipFactory(person=khoi, unit=units.a2, kind=MembershipKind.TEMPORARY)
    with pytest.raises(PermissionDenied):
        end_temporary(stay, by=scope(chi), on=DAY)


def test_unit_of_a_stay_may_not_end_the_official_membership(khoi, units, chi, scope):
    MembershipFactory(person=khoi, unit=units.b1, kind=MembershipKind.TEMPORARY)
    row = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    with pytest.raises(PermissionDenied):
        end_membership(row, by=scope(chi), how=MembershipEnd.MATURITY, on=DAY)


@pytest.mark.parametrize("how", [MembershipEnd.TRANSFER, MembershipEnd.RETURNED])
def test_end_by_the_wrong_word_is_refused(khoi, an, scope, how):
    with pytest.raises(ValidationError, match="Chuyển sinh hoạt"):
        end_membership(khoi.memberships.get(), by=scope(an), how=how, on=DAY)


def test_end_of_post_holder_elsewhere_by_expulsion_is_refused(khoi, binh, scope, units):
    AppointmentFactory(person=khoi, unit=units.a, post=PostFactory(key="uv-bch"))
    row = khoi.memberships.get()
    with pytest.raises(ValidationError, match="còn giữ chức danh"):
        end_membership(row, by=scope(binh), how=MembershipEnd.EXPELLED, on=DAY)
    assert end_membership(row, by=scope(binh), how=MembershipEnd.MATURITY, on=DAY)


def test_branch_does_not_let_an_officer_of_a_level_above_go(khoi, an, scope, units):
    AppointmentFactory(person=khoi, unit=units.a, post=PostFactory(key="uv-bch"))
    AppointmentFactory(
        person=an.person, unit=units.a2, post=PostFactory(key="bi-thu-chi-doan")
    )  # keeps both branches, is above neither
    row = khoi.memberships.get()
    for leave in (
        lambda: end_membership(row, by=scope(an), how=MembershipEnd.MATURITY, on=DAY),
        lambda: make_honorary(khoi, by=scope(an), unit=units.a1, on=DAY),
    ):
        with pytest.raises(ValidationError, match="đồng chí đề nghị nơi đó"):
            leave()
    assert khoi.memberships.get().during.upper is None


def test_end_decided_on_an_old_page_does_not_undo_what_came_since(khoi, an, scope):
    stale = khoi.memberships.get()
    end_membership(
        khoi.memberships.get(), by=scope(an), how=MembershipEnd.MATURITY, on=date(2027, 3, 2)
    )
    with pytest.raises(ValidationError, match="đã kết thúc ngày 02/03/2027"):
        end_membership(stale, by=scope(an), how=MembershipEnd.REMOVED, on=date(2027, 3, 3))


def test_removal_ends_the_stays_too(khoi, an, scope, units):
    begun = MembershipFactory(person=khoi, unit=units.b1, kind=MembershipKind.TEMPORARY)
    MembershipFactory(
        person=khoi, unit=units.a2, kind=MembershipKind.TEMPORARY, during=period(date(2026, 12, 1))
    )
    row = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    end_membership(row, by=scope(an), how=MembershipEnd.REMOVED, on=DAY)
    begun.refresh_from_db()
    assert begun.during.upper == DAY
    assert not khoi.memberships.filter(during__endswith=None).exists()


def test_honorary_ends_official_as_maturity(khoi, binh, scope, units):
    row = make_honorary(khoi, by=scope(binh), unit=units.a2, on=DAY)
    old = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    assert (old.during.upper, old.ended_by) == (DAY, MembershipEnd.MATURITY)
    assert row.kind == MembershipKind.HONORARY


@pytest.mark.parametrize(
    ("kind", "during", "ended_by", "constraint"),
    [
        ("official", "[2026-01-01,)", "", "one_official_membership_per_day"),
        ("temporary", "empty", "", "membership_lasts_a_day"),
        ("temporary", "[2026-01-01,)", "returned", "ended_membership_has_its_day"),
    ],
)
def test_database_refuses_what_cannot_be(khoi, units, kind, during, ended_by, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _insert(khoi, units.a2, kind, during, ended_by)
    assert Membership.objects.filter(person=khoi).count() == 1


def test_database_refuses_a_doubled_stay(khoi, units):
    _insert(khoi, units.a2, "temporary", "[2026-01-01,2026-03-01)", "")
    with pytest.raises(IntegrityError, match="no_doubled_membership"), transaction.atomic():
        _insert(khoi, units.a2, "temporary", "[2026-02-28,)", "")
    _insert(khoi, units.a2, "temporary", "[2026-03-01,)", "")


def test_database_refuses_a_second_person_with_the_same_number(khoi):
    other = PersonFactory(id_number_hash="f" * 64)
    with pytest.raises(IntegrityError, match="one_person_per_citizen_number"), transaction.atomic():
        _run("UPDATE people_person SET id_number_hash = %s WHERE id = %s", ["f" * 64, khoi.pk])
    assert other.pk != khoi.pk


def test_database_refuses_a_second_person_with_the_same_account(khoi):
    user = UserFactory()
    other = PersonFactory(user=user)
    with pytest.raises(IntegrityError, match="person_of_user"), transaction.atomic():
        _run("UPDATE people_person SET user_id = %s WHERE id = %s", [user.pk, khoi.pk])
    assert other.pk != khoi.pk


def test_database_refuses_to_delete_a_person_with_memberships(khoi):
    _run("SET CONSTRAINTS ALL IMMEDIATE", [])
    with pytest.raises(Error, match="people_membership"), transaction.atomic():
        _run("DELETE FROM people_person WHERE id = %s", [khoi.pk])


def _insert(person, unit, kind, during, ended_by):
    _run(
        "INSERT INTO people_membership (person_id, unit_id, kind, during, ended_by, decision_no)"
        " VALUES (%s, %s, %s, %s::daterange, %s, '')",
        [person.pk, unit.pk, kind, during, ended_by],
    )


def _run(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
