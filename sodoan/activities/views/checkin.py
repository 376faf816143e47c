"""The code on the wall, and what a member's phone does with it."""

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.activities.actions.checkin import check_in as record
from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity
from sodoan.activities.queries.checkin import code_of, present_at, read_code
from sodoan.activities.queries.duties import expected
from sodoan.activities.views.reach import ACT, activity_or_404, month_of_activity
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb
from sodoan.documents.html import qr_svg

_KEY = "activities.check-in"
_MINUTES = 10  # to sign in and to press the button, once the code was read in time


@login_required
@never_cache
@require_safe
def code(request: ScopedRequest, pk: int) -> HttpResponse:
    """The code to scan; the page asks for a new one every twenty seconds."""
    activity = activity_or_404(request, pk, ACT)
    address = request.build_absolute_uri(reverse("activities:scan", args=[code_of(activity)]))
    context = {
        "activity": activity,
        "unit": activity.unit,
        "qr": qr_svg(address, "Mã điểm danh"),
        "present": present_at(activity),
        "expected": expected(activity.unit, activity.on).count(),
        "crumbs": [
            Crumb("Lịch hoạt động", month_of_activity(activity)),
            Crumb("Điểm danh", reverse("activities:attendance", args=[pk])),
        ],
        "nav_key": "activities",
    }
    return render(request, "activities/code.html", context)


@never_cache
@require_safe
def scan(request: ScopedRequest, code: str) -> HttpResponse:
    """A phone has read the code: this browser may say it is there, signed in or not yet."""
    try:
        activity = read_code(code)
    except signing.BadSignature:
        return render(request, "activities/old_code.html", status=410)
    request.session[_KEY] = [activity, timezone.now().timestamp()]
    return redirect("activities:check_in")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: ScopedRequest) -> HttpResponse:
    """“I am here”, for the activity whose code this browser has just read."""
    activity = _scanned(request)
    if activity is None:
        return render(request, "activities/old_code.html", status=410)
    there = activity.attendances.filter(person=request.scope.person_id, presence=Presence.PRESENT)
    context = {"activity": activity, "errors": [], "done": there.exists()}
    if request.method == "POST" and not context["done"]:
        try:
            record(activity, by=request.scope)
        except ValidationError as error:
            context["errors"] = error.messages
        else:
            context["done"] = True
    status = 422 if context["errors"] else 200
    return render(request, "activities/check_in.html", context, status=status)


def _scanned(request: ScopedRequest) -> Activity | None:
    pk, at = request.session.get(_KEY, (0, 0.0))
    if timezone.now().timestamp() - at > _MINUTES * 60:
        return None
    return Activity.objects.select_related("unit").filter(pk=pk).first()
