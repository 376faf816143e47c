"""Forms of the approving unit."""

from typing import Any

from django import forms

from sodoan.common.forms import HouseForm
from sodoan.documents.forms import IssueForm
from sodoan.programmes.engine.schema import Scale
from sodoan.programmes.models import Round

_KEEP = "giu-nguyen"


class ReasonForm(HouseForm):
    """Why something goes back."""

    note = forms.CharField(
        label="Lý do trả lại",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ghi rõ cần xem lại điều gì; chi đoàn đọc nguyên văn.",
    )


class RoundsField(forms.ModelMultipleChoiceField):
    """Rounds by the name of their branch; they carry `people`."""

    def label_from_instance(self, obj: Any) -> str:
        """The branch and how many people its result names."""
        return f"{obj.title} ({obj.people} người)"


class PublishForm(IssueForm):
    """One decision for the chosen branches."""

    for_some_answers = ("cap_note",)

    rounds = RoundsField(
        queryset=Round.objects.none(),
        label="Chi đoàn có tên trong quyết định",
        widget=forms.CheckboxSelectMultiple,
    )
    cap_note = forms.CharField(
        label="Ý kiến chấp thuận vượt hạn mức",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("rounds", "issued_on", "issuer_code", "last_number", "cap_note")

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["cap_note"]  # asked for when a cap turns out to be exceeded
        field = self.fields["rounds"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rounds
        field.initial = [round_.pk for round_ in rounds]


class AnswerForm(IssueForm):
    """The outcome of a re-review: never a lower grade, and nothing is chosen beforehand.

    A changed grade takes the head of its decision of correction, and a look at the yearly comment
    when a person wrote it (`comment`).
    """

    for_some_answers = ("comment", "issued_on", "issuer_code", "cap_note")

    grade = forms.ChoiceField(label="Kết luận", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="Nội dung trả lời",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Nêu căn cứ; đoàn viên đọc nguyên văn.",
    )
    comment = forms.CharField(
        label="Nhận xét năm trong sổ đoàn viên",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chi đoàn tự viết. Khi điều chỉnh mức, đồng chí sửa cho hợp hoặc giữ nguyên.",
    )
    cap_note = forms.CharField(
        label="Ý kiến chấp thuận vượt hạn mức",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = (
        "grade", "answer", "comment", "issued_on", "issuer_code", "last_number", "cap_note",
    )  # fmt: skip

    def __init__(self, *args: Any, scale: Scale, current: str, comment: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].label = "Ngày ban hành quyết định điều chỉnh"
        self.fields["issued_on"].help_text = "Giữ nguyên mức thì không ban hành quyết định."
        for name in ("issued_on", "issuer_code"):
            self.fields[name].required = False
        if comment:
            self.fields["comment"].initial = comment
        else:
            del self.fields["comment"]  # a ready sentence follows the grade by itself
        if not self.is_bound:
            del self.fields["cap_note"]  # asked for when a cap turns out to be exceeded
        now = scale.grade(current).short if current else "không xếp loại"
        keep = (_KEEP, f"Giữ nguyên: {now}")
        change = [(grade.key, f"Điều chỉnh thành: {grade.short}") for grade in scale.above(current)]
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [keep, *change]

    def clean_grade(self) -> str:
        """The new grade; empty to keep the old one."""
        grade: str = self.cleaned_data["grade"]
        return "" if grade == _KEEP else grade

    def clean(self) -> dict[str, Any]:
        """A correction needs the day and the code of its decision."""
        found = super().clean() or self.cleaned_data
        for name in ("issued_on", "issuer_code"):
            if found.get("grade") and not found.get(name) and name not in self.errors:
                self.add_error(name, "Điều chỉnh mức thì cần ghi để ban hành quyết định.")
        return found

    @property
    def takes_number(self) -> bool:
        """Only a changed grade takes a decision."""
        return bool(self.cleaned_data.get("grade"))

    @property
    def said(self) -> dict[str, Any]:
        """What the answer itself says; of the comment only when it was asked for."""
        names = {"grade", "answer", "cap_note", "comment"} & set(self.cleaned_data)
        told = names if "comment" in self.data else names - {"comment"}
        return {name: self.cleaned_data[name] for name in told}
