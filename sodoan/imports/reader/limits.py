"""What a workbook may hold, and how long reading it may take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from sodoan.imports.reader.errors import too_slow

_T = TypeVar("_T")


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
