"""The preview: what would happen, which columns are what, which rows need a look."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest
from sodoan.common.text import search_key
from sodoan.common.ui import Crumb, Step
from sodoan.imports.choices import Choice, Verdict
from sodoan.imports.fields import FIELDS
from sodoan.imports.models import Batch, StagedRow
from sodoan.imports.queries.preview import columns_of, matched, trial_of
from sodoan.imports.queries.rows import shown
from sodoan.org.models import Unit

_UNDECIDED = Q(choice="")
_LOOK = ~Q(verdict=Verdict.ACCEPTED) & _UNDECIDED
_FILTERS = (
    Filter("can-xem", "Cần xem", _LOOK),
    Filter("bi-loai", "Bị loại", Q(verdict=Verdict.REJECTED)),
    Filter("trung", "Trùng", Q(verdict=Verdict.DUPLICATE)),
    Filter("da-co", "Đã có", Q(verdict=Verdict.EXISTING)),
    Filter("canh-bao", "Cảnh báo", Q(verdict=Verdict.WARNING)),
    Filter("nhan", "Nhận", Q(verdict=Verdict.ACCEPTED)),
    Filter("bo-qua", "Bỏ qua", Q(choice=Choice.SKIP)),
)
_COLUMNS = (
    Column("dong", "Dòng", ("sheet", "number"), align="c"),
    Column("ten", "Họ và tên", ("sort_key",)),
    Column("sinh", "Ngày sinh", ("born_on", "sort_key")),
    Column("don-vi", "Chi đoàn"),
    Column("dien-thoai", "Điện thoại"),
    Column("ket-qua", "Kết quả", ("verdict", "sheet", "number")),
    Column("ly-do", "Lý do và cách sửa"),
    Column("xu-ly", "Xử lý"),
)
_SUGGESTED_UNITS = 500


def preview(request: ScopedRequest, batch: Batch, steps: list[Step]) -> HttpResponse:
    """Show what a checked list would do; without a chip chosen, the rows that need a look."""
    address = reverse("imports:batch", args=[batch.pk])
    if not request.GET:
        return redirect(f"{address}?{urlencode({'xem': 'dong', 'loc': 'can-xem'})}")
    listing = Listing(
        request,
        StagedRow.objects.filter(batch=batch),
        columns=_COLUMNS,
        noun="dòng",
        search=_search,
        filters=_FILTERS,
    )
    columns = columns_of(batch)
    context: dict[str, Any] = {
        "batch": batch,
        "steps": steps,
        "listing": listing,
        "rows": shown(batch, listing.rows),
        "columns": columns,
        "matched": matched(columns),
        "fields": [(field.key, field.label) for field in FIELDS],
        "trial": trial_of(batch),
        "first": batch.sheets[0],
        "units": _units(batch),
        "here": address,
        "nav_key": "imports",
        "crumbs": [Crumb("Nhập dữ liệu", reverse("imports:batch_list"))],
    }
    return render(request, "imports/preview.html", context)


def _search(rows: QuerySet, text: str) -> QuerySet:
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def _units(batch: Batch) -> QuerySet:
    below = Unit.objects.under(batch.unit).active(batch.judged_on).order_by("path")
    return below.values_list("code", "name")[:_SUGGESTED_UNITS]
