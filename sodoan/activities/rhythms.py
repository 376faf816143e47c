"""Which days a time that comes back falls on; nothing of a database here."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sodoan.activities.choices import Ordinal, Rhythm, Weekday
from sodoan.common.weeks import Month, month_of, week_of, weeks_between


@dataclass(frozen=True)
class Turn:
    """A rhythm: weekly (`weekday`, `every` so many weeks from `since` on), or of a month."""

    rhythm: str
    weekday: int | None = None
    every: int = 1
    ordinal: int | None = None
    monthday: int | None = None
    since: date = date.min


def days_of(turn: Turn, start: date, end: date) -> Iterator[date]:
    """Its days from `start` to `end`, both included, in order."""
    for day in (
        _weekly(turn, start, end) if turn.rhythm == Rhythm.WEEKLY else _monthly(turn, start, end)
    ):
        if start <= day <= end:
            yield day


def _weekly(turn: Turn, start: date, end: date) -> Iterator[date]:
    first = week_of(turn.since).start
    for week in weeks_between(start, end):
        if (week.start - first).days // 7 % turn.every == 0:
            yield week.day(turn.weekday or 1)


def _monthly(turn: Turn, start: date, end: date) -> Iterator[date]:
    month = month_of(start)
    while month.start <= end:
        if turn.rhythm == Rhythm.MONTH_DAY:
            last = calendar.monthrange(month.year, month.number)[1]
            yield date(month.year, month.number, min(turn.monthday or 1, last))
        else:
            yield _nth(month, turn.weekday or 1, turn.ordinal or 1)
        month = month.next


def _nth(month: Month, weekday: int, ordinal: int) -> date:
    """The first to fourth such weekday of the month, or its last."""
    if ordinal == Ordinal.LAST:
        return month.end - timedelta(days=(month.end.isoweekday() - weekday) % 7)
    first = month.start + timedelta(days=(weekday - month.start.isoweekday()) % 7)
    return first + timedelta(weeks=ordinal - 1)


def in_words(turn: Turn) -> str:
    """`Thứ Ba`, `Thứ Ba, 2 tuần một lần`, `Ngày 3 hằng tháng`, `Thứ Bảy tuần đầu của tháng`."""
    if turn.rhythm == Rhythm.MONTH_DAY:
        return f"Ngày {turn.monthday} hằng tháng"
    day = Weekday(turn.weekday or 1).label
    if turn.rhythm == Rhythm.MONTH_WEEKDAY:
        return f"{day} {Ordinal(turn.ordinal or 1).label} của tháng"
    return day if turn.every == 1 else f"{day}, {turn.every} tuần một lần"
