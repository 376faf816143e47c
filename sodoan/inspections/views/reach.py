"""Fetching in reach: what is out of it is not there (404)."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb
from sodoan.inspections.models import Finding, Inspection, SampleItem
from sodoan.inspections.queries.lists import findings_seen, inspections_seen, items_seen
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

INSPECT, VIEW = Capability.INSPECT, Capability.VIEW_REPORTS


def inspection_or_404(request: ScopedRequest, pk: int) -> Inspection:
    """An inspection one carries out or oversees."""
    found: Inspection = get_object_or_404(inspections_seen(request.scope), pk=pk)
    return found


def item_or_404(request: ScopedRequest, pk: int) -> SampleItem:
    """A drawn activity of such an inspection."""
    found: SampleItem = get_object_or_404(items_seen(request.scope), pk=pk)
    return found


def finding_or_404(request: ScopedRequest, pk: int) -> Finding:
    """A finding about a unit whose reports one sees, or of such an inspection."""
    found: Finding = get_object_or_404(findings_seen(request.scope), pk=pk)
    return found


def units_below(inspection: Inspection) -> QuerySet[Unit]:
    """Units a finding may be about: those looked at, but for the inspecting one."""
    rows = Unit.objects.filter(path__startswith=inspection.target.path, closed_on=None)
    return rows.exclude(pk=inspection.unit_id).order_by("path")


def crumbs(inspection: Inspection | None = None) -> list[Crumb]:
    """The way back: the list, and the inspection."""
    found = [Crumb("Kiểm tra, giám sát", reverse("inspections:home"))]
    if inspection:
        page = reverse("inspections:inspection", args=[inspection.pk])
        found.append(Crumb(inspection.title, page))
    return found
