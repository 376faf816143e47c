"""Forms of the register and of paper templates."""

from django import forms

from sodoan.common.forms import FormMixin


class VoidForm(FormMixin, forms.Form):
    """Why a document is void."""

    reason = forms.CharField(
        label="Lý do hủy",
        max_length=300,
        help_text="Số đã cấp không dùng lại; văn bản vẫn nằm trong sổ cùng lý do này.",
    )


class TemplateForm(FormMixin, forms.Form):
    """A Word template edited by a unit."""

    file = forms.FileField(
        label="Tệp Word đã sửa (.docx)",
        help_text="Không quá 5 MB, không macro.",
        widget=forms.FileInput({"accept": ".docx"}),
    )
