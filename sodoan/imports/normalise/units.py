"""Unit names as lists write them, matched tolerantly against the units that exist.

Case and blanks never count. Beyond that a match is *tolerant* and shown for confirmation: doubled,
misspelt or missing "Chi đoàn", missing marks, a school year or class years at the end, usual
abbreviations ("KP1", "Trường ĐH"), the name of a unit above put behind ("Khu phố 1, phường An
Bình"), one wrong letter in one word, a name cut short. Numbers and
class letters always have to agree: "Khu phố 1" is never "Khu phố 2", though "01" is 1.
People belong to branches: of units that fit equally well branches count, and a text that only
fits wider units is told to.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sodoan.common.text import clean, is_one_letter_off, search_key
from sodoan.imports.normalise.cell import Cell, Issue, Raw, error, shown, text_of, warning

MatchKind = Literal["exact", "tolerant", "ambiguous", "wider", "none"]

_SHORTEST_MISSPELT = 3
_SHORTEST_START = 2
_LISTED = 3
_LONGEST = 300
# Both are looked for in the name without marks, and cut off the name with them.
_YEARS = re.compile(
    r"\s*[-,(]*\s*(?:"
    r"(?:(?:nam hoc|nh|nien khoa|nk|khoa)\s*:?\s*)?\(?(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d"
    r"|\b(?:nam hoc|nh|nien khoa|nk)\s*:?\s*\(?\d\d\s*[-–/]\s*\d\d"
    r")\s*\)?\s*$"
)
_PREFIX = re.compile(r"(?:chi\s*doan|c\.?\s?doan|c\.\s?d)\.?\s*:?\s+")
_SHORT_PREFIX = re.compile(r"cđ\.?\s*:?\s+")
"""Needs its mark: without it, it is a college ("CD Y tế")."""
_PREFIX_WORDS = "chi doan"
_FIRST_WORDS = re.compile(r"([a-z]+ [a-z]+)[.:]*\s+(?=\w)")
_GLUED_PREFIX = re.compile(r"chi\s*doan(?=\w)")
_SQUADRON = "phi doan"  # of the air force, and a letter away
_NOT_WORD = re.compile(r"[^\w]+|_")
_SHORT = {
    "kp": "khu pho", "tdp": "to dan pho", "px": "phan xuong", "cty": "cong ty", "dh": "dai hoc",
    "cd": "cao dang", "bv": "benh vien", "ubnd": "uy ban nhan dan", "tp": "thanh pho",
    "p": "phuong", "q": "quan", "x": "xa", "h": "huyen",
}  # fmt: skip
# A single letter is an abbreviation only with a dot or a number behind it: "P. An Hòa", "P4".
_SHORTENED = re.compile(
    r"\b(?:(kp|tdp|px|cty|dh|cd|bv|ubnd|tp)(?:\b\.?|(?=\d))|([pqxh])(?:\.|(?=\d)))\s*"
)
_CLASS = re.compile(r"\blop\s+(?=\w*\d)")
_COMPANY = re.compile(r"\bcong ti\b")
_LOST_ZERO = re.compile(r"\b0+(?=\d)")
_WIDER_PREFIX = "doan "
_LINKS = frozenset({"doan", "thuoc", "truc"})
_CLASS_NAME = re.compile(r"(?=\w*[a-z])\w*\d\w*")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit a list may name."""

    id: int
    code: str
    name: str
    is_branch: bool = True
    path: str = ""
    """Begins as the paths of all units above."""


@dataclass(frozen=True, slots=True)
class Match:
    """The unit a text means (None unless exact or tolerant) and how sure that is."""

    unit: UnitName | None
    kind: MatchKind
    text: str
    others: tuple[UnitName, ...] = ()
    """For an ambiguous text: the units it could mean; for a wider one: those that are no branch."""


def _words(text: str) -> str:
    """Return the words of a name, lower case, with marks, single blanks between."""
    return " ".join(_NOT_WORD.sub(" ", text.lower()).split())


def _in_full(timeless: str) -> str:
    """Return the words of a name without marks, abbreviations written out: "KP01" as Khu phố 1."""
    text = _SHORTENED.sub(lambda m: f"{_SHORT[m[1] or m[2]]} ", search_key(timeless))
    return _LOST_ZERO.sub("", _CLASS.sub("", _COMPANY.sub("cong ty", _words(text))))


def _start(lower: str, plain: str) -> int:
    """Return where a name begins behind "Chi đoàn", however often and however it is marked."""
    start = 0
    while found := _PREFIX.match(plain, start) or _SHORT_PREFIX.match(lower, start):
        start = found.end()
    return start


def _behind_misspelt_prefix(text: str) -> Iterator[str]:
    """Yield a name without its "Chi đoàn", should that lack a blank or have a letter wrong."""
    plain = search_key(text)
    if len(plain) != len(text):
        return
    if glued := _GLUED_PREFIX.match(plain):
        yield text[glued.end() :]
    words = _FIRST_WORDS.match(plain)
    if words and words[1] != _SQUADRON and is_one_letter_off(words[1], _PREFIX_WORDS):
        yield text[words.end() :]


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and word.isalpha()


_Index = dict[str, set[UnitName]]

Elsewhere = Callable[[str, frozenset[str]], bool]
"""Tells whether a unit outside the candidates has a code (any case) or one of the search keys."""
_MOST_ELSEWHERE = 50  # texts looked up outside; a file with more unknown ones has another fault


class UnitMatcher:
    """An index over the candidate units; each distinct text is judged once."""

    def __init__(self, candidates: Iterable[UnitName], elsewhere: Elsewhere | None = None) -> None:
        self._elsewhere = elsewhere
        self._looked_up: dict[str, bool] = {}
        self._memo: dict[str, Match] = {}
        self._codes: dict[str, UnitName] = {}
        # From the strictest reading to the loosest; the first that finds anything decides.
        self._readings: tuple[_Index, ...] = tuple(defaultdict(set) for _ in range(7))
        self._holes: dict[tuple[str, ...], set[tuple[str, UnitName]]] = defaultdict(set)
        self._starts: _Index = defaultdict(set)
        self._wider: _Index = defaultdict(set)
        for unit in candidates:
            self._codes[unit.code.lower()] = unit
            keys = self._keys(unit.name)
            for index, key in zip(self._readings, keys, strict=True):
                index[key].add(unit)
            tokens = tuple(keys[-2].split())
            if not unit.is_branch and unit.path:
                self._wider[keys[-2].removeprefix(_WIDER_PREFIX)].add(unit)
            for place, word in enumerate(tokens):
                if word.isalpha():
                    self._holes[(*tokens[:place], "*", *tokens[place + 1 :])].add((word, unit))
            first = 1 if _CLASS_NAME.fullmatch(keys[-2].partition(" ")[0]) else _SHORTEST_START
            for length in range(first, len(tokens)):
                self._starts[" ".join(tokens[:length])].add(unit)

    @staticmethod
    def _keys(text: str) -> tuple[str, ...]:
        """Return the readings of a name, ever freer: prefix, marks, years, short forms, blanks."""
        lower = clean(text).lower()
        plain = search_key(lower)
        if len(plain) != len(lower):  # letters of no list: what is found has no place in `lower`
            plain = lower
        start = _start(lower, plain)
        years = _YEARS.search(plain, start)
        bare = lower[start:] or lower
        timeless = lower[start : years.start()] if years else bare
        timeless = timeless or bare
        in_full = _in_full(timeless)
        return (
            _words(lower),
            _words(bare),
            search_key(_words(bare)),
            _words(timeless),
            search_key(_words(timeless)),
            in_full,
            in_full.replace(" ", ""),
        )

    def match(self, text: str) -> Match:
        """Return what unit the text means; memoised by the text as written."""
        found = self._memo.get(text)
        if found is None:
            found = self._memo[text] = self._judge(clean(text))
        return found

    def is_elsewhere(self, text: str) -> bool:
        """Tell whether an unknown text names a unit that is no candidate, asking once a text."""
        text = clean(text)
        found = self._looked_up.get(text)
        if found is not None:
            return found
        if self._elsewhere is None or len(self._looked_up) >= _MOST_ELSEWHERE:
            return False
        keys = self._keys(text[:_LONGEST])
        bare = {search_key(keys[3]), keys[5]} - {""}
        names = frozenset({search_key(text), *bare, *(f"chi doan {key}" for key in bare)} - {""})
        self._looked_up[text] = self._elsewhere(text, names)
        return self._looked_up[text]

    def _judge(self, text: str) -> Match:
        if len(text) > _LONGEST:
            return Match(None, "none", text)
        unit = self._codes.get(text.lower())
        if unit:
            return self._decide({unit}, text, "exact")
        units, kind = self._read(text)
        if not units:
            rests = map(self._read, _behind_misspelt_prefix(text))
            units, kind = next((found for found, _ in rests if found), units), "tolerant"
        return self._decide(units, text, kind)

    def _read(self, text: str) -> tuple[set[UnitName], MatchKind]:
        keys = self._keys(text)
        for place, (index, key) in enumerate(zip(self._readings, keys, strict=True)):
            units = index.get(key)
            if key and units:
                return units, "exact" if place == 0 else "tolerant"
        tokens = tuple(keys[-2].split())
        units = self._below(tokens) or self._misspelt(tokens)
        return units or self._starts.get(" ".join(tokens), set()), "tolerant"

    def _below(self, tokens: Sequence[str]) -> set[UnitName]:
        """Return the units a text means that ends with the name of a unit above them."""
        for place in range(1, len(tokens)):
            above = self._wider.get(" ".join(tokens[place:]))
            if not above:
                continue
            rest = list(tokens[:place])
            while rest and rest[-1] in _LINKS:
                rest.pop()
            paths = tuple(unit.path for unit in above)
            units, _ = self._read(" ".join(rest)) if rest else (set(), None)
            return {unit for unit in units if unit.path.startswith(paths) and unit not in above}
        return set()

    def _misspelt(self, tokens: Sequence[str]) -> set[UnitName]:
        found: set[UnitName] = set()
        is_likely = False  # a short word is only a rival: "Đông Hò" may be Đông Hòa or Đông Hà
        shortest = _SHORTEST_MISSPELT - (len(tokens) > 1)  # "Kh phố" has lost a letter of three
        for place, word in enumerate(tokens):
            if len(word) < shortest or not word.isalpha():
                continue
            hole = (*tokens[:place], "*", *tokens[place + 1 :])
            for other, unit in self._holes.get(hole, ()):
                if is_one_letter_off(word, other):
                    found.add(unit)
                    is_likely |= _may_be_misspelt(other)
        return found if is_likely else set()

    @staticmethod
    def _decide(units: set[UnitName], text: str, kind: MatchKind) -> Match:
        branches = [unit for unit in units if unit.is_branch]
        if len(branches) == 1:
            return Match(branches[0], kind, text)
        if not units:
            return Match(None, "none", text)
        others = tuple(sorted(branches or units, key=lambda u: u.code))
        return Match(None, "ambiguous" if branches else "wider", text, others)


def normalise_unit(raw: Raw, matcher: UnitMatcher) -> Cell[UnitName]:
    """Return the unit of a cell.

    Errors: ``unit_unknown``, ``unit_elsewhere``, ``unit_ambiguous``, ``unit_no_branch``. Warning:
    ``unit_tolerant``. A blank cell is no issue here: the row decides (``unit_blank``), it may have
    one from elsewhere.
    """
    text = text_of(raw)
    if not text:
        return Cell()
    match = matcher.match(text)
    if match.unit is None:
        return Cell(None, (_refusal(text, match, matcher),))
    if match.kind == "exact":
        return Cell(match.unit)
    message = f"Không có đơn vị {shown(text)}. Hệ thống hiểu là “{match.unit.name}”."
    return Cell(match.unit, (warning("unit_tolerant", message),))


def _refusal(text: str, match: Match, matcher: UnitMatcher) -> Issue:
    """Return why a text gives a row no unit."""
    if match.kind == "wider":
        message = f"Đơn vị {shown(text)} không phải chi đoàn. Đoàn viên sinh hoạt ở chi đoàn; "
        return error("unit_no_branch", message + "đồng chí ghi tên hoặc mã chi đoàn.")
    if match.kind == "ambiguous":
        names = "; ".join(f"{u.name} ({u.code})" for u in match.others[:_LISTED])
        message = f"Đơn vị {shown(text)} có thể là: {names}. Đồng chí ghi rõ tên hoặc mã đơn vị."
        return error("unit_ambiguous", message)
    if matcher.is_elsewhere(text):
        message = f"Đơn vị {shown(text)} có trong hệ thống nhưng không thuộc đơn vị nhận danh sách."
        message += " Đồng chí chọn đơn vị nhận cấp cao hơn, hoặc nhờ đơn vị đó nhập."
        return error("unit_elsewhere", message)
    message = f"Không có đơn vị {shown(text)}. Đồng chí sửa tên hoặc lập đơn vị trước."
    return error("unit_unknown", message)
