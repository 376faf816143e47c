"""Minutes of a meeting, what it decided, what came of that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from sodoan.activities.actions.meetings import Decided, Written
from sodoan.activities.actions.reporting import Report
from sodoan.activities.models import Activity, Minutes
from sodoan.activities.queries.duties import may_take
from sodoan.common.forms import ClockField, DateField, HouseForm
from sodoan.people.models import Person

_LONG = 6000


def _person(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=Person.objects.none(), empty_label="Chọn một người"
    )


class MinutesForm(HouseForm):
    """Who chaired and wrote, what was discussed and concluded."""

    theirs: Activity | None = None  # what somebody else has saved meanwhile

    place = forms.CharField(label="Địa điểm", max_length=200)
    chair = _person("Chủ trì")
    secretary = _person("Thư ký")
    done = forms.CharField(
        label="Nội dung thảo luận",
        max_length=_LONG,
        help_text="Mỗi dòng một đoạn trong biên bản.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    result = forms.CharField(
        label="Kết luận", max_length=_LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    guests = forms.IntegerField(
        label="Khách, thanh niên ngoài Đoàn",
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    ended_at = ClockField(label="Kết thúc lúc", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        activity: Activity,
        minutes: Minutes | None,
        you: int | None = None,
    ) -> None:
        names = ("place", "done", "result", "guests", "version")
        kept: dict[str, Any] = {name: getattr(activity, name) for name in names}
        kept["chair"] = minutes.chair_id if minutes else activity.in_charge_id or you
        kept |= {"secretary": minutes.secretary_id, "ended_at": minutes.ended_at} if minutes else {}
        super().__init__(data, initial=kept)
        self.form = activity.form or activity.get_meeting_display()
        people = may_take(activity.unit, activity.on)
        if minutes:
            people |= Person.objects.filter(pk__in=(minutes.chair_id, minutes.secretary_id))
        for name in ("chair", "secretary"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @property
    def written(self) -> Written:
        """What was filled in."""
        data = self.cleaned_data
        report = Report(data["place"], self.form, data["done"], data["result"], data["guests"])
        return Written(data["chair"], data["secretary"], report, data["ended_at"])


class DecideForm(HouseForm):
    """What a meeting decided."""

    text = forms.CharField(label="Việc phải làm", max_length=300)
    person = _person("Người thực hiện")
    due_on = DateField(label="Hạn")

    def __init__(self, data: Mapping[str, Any] | None, *, activity: Activity, on: date) -> None:
        super().__init__(data)
        self.fields["person"].queryset = may_take(activity.unit, on)  # type: ignore[attr-defined]

    @property
    def decided(self) -> Decided:
        """What was filled in."""
        data = self.cleaned_data
        return Decided(data["text"], data["person"], data["due_on"])


class SettleForm(HouseForm):
    """When it was done and with what result."""

    done_on = DateField(label="Ngày làm xong")
    note = forms.CharField(label="Kết quả", max_length=300)
