"""Forms of the register and of paper templates."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from sodoan.common.forms import DateField, FormMixin, HouseForm
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterCounter
from sodoan.org.models import Unit

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


class _AskedYearField(forms.CharField):
    """The year the page asks about: what is shown follows the day typed, never what was sent."""

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - as Django calls it
        """Return the year now asked about."""
        return initial


class NumberedForm(HouseForm):
    """The head of a document of a unit about to be numbered; subclasses name its `day`.

    While the register has no number of the year of that day, the form asks how far the paper
    register of the year had come. An answer, also none, counts only for the year the page asked
    about (`asked_year`); one for a year that has numbers is refused by the action.
    """

    day: ClassVar[str]

    last_number = LastNumberField()
    asked_year = _AskedYearField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year = self._year()
        counters = RegisterCounter.objects.filter(unit=unit, kind=kind, year=year)
        self.is_begun = counters.exists()
        self.fields["asked_year"].initial = year
        if self.is_begun and not self["last_number"].data:
            del self.fields["last_number"]
            return
        field = self.fields["last_number"]
        field.label = f"Sổ giấy năm {year} đã đến số"
        field.help_text = (
            f"Số {kind.label.lower()} gần nhất của năm {year} đã cấp ngoài chương trình; số tiếp "
            f"theo nối vào đó. Bỏ trống nếu năm {year} chưa cấp số nào."
        )

    def _year(self) -> int:
        """The year of the day typed, else of the day offered."""
        try:
            typed = self.fields[self.day].clean(self[self.day].data)
        except ValidationError:
            typed = None
        found: int = (typed or self.initial[self.day]).year
        return found

    @property
    def takes_number(self) -> bool:
        """Whether what was chosen issues a document at all."""
        return True

    def clean(self) -> dict[str, Any]:
        """Ask about the year of the document when the page asked about another."""
        data = super().clean() or self.cleaned_data
        unsaid = self.year if data.get("last_number") is not None else self.initial[self.day].year
        asked = data.pop("asked_year", "") or str(unsaid)
        if self.takes_number and not self.is_begun and asked != str(self.year):
            self.add_error(
                "last_number",
                f"Văn bản ghi ngày của năm {self.year}. Đồng chí ghi số gần nhất của sổ giấy năm "
                f"{self.year}, bỏ trống nếu năm ấy chưa cấp số nào, rồi gửi lại.",
            )
        return data


class IssueForm(NumberedForm):
    """The head of a paper of a unit: day, sign, and how far a paper register had come."""

    day = "issued_on"

    issued_on = DateField(label="Ngày ban hành")
    issuer_code = forms.CharField(
        label="Ký hiệu cơ quan ban hành",
        max_length=34,
        help_text="Phần đứng sau loại văn bản, ví dụ ĐTN hoặc ĐTN-TCKT.",
    )
    field_order: Sequence[str] = ("issued_on", "issuer_code", "last_number")

    @property
    def head(self) -> dict[str, Any]:
        """What the issuing actions take."""
        return {
            "issued_on": self.cleaned_data["issued_on"],
            "issuer_code": self.cleaned_data["issuer_code"],
            "last_number": self.cleaned_data.get("last_number"),
        }


class TemplateForm(FormMixin, forms.Form):
    """A Word template edited by a unit."""

    file = forms.FileField(
        label="Tệp Word đã sửa (.docx)",
        help_text="Không quá 5 MB, không macro.",
        widget=forms.FileInput({"accept": ".docx"}),
    )
