"""Vietnamese alphabetical order as a plain string that sorts right under COLLATE "C".

The embedded server has no ICU collations, so the order is computed once, when a name is
stored (architecture decision 8). The rules are those of CLDR for Vietnamese: the alphabet
a ă â b c d đ e ê … u ư v x y (with f j w z at their Latin places), tones only as a second
criterion in the order ngang, huyền, hỏi, ngã, sắc, nặng; case never matters.

A key is made of printable ASCII: one character a letter, a blank, one digit a tone. Blank is
smaller than anything else used, so a shorter word sorts before a longer one.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

FIELD_END = " "
"""Ends a level of the key; smaller than every character a level may hold."""

# Smallest first: the blank inside a name, punctuation, digits, letters. 33 letters fit exactly
# into A–Z and a–g, digits keep themselves.
_PUNCTUATION = {" ": "!", "_": '"', "-": "#", ",": "$", ".": "%", "'": "&", "’": "&", "/": "("}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
_AFTER_Z = "h"

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_NO_TONE = "0"
_FOREIGN_MARK = "6"
_SHAPES = {
    "a\u0306": "ă",
    "a\u0302": "â",
    "e\u0302": "ê",
    "o\u0302": "ô",
    "o\u031b": "ơ",
    "u\u031b": "ư",
}


def _weigh(char: str) -> tuple[str, str]:
    """Return the primary and the secondary weight of one NFC character."""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char], _NO_TONE
    if char in "0123456789":
        return char, _NO_TONE
    base, *marks = tuple(unicodedata.normalize("NFD", char.lower()))
    tone = _NO_TONE
    for mark in marks:
        if base + mark in _SHAPES:
            base = _SHAPES[base + mark]
        else:
            tone = _TONES.get(mark, _FOREIGN_MARK)
    if unicodedata.combining(base):
        return "", _TONES.get(base, _FOREIGN_MARK)
    place = _ALPHABET.find(base)
    primary = _LETTER_CODES[place] if place >= 0 else f"{_AFTER_Z}{ord(base):06x}"
    return primary, tone


class _Weights(dict[int, str]):
    """A translation table that learns each character the first time it is met."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def __missing__(self, codepoint: int) -> str:
        weight = _weigh(chr(codepoint))[self._level]
        self[codepoint] = weight
        return weight


_PRIMARY = _Weights(0)
_SECONDARY = _Weights(1)


def collation_key(fields: Sequence[str]) -> str:
    """Return the key that orders by the first field, then by the second, and so on.

    ``fields`` are NFC strings without outer blanks. Within a field letters decide before
    tones, as in ICU's ``vi``.
    """
    levels: list[str] = []
    for field in fields:
        weights = [_weights(word) for word in field.split(" ")]
        levels.append(_PUNCTUATION[" "].join([primary for primary, _ in weights]))
        levels.append(_NO_TONE.join([secondary for _, secondary in weights]).rstrip(_NO_TONE))
    return FIELD_END.join(levels)


@lru_cache(maxsize=10_000)
def _weights(word: str) -> tuple[str, str]:
    """Return the weights of a word at both levels; names are made of few words."""
    return word.translate(_PRIMARY), word.translate(_SECONDARY)
