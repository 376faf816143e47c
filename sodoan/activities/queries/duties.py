"""Who may be in charge, who is expected, and where somebody is expected."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sodoan.org.choices import MEMBER_TIERS, Body
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


def expects(person: Person) -> Q:
    """Of activities those at which the person is expected: the mirror of `expected`. One query."""
    homes = Membership.objects.filter(person=person)
    paths = homes.values_list("unit__path", flat=True)
    above = {int(key) for path in paths for key in path.split(".") if key}
    then = homes.filter(
        during__contains=OuterRef("on"), unit__path__startswith=OuterRef("unit__path")
    )
    return Q(unit__in=above) & Q(Exists(then))


def may_take(unit: Unit, day: date) -> QuerySet[Person]:
    """Who may see to something for the unit: its members when it has some itself, its officers.

    Of a unit made of units, the officers of those below it too.
    """
    posts = Appointment.objects.on(day).filter(post__body__in=_COMMITTEE)
    found = Q(pk__in=posts.filter(unit__path__startswith=unit.path).values("person"))
    if unit.type.tier in MEMBER_TIERS:
        found |= Q(pk__in=expected(unit, day).order_by().values("pk"))
    return Person.objects.filter(found).order_by("sort_key", "pk")


def by_branch(people: QuerySet[Person], day: date) -> QuerySet[Any]:
    """The same people, branch by branch: each with the name of its `branch` of that day."""
    homes = Membership.objects.on(day).filter(person=OuterRef("pk")).order_by("kind", "pk")
    named = people.annotate(
        branch=Subquery(homes.values("unit__name")[:1]),
        place=Subquery(homes.values("unit__sort_key")[:1]),
    )
    return named.order_by("place", "branch", "sort_key", "pk")
