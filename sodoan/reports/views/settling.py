"""What the receiver does with a report."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sodoan.common.forms import read_date
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.scoping import Actor
from sodoan.common.ui import toast
from sodoan.reports.actions.easing import close_report, exempt_report, extend_report, resume_report
from sodoan.reports.actions.handing import accept_report, return_report
from sodoan.reports.models import Obligation
from sodoan.reports.views.reach import report_or_404
from sodoan.reports.views.reading import read_context

_DONE = {
    "duyet": "Đã duyệt báo cáo.",
    "gia-han": "Đã gia hạn báo cáo.",
    "tra-lai": "Đã trả lại báo cáo.",
    "mien": "Đã miễn báo cáo này.",
    "khoa": "Đã khóa sổ báo cáo này.",
    "bo": "Báo cáo này lại phải nộp.",
}


@login_required
@require_POST
def settle(request: ScopedRequest, pk: int) -> HttpResponse:
    """Accept, send back, extend, exempt, close or resume a report (`viec`), for a `reason`."""
    obligation = report_or_404(request, pk)
    require(request.scope, "reports.settle", obligation)
    what, reason = request.POST.get("viec", ""), request.POST.get("reason", "")
    try:
        if what == "gia-han":
            _extend(request, obligation)
        else:
            _do(obligation, request.scope, what, reason)
    except ValidationError as error:
        context = read_context(request, obligation) | {
            "errors": error.messages,
            "reason": reason,
            "until": request.POST.get("until", ""),
        }
        return render(request, "reports/read.html", context, status=422)
    toast(request, _DONE[what])
    return redirect("reports:report", pk)


def _extend(request: ScopedRequest, obligation: Obligation) -> None:
    until = read_date(request.POST.get("until", ""), on=request.scope.on)
    reason = request.POST.get("reason", "")
    extend_report(obligation, by=request.scope, until=until, reason=reason)


def _do(obligation: Obligation, by: Actor, what: str, reason: str) -> None:
    if what == "duyet":
        accept_report(obligation, by=by, note=reason)
    elif what == "tra-lai":
        return_report(obligation, by=by, reason=reason)
    elif what == "mien":
        exempt_report(obligation, by=by, reason=reason)
    elif what == "khoa":
        close_report(obligation, by=by, reason=reason)
    elif what == "bo":
        resume_report(obligation, by=by)
    else:
        raise ValidationError("Đồng chí chọn duyệt hoặc trả lại.")
