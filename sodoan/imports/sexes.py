"""What a list says of the sexes of its people besides the cells themselves."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from sodoan.common.text import clean, search_key
from sodoan.imports.normalise.cell import Raw, text_of
from sodoan.imports.normalise.idcards import Sex

_TICKS = frozenset({"x", "v", "✓", "✔", "1", "có"})
_OF_COLUMN: dict[str, Sex] = {"born_male": "male", "born_female": "female"}
_WORDS: dict[str, Sex] = {"nam": "male", "nữ": "female", "nu": "female"}
_TITLES = frozenset(("gioi", "tinh", "phai", "gt"))
_FILLERS = _TITLES | {"la", "ghi", "danh", "dau", "neu", "thi", "va", "hoac", "so"}
_WORD = re.compile(r"[^\W_]+")
_BOTH = 2
_OTHER: dict[Sex, Sex] = {"male": "female", "female": "male"}


def is_ticked(raw: Raw, sex: Sex) -> bool:
    """Tell whether a cell in the column of a sex is a tick: "x", or the sex itself."""
    text = text_of(raw).lower()
    return text in _TICKS or text == ("nam" if sex == "male" else "nữ")


def only_column(places: Mapping[str, int]) -> str | None:
    """Return the column of one sex that stands beside a birth date, with no other about sexes."""
    sexes = [key for key in ("born_male", "born_female", "sex") if key in places]
    is_alone = (
        bool({"born", "birth_year"} & places.keys()) and len(sexes) == 1 and sexes[0] in _OF_COLUMN
    )
    return sexes[0] if is_alone else None


def sex_of_blank(key: str, cells: Iterable[Raw]) -> Sex | None:
    """Return the sex of those without a tick in the only column of a sex.

    None where most filled cells, or all of none, are something else than ticks.
    """
    sex, ticks, others = _OF_COLUMN[key], 0, 0
    for cell in cells:
        if is_ticked(cell, sex):
            ticks += 1
        elif text_of(cell):
            others += 1
    return _OTHER[sex] if ticks > others else None


@lru_cache(maxsize=1_024)
def legend_of(header: str) -> Mapping[str, Sex]:
    """Return what the signs in a column mean by its header: "Giới tính (Nam: 1, Nữ: 0)".

    Empty unless the header says nothing else; one sign where only one sex has one: "(Nữ: x)".
    """
    words = _WORD.findall(clean(header).lower())
    is_titled = any(search_key(word) in _TITLES for word in words)
    words = [word for word in words if search_key(word) not in _FILLERS]
    behind = words[:1] and words[0] in _WORDS
    sexes, signs = (words[::2], words[1::2]) if behind else (words[1::2], words[::2])
    found = {sign: _WORDS[word] for word, sign in zip(sexes, signs, strict=False) if word in _WORDS}
    is_whole = len(found) * 2 == len(words) and all(len(sign) == 1 for sign in found)
    if is_whole and len(set(found.values())) == _BOTH == len(found):
        return found
    return found if is_whole and len(found) == 1 and is_titled and found.keys() <= _TICKS else {}


def field_of_legend(header: str) -> str | None:
    """Return the field of a header with a legend: the sex, or the ticks of the one it names."""
    legend = legend_of(header)
    return "sex" if len(legend) == _BOTH else next((f"born_{sex}" for sex in legend.values()), None)
