"""Forms of the register and of paper templates."""

from typing import Any

from django import forms

from sodoan.common.forms import FormMixin

_LARGEST = 9999  # far above what a unit issues in a year, far below what the register holds


class VoidForm(FormMixin, forms.Form):
    """Why a document is void."""

    reason = forms.CharField(
        label="Lý do hủy",
        max_length=300,
        help_text="Số đã cấp không dùng lại; văn bản vẫn nằm trong sổ cùng lý do này.",
    )


class LastNumberField(forms.IntegerField):
    """How far the paper register of a unit has come."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=_LARGEST, **kwargs)


class TemplateForm(FormMixin, forms.Form):
    """A Word template edited by a unit."""

    file = forms.FileField(
        label="Tệp Word đã sửa (.docx)",
        help_text="Không quá 5 MB, không macro.",
        widget=forms.FileInput({"accept": ".docx"}),
    )
