"""Weeks from Monday to Sunday, numbered as ISO 8601 does, and the months they are shown in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-W(?P<number>[0-9]{2})")
_MONTH = re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-(?P<number>0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Week:
    """One week, told by its Monday."""

    start: date

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(days=6)

    @property
    def number(self) -> int:
        """1 to 53, of the year of its Thursday."""
        return self.start.isocalendar().week

    @property
    def label(self) -> str:
        """`Tuần 42`."""
        return f"Tuần {self.number}"

    @property
    def key(self) -> str:
        """`2026-W42`, as addresses say it: the year is that of its Thursday."""
        year, number, _day = self.start.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.start + timedelta(weeks=1))

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week(self.start - timedelta(weeks=1))

    @property
    def span(self) -> str:
        """`12/10–18/10`."""
        return f"{self.start:%d/%m}–{self.end:%d/%m}"

    def day(self, weekday: int) -> date:
        """The day of this week with an ISO number from 1 (Monday) to 7."""
        return self.start + timedelta(days=weekday - 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def week_of(day: date) -> Week:
    """The week a day lies in."""
    return Week(day - timedelta(days=day.isoweekday() - 1))


def read_week(key: str, default: Week) -> Week:
    """The week of an address (`2026-W42`); `default` when it names none from 1900 to 2199."""
    found = _WEEK.fullmatch(key)
    if found is None:
        return default
    try:
        return Week(date.fromisocalendar(int(found["year"]), int(found["number"]), 1))
    except ValueError:  # the year has no such week
        return default


def weeks_between(start: date, end: date) -> Sequence[Week]:
    """All weeks that hold a day from `start` to `end`, both included."""
    first = week_of(start)
    count = (week_of(end).start - first.start).days // 7 + 1
    return [Week(first.start + timedelta(weeks=n)) for n in range(count)]


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, e.g. for a grid of weeks."""

    year: int
    number: int

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def key(self) -> str:
        """`2026-10`, as addresses say it."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def label(self) -> str:
        """`tháng 10/2026`."""
        return f"tháng {self.number}/{self.year}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def weeks(self) -> Sequence[Week]:
        """All weeks of which a day lies in it."""
        return weeks_between(self.start, self.end)


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return Month(day.year, day.month)


def read_month(key: str, default: Month) -> Month:
    """The month of an address (`2026-10`); `default` when it names none from 1900 to 2199."""
    found = _MONTH.fullmatch(key)
    return Month(int(found["year"]), int(found["number"])) if found else default
