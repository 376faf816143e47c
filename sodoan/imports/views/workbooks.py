"""Workbooks out: the error file, the national list; and who is not in the file."""

import tempfile
from pathlib import PurePath
from typing import IO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.imports.actions.exporting import note_sensitive_export
from sodoan.imports.exports import write_error_file, write_national_list
from sodoan.imports.forms import NationalForm
from sodoan.imports.queries.preview import absent_from
from sodoan.imports.views.batches import find
from sodoan.org.choices import Capability
from sodoan.people.choices import Category
from sodoan.people.knowndays import KnownDay
from sodoan.people.querysets import PersonQuerySet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 << 20
_NOT_YOURS = (
    "Tệp lỗi chép lại cả thông tin nhạy cảm trong danh sách nên chỉ người đã đưa danh sách lên "
    "tải được. Đồng chí nhờ người ấy gửi lại."
)
_ABSENT = (
    (SheetColumn("Họ và tên", width=30), lambda person: person.full_name),
    (
        SheetColumn("Ngày sinh", "date", 13),
        lambda person: KnownDay(person.born_on, person.born_precision).cell,
    ),
)


def _answer(stream: "tempfile.SpooledTemporaryFile[bytes]", name: str) -> FileResponse:
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@login_required
@require_safe
def error_file(request: ScopedRequest, pk: int) -> FileResponse | HttpResponse:
    """The user's own sheet with a column that says what is wrong; to who brought it only.

    It holds everything the list holds, citizen numbers too.
    """
    batch = find(request, pk)
    if batch.uploaded_by_id != request.user.pk:
        messages.error(request, _NOT_YOURS)
        return redirect("imports:batch", pk=pk)
    if not batch.stored_as:
        messages.error(request, "Tệp này đã được xóa khỏi hệ thống, không lập tệp lỗi được nữa.")
        return redirect("imports:batch", pk=pk)
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - FileResponse closes it
    write_error_file(batch, cast("IO[bytes]", stream))
    return _answer(stream, f"{PurePath(batch.file_name).stem} - lỗi.xlsx")


@login_required
@require_safe
def absent(request: ScopedRequest, pk: int) -> HttpResponse:
    """Members of the unit whom the file does not name; nothing happens to them."""
    batch = find(request, pk)
    people = absent_from(batch)
    if not request.scope.covers(Capability.VIEW_PEOPLE, batch.unit.path):
        people = people.none()
    listing = Listing(
        request,
        people,
        columns=[
            Column("ten", "Họ và tên", ("sort_key",)),
            Column("sinh", "Ngày sinh", ("born_on", "sort_key")),
        ],
        noun="đoàn viên",
        search=lambda rows, text: cast("PersonQuerySet", rows).matching(text),
        filters=[Filter(value, label, Q(category=value)) for value, label in Category.choices],
        exports_here=True,
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _ABSENT, title="Đoàn viên không có trong tệp")
    here = Crumb("Xem trước khi nhập", reverse("imports:batch", args=[pk]))
    context = {"listing": listing, "batch": batch, "nav_key": "imports", "crumbs": [here]}
    return render(request, "imports/absent.html", context)


@login_required
def national(request: ScopedRequest) -> HttpResponse | FileResponse:
    """Members of a unit as the 33-column national workbook."""
    need(request, Capability.VIEW_PEOPLE)
    form = NationalForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        unit, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
        try:
            if reason:
                note_sensitive_export(unit, by=request.scope, reason=reason)
        except ValidationError as refused:
            form.add_error("reason", refused)
        except PermissionDenied as refused:
            form.add_error("reason", str(refused))
        else:
            stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - as above
            write_national_list(
                cast("IO[bytes]", stream), unit, request.scope.on, with_sensitive=bool(reason)
            )
            return _answer(stream, f"danh-sach-doan-vien-{unit.code}.xlsx")
    crumbs = [Crumb("Đoàn viên", reverse("people:person_list"))]
    context = {"form": form, "nav_key": "people", "crumbs": crumbs}
    return render(request, "imports/national.html", context, status=422 if form.errors else 200)
