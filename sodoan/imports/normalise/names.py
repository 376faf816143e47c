"""Full names as they are typed in lists: capitals, forms of address, notes, stray signs."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sodoan.common.legacy_fonts import Encoding, convert_legacy, is_unicode
from sodoan.common.text import clean, search_key
from sodoan.imports.normalise.cell import Cell, Issue, Raw, error, shown, text_of, warning

NAME_LIMIT = 120
"""Longest name that can be stored (people.Person.full_name)."""

_NUMBERING = re.compile(r"^\d{1,4}\s*[.)/-]\s*(?=\D)")
_NOTE = re.compile(r"\s*(?:\([^()]*\)?|\[[^\[\]]*\]?|\s[-–—]\s.*|[*,;:.…+]+)\s*$")
_PREFIX = re.compile(
    r"^(?:đồng chí|đ\s*[/.]\s*c|[đd]c(?=[\s:.])|d\s*/\s*c)(?:[\s:.]+|(?=[A-ZÀ-Ỵ]))", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"^(?:ông|bà|anh|chị|em|bạn|cô|thầy|bs|ths|ts|gv|mr|mrs|ms)(?:\s*[.:]\s*|\s+)", re.IGNORECASE
)
_POST = re.compile(
    r"^(?:(?:phó\s+)?bí\s+thư(?:\s+chi\s+đoàn)?|(?:ủy|uỷ)\s+viên(?:\s+(?:bch|btv))?)[\s.:-]+",
    re.IGNORECASE,
)
_FORMS = frozenset(
    """
    đồng đc dc ông bà anh chị em bạn cô thầy bs ths ts gv mr mrs ms bí phó ủy uỷ
    """.split()  # noqa: SIM905 - as below
)
_FAMILY_NAMES = frozenset(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan trinh truong
    dinh lam phung mai to ha cao luong luu chu thai ta tong quach kieu vuong bach au nghiem thach
    son danh kim chau tang la quan lu giang mac nong ma trieu be hua ksor siu rmah hlu dieu
    """.split()  # noqa: SIM905 - a word list reads better as text
)
_ALLOWED = re.compile(r"[^\W\d_]+(?:[ '’\-.]+[^\W\d_]+)*\.?")
_NOT_VIETNAMESE = re.compile("[äæëïñöøüåçß]", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_JOINTS = re.compile(r"([-'’.])")
_VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
_WORD = f"[A-ZĐ{_VOWELS.upper()}][a-zđ{_VOWELS}]*"
_FAULTLESS = re.compile(f"{_WORD}(?: {_WORD})+")
_APOSTROPHES = str.maketrans({"’": "'", "`": "'", "´": "'", "‘": "'"})


def _capitalise(word: str) -> str:
    """Return a word typed all in capitals, all small or with a slip of the shift key put right.

    Capitals of the old fonts have their marked letters small: "VăN", "HồNG".
    """
    is_plain = word.islower() or (word.isupper() and len(word) > 1)
    is_slip = word.isalpha() and (word[:1].islower() or word[:2].isupper()) and len(word) > 1
    if not (is_plain or is_slip or _is_capital_font(word)):
        return word
    return "".join(part[:1].upper() + part[1:].lower() for part in _JOINTS.split(word))


def _is_capital_font(word: str) -> bool:
    """Tell "VăN": plain letters large, marked ones small."""
    return word.isalpha() and all(letter.isascii() == letter.isupper() for letter in word)


def proper_case(name: str) -> str:
    """Return the name with capital initials; words with mixed capitals stay as typed."""
    return " ".join(_capitalise(word) for word in name.split(" "))


def _at_a_glance(typed: str) -> Cell[str] | None:
    """Return the cell of a name with nothing to strip or refuse: most of them, also in capitals."""
    name = proper_case(typed) if typed.isupper() else typed
    if not (is_unicode(typed) and _FAULTLESS.fullmatch(name)):
        return None
    if name[: name.index(" ")].lower() in _FORMS:
        return None
    return Cell(name, () if name == typed else (_case_issue(typed, name),))


def _strip_extras(name: str) -> str:
    """Return the name without numbering, form of address, post and trailing note."""
    name = _PREFIX.sub("", _NUMBERING.sub("", name))
    for words in (_ADDRESS, _POST):
        if title := words.match(name):
            rest = name[title.end() :]
            if rest.count(" ") and search_key(rest.partition(" ")[0]) in _FAMILY_NAMES:
                name = rest
    while True:
        shorter = _NOTE.sub("", name)
        if shorter == name or not shorter:
            return name
        name = shorter


def normalise_name(raw: Raw, *, hint: Encoding | None = None, limit: int = NAME_LIMIT) -> Cell[str]:
    """Return the full name in NFC and proper case.

    Errors: ``name_blank``, ``name_digits``, ``name_symbols``, ``name_too_long``. Warnings say what
    was changed or looks odd: ``legacy_font``, ``name_extras``, ``name_case``, ``name_letters``,
    ``name_joined``, ``name_one_word``.
    """
    if isinstance(raw, str) and len(raw) <= limit and (cell := _at_a_glance(raw)):
        return cell
    issues: list[Issue] = []
    if isinstance(raw, str) and not raw.isascii():
        converted = convert_legacy(raw, hint=hint)
        if converted.encoding:
            issues.append(legacy_issue(raw, converted.text, converted.encoding, "Họ tên"))
        raw = converted.text
    typed = text_of(raw).translate(_APOSTROPHES)
    if not typed:
        return Cell(None, (error("name_blank", "Họ và tên để trống. Đồng chí điền rồi nhập lại."),))
    if len(typed) > limit:
        message = f"Họ tên {shown(typed)} dài {len(typed)} ký tự, tối đa {limit}."
        return Cell(None, (error("name_too_long", message + " Đồng chí rút gọn lại."),))
    name = _strip_extras(typed)
    if name != typed:
        message = f"Họ tên {shown(typed)} có phần thừa. Sẽ lưu là “{name}”."
        issues.append(warning("name_extras", message))
    refusal = _refusal(name)
    if refusal:
        return Cell(None, (refusal,))
    cased = proper_case(name)
    if cased != name:
        issues.append(_case_issue(typed, cased))
    return Cell(cased, (*issues, *_doubts(typed, cased)))


def _case_issue(typed: str, cased: str) -> Issue:
    message = f"Họ tên {shown(typed)} viết hoa chưa đúng. Sẽ lưu là “{cased}”."
    return warning("name_case", message)


def _doubts(typed: str, name: str) -> Iterator[Issue]:
    """Yield what to look at again in a name that can be stored."""
    if _NOT_VIETNAMESE.search(name):
        message = f"Họ tên {shown(typed)} có chữ không phải tiếng Việt, có thể gõ bằng phông cũ."
        yield warning("name_letters", message + " Đồng chí kiểm tra lại.")
    if any(one.islower() and other.isupper() for one, other in pairwise(name.replace("Mc", ""))):
        message = f"Họ tên {shown(typed)} có hai chữ viết liền. Đồng chí kiểm tra lại."
        yield warning("name_joined", message)
    if " " not in name:
        message = f"Họ tên {shown(typed)} chỉ có một từ. Đồng chí kiểm tra có thiếu họ không."
        yield warning("name_one_word", message)


def _refusal(name: str) -> Issue | None:
    """Return why this cannot be anybody's name, if so."""
    if _ALLOWED.fullmatch(name):
        return None
    if _DIGIT.search(name):
        return error("name_digits", f"Họ tên {shown(name)} có chữ số. Đồng chí sửa lại.")
    message = f"Họ tên {shown(name)} có ký hiệu không phải chữ cái. Đồng chí sửa lại."
    return error("name_symbols", message)


def legacy_issue(raw: Raw, text: str, encoding: Encoding, label: str) -> Issue:
    """Return the warning that a text was converted from an old font."""
    message = f"{label} {shown(raw)} gõ bằng bảng mã {encoding}. Đã đổi thành “{clean(text)}”."
    return warning("legacy_font", message)
