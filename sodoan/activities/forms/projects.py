"""A project as it is to be, and how it stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from sodoan.activities.actions.projects import Intended, Progress
from sodoan.activities.choices import PROJECT_MOVES, ProjectKind, ProjectState, Scale
from sodoan.activities.models import Project
from sodoan.activities.models.project import MOST_VALUE
from sodoan.activities.queries.duties import may_take
from sodoan.common.forms import DateField, HouseForm
from sodoan.common.words import number
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.people.models import Person

_SCALES = {
    Tier.BRANCH: Scale.BRANCH,
    Tier.SECTION: Scale.GRASSROOTS,
    Tier.GRASSROOTS: Scale.GRASSROOTS,
    Tier.COMMUNE: Scale.COMMUNE,
}


class MoneyField(forms.IntegerField):
    """An amount in đồng as people write it: 12.500.000, 12 500 000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """Return the amount, separators aside."""
        if isinstance(value, str):
            value = value.replace(".", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        found: int | None = super().to_python(value)
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show an amount with its separators, typed text as it was typed."""
        return number(value) if isinstance(value, int) else value


class ProjectForm(HouseForm):
    """A project: what, of which scale, from when to when, worth how much, in whose charge."""

    title = forms.CharField(label="Tên công trình, phần việc", max_length=200)
    kind = forms.ChoiceField(label="Loại", choices=ProjectKind.choices)
    scale = forms.ChoiceField(label="Quy mô", choices=Scale.choices)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    starts_on = DateField(label="Ngày bắt đầu")
    ends_on = DateField(label="Ngày dự kiến hoàn thành")
    value = MoneyField(label="Giá trị (đồng)", min_value=0, max_value=MOST_VALUE)
    leads = forms.ModelMultipleChoiceField(
        label="Người phụ trách",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        unit: Unit,
        on: date,
        project: Project | None = None,
    ) -> None:
        usual = {"scale": _SCALES.get(Tier(unit.type.tier)), "starts_on": on, "value": 0}
        super().__init__(data, initial=_kept(project) if project else usual)
        people = may_take(unit, on)
        if project:
            people |= Person.objects.filter(pk__in=project.leads.values("person"))
        self.fields["leads"].queryset = people  # type: ignore[attr-defined]

    @property
    def intended(self) -> Intended:
        """What was filled in."""
        names = ("title", "kind", "scale", "starts_on", "ends_on", "place", "value")
        data = self.cleaned_data
        return Intended(**{name: data[name] for name in names}, leads=tuple(data["leads"]))


def _kept(project: Project) -> dict[str, Any]:
    names = ("title", "kind", "scale", "place", "starts_on", "ends_on", "value")
    found = {name: getattr(project, name) for name in names}
    return {**found, "leads": list(project.leads.values_list("person_id", flat=True))}


class ProgressForm(HouseForm):
    """How far it is, that it is done, stopped, or goes on."""

    for_some_answers = ("percent", "on", "result", "reason")

    state = forms.ChoiceField(label="Trạng thái", widget=forms.RadioSelect)
    percent = forms.IntegerField(
        label="Đã làm được (%)",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    on = DateField(label="Ngày hoàn thành", required=False, help_text="Khi đã hoàn thành.")
    result = forms.CharField(
        label="Kết quả", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label="Lý do dừng", required=False, max_length=200, help_text="Khi dừng."
    )
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        help_text="Ảnh được thu nhỏ và bỏ thông tin vị trí trước khi lưu.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        moves = PROJECT_MOVES[ProjectState(project.state)]
        first = project.state if project.state in moves else ProjectState.RUNNING
        percent = project.percent if project.is_open else 0
        kwargs["initial"] = {"state": first, "percent": percent, "result": project.result}
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state.value, state.label) for state in ProjectState if state in moves
        ]

    @property
    def progress(self) -> Progress:
        """What was filled in."""
        data = self.cleaned_data
        return Progress(
            state=data["state"],
            percent=data["percent"] or 0,
            on=data["on"],
            result=data["result"],
            reason=data["reason"],
            photo=data["photo"],
        )
