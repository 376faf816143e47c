"""Units that a scheme is asked of."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.activities.overseeing import scheme_paths
from sodoan.activities.querysets import counted
from sodoan.common.scoping import Actor, under
from sodoan.common.weeks import week_of
from sodoan.org.choices import Capability, Tier
from sodoan.org.models import Unit

ACTING_TIERS = (Tier.COMMUNE, Tier.GRASSROOTS)
PLANNING_TIERS = (*ACTING_TIERS, Tier.SECTION, Tier.BRANCH)
"""Levels whose units plan activities of their own; a scheme is asked of `ACTING_TIERS` only."""


def planning_posts(scope: Actor) -> list[Any]:
    """Posts held in units that plan, where one may look at what they plan; the highest first."""
    posts = [post for post in scope.posts if post.tier in PLANNING_TIERS]
    seen = [post for post in posts if scope.covers(Capability.VIEW_ACTIVITIES, post.path)]
    return sorted(seen, key=lambda post: (post.tier, post.path))


def asked_of(scheme: Scheme, day: date) -> QuerySet[Unit]:
    """Grassroots unions that exist that day at or below the unit that asks for the scheme."""
    units: QuerySet[Unit] = Unit.objects.active(day)
    return units.filter(path__startswith=scheme.unit.path, type__tier__in=ACTING_TIERS)


def schemes_seen(scope: Actor) -> QuerySet[Scheme]:
    """Schemes asked below the units one looks after, or above one's own; running ones first."""
    paths = scheme_paths(scope)
    above = {int(key) for path in paths for key in path.split(".") if key}
    seen = Q(unit__in=above) | under(paths, "unit__path")
    rows: QuerySet[Scheme] = Scheme.objects.filter(seen).select_related("unit")
    return rows.order_by("-during", "pk")


def overview(scheme: Scheme, scope: Actor) -> QuerySet[Any]:
    """Units asked for the scheme in scope, each with how it stands in the week of today.

    `has_slot`: times of the week are chosen, from today or a day to come; `reported`, `planned`,
    `skipped`: activities of this week.
    """
    week = week_of(scope.on)
    slots = Slot.objects.filter(unit=OuterRef("pk"), scheme=scheme).lasting(scope.on)
    ours = Activity.objects.filter(unit=OuterRef("pk"), theme__scheme=scheme)
    counts = {
        state.value: counted(ours.filter(state=state).between(week.start, week.end), "unit")
        for state in ActivityState
    }
    units = asked_of(scheme, scope.on).filter(under(scope.paths(Capability.VIEW_ACTIVITIES)))
    return units.select_related("parent").annotate(has_slot=Exists(slots), **counts)


def lacking(scheme: Scheme, day: date) -> Q:
    """Of `overview`: units that still owe activities this week; all skipped for a reason owes none.

    Nobody does while the scheme does not ask for the week.
    """
    if not scheme.asks_in(week_of(day)):
        return Q(pk__in=())
    excused = Q(reported=0, planned=0, skipped__gt=0)
    return Q(reported__lt=scheme.weekly_minimum) & ~excused
