"""Telephone numbers and e-mail addresses."""

import re

from sodoan.imports.normalise.cell import Cell, Issue, Raw, is_nothing, shown, text_of, warning

_EMAIL_LIMIT = 254
_LONGEST = 100  # a longer cell is no number with a note
_MOBILE_DIGITS = 10
PLAIN_PHONE = re.compile(r"0[35789][0-9]{8}")  # of a mobile
_LANDLINE = re.compile(r"02[0-9]{9}")
_LANDLINE_DIGITS = 11
_OLD_MOBILE_DIGITS = 11
# Eleven-digit mobile numbers became ten-digit ones in September-November 2018.
_OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_SEVERAL = re.compile(r"[/;,|]|\s[-–]\s|\bhoặc\b")
_NOT_DIGITS = re.compile(r"\D+")
_TWO_NUMBERS = re.compile(r"(\+?(?:84|0)\d{9})\s+(\+?(?:84|0)\d{9})")
_DECIMALS = re.compile(r"(?<=\d{8})[.,]0$")
_LETTERS = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\+?\d[\d\s.-]{7,}\d")
_NOTED = re.compile(r"[^\d+]*(\+?\d[\d\s.-]{7,}\d)\s*(?:\D.*)?")
"""One number with words before or behind it: "0912345678 (mẹ)"."""
_LABEL = re.compile(r"^(?:sđt|đt|dđ|tel|mobile|zalo)\s*[:.]?\s*", re.IGNORECASE)
_EMAIL = re.compile(
    rf"(?=.{{6,{_EMAIL_LIMIT}}}\Z)"
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
PLAIN_EMAIL = re.compile(rf"(?!'){_EMAIL.pattern}")  # no text mark of Excel in front


def _digits(text: str) -> str:
    """Return the digits with the country code turned into the leading zero."""
    international = text.startswith("+")
    digits = _NOT_DIGITS.sub("", text)
    if digits.startswith("0084"):
        digits, international = digits[2:], True
    if digits.startswith("84") and (international or len(digits) > _MOBILE_DIGITS):
        rest = digits[2:]
        return rest if rest.startswith("0") else "0" + rest
    return digits


def _is_valid(digits: str) -> bool:
    return bool(PLAIN_PHONE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def normalise_phone(raw: Raw) -> Cell[str]:
    """Return the number as 10 (mobile) or 11 (landline) digits with its leading zero.

    An unusable number never rejects the row: warning ``phone_invalid``, value None. Other
    warnings: ``phone_zero_restored``, ``phone_old_prefix``, ``phone_several``, ``phone_note``.
    """
    typed = text_of(raw)
    if PLAIN_PHONE.fullmatch(typed):
        return Cell(typed)
    if is_nothing(typed):
        return Cell()
    text, issues = _only_number(_DECIMALS.sub("", _LABEL.sub("", typed)), typed)
    digits = _digits(text)
    if len(digits) == _OLD_MOBILE_DIGITS and digits[:4] in _OLD_PREFIXES:
        digits = _OLD_PREFIXES[digits[:4]] + digits[4:]
        message = f"Điện thoại {shown(typed)} là đầu số cũ. Đã đổi thành {digits}."
        issues.append(warning("phone_old_prefix", message))
    elif not digits.startswith("0") and _is_valid("0" + digits):
        digits = "0" + digits
        message = f"Điện thoại {shown(typed)} mất số 0 ở đầu. Đã thêm thành {digits}."
        issues.append(warning("phone_zero_restored", message))
    if _is_valid(digits) and not _LETTERS.search(text):
        return Cell(digits, tuple(issues))
    return Cell(None, (_invalid_phone(typed, digits),))


def _only_number(text: str, typed: str) -> tuple[str, list[Issue]]:
    """Return the first number of a cell, with what is said about the rest that is not kept."""
    two = _TWO_NUMBERS.fullmatch(text)
    first = two[1] if two else _SEVERAL.split(text)[0].strip()
    if _is_valid(_digits(first)) and first != text and _digits(first) != _digits(text):
        return first, [_several(typed, first)]
    if len(text) < _LONGEST and _LETTERS.search(text) and (noted := _NOTED.fullmatch(text)):
        if len(_NUMBER.findall(text)) > 1:
            return noted[1], [_several(typed, noted[1])]
        message = (
            f"Điện thoại {shown(typed)} có ghi thêm chữ. Chỉ lưu số; nếu không phải số của đoàn "
            "viên, đồng chí để trống ô này."
        )
        return noted[1], [warning("phone_note", message)]
    return text, []


def _several(typed: str, first: str) -> Issue:
    message = f"Điện thoại {shown(typed)} có nhiều số. Chỉ lưu số đầu {_digits(first)}."
    return warning("phone_several", message)


def _invalid_phone(typed: str, digits: str) -> Issue:
    if not digits:
        reason = "không phải số điện thoại"
    elif _LETTERS.search(typed):
        reason = "có chữ lẫn trong số"
    elif digits.startswith("02") and len(digits) != _LANDLINE_DIGITS:
        reason = f"có {len(digits)} chữ số, số cố định cần {_LANDLINE_DIGITS}"
    elif len(digits) != _MOBILE_DIGITS:
        reason = f"có {len(digits)} chữ số, cần {_MOBILE_DIGITS}"
    else:
        reason = "không phải đầu số của Việt Nam"
    message = f"Điện thoại {shown(typed)} {reason}. Ô này để trống, đồng chí bổ sung sau."
    return warning("phone_invalid", message)


def normalise_email(raw: Raw) -> Cell[str]:
    """Return the address in lower case.

    Warnings: ``email_invalid`` (value None), ``email_spaces`` (blanks within are left out).
    """
    typed = text_of(raw)
    if is_nothing(typed):
        return Cell()
    spaced = typed.lower().removeprefix("mailto:").strip(" .,;<>")
    address = spaced.replace(" ", "")
    if _EMAIL.fullmatch(address):
        if address == spaced:
            return Cell(address)
        message = f"Thư điện tử {shown(typed)} có khoảng trắng ở giữa. Sẽ lưu là {address}."
        return Cell(address, (warning("email_spaces", message + " Đồng chí kiểm tra lại."),))
    message = f"Thư điện tử {shown(typed)} không đúng dạng ten@vidu.vn. Ô này để trống."
    return Cell(None, (warning("email_invalid", message),))
