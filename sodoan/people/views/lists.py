"""The member list and its export."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.access.views import slip_listing
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.words import full_date
from sodoan.documents.downloads import history_xlsx, listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.jobs.tasks import start
from sodoan.org.choices import Capability
from sodoan.org.views.catalogue import post_listing
from sodoan.org.views.tree import unit_listing
from sodoan.org.views.unit import changes_of
from sodoan.people import exports, longwork, queries
from sodoan.people.listing import member_listing, unit_filter

_POSTS = (
    (SheetColumn("Chức danh", width=36), lambda post: post.label),
    (SheetColumn("Tổ chức", width=22), lambda post: post.get_body_display()),
    (SheetColumn("Vai trò", width=22), lambda post: post.get_role_display()),
    (SheetColumn("Chỉ một người", width=14), lambda post: "Có" if post.is_exclusive else ""),
    (SheetColumn("Cấp được dùng", width=60), lambda post: post.tier_labels),
    (SheetColumn("Đang giữ", "number"), lambda post: post.held),
    (
        SheetColumn("Tình trạng", width=14),
        lambda post: "Thôi dùng" if post.is_retired else "Đang dùng",
    ),
)


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
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ScopedRequest) -> HttpResponseBase:
    """The list exactly as shown, as .xlsx; a long one is ordered by a button and written later."""
    need(request, Capability.VIEW_PEOPLE)
    unit = unit_filter(request)
    people = member_listing(request, unit).queryset
    place = unit.name if unit else "phạm vi phụ trách"
    note = f"{place}, ngày {full_date(request.scope.on)}"
    if people.order_by()[: longwork.LONG + 1].count() <= longwork.LONG:
        return exports.members_xlsx(people, request.scope.on, note=note)
    query = request.GET.urlencode()
    if request.method == "POST":
        start(
            longwork.MEMBERS,
            by=request.scope,
            title=f"Danh sách đoàn viên: {place}",
            args={"query": query, "note": note},
            capabilities=[Capability.VIEW_PEOPLE],
            paths=[unit.path] if unit else request.scope.paths(Capability.VIEW_PEOPLE),
        )
        return redirect("jobs:list")
    back = f"{reverse('people:person_list')}?{query}"
    context = {"long": longwork.LONG, "back": back, "nav_key": "people"}
    return render(request, "people/export_long.html", context)


@login_required
@require_safe
def account_export(request: ScopedRequest, pk: int | None = None) -> FileResponse:
    """People and the state of their accounts exactly as shown, as .xlsx; no one-time code."""
    _, listing = slip_listing(request, pk)
    return exports.accounts_xlsx(listing.queryset, request.scope.on)


@login_required
@require_safe
def unit_history(request: ScopedRequest, pk: int) -> HttpResponse:
    """The history of a unit exactly as shown, as .xlsx."""
    unit, entries = changes_of(request, pk)
    return history_xlsx(entries, request.GET, title=f"Lịch sử {unit.name}")


@login_required
@require_safe
def unit_export(request: ScopedRequest) -> FileResponse:
    """The list of units exactly as shown, as .xlsx."""
    need(request, Capability.VIEW_UNITS)
    return exports.units_xlsx(unit_listing(request).queryset)


@login_required
@require_safe
def post_export(request: ScopedRequest) -> HttpResponse:
    """The catalogue of posts exactly as shown, as .xlsx."""
    return listed_xlsx(post_listing(request).queryset, _POSTS, title="Danh mục chức danh")
