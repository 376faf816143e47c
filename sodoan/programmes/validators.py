"""Checks of values shared by forms and actions."""

from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100


def check_year(year: int) -> None:
    """Refuse a year no programme is of; its calendars reach into the years beside it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            f"Năm {year} không dùng được: chương trình lập cho các năm từ {FIRST_YEAR} đến "
            f"{LAST_YEAR}. Đồng chí ghi lại năm."
        )
