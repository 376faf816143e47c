"""The first rows of a workbook as people see them, to point at the header."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sodoan.imports.files import stored_path
from sodoan.imports.models import Batch
from sodoan.imports.normalise.cell import text_of
from sodoan.imports.reader.extent import column_letters
from sodoan.imports.reader.tables import top_of
from sodoan.imports.reader.workbook import Sheet, Value, open_workbook

ROWS = 15
SHEETS = 10
_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Top:
    """The first rows of a sheet: Excel number and cells. ``picked``: the header chosen, if any."""

    field: str
    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    picked: int | None


def tops_of(batch: Batch) -> tuple[list[Top], bool]:
    """Return the beginning of each sheet with something in it, and whether there are more sheets.

    Raises ``UnusableFileError`` when the file cannot be read.
    """
    with open_workbook(stored_path(batch.stored_as)) as book:
        filled = (sheet for sheet in book.sheets() if sheet.height)
        tops = [_top(place, sheet, batch) for place, sheet in enumerate(islice(filled, SHEETS))]
        return tops, next(filled, None) is not None


def _top(place: int, sheet: Sheet, batch: Batch) -> Top:
    cells, _ = top_of(sheet, ROWS)
    width = min(sheet.width, _COLUMNS)
    return Top(
        f"trang-{place}",
        sheet.name,
        tuple(column_letters(column) for column in range(width)),
        tuple(_rows(cells, width)),
        batch.header_rows.get(sheet.name),
    )


def _rows(cells: Sequence[Sequence[Value]], width: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows that say something; a list has few blank ones above it."""
    texts = [tuple(map(_text, row[:width])) for row in cells]
    return [(number, row) for number, row in enumerate(texts, start=1) if any(row)]


def _text(cell: Value) -> str:
    return text_of(
        cell if isinstance(cell, str | int | float) or hasattr(cell, "year") else str(cell)
    )
