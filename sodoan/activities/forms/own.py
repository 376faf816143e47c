"""What a unit does outside any scheme: one activity, a time that comes back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from sodoan.activities.actions.planning import LONGEST_POINT, Planned
from sodoan.activities.actions.slots import OwnTime
from sodoan.activities.choices import ActivityKind, MeetingKind, Ordinal, Rhythm, Weekday
from sodoan.activities.models import Activity, Project, Slot
from sodoan.activities.models.scheme import MINUTES
from sodoan.activities.queries.duties import officers
from sodoan.common.forms import ClockField, DateField, HouseForm
from sodoan.org.models import Unit
from sodoan.people.models import Person

_OTHER = ActivityKind.OTHER.value
_MEETING = "meeting"
_CHOICES = [
    *((f"{_MEETING}-{value}", label) for value, label in MeetingKind.choices),
    (_OTHER, ActivityKind.OTHER.label),
]


def _minutes(usual: int) -> forms.IntegerField:
    return forms.IntegerField(
        label="Thời lượng (phút)",
        initial=usual,
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def _kind(what: str) -> tuple[str, str]:
    """The kind of activity and of meeting that a choice means."""
    kind, _, meeting = what.partition("-")
    return kind, meeting


def _what(kind: str, meeting: str) -> str:
    return f"{kind}-{meeting}" if meeting else kind


class OwnForm(HouseForm):
    """One activity of the unit itself: a meeting with its agenda, or something else."""

    theirs: Activity | None = None  # what somebody else has saved meanwhile

    on = DateField(label="Ngày")
    what = forms.ChoiceField(label="Loại hoạt động", choices=_CHOICES)
    title = forms.CharField(label="Nội dung", max_length=200)
    project = forms.ModelChoiceField(
        label="Thuộc công trình, phần việc",
        queryset=Project.objects.none(),
        required=False,
        empty_label="Không thuộc công trình nào",
    )
    starts_at = ClockField(label="Giờ bắt đầu", required=False)
    minutes = _minutes(90)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    in_charge = forms.ModelChoiceField(
        label="Người phụ trách",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Chưa giao",
    )
    agenda = forms.CharField(
        label="Chương trình họp",
        required=False,
        max_length=6000,
        help_text="Mỗi dòng một nội dung; chỉ cuộc họp có chương trình.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(  # noqa: PLR0913 - where, when and of what it is planned
        self,
        data: Mapping[str, Any] | None = None,
        *,
        unit: Unit,
        day: date,
        activity: Activity | None = None,
        slot: Slot | None = None,
        project: Project | None = None,
    ) -> None:
        self.slot = activity.slot if activity else slot
        self.was = activity
        super().__init__(data, initial=_kept(activity) if activity else _fresh(day, slot, project))
        holders = officers(unit, day).values("person")
        people = Person.objects.filter(pk__in=holders).order_by("sort_key", "pk")
        if activity and activity.in_charge_id:
            people |= Person.objects.filter(pk=activity.in_charge_id)
        self.fields["in_charge"].queryset = people  # type: ignore[attr-defined]
        projects = Project.objects.filter(unit=unit).order_by("-starts_on", "pk")
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        if not projects.exists():
            del self.fields["project"]

    def clean_agenda(self) -> str:
        """No point is longer than a line of the paper."""
        text: str = self.cleaned_data["agenda"]
        if any(len(line.strip()) > LONGEST_POINT for line in text.splitlines()):
            raise forms.ValidationError(f"Mỗi dòng dài nhất {LONGEST_POINT} ký tự.")
        return text

    @property
    def planned(self) -> Planned:
        """What was filled in; the slot is kept while the day is one of it."""
        data = self.cleaned_data
        slot = self.slot if self.slot and self.slot.falls_on(data["on"]) else None
        kind, meeting = _kind(data["what"])
        if project := data.get("project"):
            kind, meeting = ActivityKind.PROJECT, ""
        points = data["agenda"].splitlines() if kind == _MEETING else ()
        return Planned(
            on=data["on"],
            title=data["title"],
            kind=kind,
            meeting=meeting,
            project=project,
            slot=slot,
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            place=data["place"],
            form=self.was.form if self.was else "",
            in_charge=data["in_charge"],
            agenda=tuple(points),
        )


def _fresh(day: date, slot: Slot | None, project: Project | None) -> dict[str, Any]:
    found: dict[str, Any] = {"on": day, "project": project}
    if project:
        found |= {"what": _OTHER, "title": project.title, "place": project.place}
    if slot:
        names = ("title", "starts_at", "minutes", "place")
        found |= {name: getattr(slot, name) for name in names}
        found["what"] = _what(slot.kind, slot.meeting)
    return found


def _kept(activity: Activity) -> dict[str, Any]:
    names = ("on", "title", "starts_at", "minutes", "place", "version")
    found = {name: getattr(activity, name) for name in names}
    points = activity.agenda.values_list("text", flat=True)
    return {
        **found,
        "what": _OTHER if activity.project_id else _what(activity.kind, activity.meeting),
        "project": activity.project_id,
        "in_charge": activity.in_charge_id,
        "agenda": "\n".join(points),
    }


class OwnSlotForm(HouseForm):
    """A time of the unit that comes back: every week, every so many, every month."""

    for_some_answers = ("weekday", "every", "ordinal", "monthday")

    what = forms.ChoiceField(label="Loại hoạt động", choices=_CHOICES)
    title = forms.CharField(
        label="Nội dung", max_length=200, help_text="Ví dụ: Sinh hoạt chi đoàn định kỳ"
    )
    rhythm = forms.ChoiceField(label="Nhịp", choices=Rhythm.choices, initial=Rhythm.MONTH_WEEKDAY)
    weekday = forms.TypedChoiceField(
        label="Ngày trong tuần",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Chọn ngày"), *Weekday.choices],
        help_text="Nhịp theo tuần, hoặc hằng tháng theo thứ.",
    )
    ordinal = forms.TypedChoiceField(
        label="Tuần nào trong tháng",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Chọn tuần"), *Ordinal.choices],
        help_text="Nhịp hằng tháng theo thứ, ví dụ thứ Bảy tuần đầu.",
    )
    monthday = forms.IntegerField(
        label="Ngày trong tháng",
        required=False,
        min_value=1,
        max_value=31,
        help_text="Nhịp hằng tháng theo ngày; tháng không có ngày ấy thì vào ngày cuối tháng.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    every = forms.TypedChoiceField(
        label="Cách mấy tuần",
        coerce=int,
        empty_value="1",
        required=False,
        choices=[(1, "Tuần nào cũng có"), *((n, f"{n} tuần một lần") for n in (2, 3, 4, 6, 8, 12))],
        help_text="Nhịp theo tuần; đếm từ tuần bắt đầu áp dụng.",
    )
    starts_at = ClockField(label="Giờ bắt đầu")
    minutes = _minutes(90)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    since = DateField(label="Áp dụng từ ngày")

    def clean(self) -> dict[str, Any]:
        """What the rhythm needs is there."""
        data: dict[str, Any] = super().clean() or {}
        rhythm = data.get("rhythm")
        needs = {
            Rhythm.WEEKLY: ("weekday",),
            Rhythm.MONTH_DAY: ("monthday",),
            Rhythm.MONTH_WEEKDAY: ("weekday", "ordinal"),
        }
        for name in needs.get(Rhythm(rhythm), ()) if rhythm else ():
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, "Nhịp này cần chọn mục này.")
        return data

    @property
    def time(self) -> OwnTime:
        """What was filled in; what the rhythm does not need is left out."""
        data = self.cleaned_data
        kind, meeting = _kind(data["what"])
        rhythm = data["rhythm"]
        return OwnTime(
            title=data["title"],
            rhythm=rhythm,
            starts_at=data["starts_at"],
            kind=kind,
            meeting=meeting,
            weekday=None if rhythm == Rhythm.MONTH_DAY else data["weekday"],
            every=int(data["every"]) if rhythm == Rhythm.WEEKLY else 1,
            ordinal=data["ordinal"] if rhythm == Rhythm.MONTH_WEEKDAY else None,
            monthday=data["monthday"] if rhythm == Rhythm.MONTH_DAY else None,
            minutes=data["minutes"],
            place=data["place"],
        )
