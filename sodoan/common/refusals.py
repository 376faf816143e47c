"""What Django's form fields say when they refuse, in the words of the house.

Django's own Vietnamese has gaps (English is shown there) and is stiff where it has none. `{you}` is
how the form addresses its reader.
"""

from collections.abc import Iterator
from typing import Any, Final

from django import forms

_CHOOSE_AGAIN: Final = "Mục đã chọn không có trong danh sách. {you} chọn lại."

# The most general kind first: a later one says it more closely.
_SAYINGS: Final[tuple[tuple[type[forms.Field], dict[str, str]], ...]] = (
    (
        forms.Field,
        {"null_characters_not_allowed": "Ô này có ký tự không đọc được. {you} xóa rồi gõ lại."},
    ),
    (
        forms.CharField,
        {
            "max_length": "{you} viết gọn lại: nhiều nhất %(limit_value)d ký tự, "
            "ô này đang có %(show_value)d.",
            "min_length": "{you} viết thêm: ít nhất %(limit_value)d ký tự, "
            "ô này đang có %(show_value)d.",
        },
    ),
    (forms.EmailField, {"invalid": "Thư điện tử chưa đúng. {you} ghi theo dạng ten@vidu.vn."}),
    (forms.URLField, {"invalid": "Đường dẫn chưa đúng. Ví dụ: https://example.vn/bai-viet"}),
    (
        forms.IntegerField,
        {
            "invalid": "{you} ghi một số.",
            "min_value": "{you} ghi từ %(limit_value)s trở lên.",
            "max_value": "{you} ghi từ %(limit_value)s trở xuống.",
        },
    ),
    (
        forms.DecimalField,
        {
            "max_digits": "{you} ghi số ngắn hơn: nhiều nhất %(max)d chữ số.",
            "max_decimal_places": "{you} ghi nhiều nhất %(max)d chữ số sau dấu phẩy.",
            "max_whole_digits": "{you} ghi nhiều nhất %(max)d chữ số trước dấu phẩy.",
        },
    ),
    (forms.DateField, {"invalid": "{you} ghi ngày theo dạng ngày/tháng/năm."}),
    (forms.TimeField, {"invalid": "{you} ghi giờ theo dạng 19:00."}),
    (forms.ChoiceField, {"invalid_choice": _CHOOSE_AGAIN, "invalid_list": _CHOOSE_AGAIN}),
    (
        forms.ModelChoiceField,
        {
            "invalid_choice": _CHOOSE_AGAIN,
            "invalid_list": _CHOOSE_AGAIN,
            "invalid_pk_value": _CHOOSE_AGAIN,
        },
    ),
    (
        forms.FileField,
        {
            "invalid": "Tệp chưa gửi lên được. {you} tải lại trang rồi chọn tệp lần nữa.",
            "missing": "{you} chưa chọn tệp.",
            "empty": "Tệp trống. {you} chọn tệp khác.",
            "max_length": "Tên tệp dài %(length)d ký tự, nhiều nhất là %(max)d. "
            "{you} đặt tên ngắn hơn rồi gửi lại.",
            "contradiction": "{you} chọn một trong hai: gửi tệp mới hoặc bỏ tệp cũ.",
        },
    ),
)


def teach(field: forms.Field, you: str) -> None:
    """Give a field the words of the house wherever its form has none of its own."""
    for code, words in (*_sayings(field), ("required", _required(field, "{you}"))):
        if field.error_messages.get(code) is _djangos(field, code):
            field.error_messages[code] = words.format(you=you)


def _sayings(field: forms.Field) -> Iterator[tuple[str, str]]:
    said: dict[str, str] = {}
    for kind, words in _SAYINGS:
        if isinstance(field, kind):
            said |= words
    yield from said.items()


def _djangos(field: forms.Field, code: str) -> Any:
    """What the class of a field says; None where a validator speaks for itself."""
    for kind in type(field).mro():
        if code in (said := vars(kind).get("default_error_messages", {})):
            return said[code]
    return None


def _required(field: forms.Field, you: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"{you} cần đánh dấu ô này để tiếp tục."
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return f"{you} chưa chọn mục nào ở đây."
    if isinstance(field, forms.FileField):
        return f"{you} chưa chọn tệp."
    return f"Ô này còn trống. {you} điền rồi gửi lại."
