"""What an activity counts for in the programmes of its members."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sodoan.activities.choices import ActivityState
from sodoan.activities.views.reach import ACT, activity_or_404, month_of_activity
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.programmes.actions.crediting import choose_criteria
from sodoan.programmes.queries.counting import counts_of


@login_required
def counting(request: ScopedRequest, pk: int) -> HttpResponse:
    """Choose the criteria an activity counts for; nothing chosen is an answer too."""
    activity = activity_or_404(request, pk, ACT)
    require(request.scope, "activities.report", activity)
    counts = counts_of(activity)
    if not counts.offers or activity.state == ActivityState.SKIPPED:
        raise Http404
    errors: list[str] = []
    if request.method == "POST":
        try:
            choose_criteria(activity, by=request.scope, values=request.POST.getlist("tieu-chi"))
        except ValidationError as error:
            errors = error.messages
        else:
            toast(request, "Đã lưu tiêu chí được tính.")
            return redirect(f"{month_of_activity(activity)}&mo={pk}#mo")
    context = {
        "activity": activity,
        "counts": counts,
        "groups": [
            (group, list(offers))
            for group, offers in groupby(counts.offers, lambda one: one.group.title)
        ],
        "errors": errors,
        "crumbs": [Crumb("Hoạt động", month_of_activity(activity))],
        "nav_key": "activities",
    }
    status = 422 if errors else 200
    return render(request, "programmes/counting.html", context, status=status)
