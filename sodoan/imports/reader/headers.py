"""Which column holds what: header texts matched to fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sodoan.common.legacy_fonts import convert_legacy
from sodoan.common.text import is_one_letter_off, search_key
from sodoan.imports.fields import FIELDS
from sodoan.imports.reader.container import column_letters

SURE = 1.0
LIKELY = 0.7
_NOTE = re.compile(r"\([^()]*\)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SHORTEST_PART = 5
_SHORTEST_MISSPELT = 6


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of a file and the field it is taken for (None: not taken).

    ``confidence``: 1.0 a known header, 0.7 contains one or is one letter off (needs a look), 0.0
    unknown.
    """

    index: int
    letter: str
    header: str
    field: str | None
    confidence: float


def header_key(text: str) -> str:
    """Return a header for comparing: no case, marks, punctuation, notes in brackets or blanks."""
    if not text.isascii():
        text = convert_legacy(text).text
    return _NOT_WORD.sub("", _NOTE.sub(" ", search_key(text)))


@cache
def _fields_by_header() -> dict[str, str]:
    index: dict[str, str] = {}
    for field in FIELDS:
        for header in (field.label, *field.headers):
            index.setdefault(header_key(header), field.key)
    return index


def known_field(header: str) -> str | None:
    """Return the field a header names exactly."""
    return _fields_by_header().get(header_key(header))


def _likely_field(header: str) -> str | None:
    """Return the one field a letter away, else that whose longest known header is part of this."""
    key, known = header_key(header), _fields_by_header()
    if len(key) >= _SHORTEST_MISSPELT:
        near = {known[h] for h in known if is_one_letter_off(key, h)}
        if len(near) == 1:
            return near.pop()
    parts = [h for h in known if len(h) >= _SHORTEST_PART and h in key]
    return known[max(parts, key=len)] if parts else None


def propose_mapping(
    headers: Sequence[str], remembered: Mapping[str, str | None] | None = None
) -> list[ColumnMatch]:
    """Return one match a column, each field given once: sure ones first, then from the left.

    ``remembered`` maps ``header_key`` to the field the unit chose last time (None: leave out); it
    overrules the known headers.
    """
    remembered = remembered or {}
    matches: dict[int, ColumnMatch] = {}
    taken: set[str] = set()

    def settle(index: int, field: str | None, confidence: float) -> None:
        header = headers[index]
        matches[index] = ColumnMatch(index, column_letters(index), header, field, confidence)
        if field:
            taken.add(field)

    for index, header in enumerate(headers):
        key = header_key(header)
        if key in remembered and remembered[key] not in taken:
            settle(index, remembered[key], SURE)
    for finder, confidence in ((known_field, SURE), (_likely_field, LIKELY)):
        for index, header in enumerate(headers):
            field = finder(header) if index not in matches else None
            if field and field not in taken:
                settle(index, field, confidence)
    for index in range(len(headers)):
        if index not in matches:
            settle(index, None, 0.0)
    return [matches[index] for index in range(len(headers))]
