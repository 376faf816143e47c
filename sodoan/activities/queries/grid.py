"""A month of a unit as a grid: weeks down, its slots across."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

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
        """How it stands in the scheme; None: it owes nothing."""
        asked = [one for one in self.activities if one.theme_id]
        if not asked and not self.is_owed:
            return None
        count = Counter(one.state for one in asked)
        held = Held(
            reported=count[ActivityState.REPORTED],
            planned=count[ActivityState.PLANNED],
            due=sum(one.is_due(self.today) for one in asked),
            skipped=count[ActivityState.SKIPPED],
        )
        return held.state(
            minimum=self.minimum, is_over=self.week.end < self.today, is_owed=self.is_owed
        )


@dataclass(frozen=True)
class Grid:
    """The plan of one month: of a scheme, and the unit's own."""

    month: Month
    slots: Sequence[Slot]
    rows: Sequence[Row]
    expected: int

    @property
    def is_filled(self) -> bool:
        """Whether anything is in it."""
        return any(row.activities for row in self.rows)

    @property
    def empty_days(self) -> list[date]:
        """Days of the unit's own times, from today on, that hold nothing yet."""
        return [
            place.day
            for row in self.rows
            for place in row.places
            if place and not place.activity and place.slot.scheme_id is None
            and row.today <= place.day and place.day in self.month
        ]  # fmt: skip

    @property
    def clashes(self) -> list[str]:
        """What overlaps in time on one day, in words; skipped ones are in nobody's way."""
        timed = [
            (one.on, one.starts_at, one.ends_at, one)
            for row in self.rows
            for one in row.activities
            if one.starts_at and one.state != ActivityState.SKIPPED
        ]
        timed.sort(key=lambda item: item[:2])
        return [
            f"“{first.title}” và “{second.title}” ngày {day:%d/%m}"
            for (day, _, end, first), (other, begins, _, second) in pairwise(timed)
            if day == other and end and begins < end
        ]

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


def grid_of(unit: Unit, scheme: Scheme | None, month: Month, *, today: date, expected: int) -> Grid:
    """Weeks of the month × times of the unit: of the scheme, and its own. Two queries.

    Of other schemes nothing is shown; without a scheme everything the unit does.
    """
    weeks = [week for week in month.weeks if unit.opened_on <= week.end]
    start, end = month.weeks[0].start, month.weeks[-1].end
    slots = list(
        Slot.objects.filter(unit=unit)
        .shown_with(scheme)
        .within(start, end)
        .order_by("scheme", "weekday", "starts_at", "pk")
    )
    rows = Activity.objects.filter(unit=unit).between(start, end)
    if scheme is not None:
        rows = rows.filter(Q(theme__scheme=scheme) | Q(theme=None, slot__scheme=None))
    shown = list(
        rows.select_related("theme", "in_charge", "project")
        .annotate(present=Count("attendances", filter=Q(attendances__presence=Presence.PRESENT)))
        .order_by("on", "starts_at", "pk")
    )
    return Grid(
        month,
        slots,
        [
            Row(
                week,
                *_row(week, slots, shown),
                minimum=scheme.weekly_minimum if scheme else 0,
                today=today,
                is_owed=scheme is not None and is_owed(unit, scheme, week),
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
    places = [_place(slot, week, in_slot.get(slot.pk)) for slot in slots]
    shown = {one.activity.pk for one in places if one and one.activity}
    return places, [one for one in here if one.pk not in shown]


def _place(slot: Slot, week: Week, activity: Activity | None) -> Place | None:
    day = next(iter(slot.days(week.start, week.end)), None)
    return Place(slot, day, activity) if day else None


def is_owed(unit: Unit, scheme: Scheme, week: Week) -> bool:
    """Whether the unit owes the week: both were there on all its days."""
    there = unit.opened_on <= week.start
    stayed = unit.closed_on is None or unit.closed_on > week.end
    return there and stayed and scheme.asks_in(week)
