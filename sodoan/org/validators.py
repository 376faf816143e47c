"""Checks of values shared by forms and actions."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from sodoan.common.text import clean
from sodoan.common.words import full_date

CODE = r"""^(?![-._])[^\s!"#$%&'()*+,/:;<=>?@\[\\\]^`{|}~]+$"""
"""What a code of a unit looks like, in Python and in PostgreSQL: file names and keys hold it."""


def check_code(typed: str) -> str:
    """Return the code of a unit as it is stored, in capitals; refuse blanks and other signs."""
    code = clean(typed).upper()
    if re.fullmatch(CODE, code) is None:
        raise ValidationError(
            f"Mã đơn vị “{code}” không dùng được. Mã gồm chữ, số và các dấu . - _, "
            "bắt đầu bằng chữ hoặc số, không có khoảng trắng, ví dụ DCS-001."
        )
    return code


def check_not_future(day: date, today: date, what: str = "Ngày hiệu lực") -> None:
    """Refuse a day after `today`: the tree is changed on the day the change takes effect."""
    if day > today:
        raise ValidationError(
            f"{what} {full_date(day)} ở sau hôm nay. Đồng chí ghi vào ngày việc đó có hiệu lực."
        )


def check_open(name: str, closed_on: date | None) -> None:
    """Refuse to change the unit of that name once it is closed."""
    if closed_on is not None:
        raise ValidationError(
            f"{name} đã kết thúc ngày {full_date(closed_on)}, không thay đổi được nữa."
        )


def check_order(start: date | None, end: date | None, what: str = "Ngày kết thúc") -> None:
    """Refuse a period that ends on or before its first day."""
    if start is not None and end is not None and end <= start:
        raise ValidationError(f"{what} phải sau ngày {full_date(start)}.")
