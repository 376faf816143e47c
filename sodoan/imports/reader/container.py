"""The zip container of an .xlsx, checked before any parser sees it.

The parser lays a sheet out as one dense block from its first to its last cell, so one cell far
down costs gigabytes. Everything is therefore counted here first, streaming, with flat memory.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic
from typing import IO, TypeVar

from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.formats import Shown, partial_styles
from sodoan.imports.reader.parts import sheet_parts

_T = TypeVar("_T")
_CHUNK = 1 << 19
_OVERLAP = 512
_DIGITS = b"0123456789"
_SHEETS = "xl/worksheets/"
_USUAL_COLUMNS = 64  # to column BL; see `_Patterns.unusual`
_SHEET_DATA = re.compile(rb"sheetData\b")  # what it begins with is fixed: ten times faster
_TAG_PREFIX = re.compile(rb"[A-Za-z_][\w.-]*:|")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_ENCRYPTED_FLAG = 1
_RATIO_FROM = 10 * (1 << 20)
_AGAIN = "Đồng chí mở bằng Excel, lưu lại loại .xlsx rồi tải lên lần nữa."
_CORRUPT = f"Tệp bị hỏng, không mở được. {_AGAIN}"


class _Patterns:
    """What is looked for in sheet XML; a fixed prefix keeps the search fast."""

    def __init__(self, prefix: bytes) -> None:
        tag = b"<" + re.escape(prefix)
        self.row = re.compile(
            tag + rb"row[\s>/](?:(?<=\s)[^>]{0,300}?\br\s{0,9}=\s{0,9}[\"'](\d{1,10})[\"'])?"
        )
        # A cell that is not written the usual way, or lies beyond column BL or row 99.999; where
        # there is none, the cells need not be looked at one by one.
        self.unusual = re.compile(tag + rb"c(?! r=\"(?:[A-Z]|A[A-Z]|B[A-L])\d{1,5}\"[ >/])[\s>/]")
        # Cells that are not empty elements (formatting alone is no content): the column, and
        # the row only when it is a large number.
        self.cell = re.compile(
            tag
            + rb"c\s[^>]{0,200}?\br\s{0,9}=\s{0,9}[\"']([A-Za-z]{1,7}(?:\d{6,10}(?!\d))?)\d*[\"']"
            rb"[^>/]{0,200}>"
        )
        self.dimension = re.compile(
            tag + rb"dimension\s[^>]{0,100}?ref=[\"'][^\"':]*:?\$?[A-Z]*\$?(\d{0,10})[\"']"
        )


@cache
def _patterns(prefix: bytes) -> _Patterns:
    return _Patterns(prefix)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold; the caller may tighten or widen."""

    file_bytes: int = 30 * (1 << 20)
    unzipped_bytes: int = 400 * (1 << 20)
    ratio: int = 200
    entries: int = 2_000
    sheets: int = 200
    rows: int = 120_000
    columns: int = 300
    cells: int = 8_000_000
    """Rows × columns up to the last cell; the parser takes about 32 bytes for each."""
    cell_chars: int = 5_000
    seconds: int = 15 * 60
    """From opening to the last row, whatever is done with the rows meanwhile included."""

    @property
    def allow_usual(self) -> bool:
        """Whether cells in the usual columns can never be too many."""
        return min(self.columns, self.cells // max(self.rows, 1)) >= _USUAL_COLUMNS


class Deadline:
    """The time a file may take, from now on."""

    def __init__(self, limits: Limits) -> None:
        self._minutes = limits.seconds // 60
        self._end = monotonic() + limits.seconds

    def watched(self, items: Iterable[_T]) -> Iterator[_T]:
        """Yield the items; raises ``UnusableFileError`` when the time is up before the next."""
        for item in items:
            if monotonic() >= self._end:
                raise too_slow(self._minutes)
            yield item


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


def corrupt() -> UnusableFileError:
    """Return the error for a damaged file."""
    return UnusableFileError("corrupt", _CORRUPT)


def too_slow(minutes: int) -> UnusableFileError:
    """Return the error for a file nobody should wait for any longer."""
    message = (
        f"Tệp đọc, kiểm tra quá {minutes} phút chưa xong nên dừng lại. "
        "Đồng chí chia danh sách thành nhiều tệp nhỏ rồi tải từng tệp."
    )
    return UnusableFileError("too_slow", message)


def check_container(
    path: Path, limits: Limits, deadline: Deadline, open_book: Callable[[], _T]
) -> tuple[Contents, _T]:
    """Check the zip and every sheet in it; raise ``UnusableFileError`` with what is wrong.

    Return what `open_book` returns too. It may read everything but the sheets, and runs beside
    their check.
    """
    if path.stat().st_size > limits.file_bytes:
        size = limits.file_bytes >> 20
        message = f"Tệp lớn hơn {size} MB. Đồng chí chia danh sách thành nhiều tệp nhỏ."
        raise UnusableFileError("too_large", message)
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_entries(archive, limits, deadline, open_book)
    except UnusableFileError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as reason:
        raise corrupt() from reason
    # NotImplementedError: a compression zipfile does not know
    except (NotImplementedError, RuntimeError, KeyError, OverflowError, MemoryError) as reason:
        raise corrupt() from reason


def _check_entries(
    archive: zipfile.ZipFile, limits: Limits, deadline: Deadline, open_book: Callable[[], _T]
) -> tuple[Contents, _T]:
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
    others, sheets = _parted(entries)
    spent = _scan_all(archive, others, limits, deadline)
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(open_book)
        _scan_all(archive, sheets, limits, deadline, spent=spent)
    parts, is_1904 = sheet_parts(archive)
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    known = {name: part for name, part in parts.items() if part in names}
    return Contents(has_macros, is_1904, known, partial_styles(archive)), opening.result()


def _parted(
    entries: Iterable[zipfile.ZipInfo],
) -> tuple[list[zipfile.ZipInfo], list[zipfile.ZipInfo]]:
    """Return what opening a workbook may read, and the sheets, which it leaves alone."""
    others: list[zipfile.ZipInfo] = []
    sheets: list[zipfile.ZipInfo] = []
    for entry in entries:
        (sheets if entry.filename.startswith(_SHEETS) else others).append(entry)
    return others, sheets


def _scan_all(
    archive: zipfile.ZipFile,
    entries: Iterable[zipfile.ZipInfo],
    limits: Limits,
    deadline: Deadline,
    *,
    spent: int = 0,
) -> int:
    """Read entries to their ends; return the bytes of all so far, `spent` included."""
    for entry in entries:
        with archive.open(entry) as part:
            stretches = deadline.watched(windows(part))
            spent += _scan(stretches, entry, limits, limits.unzipped_bytes - spent).size
    return spent


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
    message = f"Tệp phình ra bất thường khi giải nén, không an toàn để đọc. {_AGAIN}"
    return UnusableFileError("zip_bomb", message)


@dataclass(slots=True)
class _Scan:
    """What one XML part held so far."""

    size: int = 0
    rows: int = 0
    last_row: int = 0
    prefixes: set[bytes] = field(default_factory=set)
    """Namespace prefixes of sheet data met so far; none as long as the part is no sheet."""
    columns: set[bytes] = field(default_factory=set)


def _scan(stretches: Iterable[bytes], entry: zipfile.ZipInfo, limits: Limits, budget: int) -> _Scan:
    """Read one part to its end (which also checks its CRC), counting as it streams by."""
    scan = _Scan()
    for window in stretches:
        if not scan.size and _DOCTYPE.search(window):
            raise corrupt()
        scan.size += len(window)
        if scan.size > budget or _is_blown_up(scan.size, entry, limits):
            raise _bomb()
        _count(window, scan, limits)
    return scan


def windows(part: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in stretches cut before a tag, so that none is counted twice or torn apart."""
    tail = b""
    while chunk := part.read(_CHUNK):
        data = tail + chunk
        place = data.rfind(b"<", max(len(data) - _OVERLAP, 1)) if len(chunk) == _CHUNK else -1
        yield data if place < 0 else data[:place]
        tail = b"" if place < 0 else data[place:]
    if tail:
        yield tail


def _is_blown_up(size: int, entry: zipfile.ZipInfo, limits: Limits) -> bool:
    return size > _RATIO_FROM and size > limits.ratio * max(entry.compress_size, 1)


def _count(window: bytes, scan: _Scan, limits: Limits) -> None:
    """Add up rows and columns of a stretch of sheet XML; refuse absurd ones."""
    is_start = False
    if b"sheetData" in window:
        is_start = not scan.prefixes
        scan.prefixes.update(_sheet_prefixes(window))
    for prefix in scan.prefixes:
        find = _patterns(prefix)
        numbers = find.row.findall(window)
        scan.rows += len(numbers)
        if is_start:
            numbers += find.dimension.findall(window)
        if not limits.allow_usual or find.unusual.search(window):
            for cell in set(find.cell.findall(window)):
                letters = cell.rstrip(_DIGITS)
                scan.columns.add(letters)
                numbers.append(cell[len(letters) :])
        scan.last_row = max(scan.last_row, *map(_number, numbers), 0)
    columns = max((column_number(name.decode()) for name in scan.columns), default=0)
    _check_extent(max(scan.rows, scan.last_row), columns, limits)


def _sheet_prefixes(window: bytes) -> Iterator[bytes]:
    """Yield the namespace prefixes under which a stretch of XML holds sheet data."""
    for found in _SHEET_DATA.finditer(window):
        prefix = window[window.rfind(b"<", 0, found.start()) + 1 : found.start()]
        if _TAG_PREFIX.fullmatch(prefix):
            yield prefix


def _check_extent(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a sheet whose dense block would be absurd."""
    if rows > limits.rows:
        message = (
            f"Trang tính có {_grouped(rows)} dòng (cả dòng trống), tối đa {_grouped(limits.rows)}."
            " Đồng chí chép riêng phần có dữ liệu sang trang tính mới rồi lưu lại."
        )
        raise UnusableFileError("too_many_rows", message)
    if columns > limits.columns or rows * columns > limits.cells:
        message = (
            f"Trang tính có dữ liệu tới cột {column_letters(columns - 1)}, quá rộng cho danh sách."
            " Đồng chí xóa các cột thừa bên phải rồi lưu lại."
        )
        raise UnusableFileError("too_many_columns", message)


def _number(digits: bytes) -> int:
    return int(digits or 0)


def _grouped(number: int) -> str:
    """Return a number with Vietnamese thousands dots."""
    return f"{number:,}".replace(",", ".")


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, AG is 33."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(index: int) -> str:
    """Return the letters of a column index: 0 is A, 32 is AG."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
