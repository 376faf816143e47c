"""Who may carry out an inspection."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from sodoan.org.models import Appointment, Unit
from sodoan.people.models import Person


def candidates(unit: Unit, day: date) -> QuerySet[Person]:
    """Holders of a post in the unit that day."""
    held: Any = Appointment.objects.on(day).filter(unit=unit)
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def may_inspect(unit: Unit, day: date) -> set[int]:
    """Keys of those who may be named."""
    return set(candidates(unit, day).values_list("pk", flat=True))
