"""What the first cells of a column tell of it where its header may mean two things."""

import re
from collections.abc import Sequence

from sodoan.common.text import search_key
from sodoan.imports.fields import BIRTH_FIELDS, BIRTH_PARTS, FIELD_BY_KEY
from sodoan.imports.reader.headers import doubtful_fields, known_field
from sodoan.imports.reader.workbook import Value

_NOT_DIGITS = re.compile(r"\D+")
_FEWEST_DIGITS = 8
"""So many digits make a telephone number; no ethnicity has as many."""
_BEFORE = r"(?:(?:ngay (?:thang nam )?sinh|nam sinh|sinh) )?"
_PARTS = [
    re.compile(rf"{_BEFORE}(?:{words})(?: sinh)?")
    for words in ("ngay|dd?", "thang|mm?", "nam|yyyy|yy")
]
_MAY_BE = [
    re.compile(pattern)
    for pattern in (r"0?[1-9]|[12]\d|3[01]", r"0?[1-9]|1[0-2]", r"(?:19|20)?\d\d")
]
_NOT_WORD = re.compile(r"\W+")
_THREE = len(_PARTS)


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


def part_births(headers: list[str], below: Sequence[Sequence[Value]]) -> list[str]:
    """Return the headers, those of a birth date in three columns named as its parts.

    The columns are called "Ngày", "Tháng", "Năm", or stand under one "Ngày sinh"; most cells
    below have to be days, months and years. Where another column has the birth date, parts that
    do not say whose they are ("Ngày") are left alone.
    """
    for place in range(len(headers) - _THREE + 1):
        three = headers[place : place + _THREE]
        if _are_parts(three, headers) and all(
            _fits(_filled(below, place + n), part) for n, part in enumerate(_MAY_BE)
        ):
            names = [FIELD_BY_KEY[key].label for key in BIRTH_PARTS]
            return [*headers[:place], *names, *headers[place + _THREE :]]
    return headers


def _are_parts(three: Sequence[str], headers: Sequence[str]) -> bool:
    plain = [" ".join(_NOT_WORD.split(search_key(header))).strip() for header in three]
    if known_field(three[0]) == "born" and {three[0], ""}.issuperset(three[1:]):
        return True
    if not all(part.fullmatch(text) for part, text in zip(_PARTS, plain, strict=True)):
        return False
    others = [header for header in headers if header not in three]
    return any("sinh" in text for text in plain) or not any(
        "sinh" in search_key(header) and known_field(header) in BIRTH_FIELDS for header in others
    )


def _fits(cells: Sequence[Value], part: re.Pattern[str]) -> bool:
    """Tell whether more than half of the filled cells, one at least, may be such a part."""
    texts = (str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in cells)
    return sum(bool(part.fullmatch(text.strip())) for text in texts) * 2 > len(cells)
