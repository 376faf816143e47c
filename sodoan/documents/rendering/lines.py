"""How many lines a text takes in a cell of a spreadsheet: Excel finds out, LibreOffice does not."""

import unicodedata
from functools import lru_cache

LINE = 15.75  # points, what Excel gives a line of 12
_ROOM = 0.97 * 7 / 16  # em: a column counts digits of 7 pixels, a letter is 16 high
_LETTERS = {
    0.25: " .,",
    0.28: ":;/'ijlt",
    0.34: "-()!•Ifr",
    0.39: "Js",
    0.44: "?“”acez",
    0.56: "+=FPS",
    0.61: "ELTZ",
    0.67: "BCR",
    0.75: "mw",
    0.88: "%&@MW",
}


class _Widths(dict[str, float]):
    """Letters of Times New Roman in em, each looked up once; marks above and below add nothing."""

    def __missing__(self, letter: str) -> float:
        plain = unicodedata.normalize("NFD", letter)[0]
        usual = 0.72 if plain.isupper() else 0.5
        self[letter] = next((em for em, some in _LETTERS.items() if plain in some), usual)
        return self[letter]


_widths = _Widths()


def may_wrap(text: str, width: float) -> bool:
    """Whether it is worth counting: what is shorter is one line, capitals or not."""
    return len(text) > width * 0.5 or "\n" in text


@lru_cache(maxsize=1024)  # units and categories come again and again
def lines_of(text: str, width: float) -> int:
    """How many lines a text takes, about, in a column so many characters wide."""
    return sum(_wrapped(part, width * _ROOM) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    if _length(text) <= room:
        return 1
    lines, filled = 1, 0.0
    for word in text.split():
        length = _length(word)
        if filled and filled + _widths[" "] + length > room:
            lines, filled = lines + 1, length
        else:
            filled += length + (_widths[" "] if filled else 0)
        if filled > room:  # a word longer than a line is broken
            lines, filled = lines + int(filled / room), filled % room
    return lines


def _length(text: str) -> float:
    return sum(map(_widths.__getitem__, text))
