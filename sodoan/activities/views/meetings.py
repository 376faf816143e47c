"""Meetings: agenda, minutes on paper, what was decided and what came of it."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.activities.actions.meetings import (
    decide,
    drop_resolution,
    reopen_resolution,
    settle_resolution,
    write_minutes,
)
from sodoan.activities.beside import said_of
from sodoan.activities.choices import ActivityKind, Presence
from sodoan.activities.forms.meetings import DecideForm, MinutesForm, SettleForm
from sodoan.activities.models import Activity, Minutes, Resolution
from sodoan.activities.queries.duties import expected
from sodoan.activities.queries.papers import meeting_minutes
from sodoan.activities.views.planning import show
from sodoan.activities.views.reach import (
    ACT,
    VIEW,
    activity_or_404,
    month_of_activity,
    resolution_or_404,
    unit_or_404,
)
from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.documents.choices import PaperKey
from sodoan.documents.downloads import listed_xlsx, paper_response
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for
from sodoan.documents.rendering.xlsx import SheetColumn


def _meeting(request: ScopedRequest, pk: int, capability: str) -> Activity:
    found = activity_or_404(request, pk, capability)
    if found.kind != ActivityKind.MEETING:
        raise Http404
    return found


def _minutes_of(activity: Activity) -> Minutes | None:
    rows = Minutes.objects.select_related("chair", "secretary")
    found: Minutes | None = rows.filter(activity=activity).first()
    return found


def _frame(activity: Activity, *more: Crumb) -> dict[str, Any]:
    return {
        "activity": activity,
        "unit": activity.unit,
        "crumbs": [Crumb("Lịch hoạt động", month_of_activity(activity)), *more],
        "nav_key": "activities",
    }


@login_required
@require_safe
def meeting(request: ScopedRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda, who came, its minutes, what it decided."""
    activity = _meeting(request, pk, VIEW)
    presences = list(activity.attendances.values_list("presence", flat=True))
    context = {
        **_frame(activity),
        "agenda": activity.agenda.all(),
        "minutes": _minutes_of(activity),
        "counts": [(one.label, presences.count(one)) for one in Presence],
        "expected": expected(activity.unit, activity.on).count(),
        "beside": said_of(activity, request.scope),
        "resolutions": activity.resolutions.select_related("person").order_by("pk"),
        "may_report": allowed(request.scope, "activities.report", activity),
        "may_act": request.scope.covers(ACT, activity.unit.path),
        "has_come": activity.on <= request.scope.on,
        "today": request.scope.on,
    }
    return render(request, "activities/meeting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who chaired, what was discussed and concluded; writing it reports the meeting."""
    activity = _meeting(request, pk, ACT)
    kept = _minutes_of(activity)
    data = request.POST if request.method == "POST" else None
    form = MinutesForm(data, activity=activity, minutes=kept, you=request.scope.person_id)
    if data is not None and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            write_minutes(activity, by=request.scope, written=form.written, version=version)
        except ValidationError as error:
            show(form, error)
        else:
            toast(request, "Đã lưu biên bản.")
            return redirect("activities:meeting", pk)
    here = reverse("activities:meeting", args=[pk])
    context = {
        **_frame(activity, Crumb(activity.title, here)),
        "form": form,
        "agenda": activity.agenda.all(),
        "present": activity.attendances.filter(presence=Presence.PRESENT).count(),
        "expected": expected(activity.unit, activity.on).count(),
        "back": here,
    }
    status = 422 if form.errors else 200
    return render(request, "activities/minutes.html", context, status=status)


@login_required
@require_safe
def minutes_paper(request: ScopedRequest, pk: int) -> HttpResponse:
    """The minutes on paper."""
    activity = _meeting(request, pk, VIEW)
    paper = meeting_minutes(activity)
    data = kinds.meeting(paper, template_for(activity.unit, PaperKey.MEETING))
    name = f"Biên bản {activity.title}, {activity.unit.name}, {activity.on:%d-%m-%Y}"
    return paper_response(data, name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_resolution(request: ScopedRequest, pk: int) -> HttpResponse:
    """One more thing the meeting decided."""
    activity = _meeting(request, pk, ACT)
    form = DecideForm(request.POST or None, activity=activity, on=request.scope.on)
    here = reverse("activities:meeting", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            made = decide(activity, by=request.scope, what=form.decided)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã giao việc cho đồng chí {made.person}.")
            return redirect(here)
    context = {
        **_frame(activity, Crumb(activity.title, here)),
        "form": form,
        "title": "Thêm nghị quyết",
        "verb": "Giao việc",
        "back": here,
    }
    status = 422 if form.errors else 200
    return render(request, "activities/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: ScopedRequest, pk: int) -> HttpResponse:
    """One thing a meeting decided; done, with a word on the result."""
    found = resolution_or_404(request, pk)
    form = SettleForm(request.POST or None, initial={"done_on": request.scope.on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            settle_resolution(found, by=request.scope, done_on=data["done_on"], note=data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã ghi làm xong.")
            return redirect("activities:resolution", pk)
    may_keep = allowed(request.scope, "activities.keep_resolution", found)
    context = {
        "resolution": found,
        "activity": found.activity,
        "unit": found.activity.unit,
        "form": form,
        "may_keep": may_keep,
        "is_late": found.is_late(request.scope.on),
        "crumbs": [
            Crumb("Nghị quyết", reverse("activities:resolutions", args=[found.activity.unit_id]))
        ]
        if may_keep
        else [],
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/resolution.html", context, status=status)


@login_required
@require_POST
def reopen(request: ScopedRequest, pk: int) -> HttpResponse:
    """It is owed again, or (`viec=bo`) was never decided."""
    found = get_object_or_404(Resolution.objects.in_scope(request.scope, ACT), pk=pk)
    try:
        if request.POST.get("viec") == "bo":
            drop_resolution(found, by=request.scope)
            toast(request, "Đã bỏ nghị quyết ghi nhầm.")
            return redirect("activities:meeting", found.activity_id)
        reopen_resolution(found, by=request.scope)
        toast(request, "Đã mở lại.")
    except ValidationError as error:
        toast(request, " ".join(error.messages))
    return redirect("activities:resolution", pk)


@login_required
@require_safe
def resolutions(request: ScopedRequest, unit: int) -> HttpResponse:
    """What the meetings of a unit decided, open ones first."""
    here = unit_or_404(request, unit, VIEW)
    rows = Resolution.objects.in_scope(request.scope, VIEW).filter(activity__unit=here)
    listing = _listing(request, rows.select_related("activity", "person"), request.scope.on)
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _COLUMNS, title="Nghị quyết")
    context = {
        "unit": here,
        "list": listing,
        "today": request.scope.on,
        "may_act": request.scope.covers(ACT, here.path),
        "crumbs": [Crumb("Lịch hoạt động", reverse("activities:month", args=[unit]))],
        "nav_key": "activities",
    }
    return render(request, "activities/resolutions.html", context)


_COLUMNS = (
    (SheetColumn("Việc phải làm", width=48), lambda one: one.text),
    (SheetColumn("Người thực hiện", width=26), lambda one: one.person.full_name),
    (SheetColumn("Hạn", "date", 12), lambda one: one.due_on),
    (SheetColumn("Cuộc họp", width=36), lambda one: one.activity.title),
    (SheetColumn("Ngày họp", "date", 12), lambda one: one.activity.on),
    (SheetColumn("Ngày làm xong", "date", 14), lambda one: one.done_on),
    (SheetColumn("Kết quả", width=48), lambda one: one.note),
)


def _listing(request: ScopedRequest, rows: Any, day: date) -> Listing:
    return Listing(
        request,
        rows,
        columns=[
            Column("han", "Hạn", ("-done_on", "due_on", "pk")),
            Column("viec", "Việc phải làm", ("text", "pk")),
            Column("ai", "Người thực hiện", ("person__sort_key", "pk")),
            Column("hop", "Cuộc họp", ("activity__on", "pk")),
            Column("xong", "Kết quả", ("done_on", "pk")),
        ],
        noun="nghị quyết",
        search=reading(lambda one: f"{one.text} {one.person.full_name} {one.activity.title}"),
        filters=[
            Filter("chua-xong", "Chưa xong", Q(done_on=None)),
            Filter("qua-han", "Quá hạn", Q(done_on=None, due_on__lt=day)),
            Filter("da-xong", "Đã xong", Q(done_on__isnull=False)),
        ],
        exports_here=True,
    )
