"""Issuing and ending a report form; more time for a report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sodoan.common.datafiles import LARGEST_FILE, DataFileError
from sodoan.common.forms import DateField, FormMixin, HouseForm
from sodoan.org.models import Unit
from sodoan.reports.packfile import ReportPack, parse_report, shipped_reports


class IssueForm(HouseForm):
    """Which form, for which unit, from when to when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị ban hành", empty_label=None)
    pack = forms.ChoiceField(label="Biểu mẫu có sẵn", required=False)
    file = forms.FileField(
        label="Hoặc tệp biểu mẫu (.yaml)",
        required=False,
        help_text="Tệp do đơn vị soạn theo tài liệu “Tệp dữ liệu”.",
        widget=forms.FileInput({"accept": ".yaml,.yml"}),
    )
    start = DateField(label="Áp dụng từ ngày")
    end = DateField(label="Đến hết ngày", required=False, help_text="Bỏ trống nếu chưa định ngày.")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        packs = shipped_reports()
        self.fields["pack"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn biểu mẫu"),
            *((key, f"{one.code} – {one.title}") for key, one in packs.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Read the file, or take the shipped form; exactly one of both."""
        data = super().clean() or self.cleaned_data
        file, key = data.get("file"), data.get("pack")
        if bool(file) == bool(key):
            self.add_error("pack", "Đồng chí chọn một biểu mẫu có sẵn hoặc một tệp.")
        elif key:
            data["content"] = shipped_reports()[key]
        else:
            try:
                data["content"] = _read(file)
            except ValidationError as error:
                self.add_error("file", error)
        return data


def _read(file: Any) -> ReportPack:
    """The form a file says. Raises `ValidationError` with every fault and its line."""
    if file.size > LARGEST_FILE:
        raise ValidationError("Tệp lớn hơn 2 MB, không phải tệp biểu mẫu.")
    try:
        return parse_report(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValidationError("Tệp không phải văn bản UTF-8.") from None
    except DataFileError as error:
        raise ValidationError([str(fault) for fault in error.faults]) from None


class EndForm(FormMixin, forms.Form):
    """The last day of a form."""

    on = DateField(label="Ngày cuối cùng áp dụng")


class ExtendForm(FormMixin, forms.Form):
    """More time for a report, for a reason."""

    until = DateField(label="Nộp đến hết ngày")
    reason = forms.CharField(label="Lý do gia hạn", max_length=250)
