"""One unit: what it is, its committee, its members in figures, its history."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.audit.queries import Entry, Source, history_of
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Chip, Crumb
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment, Placement, Seat, Term, Unit
from sodoan.org.queries import (
    approving_unit,
    coming_posts,
    members_by_kind,
    path_names,
    roster,
    types_below,
)

_CHILDREN_SHOWN = 30


def unit_in_scope(request: ScopedRequest, pk: int) -> Unit:
    """The unit, or 404 when the signed-in user may not see it."""
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_UNITS)
    unit: Unit = get_object_or_404(units.select_related("type", "parent"), pk=pk)
    return unit


def frame(request: ScopedRequest, unit: Unit, tab: str) -> dict[str, Any]:
    """What every page of a unit shows: its place, its tabs, and what may be done to it."""
    may_manage = allowed(request.scope, "org.manage_unit", unit) and unit.closed_on is None
    tabs = [Chip("Đơn vị", reverse("org:unit", args=[unit.pk]), current=tab == "unit")]
    if request.scope.covers(Capability.VIEW_HISTORY, unit.path):
        tabs.append(Chip("Lịch sử", reverse("org:history", args=[unit.pk]), None, tab == "history"))
    return {
        "unit": unit,
        "tabs": tabs,
        "crumbs": crumbs(request, unit),
        "may_manage": may_manage,
        "may_close": may_manage and allowed(request.scope, "org.close_unit", unit),
        "may_found": may_manage and types_below(unit).exists(),
        "may_appoint": allowed(request.scope, "org.appoint", unit) and unit.closed_on is None,
        "may_see_people": request.scope.covers(Capability.VIEW_PEOPLE, unit.path),
        "may_admit": request.scope.covers(Capability.MANAGE_PEOPLE, unit.path),
        "nav_key": "units",
    }


def crumbs(request: ScopedRequest, unit: Unit) -> list[Crumb]:
    """The names above the unit; those in scope are links."""
    found = [Crumb("Đơn vị", reverse("org:tree"))]
    path = ""
    for pk, name in path_names(unit)[:-1]:
        path += f"{pk}."
        seen = request.scope.covers(Capability.VIEW_UNITS, path)
        found.append(Crumb(name, reverse("org:unit", args=[pk]) if seen else ""))
    return found


@login_required
@require_safe
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """Identity, figures, committee, units below, names and places over time.

    A closed unit shows its committee and figures as they were on its last day.
    """
    unit = unit_in_scope(request, pk)
    day = request.scope.on
    if unit.closed_on is not None and unit.closed_on <= day:
        day = unit.closed_on - timedelta(days=1)
    children = unit.children.active(day).select_related("type").order_by("sort_key", "pk")
    shown = list(children[: _CHILDREN_SHOWN + 1])
    bodies = roster(unit, day)
    context = frame(request, unit, "unit") | {
        "approver": approving_unit(unit),
        "members": members_by_kind(unit, day),
        "below": Unit.objects.under(unit).active(day).exclude(pk=unit.pk).count(),
        "bodies": bodies,
        "terms": unit.terms.order_by("-during", "body"),
        "coming": coming_posts(unit, day) if unit.closed_on is None else (),
        "vacancies": sum(body.vacancies for body in bodies),
        "children": shown[:_CHILDREN_SHOWN],
        "more_children": len(shown) > _CHILDREN_SHOWN,
        "placements": unit.placements.select_related("parent").order_by("-during"),
    }
    return render(request, "org/unit_detail.html", context)


@login_required
@require_safe
def history(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who changed what of the unit, its places, terms and posts."""
    unit, entries = changes_of(request, pk)
    export = reverse("people:unit_history_export", args=[pk])
    context = frame(request, unit, "history") | {"entries": entries, "history_export": export}
    return render(request, "org/unit_history.html", context)


def changes_of(request: ScopedRequest, pk: int) -> tuple[Unit, list[Entry]]:
    """The unit and its changes, as the page and its export (in `people`) see them."""
    unit = unit_in_scope(request, pk)
    if not request.scope.covers(Capability.VIEW_HISTORY, unit.path):
        raise PermissionDenied("Đồng chí không có quyền xem lịch sử của đơn vị này.")
    terms = list(unit.terms.values_list("pk", flat=True))
    entries = history_of(
        Source.of(unit),
        Source.rows(Placement, unit_id=unit.pk),
        Source.rows(Term, unit_id=unit.pk),
        Source.rows(Seat, term_id__in=terms),
        Source.rows(Appointment, unit_id=unit.pk),
    )
    return unit, entries
