"""What was done and who was there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from sodoan.activities.actions.reporting import Present, Report
from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity
from sodoan.common.forms import HouseForm
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
class Seat:
    """One line of the list of attendance."""

    person: Person
    presence: str
    reason: str


class Attendance:
    """The list of attendance: `p-PERSON` a presence, `l-PERSON` a reason."""

    def __init__(
        self,
        people: Iterable[Person],
        stored: Mapping[int, tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        *,
        everybody: bool = False,
    ) -> None:
        self.errors: list[str] = []
        self.seats = []
        for person in people:
            presence, reason = stored.get(person.pk, ("", ""))
            if everybody and not presence:
                presence = Presence.PRESENT
            if data is not None and f"p-{person.pk}" in data:
                presence = data[f"p-{person.pk}"]
                reason = data.get(f"l-{person.pk}", "")[:200]
            self.seats.append(Seat(person, presence, reason))

    @property
    def people(self) -> dict[int, Present]:
        """Who was marked."""
        return {
            seat.person.pk: Present(seat.presence, seat.reason)
            for seat in self.seats
            if seat.presence
        }
