"""Birthplace codes of citizen numbers, and the offices that issue identity papers."""

import re
from functools import cache

from sodoan.imports.normalise.cell import Cell, Raw, shown, text_of, warning
from sodoan.people.provinces import find_province, letters_of, provinces

_POLICE = re.compile(
    r"canh sat|ccs|qlhc|quan ly hanh chinh|trat tu xa hoi|ttxh|c06|cuc cs|bo cong an|dlqg|dkql"
)
_PLACE_LIMIT = 120

POLICE_ADMINISTRATION = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
POLICE_RESIDENCE = "Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư"
MINISTRY = "Bộ Công an"


@cache
def national_issuers() -> tuple[str, ...]:
    """Return the 64 values of the national workbook: the department and the 63 old provinces."""
    return (POLICE_ADMINISTRATION, *(p.name for p in provinces() if p.until is not None))


@cache
def _birthplace_codes() -> frozenset[str]:
    return frozenset(f"0{p.code}" for p in provinces())


def is_birthplace_code(code: str) -> bool:
    """Tell whether the first three digits of a citizen number name a province (001 to 096)."""
    return code in _birthplace_codes()


def normalise_issuer(raw: Raw) -> Cell[str]:
    """Return who issued the identity paper: a police department or the name of a province.

    Old provinces keep their name (the paper says so). Unknown text is kept with the warning
    ``issuer_unknown``.
    """
    text = text_of(raw)
    if not text:
        return Cell()
    province = find_province(text)
    if province:
        return Cell(province.name)
    letters = letters_of(text)
    if _POLICE.search(letters):
        if letters == "bo cong an":
            return Cell(MINISTRY)
        resident = re.search(r"cu tru|dlqg|dkql|du lieu", letters)
        return Cell(POLICE_RESIDENCE if resident else POLICE_ADMINISTRATION)
    message = f"Nơi cấp {shown(text)} không có trong danh mục. Giữ nguyên như đã ghi."
    return Cell(text[:_PLACE_LIMIT], (warning("issuer_unknown", message),))
