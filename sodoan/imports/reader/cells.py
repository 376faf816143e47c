"""What the first cells of a column tell of it where its header may mean two things."""

import re
from collections.abc import Sequence

from sodoan.imports.reader.headers import doubtful_fields
from sodoan.imports.reader.workbook import Value

_NOT_DIGITS = re.compile(r"\D+")
_FEWEST_DIGITS = 8
"""So many digits make a telephone number; no ethnicity has as many."""


def told_fields(headers: Sequence[str], below: Sequence[Sequence[Value]]) -> dict[int, str]:
    """Return the fields of columns that their header leaves open and their cells decide.

    "DT" is a telephone without marks where most filled cells are numbers; else it stays what its
    header says.
    """
    return {
        place: "phone"
        for place, header in enumerate(headers)
        if "phone" in doubtful_fields(header) and _are_numbers(_filled(below, place))
    }


def _filled(below: Sequence[Sequence[Value]], place: int) -> list[Value]:
    cells = (row[place] for row in below if place < len(row))
    return [cell for cell in cells if not (isinstance(cell, str) and not cell.strip())]


def _are_numbers(cells: Sequence[Value]) -> bool:
    long = sum(len(_NOT_DIGITS.sub("", str(cell))) >= _FEWEST_DIGITS for cell in cells)
    return long * 2 > len(cells)
