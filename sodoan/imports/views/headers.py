"""Pointing at the header of a list that was not recognised, or not rightly."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import steps
from sodoan.imports import tasks
from sodoan.imports.actions.review import point_at_headers
from sodoan.imports.models import Batch
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.tops import Top, tops_of
from sodoan.imports.views.batches import STEPS, find
from sodoan.imports.views.preview import place

_NOT_YOURS = (
    "Trang này cho xem nội dung tệp nên chỉ người đã đưa danh sách lên mở được. Đồng chí nhờ "
    "người ấy chọn dòng tiêu đề."
)
_NO_MORE = "Lần nhập này không chọn dòng tiêu đề được nữa."


@login_required
def header_rows(request: ScopedRequest, pk: int) -> HttpResponse:
    """Show the first rows of the file to who brought it; read it anew from the rows chosen."""
    batch = find(request, pk)
    is_own = batch.uploaded_by_id == request.user.pk
    if not (is_own and batch.may_point_at_header):
        messages.error(request, _NO_MORE if is_own else _NOT_YOURS)
        return redirect("imports:batch", pk=pk)
    try:
        tops, more = tops_of(batch)
    except UnusableFileError as reason:
        messages.error(request, reason.message)
        return redirect("imports:batch", pk=pk)
    reasons: list[str] = []
    if request.method == "POST":
        tops = _picked(tops, request.POST)
        try:
            _order(batch, tops, request)
        except ValidationError as refused:
            reasons = refused.messages
        else:
            return redirect("imports:batch", pk=pk)
    context = {
        "batch": batch,
        "tops": tops,
        "more": more,
        "reasons": reasons,
        "steps": steps(STEPS, 2),
        **place(batch),
    }
    return render(request, "imports/headers.html", context, status=422 if reasons else 200)


def _picked(tops: Sequence[Top], data: QueryDict) -> list[Top]:
    """Return the sheets with what is chosen now: a row that is shown, 0 for none, or nothing."""
    found = []
    for top in tops:
        known = {str(number): number for number in (0, *(number for number, _ in top.rows))}
        found.append(replace(top, picked=known.get(data.get(top.field, ""))))
    return found


def _order(batch: Batch, tops: Sequence[Top], request: ScopedRequest) -> None:
    rows = {top.name: top.picked for top in tops if top.picked is not None}
    with transaction.atomic():
        point_at_headers(batch, rows, by=request.scope)
        tasks.stage_batch.defer(batch_id=batch.pk)
