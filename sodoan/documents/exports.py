"""The register as a spreadsheet; files as downloads."""

import tempfile
from collections.abc import Iterator
from typing import IO, cast
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse

from sodoan.common.text import search_key
from sodoan.documents.choices import DocumentKind, MediaType
from sodoan.documents.models import RegisterEntry
from sodoan.documents.rendering.xlsx import SheetColumn, write_table

_IN_MEMORY = 4 * 1024 * 1024  # larger files go to disk
_COLUMNS = (
    SheetColumn("STT", "number", 6),
    SheetColumn("Số, ký hiệu", width=20),
    SheetColumn("Ngày ban hành", "date", 13),
    SheetColumn("Loại", width=14),
    SheetColumn("Trích yếu", width=60),
    SheetColumn("Đơn vị ban hành", width=34),
    SheetColumn("Người ký", width=28),
    SheetColumn("Chức vụ", width=20),
    SheetColumn("Nơi nhận", width=50),
    SheetColumn("Ghi chú", width=40),
)


def register_xlsx(entries: QuerySet[RegisterEntry]) -> FileResponse:
    """The entries in their order."""
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - FileResponse closes it
    write_table(cast("IO[bytes]", stream), _COLUMNS, _rows(entries), title="Sổ văn bản đi")
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename="so-van-ban-di.xlsx", content_type=str(MediaType.XLSX)
    )


def _rows(entries: QuerySet[RegisterEntry]) -> Iterator[tuple[object, ...]]:
    for at, entry in enumerate(entries.iterator(chunk_size=2000), start=1):
        yield (
            at, entry.code, entry.issued_on, DocumentKind(entry.kind).label, entry.title,
            entry.unit.name, entry.signer_name, entry.signer_post, "; ".join(entry.recipients),
            f"Đã hủy: {entry.void_reason}" if entry.voided_at else "",
        )  # fmt: skip


def download(data: bytes, name: str, media_type: str = MediaType.DOCX) -> HttpResponse:
    """Answer with a file under its full name, plain letters for old programs; never cached."""
    stem, _, ending = name.rpartition(".")
    plain = "-".join("".join(c if c.isalnum() else " " for c in search_key(stem)).split())
    full = quote(name.replace("/", "-"), safe="")
    response = HttpResponse(data, content_type=str(media_type))
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain or 'tep'}.{ending}\"; filename*=UTF-8''{full}"
    )
    response["Cache-Control"] = "private, no-store"
    return response
