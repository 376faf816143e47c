"""One drawn activity: what was reported, and what the inspectors found."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.activities.choices import Presence
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import attachment_response
from sodoan.inspections.actions.checking import judge_item
from sodoan.inspections.forms.inspecting import JudgeForm, refused
from sodoan.inspections.models import SampleItem
from sodoan.inspections.views.reach import crumbs, item_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: ScopedRequest, pk: int) -> HttpResponse:
    """What was reported of a drawn activity, who was there, its pictures; and the verdict."""
    found = item_or_404(request, pk)
    data = request.POST if request.method == "POST" else None
    form = JudgeForm(data, request.FILES or None, item=found)
    if data is not None and form.is_valid():
        try:
            judge_item(found, by=request.scope, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            toast(request, "Đã lưu kết quả đối chiếu.")
            return redirect(_next(found))
    came = found.activity.attendances.filter(presence=Presence.PRESENT)
    context = {
        "item": found,
        "activity": found.activity,
        "inspection": found.inspection,
        "form": form,
        "people": came.select_related("person").order_by("person__sort_key"),
        "photos": found.activity.photos.all(),
        "findings": found.findings.all(),
        "back": reverse("inspections:inspection", args=[found.inspection_id]),
        "crumbs": crumbs(found.inspection),
        "nav_key": "inspections",
    }
    return render(request, "inspections/item.html", context, status=422 if form.errors else 200)


def _next(found: SampleItem) -> str:
    """Where to go on: to the finding when it does not match, else to the next one not judged."""
    found.refresh_from_db(fields=["verdict"])
    if found.verdict == "differs" and not found.findings.exists():
        page = reverse("inspections:add_finding", args=[found.inspection_id])
        return f"{page}?mau={found.pk}"
    rest = found.inspection.sample.filter(verdict="").order_by("position").first()
    if rest:
        return reverse("inspections:item", args=[rest.pk])
    return reverse("inspections:inspection", args=[found.inspection_id])


@login_required
@require_safe
def proof(request: ScopedRequest, pk: int) -> FileResponse:
    """The file kept with a verdict."""
    return attachment_response(item_or_404(request, pk).proof)
