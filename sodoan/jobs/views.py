"""One's own jobs: how far they are, what came out."""

from collections.abc import Collection

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.jobs import actions
from sodoan.jobs.choices import AT_WORK, JobState
from sodoan.jobs.models import Job, locate

_COLUMNS = (
    Column("luc", "Mới nhất", ("-created_at",)),
    Column("viec", "Việc", ("title", "-created_at")),
    Column("tien-do", "Trạng thái", ("state", "-created_at")),
)
_STATES = (
    Filter("dang-chay", "Đang chạy", Q(state__in=AT_WORK)),
    Filter("xong", "Đã xong", Q(state=JobState.DONE)),
    Filter("hong", "Không xong", Q(state__in=[JobState.FAILED, JobState.CANCELLED])),
)
_SHEET = (
    (SheetColumn("Việc", width=48), lambda job: job.title),
    (SheetColumn("Yêu cầu lúc", "datetime"), lambda job: job.created_at),
    (SheetColumn("Trạng thái", width=16), lambda job: job.get_state_display()),
    (SheetColumn("Kết quả", width=48), lambda job: job.error or job.words or job.file_name),
)


@login_required
@require_safe
def job_list(request: ScopedRequest) -> HttpResponse:
    """One's own jobs, newest first; asks for itself again while one is at work."""
    own = Job.objects.filter(owner=request.user.pk)
    listing = Listing(
        request,
        own,
        columns=_COLUMNS,
        noun="việc",
        search=reading(lambda job: job.title),
        filters=_STATES,
        exports_here=True,
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title="Việc đang chạy")
    context = {
        "list": listing,
        "given": _given(request, [job for job in listing.rows if job.has_file]),
        "at_work": any(job.is_at_work for job in listing.rows),
        "kept": actions.KEPT.days,
        "nav_key": "jobs",
    }
    return render(request, "jobs/list.html", context)


@login_required
@require_POST
def cancel(request: ScopedRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    job = _own_or_404(request, pk)
    stopped = actions.cancel(job, by=request.scope)
    toast(request, "Đã dừng." if stopped else "Việc này đã kết thúc trước đó.")
    return redirect("jobs:list")


@login_required
@require_safe
def download(request: ScopedRequest, pk: int) -> FileResponse:
    """The result, while its owner still reaches what it was made of, in whatever role."""
    job = _own_or_404(request, pk)
    if not job.has_file or not _given(request, [job]):
        raise Http404
    try:
        file = job.result.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=job.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def _given(request: ScopedRequest, jobs: Collection[Job]) -> set[int]:
    """Keys of those jobs whose result is given today: a fixed number of queries for all."""
    assert isinstance(request.user, User)  # signed in
    locate(jobs)
    by = scope_of(request.user)
    return {job.pk for job in jobs if allowed(by, "jobs.use_job", job)}


def _own_or_404(request: ScopedRequest, pk: int) -> Job:
    found: Job = get_object_or_404(Job.objects.filter(owner=request.user.pk), pk=pk)
    return found
