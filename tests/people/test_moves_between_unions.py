"""Moves between two unions are recorded by the lowest post over both; a branch records none."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.people.actions import (
    end_temporary,
    make_honorary,
    start_temporary,
    transfer,
    update_person,
    withdraw_membership,
)
from sodoan.people.choices import MembershipKind
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory

pytestmark = pytest.mark.django_db


def page(name, person):
    return reverse(f"people:{name}", args=[person.pk])


# --- refusals ---


def test_secretary_of_two_branches_moves_nobody_between_them(khoi, an, scope, units):
    AppointmentFactory(person=an.person, unit=units.a2, post=PostFactory(key="bi-thu-chi-doan"))
    for record in (
        lambda: transfer(khoi, by=scope(an), to_unit=units.a2, on=today()),
        lambda: start_temporary(khoi, by=scope(an), unit=units.a2, since=today()),
    ):
        with pytest.raises(PermissionDenied):
            record()


def test_one_of_two_unions_moves_nobody_to_the_other(khoi, binh, scope, units):
    with pytest.raises(PermissionDenied):
        transfer(khoi, by=scope(binh), to_unit=units.b1, on=today())


def test_move_between_unions_is_withdrawn_from_above_only(khoi, binh, em, scope, units):
    moved = transfer(khoi, by=scope(em), to_unit=units.b1, on=today())
    lead = enlist("Vũ Thị Lan", units.b1, "bi-thu", post_in=units.b)
    for user in (binh, lead):
        with pytest.raises(PermissionDenied):
            withdraw_membership(moved, by=scope(user))
    withdraw_membership(moved, by=scope(em))
    assert [row.unit for row in khoi.memberships.on(today())] == [units.a1]


def test_province_records_the_move_and_does_not_keep_the_file(khoi, em, scope, units):
    with pytest.raises(PermissionDenied):
        update_person(khoi, by=scope(em), changes={"note": "Giỏi"})
    transfer(khoi, by=scope(em), to_unit=units.b1, on=today())
    assert [row.unit for row in khoi.memberships.on(today())] == [units.b1]


# --- what is recorded ---


def test_province_records_a_stay_and_its_end(khoi, em, scope, units):
    stay = start_temporary(khoi, by=scope(em), unit=units.b1, since=today())
    assert stay.kind == MembershipKind.TEMPORARY
    withdraw_membership(stay, by=scope(em))
    stay = start_temporary(khoi, by=scope(em), unit=units.b1, since=today())
    later = today().replace(year=today().year + 1, month=1, day=1)
    assert end_temporary(stay, by=scope(em), on=later).during.upper == later


def test_officer_of_a_union_moves_to_another_by_the_province(binh, em, scope, units):
    transfer(binh.person, by=scope(em), to_unit=units.b1, on=today())
    assert [row.unit for row in binh.person.memberships.on(today())] == [units.b1]


def test_province_takes_its_move_of_an_officer_back(binh, em, scope, units):
    home = binh.person.memberships.get().unit
    moved = transfer(binh.person, by=scope(em), to_unit=units.b1, on=today())
    withdraw_membership(moved, by=scope(em))
    assert [row.unit for row in binh.person.memberships.on(today())] == [home]


def test_honorary_membership_of_two_branches_is_withdrawn_by_who_recorded_it(
    khoi, an, scope, units
):
    AppointmentFactory(person=an.person, unit=units.a2, post=PostFactory(key="bi-thu-chi-doan"))
    made = make_honorary(khoi, by=scope(an), unit=units.a2, on=today())
    withdraw_membership(made, by=scope(an))
    assert [row.unit for row in khoi.memberships.on(today())] == [units.a1]


# --- pages ---


@pytest.mark.parametrize("name", ["transfer", "temporary"])
def test_province_chooses_the_union_then_the_branch(khoi, em, login, units, name):
    client = login(em)
    first = client.get(page(name, khoi)).content.decode()
    assert "Nơi đến thuộc" in first
    assert str(units.a2) in first
    assert str(units.b1) not in first
    assert f'value="{units.a1.pk}"' not in first  # where the person is already
    there = f"{page(name, khoi)}?co_so={units.b.pk}"
    assert str(units.b1) in client.get(there).content.decode()
    day = f"{today():%d/%m/%Y}"
    sent = {"unit": units.b1.pk, "on": day, "since": day}
    assert client.post(page(name, khoi), sent).status_code == 422  # of another union
    assert client.post(there, sent).status_code == 302
    assert khoi.memberships.on(today()).filter(unit=units.b1).exists()


@pytest.mark.parametrize("name", ["transfer", "temporary"])
def test_branch_below_no_union_is_chosen_too(khoi, em, login, units, name):
    direct = UnitFactory(
        type=UnitTypeFactory(key="chi-doan-co-so"), name="Chi đoàn cơ sở Sở Y tế", parent=units.t
    )
    client = login(em)
    assert str(direct) not in client.get(page(name, khoi)).content.decode()
    there = f"{page(name, khoi)}?co_so=0"
    shown = client.get(there).content.decode()
    assert str(direct) in shown
    assert str(units.b1) not in shown
    day = f"{today():%d/%m/%Y}"
    sent = {"unit": direct.pk, "on": day, "since": day}
    assert client.post(there, sent).status_code == 302
    assert khoi.memberships.on(today()).filter(unit=direct).exists()


def test_union_of_one_is_not_asked_for_it(khoi, binh, login):
    assert "Nơi đến thuộc" not in login(binh).get(page("transfer", khoi)).content.decode()


def test_story_offers_moves_to_who_records_them(khoi, an, binh, em, login):
    story = page("story", khoi)
    for user, offered in ((an, False), (binh, True), (em, True)):
        shown = login(user).get(story).content.decode()
        assert (page("transfer", khoi) in shown) is offered
        assert (page("temporary", khoi) in shown) is offered
    assert "do đơn vị cấp trên ghi" in login(an).get(story).content.decode()


def test_honorary_member_is_not_offered_a_move(khoi, binh, login):
    khoi.memberships.update(kind=MembershipKind.HONORARY)
    assert page("transfer", khoi) not in login(binh).get(page("story", khoi)).content.decode()
