"""Fetching in scope: what is out of reach is not there (404)."""

from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from sodoan.activities.models import Activity, Project, Resolution, Scheme
from sodoan.activities.queries.units import ACTING_TIERS
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.weeks import month_of
from sodoan.org.choices import Capability
from sodoan.org.models import Unit


def unit_or_404(request: ScopedRequest, pk: int, capability: str) -> Unit:
    """The unit, when the capability holds there."""
    units = Unit.objects.in_scope(request.scope, capability).select_related("type", "parent")
    found: Unit = get_object_or_404(units, pk=pk)
    return found


def activity_or_404(
    request: ScopedRequest, pk: int, capability: str, *, or_own: bool = True
) -> Activity:
    """An activity of a unit where the capability holds, or (`or_own`) one given to who asks."""
    rows = Activity.objects.in_scope(request.scope, capability)
    posts = [post.unit_id for post in request.scope.posts]
    own = Activity.objects.filter(in_charge=request.scope.person_id, unit__in=posts)
    own = own if or_own else own.none()
    found = Activity.objects.filter(Q(pk__in=rows.filter(pk=pk)) | Q(pk__in=own.filter(pk=pk)))
    activity: Activity = get_object_or_404(
        found.select_related("unit__type", "theme__scheme", "slot", "project", "in_charge"), pk=pk
    )
    return activity


def shown_scheme(request: ScopedRequest, unit: Unit) -> Scheme | None:
    """The scheme looked at (`?mo_hinh=`, else the one that runs) among those asked of the unit.

    None when nothing is asked of it: of units below the grassroots unions nothing is.
    """
    if unit.type.tier not in ACTING_TIERS:
        return None
    schemes = list(Scheme.objects.binding(unit).order_by("-during", "pk"))
    wanted = whole(request.GET.get("mo_hinh", ""))
    chosen = next((one for one in schemes if one.pk == wanted), None)
    running = next((one for one in schemes if request.scope.on in one.during), None)
    return chosen or running or next(iter(schemes), None)


def scheme_of(request: ScopedRequest, unit: Unit) -> Scheme:
    """The same, where there is nothing to see without one."""
    found = shown_scheme(request, unit)
    if found is None:
        raise Http404
    return found


def month_url(unit: Unit, day: date, scheme: Scheme | None) -> str:
    """The month of the unit in which a day lies, of that scheme."""
    address = reverse("activities:month", args=[unit.pk])
    chosen = f"mo_hinh={scheme.pk}&" if scheme else ""
    return f"{address}?{chosen}thang={month_of(day).key}"


def month_of_activity(activity: Activity) -> str:
    """The month in which it lies, of its scheme."""
    theme = activity.theme
    return month_url(activity.unit, activity.on, theme.scheme if theme else None)


def resolution_or_404(request: ScopedRequest, pk: int) -> Resolution:
    """A resolution of a unit one plans for, or one given to who asks."""
    kept = Resolution.objects.in_scope(request.scope, ACT).filter(pk=pk)
    mine = Resolution.objects.filter(pk=pk, person=request.scope.person_id)
    found = Resolution.objects.filter(Q(pk__in=kept) | Q(pk__in=mine))
    rows = found.select_related("activity__unit__type", "person", "done_by")
    resolution: Resolution = get_object_or_404(rows, pk=pk)
    return resolution


def project_or_404(request: ScopedRequest, pk: int, capability: str) -> Project:
    """A project of a unit where the capability holds."""
    rows = Project.objects.in_scope(request.scope, capability).select_related("unit__type")
    found: Project = get_object_or_404(rows, pk=pk)
    return found


VIEW, ACT = Capability.VIEW_ACTIVITIES, Capability.ACT
