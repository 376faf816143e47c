"""Members who move during the year: their sheets follow, once, unless they are being judged."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.actions.holding import hold_person
from sodoan.org.models import Unit
from sodoan.people.actions import merge_persons, transfer
from sodoan.people.models import Membership
from sodoan.programmes.actions.moves import follow_members, hold_programmes
from sodoan.programmes.actions.registration import (
    accept_enrolment,
    open_enrolments,
    return_enrolment,
)
from sodoan.programmes.models import Enrolment, Result, Round
from tests.programmes import world as w
from tests.programmes.crowd import opened
from tests.race import cross, race

pytestmark = pytest.mark.django_db


def move(world, user):
    """The member belongs to the sister branch from today."""
    old = Membership.objects.get(person=user.person, kind="official")
    old.during = period(old.during.lower, today())
    old.ended_by = "transfer"
    old.save()
    Membership.objects.create(
        person=user.person, unit=world.sister, kind="official", during=period(today())
    )


def test_sheet_stays_while_its_member_stays(world):
    sheet = w.enrol(world.dung, world.plan)
    assert follow_members(today()) == 0
    sheet.refresh_from_db()
    assert sheet.unit == world.branch


def test_sheet_follows_with_what_was_done_and_the_new_branch_goes_on(world):
    sheet = w.enrol(world.dung, world.plan)
    w.prove(sheet.pledges.first(), state="pending")
    url = f"/ren-luyen/phieu/{sheet.pk}/"
    assert w.browser(world.an).get(url).status_code == 200
    move(world, world.dung)
    assert follow_members(today()) == 1
    assert follow_members(today()) == 0
    sheet.refresh_from_db()
    assert (sheet.unit, sheet.plan, sheet.state) == (world.sister, world.plan, "accepted")
    assert sheet.pledges.first().evidence.count() == 1
    assert w.browser(world.an).get(url).status_code == 404
    assert w.browser(world.dung).get(url).status_code == 200


def test_decision_on_a_sheet_that_moved_meanwhile_moves_it_not_back(world):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    page = Enrolment.objects.get(pk=sheet.pk)
    move(world, world.dung)
    assert follow_members(today()) == 1
    with pytest.raises(PermissionDenied):
        accept_enrolment(page, by=w.scope(world.an))
    accept_enrolment(sheet, by=w.scope(world.binh))
    kept = Enrolment.objects.get(pk=sheet.pk)
    assert (kept.unit, kept.state) == (world.sister, "accepted")


def test_transfer_brings_the_sheet_at_once_and_one_to_come_waits_for_its_day(world):
    now, later = w.enrol(world.dung, world.plan), w.enrol(world.hoa, world.plan, state="draft")
    Unit.objects.filter(pk=world.sister.pk).update(block="school")
    for user, day in ((world.dung, today()), (world.hoa, today() + timedelta(days=3))):
        transfer(user.person, by=w.scope(world.binh), to_unit=world.sister, on=day)
    now.refresh_from_db()
    later.refresh_from_db()
    assert (now.unit, later.unit) == (world.sister, world.branch)
    assert (now.block, later.block) == ("other", "other")
    assert follow_members(today() + timedelta(days=3)) == 1
    later.refresh_from_db()
    assert (later.unit, later.block) == (world.sister, "school")  # still being written


def test_sheet_does_not_follow_before_the_day(world):
    sheet = w.enrol(world.dung, world.plan)
    move(world, world.dung)
    assert follow_members(today() - timedelta(days=1)) == 0
    sheet.refresh_from_db()
    assert sheet.unit == world.branch


def test_temporary_stay_moves_no_sheet(world):
    sheet = w.enrol(world.dung, world.plan)
    Membership.objects.create(
        person=world.dung.person, unit=world.sister, kind="temporary", during=period(today())
    )
    assert follow_members(today()) == 0
    sheet.refresh_from_db()
    assert sheet.unit == world.branch


def test_sheet_being_judged_stays_with_the_branch_that_judges(world):
    sheet = w.enrol(world.dung, world.plan)
    round_ = Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=world.branch,
        block=world.branch.block,
        approver=world.commune,
        state="preparing",
    )
    Result.objects.create(enrolment=sheet, round=round_)
    move(world, world.dung)
    assert follow_members(today()) == 0


@pytest.mark.parametrize(("state", "block"), [("preparing", "school"), ("sent", "other")])
def test_sheet_returned_where_it_moved_takes_the_calendar_there(world, state, block):
    """It keeps its own while the round of the other one has been sent up: none judges it there."""
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    move(world, world.dung)
    follow_members(today())
    Unit.objects.filter(pk=world.sister.pk).update(block="school")
    Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=world.sister,
        block="school",
        approver=world.commune,
        state=state,
    )
    sheet.refresh_from_db()
    assert (sheet.unit, sheet.block) == (world.sister, "other")
    return_enrolment(sheet, by=w.scope(world.binh), comment="Viết rõ số buổi.")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.block) == ("returned", block)


def test_opening_sheets_brings_the_moved_one_and_opens_no_second(world):
    w.enrol(world.dung, world.plan, state="draft")
    move(world, world.dung)
    open_enrolments(world.programme, by=w.scope(world.binh), unit=world.sister)
    (sheet,) = world.dung.person.enrolments.all()
    assert sheet.unit == world.sister


@pytest.mark.parametrize(
    ("state", "follows"),
    [("preparing", 1), ("sent", 0), ("returned", 1), ("approved", 0), ("published", 0)],
)
def test_sheet_stays_where_it_can_still_be_judged(world, state, follows):
    sheet = w.enrol(world.dung, world.plan)
    move(world, world.dung)
    Round.objects.create(
        programme=sheet.programme,
        plan=sheet.plan,
        unit=world.sister,
        block=world.sister.block,
        approver=world.sister.parent,
        state=state,
    )
    assert follow_members(today()) == follows


def test_database_refuses_to_move_a_sheet_that_is_being_judged(world):
    sheet = w.enrol(world.dung, world.plan)
    moved = Enrolment.objects.filter(pk=sheet.pk)
    moved.update(unit=world.sister)
    moved.update(unit=world.branch)
    opened(world)
    for change in ({"unit": world.sister}, {"block": "school"}):
        with pytest.raises(IntegrityError, match="being judged"), transaction.atomic():
            moved.update(**change)


@pytest.mark.django_db(transaction=True)
def test_sheet_is_judged_where_it_lies_also_when_its_member_moves_meanwhile(world):
    sheet = w.enrol(world.dung, world.plan)
    home = Membership.objects.filter(person=sheet.person)

    def move():
        home.update(unit=world.sister)
        follow_members(timezone.localdate(), people=[sheet.person_id])

    for _ in range(3):
        race(move, lambda: opened(world))
        row = Enrolment.objects.get(pk=sheet.pk)
        result = Result.objects.filter(enrolment=row).select_related("round").first()
        assert result is None or result.round.unit_id == row.unit_id
        Result.objects.all().delete()
        Round.objects.all().delete()
        home.update(unit=world.branch)
        Enrolment.objects.filter(pk=sheet.pk).update(unit=world.branch)


@pytest.mark.django_db(transaction=True)
def test_opening_holds_all_programmes_in_one_order_before_sheets_move(world):
    """Who opens one programme moves sheets of others: two of them wait in a line."""
    first, second = world.plan, w.plan_of(world.commune, w.COMING)
    sheet = w.enrol(world.dung, second)
    Membership.objects.filter(person=sheet.person).update(unit=world.sister)
    by = w.scope(world.binh)
    came_to = cross(
        lambda: open_enrolments(first.programme, by=by, unit=world.sister),
        held=lambda: hold_programmes([first.programme_id]),
        then=lambda: hold_programmes([second.programme_id]),
    )
    assert came_to == ["done", "done"]
    sheet.refresh_from_db()
    assert sheet.unit == world.sister
    assert first.programme.enrolments.filter(person=world.lan.person).exists()


@pytest.mark.django_db(transaction=True)
def test_merging_and_moving_one_person_wait_in_a_line(world):
    kept, gone = world.dung.person, world.lan.person
    w.enrol(kept, world.plan)
    by = w.scope(world.binh)
    came_to = cross(
        lambda: merge_persons(kept, gone, by=by),
        held=lambda: hold_person(kept.pk),
        then=lambda: transfer(kept, by=by, to_unit=world.sister, on=today()),
    )
    assert came_to == ["done", "done"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("both", [False, True])
def test_merging_holds_the_programmes_before_sheets_move_or_go(world, both):
    """Who issues holds the programme first too, then writes the sheets of both files."""
    kept, gone = world.dung.person, world.lan.person
    sheet = w.enrol(gone, world.plan)
    if both:
        w.enrol(kept, world.plan, state="draft", pledges=0)  # goes, the other one stays
    by = w.scope(world.binh)
    sheets = Enrolment.objects.filter(programme=world.programme)
    came_to = cross(
        lambda: merge_persons(kept, gone, by=by),
        held=lambda: hold_programmes([world.programme.pk]),
        then=lambda: sheets.update(comment="Theo kế hoạch mới"),
    )
    assert came_to == ["done", "done"]
    sheet = sheets.get()
    assert (sheet.person, sheet.unit, sheet.comment) == (kept, world.branch, "Theo kế hoạch mới")


@pytest.mark.django_db(transaction=True)
def test_merging_waits_for_who_opens_a_sheet_for_either(world):
    """A new sheet only needs the person to exist: it does not wait for the merge in turn."""
    kept, gone = world.dung.person, world.lan.person
    w.enrol(gone, world.plan)
    by = w.scope(world.binh)
    came_to = cross(
        lambda: merge_persons(kept, gone, by=by),
        held=lambda: hold_programmes([world.programme.pk]),
        then=lambda: w.enrol(kept, world.plan, state="draft", pledges=0),
    )
    assert came_to == ["done", "done"]
    assert Enrolment.objects.get(programme=world.programme).person == kept
