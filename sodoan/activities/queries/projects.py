"""Projects with what came of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance, Project
from sodoan.common.scoping import HasPaths
from sodoan.org.choices import Capability

_PRESENT = Q(attendances__presence=Presence.PRESENT)


@dataclass(frozen=True)
class Workforce:
    """Who worked on a project: different members, how often, guests; never mixed."""

    people: int
    attendances: int
    guests: int


def projects_seen(scope: HasPaths) -> QuerySet[Project]:
    """Projects of units one looks at, with their unit and those in charge."""
    rows: QuerySet[Project] = Project.objects.in_scope(scope, Capability.VIEW_ACTIVITIES)
    return rows.select_related("unit").prefetch_related("leads__person")


def days_of(project: Project) -> QuerySet[Any]:
    """The days it was and will be worked on, each with who was `present`. One query."""
    rows = Activity.objects.filter(project=project)
    return rows.annotate(present=Count("attendances", filter=_PRESENT)).order_by("on", "pk")


def workforce_of(project: Project) -> Workforce:
    """Of the days that were reported. Two queries."""
    held = Activity.objects.filter(project=project).held()
    came = Attendance.objects.filter(activity__in=held, presence=Presence.PRESENT)
    sums = came.aggregate(n=Count("pk"), people=Count("person", distinct=True))
    guests = sum(held.values_list("guests", flat=True))
    return Workforce(sums["people"], sums["n"], guests)
