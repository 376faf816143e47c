"""Fetching in scope for the pages of a branch: what is out of reach is not there (404)."""

from django.shortcuts import get_object_or_404

from sodoan.common.requests import ScopedRequest
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.models import Enrolment


def unit_or_404(request: ScopedRequest, pk: int, capability: str) -> Unit:
    """The branch, when the capability holds there."""
    units = Unit.objects.in_scope(request.scope, capability).select_related("parent")
    found: Unit = get_object_or_404(units, pk=pk)
    return found


def supported_or_404(request: ScopedRequest, pk: int) -> Enrolment:
    """A member's enrolment in a branch the signed-in person looks after."""
    rows = Enrolment.objects.in_scope(request.scope, Capability.SUPPORT).select_related(
        "person", "unit", "plan__programme", "decided_by", "entered_by"
    )
    found: Enrolment = get_object_or_404(rows, pk=pk, person__isnull=False)
    return found
