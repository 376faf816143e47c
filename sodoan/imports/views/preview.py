"""The preview: what would happen, which columns are what, which rows need a look."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, Step
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.imports.choices import BatchState, Choice, Verdict
from sodoan.imports.fields import FIELDS
from sodoan.imports.models import Batch, StagedRow
from sodoan.imports.queries.counts import creating, filling
from sodoan.imports.queries.preview import ColumnShown, columns_of, matched, trial_of
from sodoan.imports.queries.rows import shown
from sodoan.org.choices import MEMBER_TIERS
from sodoan.org.models import Unit

_UNDECIDED = Q(choice="")
_KNOWN = Q(verdict=Verdict.EXISTING)
_LOOK = ~Q(verdict=Verdict.ACCEPTED) & _UNDECIDED
_FILTERS = (
    Filter("can-xem", "Cần xem", _LOOK),
    Filter("bi-loai", "Bị loại", Q(verdict=Verdict.REJECTED)),
    Filter("trung", "Trùng", Q(verdict__in=(Verdict.DUPLICATE, Verdict.EXISTING))),
    Filter("lap", "Lặp trong tệp", Q(verdict=Verdict.DUPLICATE)),
    Filter("da-co", "Đã có hồ sơ", _KNOWN),
    Filter("canh-bao", "Cảnh báo", Q(verdict=Verdict.WARNING)),
    Filter("nhan", "Nhận", Q(verdict=Verdict.ACCEPTED)),
    Filter("bo-qua", "Bỏ qua", Q(choice=Choice.SKIP)),
    Filter("them-moi", "Thêm mới", creating()),
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
_SHEET = (
    (SheetColumn("Trang tính", width=16), lambda row: row.sheet),
    (SheetColumn("Dòng", "number", 8), lambda row: row.number),
    (SheetColumn("Họ và tên", width=28), lambda row: row.name),
    (SheetColumn("Ngày sinh", width=13), lambda row: row.born),
    (SheetColumn("Chi đoàn", width=28), lambda row: row.unit),
    (SheetColumn("Điện thoại", width=14), lambda row: row.phone),
    (SheetColumn("Kết quả", width=14), lambda row: Verdict(row.verdict).label),
    (SheetColumn("Lý do", width=64), lambda row: " ".join(row.messages)),
)
_SUGGESTED_UNITS = 500


def preview(request: ScopedRequest, batch: Batch, steps: list[Step]) -> HttpResponse:
    """Show what a checked list would do; without a chip chosen, the rows that need a look."""
    address = reverse("imports:batch", args=[batch.pk])
    if not request.GET:
        return redirect(f"{address}?{urlencode({'xem': 'dong', 'loc': 'can-xem'})}")
    listing = rows_of(request, batch)
    if listing.export_wanted:
        return rows_xlsx(batch, listing)
    context: dict[str, Any] = {
        "batch": batch,
        "steps": steps,
        "listing": listing,
        "rows": shown(batch, listing.rows),
        **mapping(columns_of(batch)),
        "trial": trial_of(batch),
        "first": batch.sheets[0],
        "units": _units(batch),
        "held_back": "chua-nhap" in request.GET,
        "here": address,
        "nav_key": "imports",
        "crumbs": [Crumb("Nhập dữ liệu", reverse("imports:batch_list"))],
    }
    return render(request, "imports/preview.html", context)


def mapping(columns: list[ColumnShown]) -> dict[str, Any]:
    """Return what the form of the columns is drawn from."""
    fields = [(field.key, field.label) for field in FIELDS]
    return {"columns": columns, "matched": matched(columns), "fields": fields}


def place(batch: Batch) -> dict[str, Any]:
    """Where in the program the pages behind the preview are."""
    here = Crumb("Xem trước khi nhập", reverse("imports:batch", args=[batch.pk]))
    crumbs = [Crumb("Nhập dữ liệu", reverse("imports:batch_list")), here]
    return {"nav_key": "imports", "crumbs": crumbs}


def rows_of(request: ScopedRequest, batch: Batch) -> Listing:
    """The rows of the file as the pages of the batch and their export see them."""
    return Listing(
        request,
        StagedRow.objects.filter(batch=batch),
        columns=_COLUMNS if batch.state == BatchState.READY else _COLUMNS[:-1],
        noun="dòng",
        search=holding("search_key"),
        filters=(
            *_FILTERS,
            Filter("bo-sung", "Bổ sung", filling(batch)),
            Filter("giu-nguyen", "Đã có, giữ nguyên", _KNOWN & ~filling(batch)),
            Filter("khong-nhap", "Không nhập", ~(creating() | filling(batch))),
        ),
        exports_here=True,
    )


def rows_xlsx(batch: Batch, listing: Listing) -> HttpResponse:
    """The rows exactly as shown, as .xlsx."""
    return listed_xlsx(shown(batch, list(listing.queryset)), _SHEET, title="Các dòng của tệp")


def _units(batch: Batch) -> QuerySet:
    below = Unit.objects.under(batch.unit).active(batch.judged_on)
    branches = below.filter(type__tier__in=MEMBER_TIERS).order_by("path")
    return branches.values_list("code", "name")[:_SUGGESTED_UNITS]
