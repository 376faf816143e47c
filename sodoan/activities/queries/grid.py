"""A month of a unit as a grid: weeks down, its slots across."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.activities.states import Held, WeekState
from sodoan.common.weeks import Month, Week
from sodoan.org.models import Unit


@dataclass(frozen=True)
class Place:
    """One slot of one week: its day, and what is planned there."""

    slot: Slot
    day: date
    activity: Activity | None


@dataclass(frozen=True)
class Row:
    """One week: what its slots hold, and what lies outside them."""

    week: Week
    places: Sequence[Place | None]
    others: Sequence[Activity]
    minimum: int
    today: date
    is_owed: bool

    @property
    def activities(self) -> list[Activity]:
        """Everything of the week."""
        return [*(one.activity for one in self.places if one and one.activity), *self.others]

    @property
    def is_now(self) -> bool:
        """Whether today lies in it."""
        return self.today in self.week

    @property
    def state(self) -> WeekState | None:
        """How it stands; None: it owes nothing."""
        count = Counter(one.state for one in self.activities)
        held = Held(
            reported=count[ActivityState.REPORTED],
            planned=count[ActivityState.PLANNED],
            due=sum(one.is_due(self.today) for one in self.activities),
            skipped=count[ActivityState.SKIPPED],
        )
        return held.state(
            minimum=self.minimum, is_over=self.week.end < self.today, is_owed=self.is_owed
        )


@dataclass(frozen=True)
class Grid:
    """The plan of one month for one scheme."""

    month: Month
    slots: Sequence[Slot]
    rows: Sequence[Row]
    expected: int

    @property
    def is_filled(self) -> bool:
        """Whether anything is in it."""
        return any(row.activities for row in self.rows)

    @property
    def duties(self) -> str:
        """What is due: days to report, weeks to plan. Nothing of weeks that are over unplanned."""
        days = [one.on for row in self.rows for one in row.activities if one.is_due(row.today)]
        weeks = [
            row.week.number
            for row in self.rows
            if row.state in {WeekState.MISSING, WeekState.SHORT} and row.week.end >= row.today
        ]
        return "; ".join(
            f"{words} {', '.join(found)}"
            for words, found in (
                ("báo cáo hoạt động ngày", [f"{day:%d/%m}" for day in days]),
                ("xếp lịch tuần", [str(number) for number in weeks]),
            )
            if found
        )


def grid_of(unit: Unit, scheme: Scheme, month: Month, *, today: date, expected: int) -> Grid:
    """Weeks of the month × slots of the unit in the scheme. Two queries."""
    weeks = [week for week in month.weeks if scheme.runs_in(week) and unit.opened_on <= week.end]
    start, end = month.weeks[0].start, month.weeks[-1].end
    slots = list(Slot.objects.filter(unit=unit, scheme=scheme).within(start, end))
    rows = list(
        Activity.objects.filter(unit=unit)
        .filter(Q(theme__scheme=scheme) | Q(slot__scheme=scheme))
        .between(start, end)
        .select_related("theme", "in_charge")
        .annotate(present=Count("attendances", filter=Q(attendances__presence=Presence.PRESENT)))
        .order_by("on", "starts_at", "pk")
    )
    return Grid(
        month,
        slots,
        [
            Row(
                week,
                *_row(week, slots, rows),
                minimum=scheme.weekly_minimum,
                today=today,
                is_owed=is_owed(unit, scheme, week),
            )
            for week in weeks
        ],
        expected,
    )


def _row(
    week: Week, slots: Sequence[Slot], rows: Sequence[Activity]
) -> tuple[Sequence[Place | None], Sequence[Activity]]:
    """The places of a week, and what lies outside them."""
    here = [one for one in rows if one.on in week]
    in_slot = {one.slot_id: one for one in here if one.slot_id}
    places = [
        Place(slot, day, in_slot.get(slot.pk))
        if (day := week.day(slot.weekday)) in slot.during
        else None
        for slot in slots
    ]
    shown = {one.activity.pk for one in places if one and one.activity}
    return places, [one for one in here if one.pk not in shown]


def is_owed(unit: Unit, scheme: Scheme, week: Week) -> bool:
    """Whether the unit owes the week: both were there on all its days."""
    there = unit.opened_on <= week.start
    stayed = unit.closed_on is None or unit.closed_on > week.end
    return there and stayed and scheme.asks_in(week)
