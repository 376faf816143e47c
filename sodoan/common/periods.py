"""Half-open periods of days, `[start, end)`, as stored in columns named `during`."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, Q, Value


def period(start: date | None, end: date | None = None) -> DateRange:
    """The days from `start` up to, not including, `end`; `None` leaves a side open."""
    return DateRange(start, end, "[)")


def on(day: date, prefix: str = "") -> Q:
    """Rows whose period holds `day`; `prefix` reaches over relations (`"memberships__"`)."""
    return Q(**{f"{prefix}during__contains": day})


def ended(day: date) -> Func:
    """The period of a row cut at `day`, for set-wise updates of rows that began before."""
    return Func(F("during__startswith"), Value(day), function="daterange")


class PeriodField(DateRangeField):
    """A `daterange` that is never empty and is written half-open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "thời gian")
        super().__init__(*args, **kwargs)
