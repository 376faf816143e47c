"""Vietnamese text typed for the fonts of the 1990s (TCVN3/ABC and VNI), brought to Unicode.

Such text reaches us as Latin letters that make no sense: "NguyÔn ThÞ Hµ" (TCVN3), "Nguyeãn Thò
Haø" (VNI). The detector is conservative: it looks at a text only when no character of it lies
outside Latin-1, some word cannot be Vietnamese as it stands, and every word can be after the
conversion. Unicode Vietnamese and plain ASCII are returned untouched. Tables: TCVN 5712:1993
(VN1 letters above A0), VNI-Windows.
"""

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sodoan.common.syllables import is_syllable
from sodoan.common.text import nfc


class Encoding(StrEnum):
    """The two legacy encodings met in member lists."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


class Converted(NamedTuple):
    """A text in Unicode, and the encoding it was brought from (None: it was fine)."""

    text: str
    encoding: Encoding | None


_TCVN3_CODES = (
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc"
    "\xbd\xbe\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3"
    "\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea"
    "\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff"
)
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰàảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3 = dict(zip(map(ord, _TCVN3_CODES), _TCVN3_LETTERS, strict=True))
# Letters that Unicode Vietnamese writes too; all other codes above A0 betray a legacy font.
_VIETNAMESE_LATIN1 = frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý")
# So does a marked capital in the middle of a word.
_TCVN3_TELLTALE = re.compile(
    "[" + "".join(set(_TCVN3_CODES) - _VIETNAMESE_LATIN1) + "]|(?<=[a-z])[\xc0-\xdd]"
)

_VNI_TONES = {"\xf8": "\u0300", "\xf9": "\u0301", "\xfb": "\u0309", "\xf5": "\u0303"}
_VNI_TONES["\xef"] = "\u0323"
_VNI_CIRCUMFLEX = {"\xe2": "", "\xe0": "\u0300", "\xe1": "\u0301", "\xe5": "\u0309"}
_VNI_CIRCUMFLEX |= {"\xe3": "\u0303", "\xe4": "\u0323"}
_VNI_BREVE = {"\xea": "", "\xe8": "\u0300", "\xe9": "\u0301", "\xfa": "\u0309"}
_VNI_BREVE |= {"\xfc": "\u0303", "\xeb": "\u0323"}
_VNI_SINGLE = {"\xec": "ì", "\xed": "í", "\xe6": "ỉ", "\xf3": "ĩ", "\xf2": "ị", "\xee": "ỵ"}
_VNI_SINGLE |= {"\xf1": "đ", "\xf4": "ơ", "\xf6": "ư"}


def _vni_pairs() -> dict[str, str]:
    """Return every VNI sequence of one or two characters with the letter it means."""
    small = dict(_VNI_SINGLE)
    for base in "aeouy":
        small |= {base + code: nfc(base + tone) for code, tone in _VNI_TONES.items()}
    for code, base in (("\xf4", "ơ"), ("\xf6", "ư")):
        small |= {code + mark: nfc(base + tone) for mark, tone in _VNI_TONES.items()}
    for base in "aeo":
        small |= {base + c: nfc(base + "\u0302" + tone) for c, tone in _VNI_CIRCUMFLEX.items()}
    small |= {"a" + code: nfc("a\u0306" + tone) for code, tone in _VNI_BREVE.items()}
    capital = {key.upper(): letter.upper() for key, letter in small.items()}
    mixed = {k[0].upper() + k[1:]: v.upper() for k, v in small.items() if len(k) > 1}
    return small | capital | mixed


_VNI = _vni_pairs()
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_VNI_TELLTALE = re.compile("[\xf8\xfb\xef\xe5\xe4\xfc\xeb\xe6\xee\xf1\xf6]|[aeo][\xe2\xea]"
                           "|a[\xe8\xe9\xfa]|[aeo][\xe1\xe3]|[ae]\xe0", re.IGNORECASE)  # fmt: skip

_CAPITAL_MIDWAY = re.compile(
    "(?<=[^\\W\\d_])[^\\W\\d_a-zA-Z" + "".join(c for c in _TCVN3_LETTERS if c.islower()) + "]"
)
_SHOUTED = re.compile("[A-Z\xa1-\xa7][^\\sa-z]*[A-Z]")
_SMALL = re.compile("[a-z]")
_LATIN1_LETTER = re.compile("[\xc0-\xff]")
_BEYOND_LATIN = re.compile("[^\x00-\xff]")
_ENOUGH = 3  # texts beyond doubt that tell of a whole list
_WORDS = re.compile(r"[^\s!-/:-@\[-`{-~0-9\u2010-\u2015]+")


def from_tcvn3(text: str) -> str:
    """Read the text as TCVN3 (ABC fonts), whatever it is."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Read the text as VNI-Windows, whatever it is."""
    return _VNI_SEQUENCE.sub(lambda match: _VNI[match.group()], text)


def _is_vietnamese(text: str) -> bool:
    """Tell whether every word that is not plain ASCII can be a Vietnamese syllable."""
    return all(word.isascii() or is_syllable(word) for word in _WORDS.findall(text))


def _is_meant(text: str, converted: str) -> bool:
    """Tell whether a conversion makes sense: Vietnamese words, no capital within a small one."""
    return (
        converted != text
        and _is_vietnamese(converted)
        and all(
            word.isupper() or not _CAPITAL_MIDWAY.search(word) for word in _WORDS.findall(converted)
        )
    )


def _in_capitals(typed: str, read: str) -> str:
    """Put in capitals what was typed in them: TCVN3 has no codes for most marked capitals.

    "PH¹M" is a font of capitals, or an "ạ" among them; of "Hµ" alone nobody can tell.
    """
    if not _SHOUTED.search(typed):
        return read
    if not _SMALL.search(typed):
        return read.upper()
    words = list(read)
    for word in _WORDS.finditer(typed):
        if _SHOUTED.search(word[0]) and not _SMALL.search(word[0]):
            words[word.start() : word.end()] = read[word.start() : word.end()].upper()
    return "".join(words)


def _read_as(text: str, encoding: Encoding) -> Converted | None:
    """Return the text read in one encoding, None where that makes no sense."""
    if encoding is Encoding.TCVN3:
        converted = _in_capitals(text, from_tcvn3(text))
    else:
        converted = nfc(from_vni(text))
        if _LATIN1_LETTER.search(_VNI_SEQUENCE.sub("", text)):
            return None
    return Converted(converted, encoding) if _is_meant(text, converted) else None


def is_unicode(text: str) -> bool:
    """Tell quickly that a text is beyond doubt no legacy one: most of what people write."""
    return text.isascii() or bool(_BEYOND_LATIN.search(text))


def convert_legacy(text: str, *, hint: Encoding | None = None) -> Converted:
    """Return the text in Unicode NFC with the legacy encoding it was typed in, if any.

    ``hint`` is what neighbouring cells have proved: a text that can be read so is, even one that
    would make sense as it stands ("Phan Thò An" among VNI names). Call it on the text as read:
    squeezing first would drop the TCVN3 "ư" (a soft hyphen).
    """
    text = nfc(text)
    return Converted(text, None) if is_unicode(text) else _convert(text, hint)


@lru_cache(maxsize=4096)
def _convert(text: str, hint: Encoding | None) -> Converted:
    """Judge a Latin-1 text that is not ASCII; the costly half of ``convert_legacy``."""
    if hint and (meant := _read_as(text, hint)):
        return meant
    if "\xad" not in text and _is_vietnamese(text):
        return Converted(text, None)
    telltales = ((Encoding.TCVN3, _TCVN3_TELLTALE), (Encoding.VNI, _VNI_TELLTALE))
    found = [_read_as(text, encoding) for encoding, sign in telltales if sign.search(text)]
    right = [converted for converted in found if converted]
    return right[0] if len(right) == 1 else Converted(text, None)


def encoding_of(texts: Iterable[str]) -> Encoding | None:
    """Return the legacy encoding most of the texts are in beyond doubt; None for Unicode."""
    votes = Counter(
        None if _BEYOND_LATIN.search(text) else _convert(nfc(text), None).encoding or text
        for text in texts
        if not text.isascii()
    )
    legacy = max(Encoding, key=lambda encoding: votes[encoding])
    return legacy if votes[legacy] >= _ENOUGH and votes[legacy] > votes[None] else None
