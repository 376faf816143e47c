"""What a normaliser returns: the value of one cell and what there is to say about it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from sodoan.common.legacy_fonts import is_unicode
from sodoan.common.text import clean, excel_plain, search_key

Raw = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
"""A cell as the workbook reader gives it."""

T = TypeVar("T")

_SHOWN = 40
_MEMO_SIZE = 20_000
_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}  # of East Asian keyboards: １２３
_FULL_WIDTH = re.compile("[\uff10-\uff19]")
_RARE = re.compile("[\uff10-\uff19Ðð']")  # what is stored in another way than it is written
_NOTHING = re.compile(
    r"(?:hien |hien tai )?(?:chua|khong|ko|kg|k)(?: (?:co|cap|duoc|lam|nho|ro|biet|dung|phai|vao"
    r"|ket nap|so|the|ma|cccd|cmnd|can cuoc|dien thoai|sdt|dt|e?mail|dang|doan))*|n/?a|null|none"
)


class Severity(StrEnum):
    """A warning lets the row pass; an error rejects it."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark: a stable code, its severity, a Vietnamese sentence that quotes the cell."""

    code: str
    severity: Severity
    message: str


class Cell(NamedTuple, Generic[T]):
    """A normalised value (None: nothing usable) and its issues. A tuple: made once a cell."""

    value: T | None = None
    issues: tuple[Issue, ...] = ()


def warning(code: str, message: str) -> Issue:
    """Return a remark that lets the row pass."""
    return Issue(code, Severity.WARNING, message)


def error(code: str, message: str) -> Issue:
    """Return a remark that rejects the row."""
    return Issue(code, Severity.ERROR, message)


def text_of(raw: Raw) -> str:
    """Return the cell as people see it: one line, NFC; whole numbers without ".0"."""
    if isinstance(raw, str):
        if raw.isascii() and raw.isprintable() and " " not in raw and raw[:1] != "'":
            return raw  # numbers, dates, addresses of mail: most cells need nothing done
        text = excel_plain(clean(raw))
        return text.translate(_DIGITS) if _FULL_WIDTH.search(text) else text
    return "" if raw is None else _number_or_date(raw)


def are_as_stored(cells: Sequence[Raw], *, longest: int) -> bool:
    """Tell quickly of a column that each cell is a text already as ``text_of`` would give it.

    Judged over the joined texts: inner blanks, marks and forms show there as well as in each.
    """
    try:
        joined = " ".join(cells)  # type: ignore[arg-type] # whatever is no text is found out here
    except TypeError:
        return False
    is_one_line = joined.isprintable() and "  " not in joined and joined == joined.strip()
    return (
        is_one_line
        and unicodedata.is_normalized("NFC", joined)
        and not _RARE.search(joined)
        and max(map(len, cells)) <= longest  # type: ignore[arg-type]
        and all(map(is_unicode, cells))  # type: ignore[arg-type]
    )


def _number_or_date(raw: float | bool | dt.date | dt.time | dt.timedelta) -> str:  # noqa: FBT001 - a cell
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return raw.strftime("%d/%m/%Y")
    return str(raw)


def shown(raw: Raw) -> str:
    """Return the cell in Vietnamese quotation marks, clipped, for use in a message."""
    text = text_of(raw)
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[: _SHOWN - 1]}…”"


def is_nothing(text: str) -> bool:
    """Tell "Chưa", "ko có", "-": how people write that there is no such number, date or address."""
    if text[-1:].isdecimal():  # nearly all of them
        return False
    bare = search_key(text).strip(" .,-–—_/()")
    return not bare or bool(_NOTHING.fullmatch(bare))


def is_number(raw: Raw) -> bool:
    """Tell whether Excel kept the cell as a number (and so dropped leading zeros)."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


class Memo(dict[Raw, Cell[T]]):
    """A normaliser that judges each distinct text once; emptied when it has grown large.

    Only texts and blanks are remembered: 1, 1.0 and True are one dictionary key but not one cell.
    """

    def __init__(self, judge: Callable[[Raw], Cell[T]]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, raw: Raw) -> Cell[T]:
        cell = self._judge(raw)
        if raw is None or isinstance(raw, str):
            if len(self) >= _MEMO_SIZE:
                self.clear()
            self[raw] = cell
        return cell
