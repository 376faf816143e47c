"""Who leaves on a day gone by, or with something ahead, loses nothing that has lasted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.actions import (
    end_membership,
    make_honorary,
    start_temporary,
    transfer,
    withdraw_membership,
)
from sodoan.people.choices import MembershipEnd, MembershipKind
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return today() - timedelta(days=days)


@pytest.fixture
def moved(khoi, units):
    """In A2 for a hundred days; before in A1."""
    old = khoi.memberships.get()
    old.during, old.ended_by = period(old.during.lower, ago(100)), MembershipEnd.TRANSFER
    old.save()
    MembershipFactory(person=khoi, unit=units.a2, during=period(ago(100)))
    return khoi


def test_honorary_decision_before_a_membership_that_has_lasted_is_refused(
    moved, binh, scope, units
):
    with pytest.raises(ValidationError, match="sau ngày đồng chí chọn"):
        make_honorary(moved, by=scope(binh), unit=units.a2, on=ago(200))
    assert moved.memberships.filter(unit=units.a2, during__endswith=None).exists()


def test_honorary_decision_before_any_membership_is_refused(binh, scope, units):
    person = PersonFactory(full_name="Lý Mới Vào")
    MembershipFactory(person=person, unit=units.a1, during=period(ago(50)))
    with pytest.raises(ValidationError, match="sau ngày đồng chí chọn"):
        make_honorary(person, by=scope(binh), unit=units.a1, on=ago(51))
    assert not person.memberships.filter(kind=MembershipKind.HONORARY).exists()
    assert make_honorary(person, by=scope(binh), unit=units.a1, on=ago(49))


@pytest.mark.parametrize("how", ["maturity", "removed", "correction"])
@pytest.mark.parametrize("days", [100, 200])
def test_end_of_a_row_that_ended_before_is_refused(moved, binh, scope, units, how, days):
    old = moved.memberships.get(unit=units.a1)
    with pytest.raises(ValidationError, match="sau ngày đồng chí chọn"):
        end_membership(old, by=scope(binh), how=how, on=ago(days))
    old.refresh_from_db()
    assert (old.during.upper, old.ended_by) == (ago(100), "transfer")


def test_expulsion_before_an_honorary_membership_that_has_lasted_is_refused(
    khoi, binh, scope, units
):
    make_honorary(khoi, by=scope(binh), unit=units.a2, on=ago(50))
    old = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    with pytest.raises(ValidationError, match="sau ngày đồng chí chọn"):
        end_membership(old, by=scope(binh), how=MembershipEnd.EXPELLED, on=ago(60))
    assert khoi.memberships.filter(kind=MembershipKind.HONORARY, during__endswith=None).exists()


@pytest.mark.parametrize("how", ["maturity", "correction"])
def test_end_is_refused_where_a_post_hangs_on_the_transfer_ahead(khoi, binh, scope, units, how):
    soon = today() + timedelta(days=30)
    transfer(khoi, by=system_scope(), to_unit=units.a2, on=soon)
    post = PostFactory(key="uv-bch-chi-doan")
    AppointmentFactory(person=khoi, unit=units.a2, post=post, during=period(soon))
    home = khoi.memberships.get(unit=units.a1)
    with pytest.raises(ValidationError, match="Đồng chí hủy chức danh ấy trước"):
        end_membership(home, by=scope(binh), how=how, on=today())
    with pytest.raises(ValidationError, match="Đồng chí hủy chức danh ấy trước"):
        make_honorary(khoi, by=scope(binh), unit=units.a1, on=today())
    assert khoi.memberships.count() == 2


def test_end_on_a_day_gone_by_ends_the_stay_since_then_today(khoi, an, scope, units):
    stay = {"person": khoi, "kind": MembershipKind.TEMPORARY}
    running = MembershipFactory(unit=units.b1, during=period(ago(20)), **stay)
    past = MembershipFactory(
        unit=units.a2, during=period(ago(25), ago(22)), ended_by="returned", **stay
    )
    MembershipFactory(unit=units.a2, during=period(today()), **stay)
    home = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    end_membership(home, by=scope(an), how=MembershipEnd.REMOVED, on=ago(30))
    rows = khoi.memberships.filter(kind=MembershipKind.TEMPORARY).order_by("during")
    assert [(row.pk, row.during.upper, row.ended_by) for row in rows] == [
        (past.pk, ago(22), "returned"),
        (running.pk, today(), "removed"),
    ]


def test_end_on_the_first_day_of_a_stay_that_has_lasted_keeps_the_stay(khoi, an, scope, units):
    stay = MembershipFactory(
        person=khoi, unit=units.b1, kind=MembershipKind.TEMPORARY, during=period(ago(20))
    )
    home = khoi.memberships.get(kind=MembershipKind.OFFICIAL)
    end_membership(home, by=scope(an), how=MembershipEnd.MATURITY, on=ago(20))
    stay.refresh_from_db()
    assert (stay.during.upper, stay.ended_by) == (today(), "maturity")


@pytest.mark.parametrize("days", [-10, 0, 10])
def test_stay_in_the_branch_that_becomes_home_is_none_any_more(khoi, binh, scope, units, days):
    start_temporary(khoi, by=scope(binh), unit=units.a2, since=today() + timedelta(days=days))
    transfer(khoi, by=scope(binh), to_unit=units.a2, on=today())
    stays = khoi.memberships.filter(kind=MembershipKind.TEMPORARY)
    assert [stay.during.upper for stay in stays] == ([today()] if days < 0 else [])


def test_stay_in_the_old_home_goes_with_the_transfer_that_allowed_it(khoi, binh, scope, units):
    soon = today() + timedelta(days=30)
    ahead = transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    start_temporary(khoi, by=scope(binh), unit=units.a1, since=soon + timedelta(days=5))
    withdraw_membership(ahead, by=scope(binh))
    assert [row.kind for row in khoi.memberships.all()] == [MembershipKind.OFFICIAL]
