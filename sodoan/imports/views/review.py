"""What is sent from the preview: decisions about rows, other columns, the order to take them in."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import steps, toast
from sodoan.imports import tasks
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.review import Review, accept_warnings, decide, remap, set_filling
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch
from sodoan.imports.queries.preview import columns_of
from sodoan.imports.views.batches import STEPS, find
from sodoan.imports.views.preview import mapping, place
from sodoan.imports.views.typed import back_to, not_kept, read_review


@login_required
@require_POST
def decide_rows(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keep corrections typed into cells, and the one decision whose button was pressed."""
    batch = find(request, pk)
    review = read_review(request.POST)
    count = None
    try:
        with transaction.atomic():
            if "accept-all" in request.POST:
                count = accept_warnings(batch, by=request.scope, but=review.places)
            elif "fill-all" in request.POST:
                fills = request.POST["fill-all"] == "1"
                set_filling(batch, by=request.scope, fills_empty=fills)
            _keep(batch, request, review)
    except ValidationError as refused:
        return not_kept(request, batch, review, refused)
    if count is not None:
        toast(request, f"Đã chấp nhận {count} cảnh báo.")
    return redirect(back_to(request, pk))


@login_required
@require_POST
def apply_batch(request: ScopedRequest, pk: int) -> HttpResponse:
    """Start taking the rows in; what is not saved yet, or known no more, is checked first."""
    batch = find(request, pk)
    review = read_review(request.POST)
    here = reverse("imports:batch", args=[pk])
    try:
        with transaction.atomic():
            if review.fixes:
                _keep(batch, request, review)
                shown = {"xem": "dong", "loc": "can-xem", "chua-nhap": "1"}
                return redirect(f"{here}?{urlencode(shown)}")
            if begin_apply(batch, by=request.scope).state == BatchState.APPLYING:
                tasks.apply_batch.defer(batch_id=batch.pk, user_id=request.scope.user_id)
            else:
                tasks.stage_batch.defer(batch_id=batch.pk)
    except ValidationError as refused:
        if review.fixes:
            return not_kept(request, batch, review, refused)
        messages.error(request, " ".join(refused.messages))
    return redirect(here)


def _keep(batch: Batch, request: ScopedRequest, review: Review) -> None:
    if decide(batch, review, by=request.scope):
        tasks.stage_batch.defer(batch_id=batch.pk)


@login_required
@require_POST
def remap_columns(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take columns for what the user says, and check anew; what is refused may be chosen anew."""
    batch = find(request, pk)
    before = columns_of(batch)
    columns = [
        replace(column, field=str(request.POST.get(f"cot-{n}", column.field)))
        for n, column in enumerate(before)
    ]
    fields = {
        column.header_key: column.field
        for column, was in zip(columns, before, strict=True)
        if column.field != was.field
    }
    try:
        if fields:
            with transaction.atomic():
                remap(batch, fields, by=request.scope)
                tasks.stage_batch.defer(batch_id=batch.pk)
    except ValidationError as refused:
        context = {
            "batch": batch,
            "reasons": refused.messages,
            "steps": steps(STEPS, 2),
            **mapping(columns),
            **place(batch),
        }
        return render(request, "imports/columns.html", context, status=422)
    return redirect("imports:batch", pk=pk)
