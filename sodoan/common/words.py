"""Numbers, dates and names as people read them. Pure: no Django, no clock.

Dates `dd/mm/yyyy`, numbers `1.046` and `4,3`, percent behind a no-break space (`14,8 %`).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

DASH = "–"
NBSP = "\N{NO-BREAK SPACE}"
_NUMBER_END = re.compile(r" (?=\d{1,3}$)")
_ROMAN = ("I", "II", "III", "IV")
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_SHORT_WEEKDAYS = ("T.HAI", "T.BA", "T.TƯ", "T.NĂM", "T.SÁU", "T.BẢY", "CN")


def keep_end(text: str) -> str:
    """Return the text with a number at its end bound to the one before: no line holds `2` alone."""
    return _NUMBER_END.sub(NBSP, text)


def full_date(day: date | None) -> str:
    """Return `05/09/2026`; a dash for no date."""
    return f"{day:%d/%m/%Y}" if day else DASH


def short_date(day: date | None) -> str:
    """Return `05/09`, for short chips where the year is plain from the place."""
    return f"{day:%d/%m}" if day else DASH


def moment(when: datetime | None) -> str:
    """Return `05/09/2026 16:05`. The caller gives local time."""
    return f"{when:%d/%m/%Y %H:%M}" if when else DASH


def weekday(day: date) -> str:
    """Return `Thứ Hai` … `Chủ Nhật`."""
    return _WEEKDAYS[day.weekday()]


def short_weekday(day: date) -> str:
    """Return `T.HAI` … `CN`, as on a date tile."""
    return _SHORT_WEEKDAYS[day.weekday()]


def number(value: float | Decimal | None, places: int = 0) -> str:
    """Return `1.046` or, with places, `4,3`, halves rounded up; a dash for no number."""
    if value is None:
        return DASH
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:,.{places}f}".translate(str.maketrans(",.", ".,"))


def percent(part: int, whole: int, places: int = 0) -> str:
    """Return the share of `part` in `whole` as `86 %`; a dash when the whole is nothing."""
    return rate(Decimal(part * 100) / whole, places) if whole else DASH


def rate(value: float | Decimal | None, places: int = 0) -> str:
    """Return a figure that is a percentage already: `20 %`."""
    return DASH if value is None else f"{number(value, places)}{NBSP}%"


def days_left(days: int) -> str:
    """Return the words for a number of days to a deadline: `Còn 4 ngày`, `Quá hạn 2 ngày`."""
    if days == 0:
        return "Hạn hôm nay"
    return f"Còn {number(days)} ngày" if days > 0 else f"Quá hạn {number(-days)} ngày"


def quarter(value: int) -> str:
    """Return the roman number of a quarter: `quarter(3) == "III"`. Raises outside 1-4."""
    if not 1 <= value <= len(_ROMAN):
        raise ValueError(f"not a quarter: {value}")
    return _ROMAN[value - 1]


def initials(full_name: str) -> str:
    """Return the first letter of the given name, as on an avatar: `Trần Quốc Bảo` gives `B`."""
    words = full_name.split()
    return words[-1][0].upper() if words else "?"
