"""Fetching in scope: what is out of reach is not there (404)."""

from django.shortcuts import get_object_or_404

from sodoan.common.requests import ScopedRequest
from sodoan.org.choices import Capability
from sodoan.reports.models import Obligation
from sodoan.reports.queries.lists import reports_seen

VIEW, REPORT = Capability.VIEW_REPORTS, Capability.REPORT


def report_or_404(request: ScopedRequest, pk: int) -> Obligation:
    """The report, when it may be seen; with form, unit and receiver."""
    found: Obligation = get_object_or_404(reports_seen(request.scope), pk=pk)
    return found
