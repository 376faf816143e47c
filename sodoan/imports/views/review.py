"""What is sent from the preview: decisions about rows, other columns, filling of empty fields."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import toast
from sodoan.imports import tasks
from sodoan.imports.actions.review import Review, accept_warnings, decide, remap, set_filling
from sodoan.imports.choices import STAYS, Choice
from sodoan.imports.queries.preview import columns_of
from sodoan.imports.views.batches import find


@login_required
@require_POST
def decide_rows(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keep corrections typed into cells, and the one decision whose button was pressed."""
    batch = find(request, pk)
    try:
        if "accept-all" in request.POST:
            count = accept_warnings(batch, by=request.scope)
            toast(request, f"Đã chấp nhận {count} cảnh báo.")
        elif "fill-all" in request.POST:
            fills = request.POST["fill-all"] == "1"
            set_filling(batch, by=request.scope, fills_empty=fills)
        else:
            with transaction.atomic():
                if decide(batch, read_review(request.POST), by=request.scope):
                    tasks.stage_batch.defer(batch_id=batch.pk)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(_back(request, pk))


def read_review(data: QueryDict) -> Review:
    """Return what a form of the preview says: `sua-<row>-<field>`, `cu-…` (before), `chon`."""
    fixes: dict[int, dict[str, str]] = defaultdict(dict)
    for name, text in data.items():
        parts = name.split("-", 2)
        if len(parts) != 3 or parts[0] != "sua" or not whole(parts[1]):  # noqa: PLR2004 - see above
            continue
        if str(text).strip() != data.get(f"cu-{parts[1]}-{parts[2]}", ""):
            fixes[whole(parts[1])][parts[2]] = str(text)
    row, _, choice = str(data.get("chon", "")).partition(":")
    if whole(row) and choice in Choice.values:
        return Review({whole(row): Choice(choice)}, fixes)
    return Review(fixes=fixes, staying={whole(row)} if choice == STAYS else ())


@login_required
@require_POST
def remap_columns(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take columns for what the user says, and check anew."""
    batch = find(request, pk)
    columns = {f"cot-{n}": column for n, column in enumerate(columns_of(batch))}
    fields = {
        column.header_key: str(request.POST[name])
        for name, column in columns.items()
        if name in request.POST and request.POST[name] != column.field
    }
    try:
        if fields:
            with transaction.atomic():
                remap(batch, fields, by=request.scope)
                tasks.stage_batch.defer(batch_id=batch.pk)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("imports:batch", pk=pk)


def _back(request: ScopedRequest, pk: int) -> str:
    """Return the page of the preview the form was on, if it says so and it is ours."""
    here = reverse("imports:batch", args=[pk])
    back = request.POST.get("ve", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe and back.startswith(here) else here
