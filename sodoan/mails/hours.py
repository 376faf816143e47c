"""The hours in which nothing is mailed."""

from datetime import datetime, time

from django.conf import settings
from django.utils import timezone


def is_quiet(now: datetime) -> bool:
    """Whether mail waits at this moment; the end of the quiet hours is no part of them."""
    start, end = settings.QUIET_HOURS
    at: time = timezone.localtime(now).time()
    return start <= at < end if start <= end else at >= start or at < end
