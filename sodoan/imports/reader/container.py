"""The zip container of an .xlsx, checked before any parser sees it.

Every part is read here first, streaming, with flat memory: no part may be a bomb, no sheet may
reach too far (``extent``), nothing may announce what the parser would make room for.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sodoan.imports.reader.errors import AGAIN, UnusableFileError, corrupt
from sodoan.imports.reader.extent import measure, usual_rows
from sodoan.imports.reader.formats import Shown, partial_styles
from sodoan.imports.reader.limits import Deadline, Limits
from sodoan.imports.reader.parts import sheet_parts

_CHUNK = 1 << 20
_XML = (".xml", ".rels")  # pictures may hold no "<" for long
_TAIL = 512
_LONGEST = 8 << 20
"""A tag or a text of more bytes is none that any list needs."""
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_MILLIONS = re.compile(rb"uniqueCount\s*=\s*[\"'][^\"']{0,99}?\d{8}")
"""So many texts that the parser makes room for before it reads the first."""
_ENCRYPTED_FLAG = 1
_RATIO_FROM = 10 * (1 << 20)


@dataclass(frozen=True, slots=True)
class Contents:
    """What the check learned about the whole file."""

    has_macros: bool
    is_1904: bool
    """Whether days count from 1904."""
    parts: dict[str, str]
    """The XML part of each sheet by its name."""
    partial: dict[bytes, Shown] = field(default_factory=dict)
    """The cell styles that show of a date only month or year, by their number."""


def check_container(path: Path, limits: Limits, deadline: Deadline) -> Contents:
    """Check the zip and every sheet in it; raise ``UnusableFileError`` with what is wrong."""
    if path.stat().st_size > limits.file_bytes:
        size = limits.file_bytes >> 20
        message = f"Tệp lớn hơn {size} MB. Đồng chí chia danh sách thành nhiều tệp nhỏ."
        raise UnusableFileError("too_large", message)
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_entries(archive, limits, deadline)
    except UnusableFileError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as reason:
        raise corrupt() from reason
    # NotImplementedError: a compression zipfile does not know
    except (NotImplementedError, RuntimeError, KeyError, OverflowError, MemoryError) as reason:
        raise corrupt() from reason


def _check_entries(archive: zipfile.ZipFile, limits: Limits, deadline: Deadline) -> Contents:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        message = "Tệp có mật khẩu. Đồng chí gỡ mật khẩu rồi lưu và tải lại."
        raise UnusableFileError("encrypted", message)
    _require_workbook(names)
    if len(entries) > limits.entries or len(names) != len(entries):
        raise corrupt()
    if sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        raise _bomb()
    spent = 0
    for entry in entries:
        with archive.open(entry) as part:
            stretches = deadline.watched(windows(part))
            scan = _scan(stretches, entry, limits, limits.unzipped_bytes - spent)
        spent += scan.size
        if scan.is_sheet and not scan.is_usual:
            with archive.open(entry) as part:
                measure(deadline.watched(iter(lambda: part.read(_CHUNK), b"")), limits)
    parts, is_1904 = sheet_parts(archive)
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    known = {name: part for name, part in parts.items() if part in names}
    return Contents(has_macros, is_1904, known, partial_styles(archive))


def _require_workbook(names: set[str]) -> None:
    """Tell an .xlsx from the other things that are zip files."""
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "sổ tính nhị phân (.xlsb)"
    elif any(name.startswith("word/") for name in names):
        kind = "văn bản Word (.docx)"
    elif "content.xml" in names:
        kind = "sổ tính OpenDocument (.ods)"
    else:
        message = "Đây là tệp nén, không phải sổ tính. Đồng chí giải nén rồi tải tệp .xlsx."
        raise UnusableFileError("archive", message)
    message = f"Đây là {kind}, không phải .xlsx. Đồng chí lưu lại loại “Excel Workbook (.xlsx)”."
    raise UnusableFileError("wrong_format", message)


def _bomb() -> UnusableFileError:
    message = f"Tệp phình ra bất thường khi giải nén, không an toàn để đọc. {AGAIN}"
    return UnusableFileError("zip_bomb", message)


@dataclass(slots=True)
class _Scan:
    """What one part held so far."""

    size: int = 0
    is_sheet: bool = False
    is_usual: bool = True
    """Whether a glance is enough to know that the sheet is not too large."""
    rows: int = 0


def _scan(stretches: Iterable[bytes], entry: zipfile.ZipInfo, limits: Limits, budget: int) -> _Scan:
    """Read one part to its end (which also checks its CRC), counting as it streams by."""
    scan = _Scan()
    for window in stretches:
        if not scan.size and _DOCTYPE.search(window):
            raise corrupt()
        if b"uniqueCount" in window and _MILLIONS.search(window):
            raise _bomb()
        scan.size += len(window)
        if scan.size > budget or _is_blown_up(scan.size, entry, limits):
            raise _bomb()
        is_first = not scan.is_sheet
        scan.is_sheet = scan.is_sheet or b"sheetData" in window
        if scan.is_sheet and scan.is_usual:
            rows = usual_rows(window, limits, is_first=is_first)
            scan.rows += rows or 0
            scan.is_usual = rows is not None and scan.rows <= limits.rows
    return scan


def windows(part: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in stretches cut before a tag, so that none is counted twice or torn apart.

    Where there is no tag for long, as in a picture, the end of a stretch is seen twice.
    """
    data = b""
    while chunk := part.read(_CHUNK):
        data += chunk
        place = data.rfind(b"<", 1)
        if place > 0:
            yield data[:place]
            data = data[place:]
        elif not data.startswith(b"<") or not part.name.lower().endswith(_XML):
            yield data
            data = data[-_TAIL:]
        elif len(data) > _LONGEST:
            raise corrupt()
    if data:
        yield data


def _is_blown_up(size: int, entry: zipfile.ZipInfo, limits: Limits) -> bool:
    return size > _RATIO_FROM and size > limits.ratio * max(entry.compress_size, 1)
