"""Who may be in charge, and who is expected."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sodoan.org.choices import Body
from sodoan.org.models import Appointment, Unit
from sodoan.people.models import Membership, Person

_COMMITTEE = (Body.COMMITTEE, Body.STANDING)


def officers(unit: Unit, day: date) -> QuerySet[Appointment]:
    """Posts of the unit's committee held that day, with person and post, in their order."""
    rows = Appointment.objects.on(day).filter(unit=unit, post__body__in=_COMMITTEE)
    return rows.select_related("person", "post").order_by("post__position", "person__sort_key")


def may_be_in_charge(unit: Unit, day: date) -> set[int]:
    """Keys of those who may be given an activity of that day."""
    return set(officers(unit, day).values_list("person_id", flat=True))


def expected(unit: Unit, day: date) -> QuerySet[Person]:
    """Members expected at an activity: all who belong to the unit or below it that day."""
    return Person.objects.in_unit(unit.path, day).order_by("sort_key", "pk")


def by_branch(people: QuerySet[Person], day: date) -> QuerySet[Any]:
    """The same people, branch by branch: each with the name of its `branch` of that day."""
    homes = Membership.objects.on(day).filter(person=OuterRef("pk")).order_by("kind", "pk")
    named = people.annotate(
        branch=Subquery(homes.values("unit__name")[:1]),
        place=Subquery(homes.values("unit__sort_key")[:1]),
    )
    return named.order_by("place", "branch", "sort_key", "pk")
