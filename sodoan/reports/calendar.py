"""Which periods a report has, and until when each is owed. Pure days, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sodoan.common.weeks import Month, Week, month_of, week_of
from sodoan.reports.choices import Rhythm
from sodoan.reports.packfile import ReportPack

_MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6, Rhythm.YEAR: 12}


@dataclass(frozen=True, order=True)
class Stretch:
    """One period, both days included, as people call it."""

    start: date
    end: date
    label: str


def stretches(pack: ReportPack, start: date, end: date) -> Iterator[Stretch]:
    """All periods of the form of which a day lies from `start` to `end`, in order."""
    found = stretch_of(pack, start)
    while found.start <= end:
        yield found
        if pack.rhythm == Rhythm.ONCE:
            return
        found = stretch_of(pack, found.end + timedelta(days=1))


def stretch_of(pack: ReportPack, day: date) -> Stretch:
    """The period a day lies in; of a report owed once from that day to the day it is due."""
    if pack.rhythm == Rhythm.WEEK:
        week: Week = week_of(day)
        return Stretch(week.start, week.end, f"{week.label}/{week.start.isocalendar().year}")
    if pack.rhythm == Rhythm.SCHOOL_YEAR:
        return _school_year(pack, day)
    if pack.rhythm == Rhythm.ONCE:
        return _once(pack, day)
    length = _MONTHS[pack.rhythm]
    month: Month = month_of(day)
    first = Month(month.year, (month.number - 1) // length * length + 1)
    last = Month(first.year, first.number + length - 1)
    return Stretch(first.start, last.end, _label(pack.rhythm, first))


def _label(rhythm: Rhythm, first: Month) -> str:
    if rhythm == Rhythm.MONTH:
        return f"Tháng {first.number}/{first.year}"
    if rhythm == Rhythm.QUARTER:
        return f"Quý {('I', 'II', 'III', 'IV')[first.number // 3]}/{first.year}"
    if rhythm == Rhythm.HALF_YEAR:
        return f"6 tháng {'đầu' if first.number == 1 else 'cuối'} năm {first.year}"
    return f"Năm {first.year}"


def _once(pack: ReportPack, day: date) -> Stretch:
    """Nobody can owe yesterday: a day of the year that is past means the next year's."""
    assert pack.due.on is not None  # held by the check of the file
    due = pack.due.on.on(day.year)
    if due < day:
        due = pack.due.on.on(day.year + 1)
    return Stretch(day, due, f"Năm {due.year}")


def _school_year(pack: ReportPack, day: date) -> Stretch:
    assert pack.school_year is not None  # held by the check of the file
    start = pack.school_year.on(day.year)
    if day < start:
        start = pack.school_year.on(day.year - 1)
    end = pack.school_year.on(start.year + 1) - timedelta(days=1)
    return Stretch(start, end, f"Năm học {start.year}–{start.year + 1}")


def due_of(pack: ReportPack, stretch: Stretch) -> date:
    """The last day to hand it in without being late."""
    if pack.due.on is not None:
        return pack.due.on.on(stretch.end.year)
    assert pack.due.days_after is not None
    return stretch.end + timedelta(days=pack.due.days_after)
