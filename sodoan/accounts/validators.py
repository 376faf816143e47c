"""Reading what people type: phone numbers, codes from paper, new passwords. Pure."""

import re
from typing import Final

from django.contrib.auth import password_validation as django

# Without the letters and digits that are mistaken for one another on paper (0 O, 1 I L, U V).
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTWXYZ"
SLIP_LENGTH: Final = 8

_LOOKALIKES: Final = {
    "O": "chữ O và số 0",
    "0": "chữ O và số 0",
    "I": "chữ I, chữ L và số 1",
    "L": "chữ I, chữ L và số 1",
    "1": "chữ I, chữ L và số 1",
    "U": "chữ U và chữ V",
    "V": "chữ U và chữ V",
}
_SPACING: Final = re.compile(r"[\s.\-–_]+")
_NOT_DIGITS: Final = re.compile(r"\D")
_COUNTRY: Final = re.compile(r"^(00)?840?")  # +84 …, 0084 …, also with the 0 left in: +84 (0) …
_PHONE_LENGTHS: Final = range(9, 12)


def read_code(text: str) -> str:
    """The code as stored: capitals without the gaps people type or paste."""
    return _SPACING.sub("", text).upper()


def one_spelling(identifier: str) -> str:
    """What somebody typed to be known by, however spaced: tries are counted by it."""
    return read_phone(identifier) or read_code(identifier)


def shown_code(code: str) -> str:
    """The code as printed, in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def misread_hint(code: str) -> str:
    """A sentence about the first character no code has, with its place; empty when all may be."""
    for place, character in enumerate(code, start=1):
        if character in ALPHABET:
            continue
        where = "ký tự cuối" if place == len(code) else f"ký tự thứ {place}"
        what = _LOOKALIKES.get(character, f"ký tự “{character}”")
        return f"Mã không có {what}; bạn xem lại {where}."
    return ""


def read_phone(text: str) -> str | None:
    """A phone number in the one form kept (`0908214637`), however spaced; `None` if it is none."""
    if re.search(r"[A-Za-z@]", text):
        return None
    digits = _COUNTRY.sub("0", _NOT_DIGITS.sub("", text))
    return digits if len(digits) in _PHONE_LENGTHS and digits.startswith("0") else None


class LongEnough(django.MinimumLengthValidator):
    """A password has so many characters."""

    def get_error_message(self) -> str:
        """What is said of a shorter one."""
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự. Bạn viết dài thêm."


class NotCommon(django.CommonPasswordValidator):
    """A password is none of those that are tried first."""

    def get_error_message(self) -> str:
        """What is said of one that many people use."""
        return "Mật khẩu này nhiều người dùng nên dễ bị đoán. Bạn chọn mật khẩu khác."


class NotAboutOneself(django.UserAttributeSimilarityValidator):
    """A password is not what everybody knows of its owner."""

    def get_error_message(self) -> str:
        """What is said of one that resembles the owner's name, code, e-mail or phone."""
        return "Mật khẩu này gần giống %(verbose_name)s của bạn. Bạn chọn mật khẩu khác."
