"""What forms say when they refuse: always Vietnamese, whoever wrote the form or the validator."""

import copy
import importlib
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from sodoan.common import refusals
from sodoan.common.forms import FormMixin, HouseForm

SODOAN = Path(__file__).parents[2] / "sodoan"
VIETNAMESE = re.compile(r"[à-ỹđ]", re.IGNORECASE)
BOUNDS = {
    forms.CharField: {"max_length": 3, "min_length": 2},
    forms.IntegerField: {"max_value": 3, "min_value": 2},
    forms.DecimalField: {"max_value": 3, "min_value": 2, "max_digits": 3, "decimal_places": 1},
    forms.FileField: {"max_length": 3},
    forms.URLField: {"assume_scheme": "https"},
}


def kinds_in_use():
    """Every kind of Django's fields that the code of the house names, with all its bounds set."""
    texts = [path.read_text(encoding="utf-8") for path in SODOAN.rglob("*.py")]
    names = {name for text in texts for name in re.findall(r"\bforms\.(\w+Field)\b", text)}
    for kind in (getattr(forms, name) for name in sorted(names)):
        with_queryset = issubclass(kind, forms.ModelChoiceField)
        bounds = next((BOUNDS[base] for base in kind.mro() if base in BOUNDS), {})
        yield kind(**({"queryset": None} if with_queryset else bounds))


def forms_of_the_house():
    """Every class of form, those that change a form of another package included."""
    for app in apps.get_app_configs():
        if app.name.startswith("sodoan."):
            for path in [*Path(app.path).glob("forms.py"), *Path(app.path).glob("forms/*.py")]:
                place = path.relative_to(app.path).with_suffix("")
                importlib.import_module(".".join([app.name, *place.parts]))
    waiting, found = [forms.BaseForm], []
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        found += [kind for kind in subclasses if kind.__module__.startswith("sodoan.")]
    return found


def foreign_words(field):
    """What a field or one of its validators may say that has no Vietnamese letter."""
    spoken = dict(field.error_messages)
    for validator in field.validators:
        if hasattr(validator, "code"):
            spoken.setdefault(validator.code, getattr(validator, "message", ""))
    return {code: str(said) for code, said in spoken.items() if not VIETNAMESE.search(str(said))}


def test_every_form_has_the_manners_of_the_house():
    plain = [kind for kind in forms_of_the_house() if not issubclass(kind, FormMixin)]
    assert not plain


def test_no_kind_of_field_in_use_refuses_in_another_language():
    kinds = list(kinds_in_use())
    assert any(foreign_words(field) for field in kinds), "Django now speaks: is this still needed?"
    for field in kinds:
        refusals.teach(field, "Bạn")
    assert {type(field).__name__: said for field in kinds if (said := foreign_words(field))} == {}


def test_no_field_of_any_form_refuses_in_another_language():
    found = {}
    for kind in forms_of_the_house():
        for name, field in kind.base_fields.items():
            refusals.teach(taught := copy.deepcopy(field), kind.you)
            if said := foreign_words(taught):
                found[kind.__name__, name] = said
    assert not found


REFUSED = [
    (forms.CharField(), "a\0b", "Ô này có ký tự không đọc được. Bạn xóa rồi gõ lại."),
    (
        forms.CharField(max_length=3),
        "Hà Nội",
        "Bạn viết gọn lại: nhiều nhất 3 ký tự, ô này đang có 6.",
    ),
    (forms.CharField(min_length=3), "a", "Bạn viết thêm: ít nhất 3 ký tự, ô này đang có 1."),
    (forms.EmailField(), "ha@", "Thư điện tử chưa đúng. Bạn ghi theo dạng ten@vidu.vn."),
    (forms.IntegerField(), "hai", "Bạn ghi một số."),
    (forms.IntegerField(min_value=2), "1", "Bạn ghi từ 2 trở lên."),
    (forms.DecimalField(max_digits=3), "1234", "Bạn ghi số ngắn hơn: nhiều nhất 3 chữ số."),
    (
        forms.DecimalField(decimal_places=1),
        "1.25",
        "Bạn ghi nhiều nhất 1 chữ số sau dấu phẩy.",
    ),
    (forms.TimeField(), "tối", "Bạn ghi giờ theo dạng 19:00."),
    (
        forms.ChoiceField(choices=[("a", "A")]),
        "b",
        "Mục đã chọn không có trong danh sách. Bạn chọn lại.",
    ),
    (
        forms.MultipleChoiceField(choices=[("a", "A")]),
        ["b"],
        "Mục đã chọn không có trong danh sách. Bạn chọn lại.",
    ),
]


@pytest.mark.parametrize(("field", "sent", "said"), REFUSED)
def test_field_refuses_in_the_words_of_the_house(field, sent, said):
    kind = type("Asked", (HouseForm,), {"answer": field, "you": "Bạn"})
    assert kind({"answer": sent}).errors["answer"] == [said]


def test_empty_file_is_refused_in_words_and_no_file_too():
    kind = type("Sent", (HouseForm,), {"file": forms.FileField()})
    empty = SimpleUploadedFile("danh-sach.xlsx", b"")
    assert kind({}, {"file": empty}).errors["file"] == ["Tệp trống. Đồng chí chọn tệp khác."]
    assert kind({}).errors["file"] == ["Đồng chí chưa chọn tệp."]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("-3", "Đồng chí ghi từ 0 trở lên."),
        ("201", "Đồng chí ghi từ 200 trở xuống."),
        ("", "Ô này còn trống. Đồng chí điền rồi gửi lại."),
    ],
)
def test_field_added_to_a_form_afterwards_refuses_in_the_words_of_the_house(sent, said):
    form = HouseForm({"count": sent})
    form.fields["count"] = forms.IntegerField(min_value=0, max_value=200)
    assert form.errors["count"] == [said]


def test_words_that_a_form_gives_itself_stay():
    own = {"min_value": "Ít nhất một.", "required": "Thiếu số."}
    given = forms.IntegerField(min_value=1, error_messages=own)
    kind = type("Given", (HouseForm,), {"count": given})
    assert kind({"count": "0"}).errors["count"] == ["Ít nhất một."]
    assert kind({"count": ""}).errors["count"] == ["Thiếu số."]
