"""Plans: what is refused, what the database keeps, what a month shows."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from sodoan.activities.actions.planning import (
    Planned,
    StaleError,
    change_plan,
    copy_weeks,
    plan_activity,
    skip_activity,
)
from sodoan.activities.actions.schemes import Time, take_slots
from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity, Slot
from sodoan.activities.queries.grid import grid_of
from sodoan.common.weeks import Month, week_of
from tests.activities.conftest import START, TUESDAY
from tests.cast import enlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def what(theme, slot, binh):
    return Planned(TUESDAY, "Tổng vệ sinh", theme=theme, slot=slot, in_charge=binh.person)


def refused(unit, what, by):
    with pytest.raises(ValidationError) as caught:
        plan_activity(unit, by=by, what=what)
    return caught.value.message_dict


def test_plan_is_refused_to_a_stranger(units, chi, scope, what):
    with pytest.raises(PermissionDenied):
        plan_activity(units.a, by=scope(chi), what=what)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"theme": None}, "theme"),
        ({"on": date(2014, 12, 30), "in_charge": None}, "on"),
        ({"on": TUESDAY + timedelta(days=1)}, "on"),
        ({"on": START - timedelta(days=2), "slot": None}, "theme"),
    ],
)
def test_plan_is_refused_by_field(units, binh, scope, what, changes, field):
    assert list(refused(units.a, replace(what, **changes), scope(binh))) == [field]


def test_theme_of_schools_is_not_for_a_commune(units, binh, scope, what, scheme):
    school = scheme.themes.get(key="school_movements")
    assert "theme" in refused(units.a, replace(what, theme=school), scope(binh))


def test_only_the_committee_is_in_charge(units, binh, dung, scope, what):
    assert "in_charge" in refused(units.a, replace(what, in_charge=dung.person), scope(binh))


def test_slot_holds_one_activity_a_day(units, binh, scope, activity, what):
    assert "on" in refused(units.a, what, scope(binh))


def test_one_is_in_charge_of_a_theme_in_a_week(units, binh, scope, activity, what):
    other = enlist("Mai Thị Phó", units.a2, "pho-bi-thu", post_in=units.a)
    again = replace(what, on=TUESDAY + timedelta(days=2), slot=None, in_charge=other.person)
    assert "in_charge" in refused(units.a, again, scope(binh))
    later = replace(again, on=TUESDAY + timedelta(days=6))
    assert plan_activity(units.a, by=scope(binh), what=later).in_charge == other.person


def test_activity_keeps_to_the_scheme_of_its_slot(units, activity, scheme):
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(unit=units.b)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "skipped"},
        {"skip_reason": "Nghỉ Tết"},
        {"state": "reported"},
        {"theme": None},
        {"guests": 100_001},
        {"minutes": 4},
    ],
)
def test_database_refuses_halves(activity, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**broken)


def test_who_saves_over_a_newer_version_is_shown_it(binh, scope, activity, what):
    first = change_plan(activity, by=scope(binh), what=replace(what, title="Một"), version=1)
    assert first.version == 2
    with pytest.raises(StaleError) as caught:
        change_plan(activity, by=scope(binh), what=replace(what, title="Hai"), version=1)
    assert caught.value.theirs.title == "Một"


def test_skipping_needs_a_reason_and_may_be_taken_back(binh, scope, activity, what):
    with pytest.raises(ValidationError):
        skip_activity(activity, by=scope(binh), reason=" ", version=1)
    skipped = skip_activity(activity, by=scope(binh), reason="Nghỉ Tết", version=1)
    assert skipped.state == ActivityState.SKIPPED
    again = change_plan(activity, by=scope(binh), what=what, version=2)
    assert (again.state, again.skip_reason) == (ActivityState.PLANNED, "")


def test_copying_twice_copies_once(units, binh, scope, activity):
    copy = {"by": scope(binh), "source": Activity.objects.filter(pk=activity.pk), "weeks": 4}
    [made] = copy_weeks(units.a, **copy)
    assert (made.on, made.in_charge) == (TUESDAY + timedelta(weeks=4), binh.person)
    assert copy_weeks(units.a, **copy) == []


def test_new_times_end_the_old_ones(units, binh, scope, slot, scheme, activity):
    since = date(2026, 11, 2)
    times = [Time(2, time(16, 30), "Hội trường"), Time(5, time(11, 0))]
    take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=since)
    assert list(Slot.objects.values_list("weekday", "during__startswith")) == [
        (2, START), (5, since),
    ]  # fmt: skip
    take_slots(units.a, by=scope(binh), scheme=scheme, times=times[1:], start=date(2026, 12, 1))
    tuesday = Slot.objects.get(weekday=2)
    assert tuesday.during.upper == date(2026, 12, 1)


def test_month_shows_every_week_and_what_is_due(units, binh, scope, scheme, slot, activity):
    day = TUESDAY + timedelta(days=1)
    grid = grid_of(units.a, scheme, Month(2026, 10), today=day, expected=1)
    assert [row.week.number for row in grid.rows] == [40, 41, 42, 43, 44]
    assert [row.state for row in grid.rows][2] == "unreported"
    assert grid.rows[0].places[0].activity is None
    assert {row.state for row in grid.rows if row.week != week_of(day)} == {"missing"}
    assert grid.duties == "báo cáo hoạt động ngày 13/10; xếp lịch tuần 43, 44"
