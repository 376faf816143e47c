"""Findings: the list, one with what was done about it, answers and their settling."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Event, toast
from sodoan.documents.downloads import attachment_response, listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.inspections.actions.checking import (
    answer_finding,
    close_finding,
    raise_finding,
    return_finding,
)
from sodoan.inspections.choices import OWED, Deed, FindingState
from sodoan.inspections.forms.inspecting import AnswerForm, FindingForm, refused
from sodoan.inspections.models import Finding, FindingStep, SampleItem
from sodoan.inspections.queries.lists import findings_seen
from sodoan.inspections.views.reach import (
    VIEW,
    crumbs,
    finding_or_404,
    inspection_or_404,
    units_below,
)

_LOOKS = {
    Deed.RAISED: ("alert-triangle", "warn"),
    Deed.ANSWERED: ("send", "info"),
    Deed.RETURNED: ("arrow-back-up", "warn"),
    Deed.CLOSED: ("circle-check", "ok"),
}
_SHEET = (
    (SheetColumn("Đơn vị", width=34), lambda one: one.unit.name),
    (SheetColumn("Cuộc kiểm tra", width=40), lambda one: one.inspection.title),
    (SheetColumn("Phát hiện", width=60), lambda one: one.text),
    (SheetColumn("Hạn khắc phục", "date", 13), lambda one: one.due_on),
    (SheetColumn("Trạng thái", width=18), lambda one: one.get_state_display()),
    (SheetColumn("Đóng lúc", "datetime", 16), lambda one: one.closed_at),
)


@login_required
@require_safe
def findings(request: ScopedRequest) -> HttpResponse:
    """Findings in reach, those of one inspection with `?cuoc=`."""
    need(request, VIEW)
    rows = findings_seen(request.scope)
    if wanted := whole(request.GET.get("cuoc", "")):
        rows = rows.filter(inspection=wanted)
    listing = Listing(
        request,
        rows,
        columns=[
            Column("han", "Hạn khắc phục", ("due_on",)),
            Column("phat-hien", "Phát hiện"),
            Column("don-vi", "Đơn vị", ("unit__sort_key",)),
            Column("trang-thai", "Trạng thái", ("state",)),
        ],
        noun="phát hiện",
        search=holding("unit__search_key"),
        filters=_filters(request.scope.on),
        lasting=("cuoc",),
        exports_here=True,
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title="Phát hiện qua kiểm tra")
    context = {
        "list": listing,
        "today": request.scope.on,
        "crumbs": crumbs(),
        "nav_key": "inspections",
    }
    return render(request, "inspections/findings.html", context)


def _filters(day: date) -> list[Filter]:
    return [
        Filter("phai-lam", "Chưa khắc phục", Q(state__in=OWED)),
        Filter("qua-han", "Quá hạn", Q(state__in=OWED, due_on__lt=day)),
        Filter("cho-xac-nhan", "Chờ xác nhận", Q(state=FindingState.ANSWERED)),
        Filter("xong", "Đã khắc phục", Q(state=FindingState.CLOSED)),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ScopedRequest, pk: int) -> HttpResponse:
    """A new finding, of a drawn activity with `?mau=`."""
    inspection = inspection_or_404(request, pk)
    require(request.scope, "inspections.carry_out", inspection)
    wanted = whole(request.GET.get("mau", ""))
    sample = inspection.sample.select_related("activity__unit")
    item: SampleItem | None = get_object_or_404(sample, pk=wanted) if wanted else None
    form = FindingForm(
        request.POST or None, units=units_below(inspection), on=request.scope.on, item=item
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = raise_finding(inspection, by=request.scope, item=item, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            toast(request, f"Đã ghi phát hiện và báo {made.unit.name}.")
            return redirect("inspections:inspection", pk)
    context = {
        "form": form,
        "title": "Ghi phát hiện",
        "lead": f"{item.activity.unit.name}: {item.activity.title}" if item else inspection.title,
        "back": reverse("inspections:inspection", args=[pk]),
        "crumbs": crumbs(inspection),
        "nav_key": "inspections",
    }
    return render(request, "inspections/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def finding(request: ScopedRequest, pk: int) -> HttpResponse:
    """One finding with what was done about it."""
    return _page(request, finding_or_404(request, pk), AnswerForm())


def _page(
    request: ScopedRequest, found: Finding, form: AnswerForm, errors: list[str] | None = None
) -> HttpResponse:
    context = {
        "finding": found,
        "form": form,
        "errors": errors or [],
        "steps": _steps(found),
        "answers": found.is_owed and allowed(request.scope, "inspections.answer", found),
        "settles": found.state == FindingState.ANSWERED
        and allowed(request.scope, "inspections.settle", found),
        "carries_out": allowed(request.scope, "inspections.carry_out", found.inspection),
        "today": request.scope.on,
        "crumbs": crumbs(),
        "nav_key": "inspections",
    }
    status = 422 if errors or form.errors else 200
    return render(request, "inspections/finding.html", context, status=status)


def _steps(found: Finding) -> list[Event]:
    """What was done, the newest first; an answer opens its file."""
    return [
        Event(
            step.get_deed_display(),
            step.at,
            step.by.get_full_name() if step.by else "",
            step.text,
            *_LOOKS[Deed(step.deed)],
            reverse("inspections:finding_file", args=[step.pk]) if step.attachment_id else "",
        )
        for step in found.steps.select_related("by")
    ]


@login_required
@require_POST
def answer(request: ScopedRequest, pk: int) -> HttpResponse:
    """Tell how it was put right, with a file."""
    found = finding_or_404(request, pk)
    require(request.scope, "inspections.answer", found)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            answer_finding(found, by=request.scope, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            toast(request, "Đã gửi báo cáo khắc phục.")
            return redirect("inspections:finding", pk)
    return _page(request, found, form)


@login_required
@require_POST
def settle(request: ScopedRequest, pk: int) -> HttpResponse:
    """Close a finding or send its answer back (`viec`), for a reason (`reason`)."""
    found = finding_or_404(request, pk)
    require(request.scope, "inspections.settle", found)
    reason = request.POST.get("reason", "")
    closes = request.POST.get("viec") == "dong"
    try:
        _settle(found, request, reason, closes=closes)
    except ValidationError as error:
        return _page(request, found, AnswerForm(), list(error.messages))
    toast(request, "Đã xác nhận khắc phục xong." if closes else "Đã trả lại, đơn vị được báo.")
    return redirect("inspections:finding", pk)


def _settle(found: Finding, request: ScopedRequest, reason: str, *, closes: bool) -> Any:
    if closes:
        return close_finding(found, by=request.scope, note=reason)
    return return_finding(found, by=request.scope, reason=reason)


@login_required
@require_safe
def proof(request: ScopedRequest, pk: int) -> FileResponse:
    """The file that came with an answer."""
    rows = FindingStep.objects.filter(finding__in=findings_seen(request.scope).values("pk"))
    step = get_object_or_404(rows.select_related("attachment"), pk=pk)
    return attachment_response(step.attachment)
