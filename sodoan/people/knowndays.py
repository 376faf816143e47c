"""Days of old records: known to the day, or only to the month or the year."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError

from sodoan.common.forms import read_date
from sodoan.people.choices import Precision

KNOWN_DAY_HINT = "Chỉ biết tháng hoặc năm thì ghi 3/2005 hoặc 2005."
_MONTH = re.compile(r"(?P<month>\d{1,2})[/.\- ](?P<year>\d{4})|(?P<y>\d{4})-(?P<m>\d{1,2})")
_YEAR = re.compile(r"\d{4}")


class KnownDay(NamedTuple):
    """The first day of the time meant, and how exactly it is known."""

    on: date
    precision: str

    def __str__(self) -> str:
        """As people write it, with no day or month that nobody knows."""
        if self.precision == Precision.YEAR:
            return f"{self.on:%Y}"
        return f"{self.on:%m/%Y}" if self.precision == Precision.MONTH else f"{self.on:%d/%m/%Y}"

    @property
    def cell(self) -> date | str:
        """For a workbook: a date when known to the day, else as people write it."""
        return self.on if self.precision == Precision.DAY else str(self)

    @property
    def latest(self) -> date:
        """The last day it may have been."""
        if self.precision == Precision.DAY:
            return self.on
        month = 12 if self.precision == Precision.YEAR else self.on.month
        return date(self.on.year, month, monthrange(self.on.year, month)[1])


def read_known_day(text: str, *, on: date, you: str = "Đồng chí") -> KnownDay:
    """Read `2005`, `3/2022` or a whole day (`read_date`). Raises ValidationError, in words."""
    text = text.strip()
    if _YEAR.fullmatch(text):
        return KnownDay(_first(int(text), 1, text, you), Precision.YEAR)
    if found := _MONTH.fullmatch(text):
        year, month = found["year"] or found["y"], found["month"] or found["m"]
        return KnownDay(_first(int(year), int(month), text, you), Precision.MONTH)
    return KnownDay(read_date(text, on=on, you=you), Precision.DAY)


def _first(year: int, month: int, text: str, you: str) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise ValidationError(f"“{text}” không có thật. {you} nhập lại.", code="invalid") from None
