"""Inspections: the list, a new one with its drawing, one with its sample, its end."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.common.listing import Column, Filter, Listing, holding, reading
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.inspections.actions.opening import (
    cancel_inspection,
    conclude_inspection,
    open_inspection,
)
from sodoan.inspections.choices import InspectionState, Verdict
from sodoan.inspections.forms.inspecting import CancelForm, ConcludeForm, OpenForm, refused
from sodoan.inspections.models import Inspection
from sodoan.inspections.queries.lists import (
    drawn_again,
    findings_seen,
    inspections_listed,
    sample_of,
    tally,
)
from sodoan.inspections.queries.people import candidates
from sodoan.inspections.views.findings import findings
from sodoan.inspections.views.reach import INSPECT, VIEW, crumbs, inspection_or_404
from sodoan.org.models import Unit

_SHEET = (
    (SheetColumn("STT", "number", 6), lambda one: one.position),
    (SheetColumn("Ngày", "date", 12), lambda one: one.activity.on),
    (SheetColumn("Đơn vị", width=34), lambda one: one.activity.unit.name),
    (SheetColumn("Hoạt động", width=44), lambda one: one.activity.title),
    (SheetColumn("Có mặt", "number", 9), lambda one: one.present),
    (SheetColumn("Đối chiếu", width=18), lambda one: one.get_verdict_display() or "Chưa đối chiếu"),
    (SheetColumn("Ghi chú", width=44), lambda one: one.note),
    (SheetColumn("Phát hiện", "number", 9), lambda one: one.found),
    (SheetColumn("Lúc", "datetime", 16), lambda one: one.judged_at),
)
_LIST = (
    (SheetColumn("Từ ngày", "date", 12), lambda one: one.starts_on),
    (SheetColumn("Tên cuộc kiểm tra", width=44), lambda one: one.title),
    (SheetColumn("Loại", width=12), lambda one: one.get_kind_display()),
    (SheetColumn("Phạm vi", width=34), lambda one: one.target.name),
    (SheetColumn("Số mẫu", "number", 9), lambda one: one.drawn),
    (SheetColumn("Đã đối chiếu", "number", 12), lambda one: one.judged),
    (SheetColumn("Phát hiện", "number", 10), lambda one: one.found),
    (SheetColumn("Chưa khắc phục xong", "number", 12), lambda one: one.unsettled),
    (SheetColumn("Trạng thái", width=16), lambda one: one.get_state_display()),
    (SheetColumn("Kết luận", width=60), lambda one: one.conclusion or one.cancel_reason),
)


@login_required
@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """Inspections one carries out or oversees; else the findings about one's units."""
    need(request, VIEW)
    rows = inspections_listed(request.scope)
    if not request.scope.can(INSPECT) and not rows.exists():
        answer: HttpResponse = findings(request)
        return answer
    listing = Listing(
        request,
        rows,
        columns=[
            Column("tu", "Kiểm tra từ", ("-starts_on",)),
            Column("ten", "Cuộc kiểm tra", ("title",)),
            Column("mau", "Đã đối chiếu", align="r"),
            Column("phat-hien", "Phát hiện chưa xong", align="r"),
            Column("trang-thai", "Trạng thái", ("state",)),
        ],
        noun="cuộc kiểm tra",
        search=reading(lambda one: f"{one.title} {one.target.name}"),
        filters=[
            Filter("dang", "Đang kiểm tra", Q(state=InspectionState.OPEN)),
            Filter("ket-luan", "Đã kết luận", Q(state=InspectionState.CONCLUDED)),
        ],
        exports_here=True,
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _LIST, title="Các cuộc kiểm tra, giám sát")
    context = {
        "list": listing,
        "may_open": request.scope.can(INSPECT),
        "waits": findings_seen(request.scope).exclude(closed_at__isnull=False).count(),
        "nav_key": "inspections",
    }
    return render(request, "inspections/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ScopedRequest) -> HttpResponse:
    """Open an inspection and draw its sample, in the name of the unit one holds a post in."""
    need(request, INSPECT)
    own = [post.unit_id for post in request.scope.posts]
    places = Unit.objects.in_scope(request.scope, INSPECT)
    unit = places.filter(pk__in=own).order_by("path").first()
    if unit is None:
        raise Http404
    form = OpenForm(
        request.POST or None,
        units=places.under(unit).active(request.scope.on).order_by("path"),
        people=candidates(unit, request.scope.on),
        on=request.scope.on,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = open_inspection(unit, by=request.scope, wanted=form.wanted)
        except ValidationError as error:
            refused(form, error)
        else:
            toast(request, f"Đã rút {made.sample.count()} trong {made.drawn_from} hoạt động.")
            return redirect("inspections:inspection", made.pk)
    context = {"form": form, "unit": unit, "crumbs": crumbs(), "nav_key": "inspections"}
    return render(request, "inspections/new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def inspection(request: ScopedRequest, pk: int) -> HttpResponse:
    """One inspection: how it was drawn, its sample as a list, its findings."""
    found = inspection_or_404(request, pk)
    listing = _sample(request, found)
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title=found.title)
    context = {
        "inspection": found,
        "list": listing,
        "counts": tally(found),
        "people": found.inspectors.select_related("person"),
        "findings": found.findings.select_related("unit"),
        "again": drawn_again(found) if request.GET.get("rut-lai") == "1" else None,
        "is_asked_again": request.GET.get("rut-lai") == "1",
        "today": request.scope.on,
        "crumbs": crumbs(),
        "nav_key": "inspections",
    }
    return render(request, "inspections/inspection.html", context)


def _sample(request: ScopedRequest, found: Inspection) -> Listing:
    return Listing(
        request,
        sample_of(found),
        columns=[
            Column("stt", "STT", ("position",), align="r"),
            Column("hoat-dong", "Hoạt động đã rút", ("activity__on",)),
            Column("don-vi", "Đơn vị", ("activity__unit__sort_key",)),
            Column("co-mat", "Có mặt", align="r"),
            Column("doi-chieu", "Đối chiếu", ("verdict",)),
        ],
        noun="mẫu",
        search=holding("activity__unit__search_key"),
        filters=[
            Filter("chua", "Chưa đối chiếu", Q(verdict="")),
            *(Filter(one.value, one.label, Q(verdict=one)) for one in Verdict),
        ],
        exports_here=True,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request: ScopedRequest, pk: int) -> HttpResponse:
    """Write the conclusion."""
    return _end(request, pk, ConcludeForm(request.POST or None), conclude_inspection, "Kết luận")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: ScopedRequest, pk: int) -> HttpResponse:
    """Give an inspection up, for a reason."""
    form = CancelForm(request.POST or None)
    return _end(request, pk, form, cancel_inspection, "Hủy cuộc kiểm tra")


def _end(request: ScopedRequest, pk: int, form: Any, act: Any, title: str) -> HttpResponse:
    found = inspection_or_404(request, pk)
    require(request.scope, "inspections.carry_out", found)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.scope, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            toast(request, f"Đã ghi: {title.lower()}.")
            return redirect("inspections:inspection", pk)
    context = {
        "form": form,
        "title": title,
        "lead": found.title,
        "back": reverse("inspections:inspection", args=[pk]),
        "crumbs": crumbs(found),
        "nav_key": "inspections",
    }
    status = 422 if form.errors else 200
    return render(request, "inspections/form.html", context, status=status)
