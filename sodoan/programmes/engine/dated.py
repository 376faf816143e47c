"""Days of a pledge: carried to another year, or outside the year they are meant for."""

import re
from datetime import date

from sodoan.common import words

_DAY = r"(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})"
_YEAR = r"(?:(?<=\d[/-])|(?<=[IV]/)|(?<=\bnăm )|(?<=\bhọc ))20\d{2}"
_DATES = re.compile(rf"\b{_DAY}\b")
_DATED = re.compile(rf"\b{_DAY}\b|{_YEAR}\b", re.IGNORECASE)

Span = tuple[date, date]


def same_day(day: date, years: int) -> date:
    """The day that many years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def carried(text: str, *, cycle: int, years: int) -> str:
    """Words of the cycle of that year, for a later one: its days and years move along.

    Years far from the cycle are no dates of it (a document's, say) and stay.
    """

    def move(found: re.Match[str]) -> str:
        day = _day(found) if found["day"] else None
        year = int(found["year"] or found[0])
        if abs(year - cycle) > 1 or (found["day"] and day is None):
            return found[0]
        if day is None:
            return str(year + years)
        sign = found["sign"]
        return same_day(day, years).strftime(f"%d{sign}%m{sign}%Y")

    return _DATED.sub(move, text)


def day_fault(text: str, between: Span) -> str:
    """What is wrong with the days the words name; empty when they lie in the year, or are none.

    Earlier days beside one in the year are taken for those of documents.
    """
    first, last = between
    days = [day for found in _DATES.finditer(text) if (day := _day(found)) is not None]
    if not days:
        return ""
    latest, asked = max(days), "Cần sửa lại ngày cho đúng."
    if latest < first:
        begins = words.full_date(first)
        return f"Ngày {words.full_date(latest)} trước ngày bắt đầu đăng ký {begins}. {asked}"
    if latest > last:
        ends = words.full_date(last)
        return f"Ngày {words.full_date(latest)} sau ngày kết thúc đánh giá {ends}. {asked}"
    return ""


def due_fault(due: date | None, first_day: date | None, last_day: date | None) -> str:
    """What is wrong with the day by which a pledge is kept; empty when it can be, or is none.

    `first_day` is the first of registration, `last_day` the last of the support phase.
    """
    if due and first_day and due < first_day:
        begins = words.full_date(first_day)
        return f"Ngày {words.full_date(due)} trước ngày bắt đầu đăng ký {begins}."
    if due and last_day and due > last_day:
        ends = words.full_date(last_day)
        return f"Ngày {words.full_date(due)} muộn hơn ngày kết thúc rèn luyện {ends}."
    return ""


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
