"""What the schema library and the YAML reader find, as Vietnamese sentences."""

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "Thiếu khóa bắt buộc này.",
    "extra_forbidden": "Không có khóa này trong định dạng; xem lại chính tả.",
    "string_type": "Cần một đoạn chữ.",
    "string_too_short": "Không được để trống.",
    "string_too_long": "Quá dài; nhiều nhất {max_length} chữ.",
    "int_type": "Cần một số nguyên.",
    "int_parsing": "Cần một số nguyên.",
    "int_from_float": "Cần một số nguyên.",
    "bool_type": "Cần true hoặc false.",
    "bool_parsing": "Cần true hoặc false.",
    "tuple_type": "Cần một danh sách (mỗi mục bắt đầu bằng dấu gạch ngang).",
    "list_type": "Cần một danh sách (mỗi mục bắt đầu bằng dấu gạch ngang).",
    "too_short": "Danh sách cần ít nhất {min_length} mục, mới có {actual_length}.",
    "model_type": "Cần các khóa: giá trị, không phải một giá trị đơn.",
    "model_attributes_type": "Cần các khóa: giá trị, không phải một giá trị đơn.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than_equal": "Không được quá {le}.",
    "string_pattern_mismatch": "Chỉ dùng chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ.",
    "date_from_datetime_parsing": "Cần ngày dạng 2026-09-30.",
    "date_parsing": "Cần ngày dạng 2026-09-30.",
    "date_type": "Cần ngày dạng 2026-09-30.",
}


_SYNTAX = (
    ("'\\t'", "thụt dòng bằng dấu cách, không dùng phím Tab."),
    ("mapping values", "dấu hai chấm ở chỗ không đúng; câu có dấu hai chấm đặt trong ngoặc kép."),
    ("expected ':'", "thiếu dấu hai chấm sau tên khóa."),
    ("<block end>", "dòng này thụt không thẳng hàng với các dòng cùng cấp."),
    ("end of stream", "thiếu dấu đóng ngoặc."),
    ("expected ',' or", "danh sách trong ngoặc vuông thiếu dấu phẩy hoặc dấu đóng ngoặc."),
)
_COUNT_OR_ALL = "Cần một số nguyên, hoặc all."


def say_syntax(problem: str) -> str:
    """Return the sentence for what the YAML reader stumbled over."""
    found = (sentence for sign, sentence in _SYNTAX if sign in problem or sign in repr(problem))
    return next(found, "xem lại thụt dòng, dấu hai chấm và ngoặc kép quanh dòng này.")


def where_of(error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Return the place of an error; that of “a number or all” without the branch tried."""
    place = tuple(error["loc"])
    return place[:-1] if _is_branch(place) else place


def _is_branch(place: tuple[str | int, ...]) -> bool:
    return bool(place) and (place[-1] == "int" or str(place[-1]).startswith("literal["))


def say_error(error: Mapping[str, Any]) -> str:
    """Return the sentence for one entry of `ValidationError.errors()`."""
    kind, context = error["type"], error.get("ctx", {})
    if _is_branch(tuple(error["loc"])):
        return _COUNT_OR_ALL
    if kind == "value_error":
        text = str(context["error"])
        return f"{text[:1].upper()}{text[1:]}."
    if kind in {"enum", "literal_error"}:
        return f"Giá trị không hợp lệ; chọn một trong: {_choices(context['expected'])}."
    template = _WORDS.get(kind)
    if template is None:
        return f"Giá trị không hợp lệ ({error['msg']})."
    return template.format(**context)


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")
