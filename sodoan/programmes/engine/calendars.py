"""Real dates of a calendar in one cycle: phases, deadlines, talks. The caller gives today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sodoan.common import words
from sodoan.programmes.engine.schema import Calendar, Pack

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; the end is the deadline."""

    key: str
    title: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= day <= self.end

    def days_left(self, day: date) -> int:
        """Return the days to the deadline: 0 on it, negative after it."""
        return (self.end - day).days


@dataclass(frozen=True, slots=True)
class Schedule:
    """A calendar with real dates."""

    label: str
    phases: tuple[Period, ...]
    result: Period
    reviews: tuple[Period, ...]

    def phase(self, key: str) -> Period:
        """Return the phase of that key. Raises KeyError."""
        for period in self.phases:
            if period.key == key:
                return period
        raise KeyError(key)

    @property
    def between(self) -> tuple[date, date]:
        """The first and the last day of all phases."""
        return min(one.start for one in self.phases), max(one.end for one in self.phases)

    @property
    def due_between(self) -> tuple[date | None, date | None]:
        """The days between which pledges are due: first of registration, last of support."""
        starts = {one.key: one.start for one in self.phases}
        ends = {one.key: one.end for one in self.phases}
        return starts.get("register"), ends.get("support")

    def next_deadline(self, day: date) -> Period | None:
        """Return the phase whose deadline is nearest, today included; None when all are over."""
        ahead = [period for period in self.phases if period.end >= day]
        return min(ahead, key=lambda period: period.end, default=None)

    def review_on(self, day: date) -> Period | None:
        """Return the talk that is due on the day, if any."""
        return next((period for period in self.reviews if period.holds(day)), None)

    def review_before(self, day: date) -> Period | None:
        """Return the last talk that is over by the day, if any."""
        over = (period for period in self.reviews if period.end < day)
        return max(over, key=lambda period: period.end, default=None)


def cycle_label(calendar: Calendar, year: int) -> str:
    """Return the name of the cycle, e.g. `năm 2026` or `năm học 2025-2026`."""
    label = calendar.label.replace("{year}", str(year))
    return label.replace("{before}", str(year - 1)).replace("{after}", str(year + 1))


def schedule(calendar: Calendar, year: int) -> Schedule:
    """Return the calendar with the dates of one cycle year."""
    phases = tuple(
        Period(phase.key, phase.title, phase.start.on(year), phase.end.on(year))
        for phase in calendar.phases
    )
    result = Period(
        "result",
        "Thời gian tính kết quả",
        calendar.result.start.on(year),
        calendar.result.end.on(year),
    )
    reviews: tuple[Period, ...] = ()
    if calendar.reviews:
        held = next(phase for phase in phases if phase.key == calendar.reviews.phase)
        reviews = tuple(_reviews(held, _MONTHS[calendar.reviews.every]))
    return Schedule(cycle_label(calendar, year), phases, result, reviews)


def same_days(one: tuple[Pack, int], other: tuple[Pack, int], blocks: Collection[str]) -> bool:
    """Whether two packs, each in its cycle, count results of the same days for such a block."""
    pairs = (
        (schedule(mine, one[1]).result, schedule(theirs, other[1]).result)
        for mine in one[0].calendars
        for theirs in other[0].calendars
        if set(blocks) & set(mine.blocks) & set(theirs.blocks)
    )
    return any(a.start <= b.end and b.start <= a.end for a, b in pairs)


def _reviews(phase: Period, months: int) -> list[Period]:
    """Return the civil months, quarters or half-years that the phase touches, cut to it."""
    periods = []
    start = date(phase.start.year, (phase.start.month - 1) // months * months + 1, 1)
    while start <= phase.end:
        after = start.month - 1 + months
        following = date(start.year + after // 12, after % 12 + 1, 1)
        number = (start.month - 1) // months + 1
        name = _review_name(months, number)
        periods.append(
            Period(
                f"{start.year}_{number}",
                f"{name}/{start.year}",
                max(start, phase.start),
                min(following - timedelta(days=1), phase.end),
            )
        )
        start = following
    return periods


def _review_name(months: int, number: int) -> str:
    if months == _MONTHS["quarter"]:
        return f"quý {words.quarter(number)}"
    return f"tháng {number}" if months == 1 else f"6 tháng {'đầu' if number == 1 else 'cuối'} năm"
