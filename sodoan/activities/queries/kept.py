"""Pages a phone keeps for when there is no signal: reports of these days."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from sodoan.activities.choices import ActivityKind, ActivityState
from sodoan.activities.models import Activity
from sodoan.activities.queries.units import PLANNING_TIERS
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.choices import Capability

_BACK, _AHEAD = timedelta(days=14), timedelta(days=2)
MOST_KEPT = 6  # activities, with two pages each


def keeps_pages(scope: Actor) -> bool:
    """Whether there is something to report where the person has a post."""
    return any(post.tier in PLANNING_TIERS for post in scope.posts)


def kept_pages(scope: Actor) -> list[dict[str, str]]:
    """The attendance and the report of what is to be told of these days. One query."""
    mine = Q(pk__in=[])
    for post in scope.posts:
        if post.tier in PLANNING_TIERS:
            of_post = Q(unit=post.unit_id)
            if not scope.covers(Capability.ACT, post.path):
                of_post &= Q(in_charge=scope.person_id)
            mine |= of_post
    rows = Activity.objects.filter(mine, state=ActivityState.PLANNED)
    near = rows.filter(on__range=(scope.on - _BACK, scope.on + _AHEAD))
    return [page for one in near.order_by("-on", "pk")[:MOST_KEPT] for page in _pages(one)]


def _pages(one: Any) -> list[dict[str, str]]:
    """Attendance and report; a meeting is told of by its minutes, which need a signal."""
    name = f"{one.title} ({full_date(one.on)})"
    attendance = reverse("activities:attendance", args=[one.pk])
    pages = [{"url": attendance, "title": f"Điểm danh: {name}"}]
    if one.kind != ActivityKind.MEETING:
        report = reverse("activities:report", args=[one.pk])
        pages.append({"url": report, "title": f"Báo cáo: {name}"})
    return pages
