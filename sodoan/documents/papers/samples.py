"""Invented contexts, for trying a template before anybody's paper is printed with it."""

import dataclasses
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from sodoan.documents.papers.sheets import RegistrationSheet
from sodoan.documents.rendering.text import DOTS

_MANY = 3  # items of every list: votes and grades, commitments and groups go together
_WORDS = {
    "absent": "Võ Mạnh Cường",
    "action": "Tham gia 02 buổi dọn vệ sinh khu phố",
    "author": "Ban Thường vụ Đoàn phường An Hòa",
    "born_on": "08/03/2002",
    "branch": "CHI ĐOÀN KHU PHỐ 3",
    "category": "Công nhân, lao động",
    "chair": "Trần Quốc Bảo",
    "code": "AH-2019-0347",
    "commitments": "Chạy bộ 3 buổi mỗi tuần",
    "full_name": "Nguyễn Hoàng Phương Thảo Nguyên",
    "corrects": "41-QĐ/ĐTN ngày 15/11/2026",
    "grade": "Hoàn thành tốt nhiệm vụ",
    "grades": "Hoàn thành tốt",
    "issuer": "BCH ĐOÀN PHƯỜNG AN HÒA",
    "lines": "TM. BAN THƯỜNG VỤ",
    "name": "Trần Quốc Bảo",
    "old_grade": "Hoàn thành nhiệm vụ",
    "place": "An Hòa",
    "post": "Ủy viên BCH chi đoàn",
    "programme": "Chương trình Rèn luyện đoàn viên",
    "measure": "người",
    "period": "Tháng 10 năm 2026",
    "proposal": "Hoàn thành tốt",
    "receiver": "Ban Thường vụ Tỉnh đoàn An Bình",
    "recipients": "Các chi đoàn trực thuộc",
    "self_assessment": "Đã làm được 02 buổi",
    "sex": "Nữ",
    "replaces": "41-QĐ/ĐTN ngày 15/11/2026",
    "secretary": "Lê Thị Minh Nguyệt",
    "share": "33,3%",
    "unit": "Đoàn phường An Hòa",
    "upper_unit": "BCH ĐOÀN TỈNH AN BÌNH",
    "year": "2026",
}
_SENTENCE = "Nội dung mẫu để xem cách trình bày"


def sample(context: type, *, code: str) -> Any:
    """An object of a context dataclass with every field filled, lists with three items.

    `code` is the type of document in its number ("KH").
    """
    hints = typing.get_type_hints(context)
    names = [field.name for field in dataclasses.fields(context) if field.init]
    return context(**{name: _value(name, hints[name], code) for name in names})


def sample_sheet() -> RegistrationSheet:
    """A registration sheet, which is printed in pages of its own."""
    made: RegistrationSheet = sample(RegistrationSheet, code="")
    return made


def _value(name: str, kind: Any, code: str) -> Any:  # noqa: PLR0911 - one return for each kind of field
    if typing.get_origin(kind) is tuple:
        return tuple(_value(name, typing.get_args(kind)[0], code) for _ in range(_MANY))
    options = [each for each in typing.get_args(kind) if each is not type(None)]
    kind = options[0] if options else kind
    if dataclasses.is_dataclass(kind):
        return sample(typing.cast("type", kind), code=code)
    if kind is Markup:
        return Markup()
    if kind is datetime:
        return datetime(2026, 10, 18, 12, 0, tzinfo=UTC)
    if kind is date:
        return date(2026, 2, 3)
    if kind in {int, Decimal}:
        return kind(_MANY)
    if kind is bool:
        return True
    if name == "symbol":
        return f"{code or DOTS}/ĐTN"
    return _WORDS.get(name, _SENTENCE)
