"""Vietnamese text: one form for storing, one for searching, one for sorting.

Every name in the database is stored as ``clean`` leaves it, searched through ``search_key`` and
sorted by ``sort_key`` (architecture decision 8), so that lists and searches are the same on every
server. No domain noun, no Django.
"""

import re
import unicodedata

from sodoan.common.collation import collation_key

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXT_MARK = "'"
_ETH = str.maketrans("Ðð", "Đđ")  # the Icelandic letter, which old keyboards put for ours
_NUMBER = re.compile("[0-9]+")
_WIDTH = 5  # digits; house numbers, wards and years stay below


class _Invisible(dict[int, int | str | None]):
    """Translation table: line breaks and separators to a blank, invisible characters away."""

    def __missing__(self, codepoint: int) -> int | str | None:
        char = chr(codepoint)
        value: int | str | None = codepoint
        if char.isspace():
            value = " "
        elif unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
            value = None
        self[codepoint] = value
        return value


class _Folded(dict[int, str]):
    """Translation table: any character to lower case without marks."""

    def __missing__(self, codepoint: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(codepoint).lower())
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        plain = plain.replace("đ", "d").replace("ð", "d")
        self[codepoint] = plain
        return plain


_INVISIBLE = _Invisible()
_FOLDED = _Folded()


def nfc(text: str) -> str:
    """Return the text in Unicode normalisation form C (one code point a Vietnamese letter)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return the text on one line: single blanks, no outer ones, nothing invisible.

    No-break, thin, ideographic blanks, tabs and line breaks become one blank; zero-width and
    direction marks, control characters (NUL too) and lone surrogates vanish.
    """
    if not text.isprintable():
        text = text.translate(_INVISIBLE)
    elif "  " not in text:  # the only blank that counts as printable
        return text.strip()
    return " ".join(text.split())


def clean(text: str) -> str:
    """Return the text as it is stored: squeezed, in NFC, with our Đ for the look-alike Ð."""
    text = nfc(squeeze(text))
    return text.translate(_ETH) if "Ð" in text or "ð" in text else text


def search_key(text: str) -> str:
    """Return the text for searching: lower case, without marks, đ as d, single blanks.

    ``search_key("Nguyễn Thị  ĐÀO") == "nguyen thi dao"``
    """
    return squeeze(text).translate(_FOLDED)


def split_name(full_name: str) -> tuple[str, str]:
    """Return ``(family and middle names, given name)``; the given name is the last word.

    A one-word name has no family part: ``split_name("Lan") == ("", "Lan")``.
    """
    rest, _, given = clean(full_name).rpartition(" ")
    return rest, given


def given_name(full_name: str) -> str:
    """Return the name a person is called by: the last word."""
    return split_name(full_name)[1]


def sort_key(full_name: str) -> str:
    """Return the key that sorts people as Vietnamese lists do, under COLLATE "C".

    By given name, then by family and middle names, in Vietnamese alphabetical order.
    """
    rest, given = split_name(full_name)
    return collation_key((given, rest))


def title_sort_key(title: str) -> str:
    """Return the key that sorts a title or a unit name from its first word on.

    Numbers go by their value: ``Khu phố 2`` comes before ``Khu phố 10``.
    """
    return collation_key((_NUMBER.sub(lambda found: found[0].zfill(_WIDTH), clean(title)),))


def excel_safe(text: str) -> str:
    """Return the text so that a spreadsheet never takes it for a formula.

    A text that starts like a formula (also behind blanks) gets a leading apostrophe.
    """
    if text and text.lstrip(" \u00a0").startswith(_FORMULA_STARTS):
        return _TEXT_MARK + text
    return text


def excel_plain(text: str) -> str:
    """Take away the apostrophe put by ``excel_safe``, so that a round trip changes nothing."""
    if text.startswith(_TEXT_MARK) and excel_safe(text[1:]) == text:
        return text[1:]
    return text


def is_one_letter_off(one: str, other: str) -> bool:
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
