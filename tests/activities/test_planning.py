"""Plans: what is refused, what the database keeps, what a month shows."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sodoan.access.scopes import scope_of, system_scope
from sodoan.activities.actions.months import copy_weeks
from sodoan.activities.actions.planning import (
    Planned,
    StaleError,
    change_plan,
    plan_activity,
    skip_activity,
)
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity, Slot
from sodoan.activities.queries.grid import grid_of
from sodoan.common.periods import period
from sodoan.common.weeks import Month, week_of
from sodoan.people.actions import merge_persons
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


def test_copying_twice_copies_once(units, binh, activity):
    copy = {
        "by": scope_of(binh, TUESDAY),
        "source": Activity.objects.filter(pk=activity.pk),
        "weeks": 4,
    }
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


@pytest.fixture
def lan(units):
    """A member of the committee who may only report what is given to her."""
    return enlist("Đỗ Thị Lan", units.a2, "uv-bch", post_in=units.a)


def test_who_is_only_in_charge_does_not_plan(units, binh, lan, scope, activity, what, login):
    mine = replace(what, in_charge=lan.person)
    held = change_plan(activity, by=scope(binh), what=mine, version=1)
    for refused_ in (
        lambda: change_plan(held, by=scope(lan), what=what, version=2),
        lambda: skip_activity(held, by=scope(lan), reason="Bận", version=2),
    ):
        with pytest.raises(PermissionDenied):
            refused_()
    for name in ("change", "skip"):
        address = reverse(f"activities:{name}", args=[activity.pk])
        assert login(lan).get(address).status_code == 404


def test_another_in_charge_takes_over_the_week(units, binh, lan, scope, activity, what):
    later = replace(what, on=TUESDAY + timedelta(days=2), slot=None)
    beside = plan_activity(units.a, by=scope(binh), what=later)
    mine = replace(what, in_charge=lan.person)
    change_plan(activity, by=scope(binh), what=mine, version=1)
    beside.refresh_from_db()
    assert (beside.in_charge, beside.version) == (lan.person, 2)


def test_skipped_one_gives_its_theme_free(units, binh, lan, scope, activity, what):
    skip_activity(activity, by=scope(binh), reason="Mưa", version=1)
    later = replace(what, on=TUESDAY + timedelta(days=2), slot=None, in_charge=lan.person)
    assert plan_activity(units.a, by=scope(binh), what=later).in_charge == lan.person


def test_files_of_one_in_charge_are_merged(units, theme):
    """Row after row the week has two in charge, until all have gone over."""
    kept, gone = (enlist("Vũ Thị Hà", units.a2, account=False) for _ in range(2))
    for days in (0, 1, 2):
        Activity.objects.create(
            unit=units.a, kind="scheme", theme=theme, title="Việc",
            on=TUESDAY + timedelta(days=days), in_charge=gone,
        )  # fmt: skip
    merge_persons(kept, gone, by=system_scope())
    assert Activity.objects.filter(in_charge=kept).count() == 3


def test_copies_take_the_one_in_charge_there_and_never_double(
    units, binh, lan, scope, activity, what
):
    ahead = replace(
        what, on=TUESDAY + timedelta(days=9), slot=None, title="Khác", in_charge=lan.person
    )
    plan_activity(units.a, by=scope(binh), what=ahead)
    slot = activity.slot
    slot.during = period(START, TUESDAY + timedelta(days=1))  # over when the copy is to be held
    slot.save()
    for many in (1, 0):
        made = copy_weeks(units.a, by=scope_of(binh, TUESDAY), source=[activity], weeks=1)
        assert [(one.slot, one.in_charge_id) for one in made] == [(None, lan.person.pk)] * many


def test_times_may_be_changed_back_and_brought_forward(units, binh, scope, slot, scheme):
    november = date(2026, 11, 2)

    def take(weekday, start):
        times = [Time(weekday, time(16, 30), "Hội trường")]
        take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=start)
        return [(one.weekday, one.during.lower, one.during.upper) for one in scheme.slots.all()]

    assert take(3, november) == [(2, START, november), (3, november, None)]
    assert take(2, TUESDAY) == [(2, START, None)]
    assert take(3, november) == [(2, START, november), (3, november, None)]
    assert take(3, TUESDAY) == [(2, START, TUESDAY), (3, TUESDAY, None)]


def test_times_of_a_closed_unit_are_refused(units, binh, scope, scheme):
    by = scope(binh)
    units.a.closed_on = TUESDAY
    with pytest.raises(ValidationError, match="đã kết thúc"):
        take_slots(units.a, by=by, scheme=scheme, times=[Time(2, time(16, 30))], start=START)


def test_stale_form_is_saved_once_it_has_shown_the_other(units, binh, activity, theme, login):
    client, address = login(binh), reverse("activities:change", args=[activity.pk])
    data = {
        "on": f"{TUESDAY:%d/%m/%Y}", "theme": theme.pk, "title": "Trồng cây", "place": "",
        "form": "", "in_charge": binh.person.pk, "version": 7,
    }  # fmt: skip
    page = client.post(address, data)
    assert page.status_code == 422
    assert "Bản đang lưu" in page.text
    data["version"] = page.context["form"]["version"].value()
    assert client.post(address, data).status_code == 302
