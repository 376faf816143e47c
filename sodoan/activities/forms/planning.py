"""What is planned: one activity, the slots of a unit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from sodoan.activities.actions.planning import Planned
from sodoan.activities.actions.slots import Time
from sodoan.activities.choices import ActivityKind, Weekday
from sodoan.activities.models import Activity, Scheme, Slot, Theme
from sodoan.activities.queries.duties import officers
from sodoan.common.forms import ClockField, DateField, HouseForm
from sodoan.org.models import Unit
from sodoan.people.models import Person


class PlanForm(HouseForm):
    """One activity of a scheme: theme, words, place, form, who is in charge."""

    theirs: Activity | None = None  # what somebody else has saved meanwhile

    on = DateField(label="Ngày")
    theme = forms.ModelChoiceField(
        label="Nhóm nội dung", queryset=Theme.objects.none(), empty_label="Chọn nhóm nội dung"
    )
    title = forms.CharField(label="Nội dung hoạt động", max_length=200)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    form = forms.CharField(
        label="Hình thức",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "hinh-thuc"}),
    )
    in_charge = forms.ModelChoiceField(
        label="Người phụ trách",
        queryset=Person.objects.none(),
        empty_label="Chọn ủy viên Ban Chấp hành",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(  # noqa: PLR0913 - where and when it is planned
        self,
        data: Mapping[str, Any] | None = None,
        *,
        unit: Unit,
        scheme: Scheme,
        day: date,
        activity: Activity | None = None,
        slot: Slot | None = None,
    ) -> None:
        self.slot = activity.slot if activity else slot
        self.forms = scheme.forms
        fresh = {"on": day, "place": slot.place if slot else ""}
        super().__init__(data, initial=_kept(activity) if activity else fresh)
        themes = [one.pk for one in scheme.themes.all() if one.applies_to(unit.sector)]
        self.fields["theme"].queryset = scheme.themes.filter(pk__in=themes)  # type: ignore[attr-defined]
        holders = officers(unit, day).values("person")
        people = Person.objects.filter(pk__in=holders).order_by("sort_key", "pk")
        if activity and activity.in_charge_id:
            people |= Person.objects.filter(pk=activity.in_charge_id)
        self.fields["in_charge"].queryset = people  # type: ignore[attr-defined]

    @property
    def planned(self) -> Planned:
        """What was filled in; the slot is kept while the day is one of it."""
        data = self.cleaned_data
        slot = self.slot
        if slot and not slot.falls_on(data["on"]):
            slot = None
        return Planned(
            on=data["on"],
            title=data["title"],
            kind=ActivityKind.SCHEME,
            theme=data["theme"],
            slot=slot,
            starts_at=slot.starts_at if slot else None,
            minutes=slot.minutes if slot else data["theme"].scheme.minutes,
            place=data["place"],
            form=data["form"],
            in_charge=data["in_charge"],
        )


def _kept(activity: Activity) -> dict[str, Any]:
    names = ("on", "title", "place", "form", "version")
    found = {name: getattr(activity, name) for name in names}
    return {**found, "theme": activity.theme_id, "in_charge": activity.in_charge_id}


class SkipForm(HouseForm):
    """Why nothing takes place."""

    theirs: Activity | None = None  # as above

    reason = forms.CharField(
        label="Lý do nghỉ", max_length=200, help_text="Ví dụ: nghỉ Tết, trực dịch sốt xuất huyết."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SlotsForm(HouseForm):
    """As many times of the week as a scheme allows; those it does not need may stay empty."""

    since = DateField(label="Áp dụng từ ngày")
    place = forms.CharField(label="Địa điểm thường dùng", max_length=200, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, scheme: Scheme, taken: Sequence[Slot], on: date
    ) -> None:
        super().__init__(data, initial=_chosen(scheme, taken, on))
        self.places = range(1, scheme.most_slots + 1)
        for place in self.places:
            needed = place <= scheme.weekly_minimum
            empty = ("", "Chọn ngày" if needed else "Không chọn")
            self.fields[f"day_{place}"] = forms.TypedChoiceField(
                label=f"Buổi {place}: ngày trong tuần",
                coerce=int,
                empty_value=None,
                required=needed,
                choices=[empty, *Weekday.choices],
            )
            hint = "Ví dụ 16:30, 30 phút cuối buổi chiều" if place == 1 else ""
            self.fields[f"time_{place}"] = ClockField(
                label=f"Buổi {place}: giờ bắt đầu", help_text=hint, required=needed
            )
        self.order_fields(
            [*(f"{what}_{place}" for place in self.places for what in ("day", "time"))]
        )

    def clean(self) -> dict[str, Any]:
        """Every day has its hour, and is chosen once."""
        data: dict[str, Any] = super().clean() or {}
        seen = set()
        for place in self.places:
            day, hour = f"day_{place}", f"time_{place}"
            weekday = data.get(day)
            if weekday and data.get(hour) is None and hour not in self.errors:
                self.add_error(hour, "Đồng chí ghi giờ bắt đầu của ngày này.")
            if weekday in seen:
                self.add_error(day, "Ngày này đã chọn ở trên.")
            seen |= {weekday} - {None}
        return data

    @property
    def times(self) -> list[Time]:
        """The times chosen."""
        data = self.cleaned_data
        pairs = [(data[f"day_{place}"], data[f"time_{place}"]) for place in self.places]
        return [Time(day, at, data["place"]) for day, at in pairs if day]


def _chosen(scheme: Scheme, taken: Sequence[Slot], on: date) -> dict[str, Any]:
    found: dict[str, Any] = {"since": max(on, scheme.during.lower)}
    for place, slot in enumerate(taken, start=1):
        found |= {f"day_{place}": slot.weekday, f"time_{place}": slot.starts_at}
        found["place"] = slot.place
    return found
