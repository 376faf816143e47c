"""The clock set back while the demo plays the past: actions date what they do by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

_MORNING = time(9, 30)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the program take this moment for now; what the database dates itself stays as it is."""
    kept: Any = timezone.now
    setattr(timezone, "now", lambda: moment)  # noqa: B010 - a function of Django's is replaced
    try:
        yield
    finally:
        setattr(timezone, "now", kept)  # noqa: B010


def on(day: date, at: time = _MORNING) -> datetime:
    """That time of the day in Việt Nam, never later than now."""
    return min(timezone.make_aware(datetime.combine(day, at)), timezone.now())


def between(first: datetime, last: date, random: Random) -> datetime:
    """A waking hour from the moment to the end of the last day, never later than now."""
    days = max((last - timezone.localdate(first)).days, 0)
    day = timezone.localdate(first) + timedelta(days=random.randint(0, days))
    return max(first, on(day, time(random.randint(7, 21), random.randint(0, 59))))
