"""What the branch fills in: decisions, and a member's paper sheet."""

from collections.abc import Mapping
from typing import Any

from django import forms

from sodoan.common.forms import HouseForm
from sodoan.common.scoping import Actor
from sodoan.people.choices import Category
from sodoan.people.models import Person
from sodoan.programmes.actions import paper as actions
from sodoan.programmes.actions.member import LockedError, StaleError
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.forms.pledges import CardPage
from sodoan.programmes.models import Enrolment
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.member import sheet_state

_LONG = 2000
_STALE = (
    "Phiếu này vừa được sửa ở máy khác. Bản đang hiện là nội dung đồng chí vừa gõ, chưa lưu. "
    "Đồng chí bấm lưu lần nữa để thay bản kia, hoặc tải lại trang để xem bản kia."
)
_LOCKED = (
    "Phiếu này vừa được gửi hoặc đã duyệt nên không nhập hộ nữa. Đồng chí tải lại trang để xem."
)


class DecideForm(HouseForm):
    """Words to the member; needed only to return a sheet."""

    for_some_answers = ("comment",)

    comment = forms.CharField(
        label="Góp ý cho đoàn viên",
        required=False,
        max_length=_LONG,
        help_text="Khi trả lại, đồng chí ghi rõ cần sửa điều gì.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(HouseForm):
    """Words about a request for a change; needed only to refuse it."""

    for_some_answers = ("note",)

    note = forms.CharField(
        label="Ý kiến của chi đoàn",
        required=False,
        max_length=_LONG,
        help_text="Khi không duyệt, đồng chí ghi lý do.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CategoryForm(HouseForm):
    """Another category of the programme, and why."""

    category = forms.ChoiceField(label="Đối tượng mới", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Lý do",
        max_length=_LONG,
        help_text="Ví dụ: đã tốt nghiệp, đi làm từ tháng 7. Đoàn viên đọc lý do này.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, pack: Pack, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (one.key, one.title) for one in pack.categories if one.key != current
        ]


class CheckForm(HouseForm):
    """Why evidence does not prove its pledge."""

    for_some_answers = ("note",)

    note = forms.CharField(
        label="Lý do chưa đạt",
        required=False,
        max_length=_LONG,
        help_text="Đoàn viên đọc lý do này để bổ sung.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def told(person: Person | None) -> str:
    """Whether a member has heard of it, in words."""
    if person is not None and person.user_id is not None:
        return "Đoàn viên đã nhận thông báo."
    return "Đoàn viên chưa có tài khoản, đồng chí báo trực tiếp."


class PaperSheet:
    """A signed paper sheet being typed: all content groups on one page."""

    def __init__(self, enrolment: Enrolment, data: Mapping[str, Any] | None = None) -> None:
        self.enrolment = enrolment
        self.errors: list[str] = []
        self.done_words = ""
        self._data = data
        self.mark = sheet_state(enrolment)
        if data is not None and data.get("doi_tuong") in Category.values:
            enrolment.category = data["doi_tuong"]
        self.pack = pack_of(enrolment.plan)
        stored = list(enrolment.pledges.filter(is_dropped=False))
        self.pages = [
            CardPage(
                enrolment,
                self.pack,
                group,
                [one for one in stored if one.group_key == group.key],
                data=data,
            )
            for group in self.pack.groups
        ]

    @property
    def is_members_own(self) -> bool:
        """Whether the member is writing the sheet: paper would replace those words."""
        person = self.enrolment.person
        if person is None or person.user_id is None or not self.chosen:
            return False
        return bool(self.enrolment.entered_by_id == person.user_id)

    @property
    def chosen(self) -> int:
        """How many criteria are taken."""
        return sum(page.chosen for page in self.pages)

    def save(self, *, by: Actor, finish: bool) -> bool:
        """Keep what was typed; with `finish` accept it as the member's signed sheet.

        Returns whether all went well; otherwise `errors` says what to repair. What could be read
        is kept either way. Raises `ValidationError` of the actions.
        """
        groups = {page.group.key: page.pledges() for page in self.pages}
        seen = (self._data or {}).get("moc", "")
        try:
            self.mark = actions.save_paper(
                self.enrolment, by=by, category=self.enrolment.category, groups=groups, seen=seen
            )
        except (StaleError, LockedError) as error:
            self.errors = [_STALE if isinstance(error, StaleError) else _LOCKED]
            return False
        if any(not page.is_valid() for page in self.pages):
            self.errors = ["Có ô chưa đọc được, đồng chí xem các dòng được đánh dấu đỏ bên dưới."]
            return False
        if finish:
            actions.enter_paper_registration(self.enrolment, by=by)
            self.done_words = (
                f"Đã nhập phiếu giấy của {self.enrolment.person}. {told(self.enrolment.person)}"
            )
        else:
            self.done_words = "Đã lưu phần đang nhập."
        return True
