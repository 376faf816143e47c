"""Citizen numbers (CMND 9 digits, CCCD 12 digits), checked against sex and year of birth.

CCCD: 0 + province code, one digit for century and sex (0/1 for 1900-1999 male/female, 2/3 for
2000-2099, …), two digits of the birth year, six random digits (Circular 59/2021/TT-BCA).
"""

import re
from functools import cache
from typing import Literal

from sodoan.imports.normalise.cell import Cell, Issue, Raw, is_nothing, is_number, text_of, warning
from sodoan.imports.normalise.places import is_birthplace_code

OLD_DIGITS = 9
NEW_DIGITS = 12

Sex = Literal["male", "female"]

PLAIN_ID_NUMBER = re.compile(
    rf"(?!([0-9])\1*\Z)(?:[0-9]{{{OLD_DIGITS}}}|[0-9]{{{NEW_DIGITS}}})"  # not one digit all along
)
_DECIMALS = re.compile(r"(?<=\d{8})[.,]0$")
_PAPER = r"(?:c\.?c\.?c\.?d|cmnd|cmt|cmnd/cccd|cccd/cmnd|cc|căn cước(?: công dân)?|đdcn|định danh)"
_LABEL = re.compile(
    rf"^(?:(?:số|mã|thẻ)\s*)*(?:{_PAPER}\s*(?:số)?|số)\s*(?=[\d:.'’‘`(])"
    rf"|\s*\(\s*{_PAPER}(?:\s*(?:cũ|mới))?\s*\)$",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
# A comma stands between groups of three; between others it may part two numbers.
_SEPARATORS = re.compile(
    r"[\s.\-–'’‘`´\"“”_]+|(?<!\d{4}),(?=\s?\d{3}(?!\d))|^[:#*(\[,]+|[;:*)\]/,]+$"
)
_WHOLE_NUMBER = re.compile(rf"(?<!\d)(?:\d{{{NEW_DIGITS}}}|\d{{{OLD_DIGITS}}})(?!\d)")
_SEVERAL = 2
SEX_WORDS: dict[Sex, str] = {"male": "Nam", "female": "Nữ"}
_SHOWN_DIGITS = 3
_CENTURY_DIGIT = 3
_BIRTH_YEAR, _SEX_AND_YEAR = slice(4, 6), slice(3, 6)
_FIRST_CENTURY = 19
_STOPGAPS = frozenset(digit * size for digit in "0123456789" for size in (OLD_DIGITS, NEW_DIGITS))
"""One digit all along: typed where a form insists on a number."""
_PADDED = {8: OLD_DIGITS, 10: NEW_DIGITS, 11: NEW_DIGITS}


def _tail(number: str) -> str:
    """Return the end of a number for a message: messages are kept, numbers must not be."""
    return f"“…{number[-_SHOWN_DIGITS:]}”"


def _may_be_restored(padded: str) -> bool:
    """Tell whether zeros put in front make a number that may exist: by the province it names."""
    return len(padded) == OLD_DIGITS or is_birthplace_code(padded[:3])


def _stopgap(digits: str) -> Issue:
    message = f"Số CMND/CCCD {_tail(digits)} chỉ ghi cho có. Ô này để trống, đồng chí bổ sung sau."
    return warning("id_invalid", message)


def normalise_id_number(raw: Raw) -> Cell[str]:
    """Return a number of 9 or 12 digits, with zeros that Excel dropped put back.

    Warnings: ``id_zero_restored`` (value kept), ``id_invalid``, ``id_shortened`` (value None).
    Whether the number fits the person is a matter of the whole row: ``id_mismatches``.
    """
    typed = text_of(raw)
    if len(typed) in (OLD_DIGITS, NEW_DIGITS) and typed.isascii() and typed.isdigit():
        return Cell(None, (_stopgap(typed),)) if typed in _STOPGAPS else Cell(typed)
    if is_nothing(typed):
        return Cell()
    digits = _SEPARATORS.sub("", _DECIMALS.sub("", _LABEL.sub("", typed)).strip(": "))
    is_negative_or_broken = is_number(raw) and not typed.isdigit()  # no signs between digits
    is_one = digits.isascii() and digits.isdigit() and len(_WHOLE_NUMBER.findall(typed)) < _SEVERAL
    if is_negative_or_broken or not is_one:
        return Cell(None, (_no_number(typed),))
    length = len(digits)
    if length in (OLD_DIGITS, NEW_DIGITS):
        return Cell(None, (_stopgap(digits),)) if digits in _STOPGAPS else Cell(digits)
    padded = digits.zfill(_PADDED.get(length, 0))
    if length in _PADDED and _may_be_restored(padded):
        message = (
            f"Số CMND/CCCD {_tail(typed)} mất số 0 ở đầu. Đã thêm cho đủ {len(padded)} chữ số."
        )
        return Cell(padded, (warning("id_zero_restored", message),))
    message = (
        f"Số CMND/CCCD {_tail(typed)} có {length} chữ số, cần {OLD_DIGITS} hoặc {NEW_DIGITS}. "
        "Ô này để trống, đồng chí bổ sung sau."
    )
    return Cell(None, (warning("id_invalid", message),))


def _no_number(typed: str) -> Issue:
    """Return why a cell is not one number."""
    if len(several := _WHOLE_NUMBER.findall(typed)) > 1:
        message = (
            f"Ô Số CMND/CCCD có {len(several)} số: {', '.join(map(_tail, several))}. Ô này để "
            "trống, đồng chí chỉ để lại một số."
        )
        return warning("id_invalid", message)
    if _SCIENTIFIC.fullmatch(typed):
        message = (
            "Số CMND/CCCD bị Excel viết gọn (dạng 3,8E+10) nên mất chữ số cuối. Ô này để trống, "
            "đồng chí định dạng cột là Văn bản (Text) rồi gõ lại."
        )
        return warning("id_shortened", message)
    message = f"Số CMND/CCCD {_tail(typed)} có ký tự không phải chữ số. Ô này để trống."
    return warning("id_invalid", message)


def sex_of(number: str) -> Sex | None:
    """Return the sex a 12-digit number tells, None for any other."""
    if len(number) != NEW_DIGITS:
        return None
    return "female" if int(number[_CENTURY_DIGIT]) % 2 else "male"


def _birth_year_of(number: str) -> int:
    """Return the year of birth a 12-digit number tells."""
    century = _FIRST_CENTURY + int(number[_CENTURY_DIGIT]) // 2
    return century * 100 + int(number[_BIRTH_YEAR])


@cache
def _digits_of(sex: Sex | None, year: int | None) -> str | None:
    """Return the three digits that tell a sex and a year of birth; None when one is not known."""
    if sex is None or year is None:
        return None
    century = 2 * (year // 100 - _FIRST_CENTURY) + (sex == "female")
    return f"{century}{year % 100:02}"


def id_mismatches(number: str, *, sex: Sex | None, birth_year: int | None) -> tuple[Issue, ...]:
    """Return warnings where a 12-digit number disagrees with the rest of the row.

    Codes: ``id_province``, ``id_sex``, ``id_birth_year``. A 9-digit number says nothing.
    """
    if len(number) != NEW_DIGITS:
        return ()
    if number[_SEX_AND_YEAR] == _digits_of(sex, birth_year) and is_birthplace_code(number[:3]):
        return ()
    said, said_year = sex_of(number), _birth_year_of(number)
    issues: list[Issue] = []
    if not is_birthplace_code(number[:3]):
        message = (
            f"Số CCCD {_tail(number)} có mã tỉnh {number[:3]} không tồn tại. Đồng chí kiểm tra lại."
        )
        issues.append(warning("id_province", message))
    if said and sex and said != sex:
        message = (
            f"Số CCCD {_tail(number)} là của giới tính {SEX_WORDS[said]}, "
            f"danh sách ghi {SEX_WORDS[sex]}. Đồng chí kiểm tra lại."
        )
        issues.append(warning("id_sex", message))
    if birth_year is not None and said_year != birth_year:
        message = (
            f"Số CCCD {_tail(number)} là của người sinh năm {said_year}, "
            f"danh sách ghi {birth_year}. Đồng chí kiểm tra lại."
        )
        issues.append(warning("id_birth_year", message))
    return tuple(issues)
