"""What is inspected, what was found, how it was put right."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sodoan.common.forms import DateField, HouseForm
from sodoan.inspections.actions.checking import LONGEST, LONGEST_NOTE
from sodoan.inspections.actions.opening import Wanted
from sodoan.inspections.choices import InspectionKind, Verdict
from sodoan.inspections.models import SampleItem
from sodoan.inspections.models.inspection import MOST_DRAWN
from sodoan.org.models import Unit
from sodoan.people.models import Person

_USUAL_SIZE = 10
_PERIOD, _DAYS, _TIME_TO_MEND = timedelta(days=90), timedelta(days=14), timedelta(days=14)
_NUMERIC = {"inputmode": "numeric"}
_LINES = forms.Textarea(attrs={"rows": 3})


class OpenForm(HouseForm):
    """What is inspected, by whom, and how much is drawn."""

    title = forms.CharField(label="Tên cuộc kiểm tra", max_length=200)
    kind = forms.ChoiceField(label="Loại", choices=InspectionKind.choices)
    target = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Phạm vi",
        empty_label=None,
        help_text="Đơn vị đã chọn và mọi đơn vị trực thuộc.",
    )
    first = DateField(label="Hoạt động từ ngày")
    last = DateField(label="Đến hết ngày")
    size = forms.IntegerField(
        label="Số hoạt động cần rút",
        min_value=1,
        max_value=MOST_DRAWN,
        widget=forms.TextInput(attrs=_NUMERIC),
    )
    per_unit = forms.IntegerField(
        label="Mỗi đơn vị ít nhất",
        min_value=0,
        max_value=MOST_DRAWN,
        help_text="Số 0: rút chung trong tất cả.",
        widget=forms.TextInput(attrs=_NUMERIC),
    )
    starts_on = DateField(label="Kiểm tra từ ngày")
    ends_on = DateField(label="Kiểm tra xong ngày")
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="Người kiểm tra", widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], people: QuerySet[Person], on: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "size": _USUAL_SIZE,
            "per_unit": 0,
            "first": on - _PERIOD,
            "last": on,
            "starts_on": on,
            "ends_on": on + _DAYS,
            "target": units.first(),
        }
        super().__init__(*args, **kwargs)
        target, named = self.fields["target"], self.fields["people"]
        assert isinstance(target, forms.ModelChoiceField)
        assert isinstance(named, forms.ModelMultipleChoiceField)
        target.queryset, named.queryset = units, people

    @property
    def wanted(self) -> Wanted:
        """What was filled in."""
        data = dict(self.cleaned_data)
        data["people"] = [person.pk for person in data["people"]]
        return Wanted(**data)


class JudgeForm(HouseForm):
    """Whether an activity is as it was reported."""

    verdict = forms.ChoiceField(
        label="Kết quả đối chiếu", choices=Verdict.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="Ghi chú",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="Không khớp thì ghi khác ở đâu; không kiểm tra được thì ghi vì sao.",
        widget=_LINES,
    )
    proof = forms.FileField(label="Ảnh hoặc tệp minh chứng", required=False)

    def __init__(self, *args: Any, item: SampleItem, **kwargs: Any) -> None:
        kwargs["initial"] = {"verdict": item.verdict, "note": item.note}
        super().__init__(*args, **kwargs)


class FindingForm(HouseForm):
    """What a unit has to put right, and by when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label=None)
    text = forms.CharField(label="Phát hiện điều gì", max_length=LONGEST, widget=_LINES)
    due_on = DateField(label="Hạn khắc phục")

    def __init__(
        self, *args: Any, units: QuerySet[Unit], on: date, item: SampleItem | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "due_on": on + _TIME_TO_MEND,
            "unit": item.activity.unit if item else units.first(),
            "text": item.note if item else "",
        }
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units.filter(pk=item.activity.unit_id) if item else units


class AnswerForm(HouseForm):
    """How it was put right."""

    text = forms.CharField(label="Đã khắc phục thế nào", max_length=LONGEST, widget=_LINES)
    proof = forms.FileField(label="Ảnh hoặc tệp minh chứng", help_text="Ảnh, PDF, Word hoặc Excel.")


class ConcludeForm(HouseForm):
    """The conclusion of an inspection."""

    conclusion = forms.CharField(
        label="Kết luận", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class CancelForm(HouseForm):
    """Why an inspection is given up."""

    reason = forms.CharField(label="Lý do hủy", max_length=300)


def refused(form: HouseForm, error: ValidationError) -> None:
    """Put refusals beside their fields, all others above the form."""
    if hasattr(error, "error_dict"):
        for name, told in error.error_dict.items():
            form.add_error(name if name in form.fields else None, told)
    else:
        form.add_error(None, error)
