"""Telling what was done, and who was there."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.activities.actions.reporting import mark_attendance, report_activity
from sodoan.activities.choices import ActivityKind, Presence
from sodoan.activities.forms.reporting import Attendance, Mark, ReportForm
from sodoan.activities.models import Activity, Photo
from sodoan.activities.models import Attendance as Row
from sodoan.activities.queries.duties import by_branch, expected
from sodoan.activities.views.planning import show
from sodoan.activities.views.reach import ACT, VIEW, activity_or_404, month_of_activity
from sodoan.common.outbox import accepted, sent_of
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb
from sodoan.documents.downloads import attachment_response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ScopedRequest, pk: int) -> HttpResponse:
    """The report of one activity: filled from the plan, five fields, photos."""
    activity = activity_or_404(request, pk, ACT)
    if activity.kind == ActivityKind.MEETING and request.method != "POST":
        return redirect("activities:minutes", pk)  # a meeting is told of by its minutes
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, request.FILES or None, activity=activity)
    if data is not None and form.is_valid():
        try:
            _keep(request, activity, form)
        except ValidationError as error:
            show(form, error)
        else:
            return accepted(request, month_of_activity(activity), "Đã gửi báo cáo hoạt động.")
    context = {
        "activity": activity,
        "unit": activity.unit,
        "form": form,
        "forms": activity.theme.scheme.forms if activity.theme else (),
        "present": activity.attendances.filter(presence=Presence.PRESENT).count(),
        "expected": expected(activity.unit, activity.on).count(),
        "back": month_of_activity(activity),
        "crumbs": [Crumb("Lịch hoạt động", month_of_activity(activity))],
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/report.html", context, status=status)


def _keep(request: ScopedRequest, activity: Activity, form: ReportForm) -> None:
    version = form.cleaned_data["version"]
    sent = sent_of(request.POST)
    report_activity(activity, by=request.scope, report=form.report, version=version, sent=sent)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: ScopedRequest, pk: int) -> HttpResponse:
    """Everybody expected that day; whoever is not marked stays unknown."""
    activity = activity_or_404(request, pk, ACT)
    stored = {one.person_id: _mark(one, request) for one in activity.attendances.all()}
    data = request.POST if request.method == "POST" else None
    people = by_branch(expected(activity.unit, activity.on), activity.on)
    page = Attendance(people, stored, data, everybody=request.GET.get("tat_ca") == "1")
    if data is not None:
        try:
            mark_attendance(activity, by=request.scope, people=page.people)
        except ValidationError as error:
            page.errors = list(error.messages)
        else:
            return accepted(request, reverse("activities:report", args=[pk]), _told(page))
    context = {
        "activity": activity,
        "unit": activity.unit,
        "page": page,
        "presences": Presence,
        "crumbs": [
            Crumb("Lịch hoạt động", month_of_activity(activity)),
            Crumb(activity.title, reverse("activities:report", args=[pk])),
        ],
        "nav_key": "activities",
    }
    status = 422 if page.errors else 200
    return render(request, "activities/attendance.html", context, status=status)


def _mark(one: Row, request: ScopedRequest) -> Mark:
    """What is stored; one's own marks, come from a phone once more, may be written over."""
    return Mark(one.presence, one.reason, None if one.by_id == request.user.pk else one.at)


def _told(page: Attendance) -> str:
    there = sum(seat.presence == Presence.PRESENT for seat in page.seats)
    words = f"Đã lưu điểm danh: {there}/{len(page.seats)} có mặt."
    if page.kept:
        names = ", ".join(str(person) for person in page.kept[:3])
        words += f" Giữ nguyên {len(page.kept)} người vừa tự điểm danh: {names}."
    return words


@login_required
@require_safe
def photo(request: ScopedRequest, pk: int) -> FileResponse:
    """One picture of an activity."""
    rows = Photo.objects.filter(activity__in=Activity.objects.in_scope(request.scope, VIEW))
    return attachment_response(
        get_object_or_404(rows.select_related("attachment"), pk=pk).attachment
    )
