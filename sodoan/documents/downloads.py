"""Papers and lists as downloads."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse

from sodoan.audit.narrowing import in_words, narrow
from sodoan.audit.queries import Entry
from sodoan.common.text import search_key
from sodoan.documents.choices import IMAGES, MediaType
from sodoan.documents.models import Attachment
from sodoan.documents.rendering.xlsx import SheetColumn, write_table

_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
_HISTORY = (
    (SheetColumn("Lúc", "datetime"), lambda entry: entry.at),
    (SheetColumn("Người thực hiện", width=28), lambda entry: entry.who),
    (SheetColumn("Việc", width=36), lambda entry: entry.label),
    (SheetColumn("Thay đổi", width=64), lambda entry: "\n".join(map(in_words, entry.changes))),
    (SheetColumn("Lý do", width=36), lambda entry: entry.reason),
    (SheetColumn("Đợt", width=12), lambda entry: entry.batch),
)


def paper_response(data: bytes, name: str, kind: MediaType = MediaType.DOCX) -> HttpResponse:
    """Send a paper as a download; `name` has no ending and may hold Vietnamese letters."""
    ending = "xlsx" if kind == MediaType.XLSX else "docx"
    response = HttpResponse(data, content_type=str(kind))
    response["Content-Disposition"] = disposition(f"{name}.{ending}")
    response["Cache-Control"] = "private, no-store"
    return response


def attachment_response(attachment: Attachment | None) -> FileResponse:
    """Send a stored file as it was kept: pictures to look at, all others as downloads.

    Raises `Http404` when its bytes are gone.
    """
    if attachment is None or not attachment.path.exists():
        raise Http404
    answer = FileResponse(
        attachment.path.open("rb"),
        content_type=attachment.media_type,
        as_attachment=attachment.media_type not in IMAGES,
        filename=attachment.name,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _SANDBOX
    return answer


def disposition(name: str) -> str:
    """The header of a download: a name in plain letters for old programs, and the full name."""
    stem, _, ending = name.rpartition(".")
    plain = "-".join("".join(c if c.isalnum() else " " for c in search_key(stem)).split())
    full = quote(name.replace("/", "-"), safe="")
    return f"attachment; filename=\"{plain or 'tep'}.{ending}\"; filename*=UTF-8''{full}"


def history_xlsx(entries: Sequence[Entry], data: Mapping[str, str], *, title: str) -> HttpResponse:
    """A history as its page shows it for this address, as a spreadsheet."""
    return listed_xlsx(narrow(entries, data).found, _HISTORY, title=title)


def listed_xlsx(
    rows: Iterable[Any],
    columns: Sequence[tuple[SheetColumn, Callable[[Any], object]]],
    *,
    title: str,
) -> HttpResponse:
    """A list page as a spreadsheet: each column with what it reads from a row."""
    stream = io.BytesIO()
    cells = ([read(row) for _, read in columns] for row in rows)
    write_table(stream, [column for column, _ in columns], cells, title=title)
    return paper_response(stream.getvalue(), title, MediaType.XLSX)
