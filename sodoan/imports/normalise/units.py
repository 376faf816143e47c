"""Unit names as lists write them, matched tolerantly against the units that exist.

Case and blanks never count. Beyond that a match is *tolerant* and shown for confirmation: doubled
or missing "Chi đoàn", missing marks, a school year or class years at the end, one wrong letter in
one word, a name cut short. Numbers and class letters always have to agree: "Khu phố 1" is never
"Khu phố 2".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sodoan.common.text import clean, search_key
from sodoan.imports.normalise.cell import Cell, Raw, error, shown, text_of, warning

MatchKind = Literal["exact", "tolerant", "ambiguous", "none"]

_SHORTEST_MISSPELT = 3
_SHORTEST_START = 2
_LISTED = 3
_LONGEST = 300
_YEARS = re.compile(
    r"\s*[-,(]*\s*(?:(?:năm học|nh|niên khóa|niên khoá|nk|khóa|khoá)\s*:?\s*)?"
    r"\(?(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d\s*\)?\s*$"
)
_PREFIX = re.compile(r"^(?:(?:chi\s*đoàn|chi\s*doan|cđ|c\.đ)\.?\s*:?\s+)+")
_NOT_WORD = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit a list may name."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """The unit a text means (None unless exact or tolerant) and how sure that is."""

    unit: UnitName | None
    kind: MatchKind
    text: str
    others: tuple[UnitName, ...] = ()
    """For an ambiguous text: the units it could mean."""


def _words(text: str) -> str:
    """Return the words of a name, lower case, with marks, single blanks between."""
    return " ".join(_NOT_WORD.sub(" ", text.lower()).split())


def _is_one_letter_off(one: str, other: str) -> bool:
    """Tell whether two different words differ by one letter more, less, other or swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and word.isalpha()


_Index = dict[str, set[UnitName]]


class UnitMatcher:
    """An index over the candidate units; each distinct text is judged once."""

    def __init__(self, candidates: Iterable[UnitName]) -> None:
        self._memo: dict[str, Match] = {}
        self._codes: dict[str, UnitName] = {}
        # From the strictest reading to the loosest; the first that finds anything decides.
        self._readings: tuple[_Index, ...] = tuple(defaultdict(set) for _ in range(6))
        self._holes: dict[tuple[str, ...], set[tuple[str, UnitName]]] = defaultdict(set)
        self._starts: _Index = defaultdict(set)
        for unit in candidates:
            self._codes[unit.code.lower()] = unit
            keys = self._keys(unit.name)
            for index, key in zip(self._readings, keys, strict=True):
                index[key].add(unit)
            tokens = tuple(keys[-2].split())
            for place, word in enumerate(tokens):
                if _may_be_misspelt(word):
                    self._holes[(*tokens[:place], "*", *tokens[place + 1 :])].add((word, unit))
            for length in range(_SHORTEST_START, len(tokens)):
                self._starts[" ".join(tokens[:length])].add(unit)

    @staticmethod
    def _keys(text: str) -> tuple[str, ...]:
        """Return the readings of a name: as written, without prefix, years, marks, blanks."""
        lower = clean(text).lower()
        bare = _PREFIX.sub("", lower) or lower
        timeless = _YEARS.sub("", bare) or bare
        folded = search_key(_words(timeless))
        return (
            _words(lower),
            _words(bare),
            search_key(_words(bare)),
            _words(timeless),
            folded,
            folded.replace(" ", ""),
        )

    def match(self, text: str) -> Match:
        """Return what unit the text means; memoised by the text as written."""
        found = self._memo.get(text)
        if found is None:
            found = self._memo[text] = self._judge(clean(text))
        return found

    def _judge(self, text: str) -> Match:
        if len(text) > _LONGEST:
            return Match(None, "none", text)
        unit = self._codes.get(text.lower())
        if unit:
            return Match(unit, "exact", text)
        keys = self._keys(text)
        for place, (index, key) in enumerate(zip(self._readings, keys, strict=True)):
            units = index.get(key)
            if key and units:
                return self._decide(units, text, "exact" if place == 0 else "tolerant")
        tokens = tuple(keys[-2].split())
        units = self._misspelt(tokens) or self._starts.get(" ".join(tokens), set())
        return self._decide(units, text, "tolerant")

    def _misspelt(self, tokens: Sequence[str]) -> set[UnitName]:
        found: set[UnitName] = set()
        for place, word in enumerate(tokens):
            if not _may_be_misspelt(word):
                continue
            hole = (*tokens[:place], "*", *tokens[place + 1 :])
            for other, unit in self._holes.get(hole, ()):
                if _is_one_letter_off(word, other):
                    found.add(unit)
        return found

    @staticmethod
    def _decide(units: set[UnitName], text: str, kind: MatchKind) -> Match:
        if len(units) == 1:
            return Match(next(iter(units)), kind, text)
        if not units:
            return Match(None, "none", text)
        return Match(None, "ambiguous", text, tuple(sorted(units, key=lambda u: u.code)))


def match_unit(text: str, candidates: Iterable[UnitName]) -> Match:
    """Match one text; for many texts keep a ``UnitMatcher``."""
    return UnitMatcher(candidates).match(text)


def normalise_unit(raw: Raw, matcher: UnitMatcher) -> Cell[UnitName]:
    """Return the unit of a cell.

    Errors: ``unit_unknown``, ``unit_ambiguous``. Warning: ``unit_tolerant``. A blank cell is no
    issue here: the row decides (``unit_blank``), it may have a unit from elsewhere.
    """
    text = text_of(raw)
    if not text:
        return Cell()
    match = matcher.match(text)
    if match.kind == "exact":
        return Cell(match.unit)
    if match.unit:
        message = f"Không có đơn vị {shown(text)}. Hệ thống hiểu là “{match.unit.name}”."
        return Cell(match.unit, (warning("unit_tolerant", message),))
    if match.kind == "ambiguous":
        names = "; ".join(f"{u.name} ({u.code})" for u in match.others[:_LISTED])
        message = f"Đơn vị {shown(text)} có thể là: {names}. Đồng chí ghi rõ tên hoặc mã đơn vị."
        return Cell(None, (error("unit_ambiguous", message),))
    message = f"Không có đơn vị {shown(text)}. Đồng chí sửa tên hoặc lập đơn vị trước."
    return Cell(None, (error("unit_unknown", message),))
