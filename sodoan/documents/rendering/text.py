"""Plain values as a paper prints them: dates the official way, text without control characters."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

# What XML 1.0 cannot carry, plus the control characters docxtpl would take for layout
# (tab, bell, form feed); a line break is kept and becomes a line break in Word.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FIRST_PLAIN_MONTH = 3
DOTS = "……"
_GAP = "...."
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def plain(value: object) -> str:
    """Return a value as printed text.

    None gives "", dates dd/mm/yyyy, moments "19:30 ngày 18/10/2026", numbers a decimal comma,
    text loses what a Word file cannot hold. Anything else is a programming error (TypeError):
    papers take plain values only.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(value, datetime):
        return f"{local(value):%H:%M} ngày {local(value):%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    raise TypeError(f"a paper cannot print {type(value).__name__}")


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, one paragraph each."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def long_date(day: date | None) -> str:
    """Return "ngày 03 tháng 02 năm 2026"; without a day, dots to be filled in by hand.

    Days under 10 and months 1 and 2 are written with two digits, so that nobody can add one.
    """
    if day is None:
        return f"ngày {_GAP} tháng {_GAP} năm {_GAP}"
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """Return "03/02/2026" or "20/5/2026": the same digits as `long_date`."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < _FIRST_PLAIN_MONTH else str(day.month)


def clock(moment: datetime | None) -> str:
    """Return "19 giờ 30, ngày 18 tháng 10 năm 2026"; dots when unknown."""
    if moment is None:
        return f"{DOTS} giờ {DOTS}, {long_date(None)}"
    here = local(moment)
    return f"{here.hour:02d} giờ {here.minute:02d}, {long_date(here.date())}"


def local(moment: datetime) -> datetime:
    """Return the wall-clock time in Việt Nam, without a zone; a moment without one is local."""
    return moment.astimezone(_HERE).replace(tzinfo=None) if moment.tzinfo else moment


def count(number: int) -> str:
    """Return a count as official papers write it: two digits at least ("03", "27", "1.250")."""
    return f"{number:02,d}".replace(",", ".")


def rate(part: int, whole: int) -> str:
    """Return the share in percent with at most one decimal ("86,7%"); "–" when whole is 0."""
    if whole == 0:
        return "–"
    tenths = (part * 2000 + whole) // (whole * 2)  # half up, in tenths of a percent
    text = f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
    return f"{text}%"
