"""Today, in the time of the people who use the program."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The date in Việt Nam now. Rules and queries take a date; only edges call this."""
    return timezone.localdate()
