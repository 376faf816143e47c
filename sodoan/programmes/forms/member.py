"""What a member fills in besides the cards of criteria."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sodoan.common.forms import HouseForm
from sodoan.documents.validators import MAX_FILE_BYTES, MAX_IMAGE_BYTES
from sodoan.programmes.actions.assessment import PledgeMark
from sodoan.programmes.choices import MarkOutcome
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Assessment, Mark, Pledge

_LONG = 2000
MOST_FILES = 5
_ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


class MemberForm(HouseForm):
    """A form that says “bạn”."""

    you = "Bạn"


class ManyFilesInput(forms.FileInput):
    """A file field that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself; too many are refused."""
        one = super().clean
        files = [one(each, initial) for each in data or [None]]
        if len(files) > MOST_FILES:
            raise ValidationError(
                f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp. "
                f"Bạn gửi {MOST_FILES} tệp trước, rồi gửi tiếp."
            )
        return [each for each in files if each]


class EvidenceForm(MemberForm):
    """A photo taken now, files, words, a link: at least one of them."""

    photo = forms.FileField(
        label="Chụp ảnh",
        required=False,
        help_text="Ảnh được thu nhỏ và bỏ thông tin vị trí trước khi lưu.",
        widget=forms.FileInput(
            attrs={
                "accept": "image/*",
                "capture": "environment",
                "data-most": str(MAX_IMAGE_BYTES),
            }
        ),
    )
    file = ManyFilesField(
        label="Chọn ảnh hoặc tệp có sẵn",
        required=False,
        help_text=f"Đến {MOST_FILES} tệp một lần: ảnh (đến 15 MB), PDF, Word (.docx) hoặc Excel "
        "(.xlsx) (đến 20 MB).",
        widget=ManyFilesInput(attrs={"accept": _ACCEPT, "data-most": str(MAX_FILE_BYTES)}),
    )
    text = forms.CharField(
        label="Mô tả",
        required=False,
        max_length=_LONG,
        help_text="Việc gì, ngày nào, ở đâu, kết quả ra sao.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(
        label="Đường dẫn",
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text="Bài viết, video hoặc tin đã đăng.",
        error_messages={"invalid": "Đường dẫn chưa đúng. Ví dụ: https://example.vn/bai-viet"},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_link(self) -> str:
        """Only web addresses: nothing that a browser would run."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError("Đường dẫn phải bắt đầu bằng https:// hoặc http://.")
        return link

    @property
    def uploads(self) -> list[Any]:
        """The files given, whichever way."""
        photo = self.cleaned_data.get("photo")
        return [*([photo] if photo else []), *self.cleaned_data.get("file", [])]


class NoteForm(MemberForm):
    """A line of progress."""

    note = forms.CharField(
        label="Ghi tiến độ",
        max_length=_LONG,
        help_text="Vài chữ về việc đã làm, để cuối năm dễ nhớ.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(MemberForm):
    """Why a registration should change."""

    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=_LONG,
        help_text="Ví dụ: chuyển chỗ làm nên không dự được lớp đã đăng ký.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ComplaintForm(MemberForm):
    """What a member does not agree with."""

    text = forms.CharField(
        label="Điều bạn chưa đồng ý và căn cứ",
        max_length=4000,
        help_text="Nêu rõ nội dung nào, minh chứng nào chưa được tính.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class WrongRecordForm(MemberForm):
    """What is wrong in the record book."""

    text = forms.CharField(
        label="Chỗ nào chưa đúng, đúng ra là gì",
        max_length=_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SelfAssessmentForm(MemberForm):
    """An outcome and a note per pledge, a grade, and words of one's own.

    Nothing is asked for while saving; handing in asks the action, which names what is missing.
    """

    OUTCOMES = (MarkOutcome.MET, MarkOutcome.PARTLY, MarkOutcome.NOT_MET)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        pack: Pack,
        pledges: Sequence[Pledge],
        assessment: Assessment | None,
    ) -> None:
        super().__init__(data)
        self.pledges = pledges
        kept = {mark.pledge_id: mark for mark in assessment.marks.all()} if assessment else {}
        for pledge in pledges:
            self._ask(pledge, kept.get(pledge.pk))
        grades = [(grade.key, grade.title) for grade in pack.active_scale.grades]
        self.fields["grade"] = forms.ChoiceField(
            label="Mức tự xếp loại",
            required=False,
            choices=grades,
            widget=forms.RadioSelect,
            initial=assessment.grade_key if assessment else None,
        )
        self.fields["opinion"] = forms.CharField(
            label="Ưu điểm, hạn chế và hướng phấn đấu",
            required=False,
            max_length=_LONG,
            widget=forms.Textarea(attrs={"rows": 4}),
            initial=assessment.opinion if assessment else "",
        )

    def _ask(self, pledge: Pledge, mark: Mark | None) -> None:
        self.fields[f"kq-{pledge.pk}"] = forms.ChoiceField(
            label="Kết quả",
            required=False,
            choices=[(one.value, one.label) for one in self.OUTCOMES],
            widget=forms.RadioSelect,
            initial=mark.outcome if mark else None,
        )
        self.fields[f"gt-{pledge.pk}"] = forms.CharField(
            label="Giải thích",
            required=False,
            max_length=_LONG,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=mark.note if mark else "",
        )

    def row(self, pledge: Pledge) -> tuple[Any, Any]:
        """The two fields of a pledge."""
        return self[f"kq-{pledge.pk}"], self[f"gt-{pledge.pk}"]

    @property
    def marks(self) -> dict[int, PledgeMark]:
        """Marks of the pledges that have an outcome."""
        found = {}
        for pledge in self.pledges:
            outcome = self.cleaned_data.get(f"kq-{pledge.pk}")
            if outcome:
                found[pledge.pk] = PledgeMark(outcome, self.cleaned_data[f"gt-{pledge.pk}"])
        return found
