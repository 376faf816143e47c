"""The member list and its export."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sodoan.common.requests import ScopedRequest, need
from sodoan.common.words import full_date
from sodoan.org.choices import Capability
from sodoan.org.views.tree import unit_listing
from sodoan.people import exports, queries
from sodoan.people.listing import member_listing, unit_filter


@login_required
@require_safe
def member_list(request: ScopedRequest) -> HttpResponse:
    """People of the scope: search, chips, unit, sort, pages."""
    need(request, Capability.VIEW_PEOPLE)
    unit = unit_filter(request)
    listing = member_listing(request, unit)
    context = {
        "list": listing,
        "unit": unit,
        "choices": queries.unit_choices(request.scope, unit),
        "may_admit": request.scope.can(Capability.MANAGE_PEOPLE),
        "nav_key": "people",
    }
    return render(request, "people/member_list.html", context)


@login_required
@require_safe
def export(request: ScopedRequest) -> FileResponse:
    """The list exactly as shown, as .xlsx."""
    need(request, Capability.VIEW_PEOPLE)
    unit = unit_filter(request)
    listing = member_listing(request, unit)
    place = unit.name if unit else "phạm vi phụ trách"
    note = f"{place}, ngày {full_date(request.scope.on)}"
    return exports.members_xlsx(listing.queryset, request.scope.on, note=note)


@login_required
@require_safe
def unit_export(request: ScopedRequest) -> FileResponse:
    """The list of units exactly as shown, as .xlsx."""
    need(request, Capability.VIEW_UNITS)
    return exports.units_xlsx(unit_listing(request).queryset)
