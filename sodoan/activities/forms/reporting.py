"""What was done and who was there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from sodoan.activities.actions.reporting import Present, Report
from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity
from sodoan.common.forms import HouseForm
from sodoan.common.words import number
from sodoan.people.models import Person

_LONG = 2000


class ReportForm(HouseForm):
    """Five fields, three of them filled from the plan, and photos."""

    theirs: Activity | None = None  # what somebody else has saved meanwhile

    place = forms.CharField(label="Địa điểm", max_length=200)
    form = forms.CharField(
        label="Hình thức", max_length=120, widget=forms.TextInput(attrs={"list": "hinh-thuc"})
    )
    done = forms.CharField(
        label="Đã làm gì", max_length=_LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = forms.CharField(
        label="Kết quả", max_length=_LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    guests = forms.IntegerField(
        label="Khách, thanh niên ngoài Đoàn",
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        help_text="Ảnh được thu nhỏ và bỏ thông tin vị trí trước khi lưu.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        names = ("place", "form", "done", "result", "guests", "version")
        kwargs["initial"] = {name: getattr(activity, name) for name in names}
        super().__init__(*args, **kwargs)

    @property
    def report(self) -> Report:
        """What was filled in."""
        data = self.cleaned_data
        names = ("place", "form", "done", "result", "guests", "photo")
        return Report(*(data[name] for name in names))


@dataclass(frozen=True)
class Mark:
    """What is stored of one person."""

    presence: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Seat:
    """One line of the list of attendance; `begins` a branch of so many people."""

    person: Person
    presence: str
    reason: str
    begins: str = ""


class Attendance:
    """The list of attendance: `p-PERSON` a presence, `l-PERSON` a reason.

    `luc` is when the list was shown: who has been marked since (checked in) stays so, and is in
    `kept`. `everybody` ticks those not marked yet.
    """

    def __init__(
        self,
        people: Iterable[Any],
        stored: Mapping[int, Mark],
        data: Mapping[str, Any] | None = None,
        *,
        everybody: bool = False,
    ) -> None:
        self.errors: list[str] = []
        self.seats: list[Seat] = []
        self.kept: list[Person] = []
        self.people: dict[int, Present] = {}
        self.shown_at = timezone.now()
        seen = _moment(data.get("luc", "")) if data is not None else None
        rows = list(people)
        sizes = Counter(person.branch for person in rows)
        before = None
        for person in rows:
            mark = stored.get(person.pk, Mark())
            presence, reason = mark.presence, mark.reason
            if everybody and not presence:
                presence = Presence.PRESENT
            if data is not None and f"p-{person.pk}" in data:
                presence, reason = self._said(person, mark, data, seen)
            begins = f"{person.branch} ({number(sizes[person.branch])} người)"
            self.seats.append(
                Seat(person, presence, reason, "" if person.branch == before else begins)
            )
            before = person.branch

    def _said(
        self, person: Person, mark: Mark, data: Mapping[str, Any], seen: datetime | None
    ) -> tuple[str, str]:
        """What stands after the form: what it says, unless that is older than what is stored."""
        said = data[f"p-{person.pk}"], data.get(f"l-{person.pk}", "")[:200]
        if said == (mark.presence, mark.reason):
            return said
        if seen is not None and mark.at is not None and mark.at > seen:
            self.kept.append(person)
            return mark.presence, mark.reason
        self.people[person.pk] = Present(*said)
        return said


def _moment(text: str) -> datetime | None:
    """The moment a page was shown; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
