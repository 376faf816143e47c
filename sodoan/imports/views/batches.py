"""The list of imports, a new one, and one import wherever it stands."""

from collections import Counter
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, steps, toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.imports import tasks
from sodoan.imports.actions.actor import actor
from sodoan.imports.actions.batches import cancel, check_again, upload
from sodoan.imports.actions.guard import KNOWN_GONE
from sodoan.imports.actions.stopping import resume
from sodoan.imports.actions.undo import begin_undo
from sodoan.imports.choices import BatchState, LinkKind
from sodoan.imports.forms import UploadForm
from sodoan.imports.models import Batch
from sodoan.imports.queries.counts import knows_gone
from sodoan.imports.queries.lists import batches_in, done_of, state_filters
from sodoan.imports.queries.rows import shown
from sodoan.imports.queries.undo import kept_of, staying_of
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.views.preview import preview, rows_of, rows_xlsx
from sodoan.org.choices import Capability

STEPS = ("Chọn tệp", "Ghép cột", "Kiểm tra, sửa lỗi", "Nhập và báo kết quả")
_STEP = {
    BatchState.CHECKING: 2,
    BatchState.FAILED: 1,
    BatchState.CANCELLED: 1,
    BatchState.APPLYING: 4,
    BatchState.APPLIED: 4,
    BatchState.UNDOING: 4,
    BatchState.UNDONE: 4,
}
_COLUMNS = (
    Column("luc", "Tải lên lúc", ("-uploaded_at",)),
    Column("tep", "Tệp", ("file_name",)),
    Column("don-vi", "Đơn vị", ("unit__sort_key",)),
    Column("trang-thai", "Trạng thái", ("state", "-uploaded_at")),
    Column("dong", "Số dòng", align="r"),
)
_SHEET = (
    (SheetColumn("Tải lên lúc", "datetime"), lambda batch: batch.uploaded_at),
    (SheetColumn("Người tải", width=26), lambda batch: getattr(batch.uploaded_by, "full_name", "")),
    (SheetColumn("Tệp", width=36), lambda batch: batch.file_name),
    (SheetColumn("Đơn vị", width=32), lambda batch: batch.unit.name),
    (SheetColumn("Trạng thái"), lambda batch: batch.state_words),
    (SheetColumn("Số dòng", "number", 10), lambda batch: (batch.counts or {}).get("rows")),
)


def find(request: ScopedRequest, pk: int) -> Batch:
    """Return a batch of the scope, else 404."""
    batches = Batch.objects.in_scope(request.scope, Capability.IMPORT)
    found: Batch = get_object_or_404(batches.select_related("unit__type", "uploaded_by"), pk=pk)
    return found


@login_required
@require_safe
def batch_list(request: ScopedRequest) -> HttpResponse:
    """Imports into the units of the scope, newest first."""
    need(request, Capability.IMPORT)
    listing = Listing(
        request,
        batches_in(request.scope),
        columns=_COLUMNS,
        noun="lần nhập",
        search=reading(lambda batch: f"{batch.file_name} {batch.unit.name}"),
        exports_here=True,
        filters=[Filter(key, label, where) for key, label, where in state_filters()],
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title="Các lần nhập danh sách")
    may_export = request.scope.can(Capability.VIEW_PEOPLE)
    context = {"listing": listing, "may_export": may_export, "nav_key": "imports"}
    return render(request, "imports/batch_list.html", context)


@login_required
def new(request: ScopedRequest) -> HttpResponse:
    """Choose a file and the unit it is for."""
    need(request, Capability.IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                batch = upload(
                    file.chunks(), by=request.scope, unit=form.cleaned_data["unit"], name=file.name
                )
                tasks.stage_batch.defer(batch_id=batch.pk)
        except UnusableFileError as reason:
            form.add_error("file", reason.message)
        else:
            return redirect("imports:batch", pk=batch.pk)
    context = {"form": form, "steps": steps(STEPS, 1), **place()}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One import: at work, waiting for decisions, or done."""
    batch = find(request, pk)
    if batch.state == BatchState.READY:
        if "HX-Request" not in request.headers and knows_gone(batch):  # a part would lose the rest
            _check_again(batch, request)
            return redirect("imports:batch", pk=pk)
        return preview(request, batch, steps(STEPS, 3))
    context: dict[str, Any] = {
        "batch": batch,
        "steps": steps(STEPS, _STEP[BatchState(batch.state)]),
        **place(),
    }
    if batch.state == BatchState.UNDONE:
        context["kept"] = kept_of(batch)
    if batch.state == BatchState.APPLIED:
        listing = rows_of(request, batch)
        if listing.export_wanted:
            return rows_xlsx(batch, listing)
        context |= {"done": done_of(batch), "may_undo": may_undo(batch), "listing": listing}
        context["rows"] = shown(batch, listing.rows) if request.GET else []
    if batch.has_stopped:
        context["may_undo"] = may_undo(batch)
    return render(request, "imports/batch.html", context)


def _check_again(batch: Batch, request: ScopedRequest) -> None:
    """Let a preview that has become wrong be drawn anew, saying why; once, however often seen."""
    with suppress(ValidationError), transaction.atomic():
        check_again(batch, by=request.scope, why=KNOWN_GONE)
        tasks.stage_batch.defer(batch_id=batch.pk)


@login_required
@require_safe
def progress(request: ScopedRequest, pk: int) -> HttpResponse:
    """The moving part of the page while a job is at work; then asks for the whole page anew."""
    batch = find(request, pk)
    response = render(request, "imports/_progress.html", {"batch": batch})
    if not batch.is_running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def cancel_batch(request: ScopedRequest, pk: int) -> HttpResponse:
    """Forget a list that was not taken in."""
    batch = find(request, pk)
    try:
        cancel(batch, by=request.scope)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("imports:batch", pk=pk)
    toast(request, "Đã hủy, chưa ghi gì vào hệ thống.")
    return redirect("imports:new")


@login_required
@require_POST
def resume_batch(request: ScopedRequest, pk: int) -> HttpResponse:
    """Go on with what stopped midway."""
    batch = find(request, pk)
    try:
        with transaction.atomic():
            state = resume(batch, by=request.scope).state
            job = tasks.undo_batch if state == BatchState.UNDOING else tasks.apply_batch
            job.defer(batch_id=batch.pk, user_id=request.scope.user_id)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("imports:batch", pk=pk)


@login_required
def undo_batch(request: ScopedRequest, pk: int) -> HttpResponse:
    """Ask once more, saying what would stay; then start taking back."""
    batch = find(request, pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                begin_undo(batch, by=request.scope)
                tasks.undo_batch.defer(batch_id=batch.pk, user_id=request.scope.user_id)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("imports:batch", pk=pk)
    if not may_undo(batch):
        messages.error(request, "Lần nhập này không còn hoàn tác được.")
        return redirect("imports:batch", pk=pk)
    kept = staying_of(batch, by=actor(request.scope.user_id))  # as the job will ask
    done, staying = done_of(batch), Counter(one.kind for one in kept)
    context = {
        "batch": batch,
        "kept": kept,
        "going": done.created - staying[LinkKind.CREATED],
        "emptied": done.filled - staying[LinkKind.FILLED],
        **place(),
    }
    return render(request, "imports/undo.html", context)


def may_undo(batch: Batch) -> bool:
    """Whether the window for undoing is still open; half a list may always be taken back."""
    if batch.has_stopped:
        return batch.state == BatchState.APPLYING
    until = batch.undo_until
    return batch.state == BatchState.APPLIED and until is not None and timezone.now() <= until


def place() -> dict[str, Any]:
    """Where in the program these pages are."""
    crumbs = [Crumb("Nhập dữ liệu", reverse("imports:batch_list"))]
    return {"nav_key": "imports", "crumbs": crumbs}
