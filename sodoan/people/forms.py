"""Forms on persons, memberships and posts."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db import models
from django.forms import BoundField

from sodoan.common.forms import DateField, HouseForm
from sodoan.documents.forms import NumberedForm
from sodoan.documents.rendering.text import paragraphs
from sodoan.org.models import Post, Term, Unit
from sodoan.people.actions.profile import ORDINARY
from sodoan.people.actions.sensitive import SENSITIVE
from sodoan.people.choices import Category, MembershipEnd, MembershipKind, Sex
from sodoan.people.fields import KnownDayField, KnownDaysForm
from sodoan.people.knowndays import KnownDay
from sodoan.people.merging import Line
from sodoan.people.models import Person
from sodoan.people.queries import latest_version

_ENDS = [
    (end.value, end.label)
    for end in MembershipEnd
    if end not in (MembershipEnd.TRANSFER, MembershipEnd.RETURNED)
]


_LARGEST = 2**63 - 1  # of a key

_OF_PERSON = {"born_on": "born_precision", "joined_on": "joined_precision"}
_OF_PROFILE = {
    "id_issued_on": "id_issued_precision", "party_joined_on": "party_joined_precision",
}  # fmt: skip
_PARTS = (
    ("Sinh hoạt", ("unit", "kind", "since", "decision_no")),
    ("Nhân thân", (
        "full_name", "sex", "born_on", "id_number", "category",
        "home_town", "address", "occupation",
    )),
    ("Liên hệ", ("phone", "email")),
    ("Đoàn viên", (
        "joined_on", "admission_no", "member_code", "card_no", "association",
    )),
    ("Trình độ", ("schooling", "degree", "theory", "it_level", "language_level")),
    ("Ghi thêm", ("commendation", "note", "reason")),
)  # fmt: skip


class UnitField(forms.ModelChoiceField):
    """A branch, named with the unit above it: many branches share a name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label="Chọn chi đoàn", **kwargs)

    def label_from_instance(self, obj: Unit) -> str:
        """`Chi đoàn Khu phố 3 (Đoàn phường An Hòa)`."""
        return f"{obj.name} ({obj.parent.name})" if obj.parent else obj.name


class BranchForm(HouseForm):
    """A form with a branch out of some; subclasses declare `unit`."""

    def __init__(self, *args: Any, branches: models.QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = branches  # type: ignore[attr-defined]


def _text(name: str, *, lines: int = 0) -> forms.CharField:
    field = cast("models.CharField", Person._meta.get_field(name))  # noqa: SLF001 - documented API
    return forms.CharField(
        label=str(field.verbose_name).capitalize(),
        max_length=field.max_length,
        required=False,
        widget=forms.Textarea({"rows": lines}) if lines else forms.TextInput(),
    )


class PersonForm(KnownDaysForm):
    """The ordinary columns of a person; their checks live in the action."""

    how_exactly = _OF_PERSON

    full_name = forms.CharField(label="Họ và tên", max_length=120)
    sex = forms.ChoiceField(label="Giới tính", choices=Sex.choices, widget=forms.RadioSelect)
    born_on = KnownDayField(label="Ngày sinh")
    category = forms.ChoiceField(label="Đối tượng đoàn viên", choices=Category.choices)
    phone = _text("phone")
    email = forms.EmailField(label="Thư điện tử", required=False)
    home_town = _text("home_town")
    address = _text("address")
    occupation = _text("occupation")
    joined_on = KnownDayField(label="Ngày vào Đoàn", required=False)
    admission_no = _text("admission_no")
    member_code = _text("member_code")
    card_no = _text("card_no")
    schooling = _text("schooling")
    degree = _text("degree")
    theory = _text("theory")
    it_level = _text("it_level")
    language_level = _text("language_level")
    association = _text("association")
    commendation = _text("commendation", lines=2)
    note = _text("note", lines=2)

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """The fields as the page groups them."""
        found = ((t, [self[name] for name in names if name in self.fields]) for t, names in _PARTS)
        return [(title, fields) for title, fields in found if fields]

    def facts(self) -> dict[str, Any]:
        """The ordinary columns, for the action."""
        return {name: self.cleaned_data[name] for name in ORDINARY}


def person_initial(person: Person) -> dict[str, Any]:
    """What the edit form starts with."""
    version = latest_version(person)
    facts = {name: getattr(version, name) for name in ORDINARY}
    for name, precision in _OF_PERSON.items():
        if facts[name]:
            facts[name] = KnownDay(facts[name], facts[precision])
    return facts | {"seen": version.pk}


class EditPersonForm(PersonForm):
    """Change a person; a reason is welcome. `seen` is the version the form was filled in on."""

    reason = forms.CharField(
        label="Lý do sửa", max_length=200, required=False, help_text="Ghi vào lịch sử của hồ sơ."
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=_LARGEST)


class AdmitForm(BranchForm, PersonForm):
    """A new member: the few facts that matter first, the branch and the decision."""

    unit = UnitField(label="Chi đoàn")
    kind = forms.ChoiceField(
        label="Loại",
        choices=[c for c in MembershipKind.choices if c[0] != MembershipKind.TEMPORARY],
    )
    since = DateField(label="Sinh hoạt ở chi đoàn từ ngày")
    decision_no = forms.CharField(label="Số quyết định, nghị quyết", max_length=60, required=False)
    id_number = forms.CharField(
        label="Số CMND/CCCD", max_length=20, required=False, help_text="Được mã hóa khi lưu."
    )
    field_order = (
        "unit", "kind", "since", "decision_no",
        "full_name", "sex", "born_on", "id_number",
    )  # fmt: skip


class AdmissionForm(NumberedForm):
    """The head of a decision that admits members."""

    day = "decided_on"

    decided_on = DateField(label="Ngày quyết định")
    issuer_code = forms.CharField(
        label="Ký hiệu cơ quan ban hành", max_length=30, help_text="Phần sau số và loại văn bản."
    )
    ceremony_on = DateField(label="Ngày tổ chức lễ kết nạp", required=False)
    grounds = forms.CharField(
        label="Căn cứ ghi trong quyết định",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Mỗi căn cứ một dòng.",
    )
    field_order = ("decided_on", "issuer_code", "last_number", "ceremony_on", "grounds")

    def clean_grounds(self) -> tuple[str, ...]:
        """One ground a line."""
        return paragraphs(self.cleaned_data["grounds"])


class NewMemberForm(HouseForm):
    """One row of the list; a row left empty does not count."""

    full_name = forms.CharField(label="Họ và tên", max_length=120)
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "Chọn"), *Sex.choices])
    born_on = DateField(label="Ngày sinh")
    branch = forms.TypedChoiceField(label="Chi đoàn")
    phone = _text("phone")
    id_number = forms.CharField(label="Số CMND/CCCD", max_length=20, required=False)
    confirmed = forms.BooleanField(
        label="Đã đối chiếu, đây là người khác: vẫn kết nạp", required=False
    )

    def __init__(self, *args: Any, branches: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = self.data.get(self.add_prefix("confirmed")) == "on"  # whether to show it
        known = {str(branch.pk): branch for branch in branches}
        field = cast("forms.TypedChoiceField", self.fields["branch"])
        field.choices = [("", "Chọn chi đoàn"), *((key, row.name) for key, row in known.items())]
        field.coerce = lambda key: known[key]


class SensitiveForm(KnownDaysForm):
    """Written without being shown: an empty field keeps what is there."""

    how_exactly = _OF_PROFILE

    id_number = forms.CharField(label="Số CMND/CCCD", max_length=20, required=False)
    id_issued_on = KnownDayField(label="Ngày cấp", required=False)
    id_issued_by = forms.CharField(label="Nơi cấp", max_length=120, required=False)
    ethnicity = forms.CharField(label="Dân tộc", max_length=40, required=False)
    religion = forms.CharField(label="Tôn giáo", max_length=60, required=False)
    party_joined_on = KnownDayField(label="Ngày vào Đảng", required=False)
    party_official_on = DateField(label="Ngày chính thức", required=False)
    discipline = forms.CharField(
        label="Kỷ luật", required=False, widget=forms.Textarea({"rows": 2})
    )
    cleared = forms.MultipleChoiceField(
        label="Xóa nội dung đã ghi ở các ô",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(),
    )
    reason = forms.CharField(label="Lý do sửa", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in SENSITIVE if name not in _OF_PROFILE.values()]
        self.fields["cleared"].choices = [  # type: ignore[attr-defined]
            (name, self.fields[name].label) for name in names
        ]

    def changes(self) -> dict[str, Any]:
        """Only what was filled in or is to be cleared."""
        data = self.cleaned_data
        filled = {name: data[name] for name in SENSITIVE if data.get(name)}
        emptied = {name: None if name.endswith("_on") else "" for name in data["cleared"]}
        changes = emptied | filled
        for day, how_exactly in _OF_PROFILE.items():  # it belongs to the day written here
            changes.pop(how_exactly, None)
            if day in changes:
                changes[how_exactly] = data[how_exactly]
        return changes


class ReasonForm(HouseForm):
    """Why sensitive facts have to be seen."""

    reason = forms.CharField(
        label="Lý do cần xem",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Đoàn viên thấy tên đồng chí, thời điểm và lý do này.",
    )


class TransferForm(BranchForm):
    """Where to, and from which day."""

    unit = UnitField(label="Chi đoàn nơi đến")
    on = DateField(label="Từ ngày")
    decision_no = forms.CharField(
        label="Số giấy giới thiệu, quyết định", max_length=60, required=False
    )


class TemporaryForm(BranchForm):
    """A stay elsewhere."""

    unit = UnitField(label="Chi đoàn nơi sinh hoạt tạm")
    since = DateField(label="Từ ngày")
    until = DateField(label="Đến trước ngày", required=False)
    decision_no = forms.CharField(label="Số giấy giới thiệu", max_length=60, required=False)


class HonoraryForm(BranchForm):
    """Honorary member of a branch."""

    unit = UnitField(label="Chi đoàn")
    on = DateField(label="Từ ngày")
    decision_no = forms.CharField(label="Số quyết định", max_length=60, required=False)


class EndForm(HouseForm):
    """Why and when a membership ends."""

    how = forms.ChoiceField(label="Lý do kết thúc", choices=_ENDS, widget=forms.RadioSelect)
    on = DateField(label="Từ ngày")
    decision_no = forms.CharField(label="Số quyết định", max_length=60, required=False)


class MergeForm(HouseForm):
    """Which of two files stays, and for each field in which they differ, which one is right.

    Choices are `1` for the first file and `2` for the second; the page draws them itself.
    """

    keep = forms.ChoiceField(label="Hồ sơ giữ lại", choices=[("1", "1"), ("2", "2")])

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            if line.differs:
                self.fields[line.key] = forms.ChoiceField(
                    label=line.label, choices=[("1", "1"), ("2", "2")]
                )

    def chosen_from(self, file: str) -> set[str]:
        """The fields in which that file is right."""
        names = set(self.fields) - {"keep"}
        return {name for name in names if self.cleaned_data[name] == file}


class DayForm(HouseForm):
    """One day."""

    on = DateField(label="Từ ngày")


class AppointForm(HouseForm):
    """A person into a post. The persons are the answers of the search on the same page."""

    person = forms.ChoiceField(label="Người giữ chức danh", widget=forms.RadioSelect)
    post = forms.ChoiceField(label="Chức danh")
    term = forms.ModelChoiceField(
        label="Nhiệm kỳ", queryset=Term.objects.none(), required=False, empty_label="Không ghi"
    )
    start = DateField(label="Từ ngày")
    end = DateField(label="Đến trước ngày", required=False)
    decision_no = forms.CharField(label="Số quyết định", max_length=60, required=False)
    decision_on = DateField(label="Ngày quyết định", required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        posts: Sequence[Post],
        terms: models.QuerySet[Term],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.pk), _who(person)) for person in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            (post.key, post.label) for post in posts
        ]
        field = self.fields["term"]
        field.queryset = terms  # type: ignore[attr-defined]
        field.label_from_instance = _term_label  # type: ignore[attr-defined]


def _who(person: Person) -> str:
    units = ", ".join(row.unit.name for row in getattr(person, "now", ()))
    born = f"sinh {KnownDay(person.born_on, person.born_precision)}"
    return f"{person.full_name}, {born}{f', {units}' if units else ''}"


def _term_label(term: Term) -> str:
    return f"{term.get_body_display()} {term.label}"
