"""The register of issued documents."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import toast
from sodoan.documents.actions import void_document
from sodoan.documents.choices import ISSUING, DocumentKind
from sodoan.documents.exports import download, register_xlsx
from sodoan.documents.forms import VoidForm
from sodoan.documents.models import RegisterEntry
from sodoan.documents.querysets import RegisterQuerySet

_COLUMNS = (
    Column("ngay", "Ngày", ("-issued_on", "-number")),
    Column("so", "Số, ký hiệu", ("unit__path", "kind", "year", "number")),
    Column("trich-yeu", "Trích yếu", ("search_key",)),
    Column("don-vi", "Đơn vị", ("unit__sort_key", "-issued_on")),
    Column("nguoi-ky", "Người ký", ("signer_name",)),
    Column("noi-nhan", "Nơi nhận"),
    Column("tep", "Tệp"),
)


def _listing(request: ScopedRequest) -> Listing:
    """Documents of the scope as the page, its counts and its export see them."""
    if not any(request.scope.can(capability) for capability in ISSUING):
        raise PermissionDenied("Sổ văn bản dành cho người lập, duyệt giấy tờ của đơn vị.")
    entries = RegisterEntry.objects.issued_in_scope(request.scope)
    if year := whole(request.GET.get("nam")):
        entries = entries.filter(year=year)
    if (kind := request.GET.get("loai", "")) in DocumentKind.values:
        entries = entries.filter(kind=kind)
    if unit := whole(request.GET.get("don_vi")):
        entries = entries.filter(unit=unit)
    return Listing(
        request,
        entries.select_related("unit", "attachment"),
        columns=_COLUMNS,
        noun="văn bản",
        search=_search,
        filters=[
            Filter("hieu-luc", "Còn hiệu lực", Q(voided_at=None)),
            Filter("da-huy", "Đã hủy", Q(voided_at__isnull=False)),
        ],
        export_url=reverse("documents:register_export"),
    )


def _search(rows: QuerySet, text: str) -> QuerySet:
    return cast("RegisterQuerySet", rows).matching(text)


@login_required
@require_safe
def register(request: ScopedRequest) -> HttpResponse:
    """Issued documents: search, unit, kind, year, sort, pages."""
    listing = _listing(request)
    mine = RegisterEntry.objects.issued_in_scope(request.scope)
    years = mine.order_by("-year").values_list("year", flat=True).distinct()
    units = mine.order_by("unit__name").values_list("unit", "unit__name").distinct()[:200]
    context = {
        "list": listing,
        "years": years,
        "units": units,
        "kinds": DocumentKind.choices,
        "chosen": {key: request.GET.get(key, "") for key in ("nam", "loai", "don_vi")},
        "nav_key": "register",
    }
    return render(request, "documents/register.html", context)


@login_required
@require_safe
def register_export(request: ScopedRequest) -> FileResponse:
    """The register exactly as shown, as .xlsx."""
    return register_xlsx(_listing(request).queryset)


@login_required
@require_safe
def entry_file(request: ScopedRequest, pk: int) -> HttpResponse:
    """The file that was issued."""
    entry = _entry(request, pk)
    if entry.attachment is None:
        raise Http404
    attachment = entry.attachment
    return download(attachment.path.read_bytes(), attachment.name, attachment.media_type)


@login_required
def void(request: ScopedRequest, pk: int) -> HttpResponse:
    """Ask for the reason and void a document."""
    entry = _entry(request, pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_document(entry, by=request.scope, reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            toast(request, f"Đã hủy văn bản số {entry.code}.")
            return redirect("documents:register")
    context = {"entry": entry, "form": form, "nav_key": "register"}
    bad = request.method == "POST"
    return render(request, "documents/void.html", context, status=422 if bad else 200)


def _entry(request: ScopedRequest, pk: int) -> RegisterEntry:
    rows = RegisterEntry.objects.issued_in_scope(request.scope)
    found: RegisterEntry = get_object_or_404(rows.select_related("unit", "attachment"), pk=pk)
    return found
