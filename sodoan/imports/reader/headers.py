"""Which column holds what: header texts matched to fields."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sodoan.common.legacy_fonts import convert_legacy
from sodoan.common.text import clean, is_one_letter_off, search_key
from sodoan.imports.fields import BRANCH_HEADERS, FIELDS, OTHERS_WORDS, UNLIKE_HEADERS
from sodoan.imports.reader.extent import column_letters
from sodoan.imports.sexes import field_of_legend

SURE = 1.0
LIKELY = 0.7
LONGEST_KEY = 200  # as much as `ColumnMemory.header_key` holds
_NOTE = re.compile(r"\([^()]*\)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")
_LINKS = frozenset(("và", "hoặc", "của", "là", "va", "hoac", "cua", "la"))
_NAME_HALVES = frozenset(("family_name", "given_name"))
_SHORTEST_PART = 5
_SHORTEST_MISSPELT = 6

Chosen = Mapping[str, str | None]
"""What the user, or the unit before, took columns for, by ``header_key``; None: left out."""

FieldOf = Callable[[str], str | None]
"""Returns the field a header is taken for."""


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
    """Return a header for comparing: no case, marks, punctuation, notes in brackets or blanks.

    A header too long to be remembered is known by its beginning and a digest of the whole.
    """
    if not text.isascii():
        text = convert_legacy(text).text
    key = _NOT_WORD.sub("", _NOTE.sub(" ", search_key(text)))
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return key[: LONGEST_KEY - len(digest)] + digest


@cache
def _fields_by_header() -> dict[str, str]:
    index: dict[str, str] = {}
    for field in FIELDS:
        for header in (field.label, *field.headers):
            index.setdefault(header_key(header), field.key)
    return index


@cache
def _fields_by_marks() -> dict[str, dict[str, str]]:
    """Return headers only marks tell apart: fields by key, then by marked letters; "" is none."""
    index: dict[str, dict[str, str]] = {}
    for field in FIELDS:
        for header in (field.label, *field.headers):
            index.setdefault(header_key(header), {}).setdefault(_marked_key(header), field.key)
    for header in UNLIKE_HEADERS:
        index.setdefault(header_key(header), {})[_marked_key(header)] = ""
    return {key: fields for key, fields in index.items() if len(set(fields.values())) > 1}


def _marked_key(header: str) -> str:
    """Return the letters of a header with their marks: "ĐT" is not "DT"."""
    return "".join(_plain_words(_NOTE.sub(" ", header)).split())


def doubtful_fields(header: str) -> frozenset[str]:
    """Return the fields an unmarked header may name: "DT" is "Dân tộc", or "ĐT" without marks."""
    fields = _fields_by_marks().get(header_key(header), {})
    is_bare = _marked_key(header).isascii()
    return frozenset(fields.values()) if is_bare else frozenset()


def known_field(header: str) -> str | None:
    """Return the field a header names exactly; "Điện thoại (bố)" names none.

    Marks count only where known headers differ by them alone: "ĐT" and "DT".
    """
    key = header_key(header)
    field = _fields_by_header().get(key)
    if key in _fields_by_marks():
        field = _fields_by_marks()[key].get(_marked_key(header), field) or None
    if field == "sex" and "(" in header:
        field = field_of_legend(header) or field
    return None if field and "(" in header and _is_noted_for_others(header, field) else field


@cache
def _others_words() -> dict[re.Pattern[str], tuple[str, ...]]:
    """Return the words of other people and papers as they are looked for in plain words."""
    return {
        re.compile(rf"\b{' '.join(_spellings(word) for word in phrase.lower().split())}\b"): fields
        for phrase, fields in OTHERS_WORDS.items()
    }


def _spellings(word: str) -> str:
    return f"(?:{word}|{search_key(word)})"


def _plain_words(header: str) -> str:
    """Return the words of a header in lower case, marks kept, single blanks between."""
    return " ".join(_WORD.findall(clean(convert_legacy(header).text).lower()))


def _is_of_others(header: str, field: str) -> bool:
    """Tell whether a word of the header says that it is not the member's own field."""
    words = _plain_words(header)
    return any(
        field not in fields and pattern.search(words) for pattern, fields in _others_words().items()
    )


def _is_noted_for_others(header: str, field: str) -> bool:
    """Tell whether a note in brackets holds nothing but whose column it is: "(của bố, mẹ)"."""
    for note in _NOTE.findall(header):
        rest = words = _plain_words(note)
        for pattern, fields in _others_words().items():
            if field not in fields:
                rest = pattern.sub(" ", rest)
        if rest != words and _LINKS.issuperset(rest.split()):
            return True
    return False


def sure_field(header: str, chosen: Chosen) -> str | None:
    """Return the field a header was chosen to be, else the one it names exactly."""
    return (chosen.get(header_key(header)) if chosen else None) or known_field(header)


def likely_field(header: str, chosen: Chosen) -> str | None:
    """Return the field a header is sure to be, else the one it may be."""
    return sure_field(header, chosen) or _likely_field(header)


@lru_cache(maxsize=4_096)
def _likely_field(header: str) -> str | None:
    """Return the one field a letter away, else that whose longest known header is part of this.

    What stands below a citizen paper counts, not the paper: "Căn cước công dân Ngày cấp".
    None where the header names somebody or something else: "Số CCCD của bố".
    """
    if field := field_of_legend(header):
        return field
    if _fields_by_marks().get(header_key(header), {}).get(_marked_key(header)) == "":
        return None
    field = _resembled_field(header_key(header), _fields_by_header())
    return None if field and _is_of_others(header, field) else field


def _resembled_field(key: str, known: Mapping[str, str]) -> str | None:
    if len(key) >= _SHORTEST_MISSPELT:
        near = {known[h] for h in known if is_one_letter_off(key, h)}
        if len(near) == 1:
            return near.pop()
    parts = [h for h in known if len(h) >= _SHORTEST_PART and h in key]
    below = [h for h in parts if key.endswith(h) and known.get(key[: -len(h)]) == "id_number"]
    parts = below or parts
    return known[max(parts, key=len)] if parts else None


@cache
def _branch_keys() -> frozenset[str]:
    return frozenset(map(header_key, BRANCH_HEADERS))


def names_branch(header: str) -> bool:
    """Tell whether a unit column names the branch itself, not perhaps a wider unit."""
    return header_key(header) in _branch_keys()


def propose_mapping(
    headers: Sequence[str], chosen: Chosen | None = None, told: Mapping[int, str] | None = None
) -> list[ColumnMatch]:
    """Return one match a column, each field given once: sure ones first, then from the left.

    Of several unit columns the one that names the branch counts. A name in two sure halves needs
    no column that is only likely to be the whole name.

    What was ``chosen`` overrules the known headers; so does, as likely, what the cells of a column
    ``told`` of it.
    """
    chosen, told = chosen or {}, told or {}
    matches: dict[int, ColumnMatch] = {}
    taken: set[str] = set()

    def settle(index: int, field: str | None, confidence: float) -> None:
        matches[index] = _match(index, headers[index], field, confidence)
        if field:
            taken.add(field)

    for index, header in enumerate(headers):
        key = header_key(header)
        if key in chosen and chosen[key] not in taken:
            settle(index, chosen[key], SURE)
    branch_first = sorted(range(len(headers)), key=lambda index: not names_branch(headers[index]))
    for finder, confidence in ((known_field, SURE), (_likely_field, LIKELY)):
        for index in branch_first:
            if index in matches or (index in told and confidence == SURE):
                continue
            field = told.get(index) or finder(headers[index])
            if field and field not in taken:
                settle(index, field, confidence)
        if taken >= _NAME_HALVES:
            taken.add("full_name")
    return [matches.get(i) or _match(i, header, None, 0.0) for i, header in enumerate(headers)]


def _match(index: int, header: str, field: str | None, confidence: float) -> ColumnMatch:
    return ColumnMatch(index, column_letters(index), header, field, confidence)
