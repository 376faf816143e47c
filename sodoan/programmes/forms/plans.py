"""Forms of plans: load a pack, and the small forms that each write one change."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sodoan.common.dataschema import Day
from sodoan.common.forms import DateField, HouseForm
from sodoan.common.text import search_key
from sodoan.org.models import Unit
from sodoan.programmes.actions.plans import origin_of, print_of
from sodoan.programmes.engine import changes
from sodoan.programmes.engine.schema import Criterion, Measure, Pack, Scale
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.change_words import PLACES_TOLD, TEXTS
from sodoan.programmes.validators import FIRST_YEAR, LAST_YEAR

Choices = Sequence[tuple[str, str]]
_LONG = {"rows": 3}
_GROUND = "căn cứ "


class LoadForm(HouseForm):
    """A shipped pack becomes the draft of a unit's yearly programme, on one of its scales."""

    pack = forms.ChoiceField(label="Mẫu chương trình")
    scale = forms.ChoiceField(label="Thang xếp loại", widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị ban hành", empty_label=None)
    year = forms.IntegerField(label="Năm", min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, packs: Mapping[str, Pack], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "pack", [(name, pack.title) for name, pack in packs.items()])
        scales = [(name, pack, one) for name, pack in packs.items() for one in pack.scales]
        choose(self, "scale", [(f"{name}/{one.key}", _grades(one)) for name, _, one in scales])
        in_use = (f"{name}/{one.key}" for name, pack, one in scales if one.key == pack.scale)
        self.initial.setdefault("scale", next(in_use, ""))
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units

    def clean_scale(self) -> str:
        """The key of a scale of the chosen pack."""
        name, _, key = str(self.cleaned_data["scale"]).partition("/")
        if name != self.cleaned_data.get("pack", name):
            raise ValidationError("Thang này của mẫu khác; đồng chí chọn thang của mẫu đã chọn.")
        return key


class AdoptForm(HouseForm):
    """Which of one's units takes the plan up."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị triển khai", empty_label=None)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class PlanForm(HouseForm):
    """A small form of the plan editor. `main` is the field that shows a refusal."""

    key = ""
    title = ""
    verb = "Thêm"
    main = ""

    def __init__(self, data: Any = None, *, plan: Plan, pack: Pack) -> None:
        super().__init__(data, prefix=self.key)
        self.plan = plan
        self.pack = pack
        self.above = pack_of(plan.parent) if plan.parent is not None else pack
        self.origin = origin_of(plan.unit)
        self.prepare()
        for field in self.fields.values():
            self.teach(field)

    def prepare(self) -> None:
        """Fill choices and first values from the programme."""


class ChangeForm(PlanForm):
    """A small form that writes one change of the cascade."""

    place = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def change(self) -> changes.Change:
        """What the form asks for."""
        raise NotImplementedError  # abstract; the metaclass of forms rules out ABC

    def asked(self, *names: str) -> dict[str, Any]:
        """What was typed into these fields."""
        return {name: self.cleaned_data[name] for name in names}

    def correct(self, place: int, item: changes.OwnChange) -> None:
        """Show a change of the draft again, to be corrected in its place."""
        self.initial = {**self.shown(item.change), "place": place, "seen": print_of(item)}
        self.title, self.verb = "Sửa phần đã bổ sung", "Lưu"

    def shown(self, change: Any) -> dict[str, Any]:
        """What the fields show of a change."""
        fields: dict[str, Any] = change.model_dump()
        return fields


class AddCriterionForm(ChangeForm):
    """A criterion of the unit's own."""

    key, title, verb, main = "them", "Thêm tiêu chí", "Thêm tiêu chí", "name"
    group = forms.ChoiceField(label="Nội dung")
    name = forms.CharField(label="Tiêu chí", max_length=200)
    example = forms.CharField(label="Ví dụ", max_length=200, required=False)
    quantity = forms.IntegerField(label="Số lượng gợi ý", min_value=1, max_value=999, initial=1)
    measure = forms.CharField(
        label="Đơn vị tính", max_length=60, help_text="Đếm bằng gì, ví dụ: buổi hướng dẫn."
    )
    categories = forms.MultipleChoiceField(
        label="Đối tượng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Để trống nếu dành cho mọi đối tượng.",
    )
    proofs = forms.MultipleChoiceField(
        label="Minh chứng", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_required = forms.BooleanField(label="Bắt buộc với mọi người thuộc đối tượng", required=False)

    def prepare(self) -> None:
        """Offer what the programme knows."""
        choose(self, "group", groups_of(self.pack))
        choose(self, "categories", [(c.key, c.title) for c in self.pack.categories])
        choose(self, "proofs", [(p.key, p.title) for p in self.pack.proofs])

    def shown(self, change: changes.AddCriterion) -> dict[str, Any]:
        """What the fields show of a criterion of the unit's own."""
        own = change.criterion
        return {
            "group": change.group,
            "name": own.title,
            "example": own.example,
            "quantity": own.measures[0].quantity,
            "measure": own.measures[0].unit,
            "categories": own.categories,
            "proofs": own.proofs,
            "is_required": own.required,
        }

    def change(self) -> changes.AddCriterion:
        """The criterion; a new one has a key of the unit's own, one corrected keeps its key."""
        data = self.cleaned_data
        title = data["name"].strip()
        criterion = Criterion(
            key=self._key_there(data["place"]) or self._new_key(title),
            title=title,
            example=data["example"],
            categories=tuple(data["categories"]),
            measures=(
                Measure(
                    unit=data["measure"],
                    quantity=data["quantity"],
                    sentence=f"{title}: ít nhất {{n}} {data['measure']}",
                ),
            ),
            proofs=tuple(data["proofs"]),
            required=data["is_required"],
        )
        return changes.AddCriterion(group=data["group"], criterion=criterion)

    def _key_there(self, place: int | None) -> str:
        """The key of the criterion at a place of the delta, if there is one."""
        known = self.plan.delta.get("changes", ()) if self.plan.parent is not None else ()
        there = known[place] if place is not None and 0 <= place < len(known) else {}
        return str(there.get("change", {}).get("criterion", {}).get("key", ""))

    def _new_key(self, title: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "_", search_key(title)).strip("_")
        stem = f"u{self.plan.unit_id}_{slug}"[:55].rstrip("_")
        taken = {c.key for group in self.pack.groups for c in group.criteria}
        number, key = 2, stem
        while key in taken:
            key, number = f"{stem}_{number}", number + 1
        return key


class OrientForm(ChangeForm):
    """What to lean on in a group this cycle."""

    key, title, verb, main = "dinh-huong", "Định hướng nội dung", "Thêm định hướng", "text"
    group = forms.ChoiceField(label="Nội dung")
    text = forms.CharField(label="Định hướng", widget=forms.Textarea(attrs=_LONG), max_length=1000)

    def prepare(self) -> None:
        """Offer the groups."""
        choose(self, "group", groups_of(self.pack))

    def change(self) -> changes.Orient:
        """The orientation."""
        return changes.Orient(**self.asked("group", "text"))


class RaiseMinimumForm(ChangeForm):
    """More criteria in a group."""

    key, title, verb, main = "toi-thieu", "Nâng số tiêu chí tối thiểu", "Nâng", "minimum"
    group = forms.ChoiceField(label="Nội dung")
    minimum = forms.IntegerField(label="Ít nhất", min_value=0, max_value=50)

    def prepare(self) -> None:
        """Offer the groups with what they ask now."""
        pairs = zip(self.above.groups, self.pack.groups, strict=True)
        choose(
            self,
            "group",
            [
                (own.key, f"{own.short} ({now(_least(old.minimum), _least(own.minimum))})")
                for old, own in pairs
            ],
        )

    def change(self) -> changes.SetMinimum:
        """The higher minimum."""
        return changes.SetMinimum(**self.asked("group", "minimum"))


class EarlierDateForm(ChangeForm):
    """A phase begins or ends earlier."""

    key, title, verb, main = "lich", "Đặt lịch riêng sớm hơn", "Đặt lịch", "day"
    phase = forms.ChoiceField(label="Mốc thời gian")
    day = DateField(label="Ngày mới")

    def prepare(self) -> None:
        """Offer every date of the calendars with the day it is now."""
        year = self.plan.programme.year
        days = {path: day for path, _label, day in dates_of(self.above, year)}
        choose(
            self,
            "phase",
            [
                (path, f"{label} ({now(f'{days[path]:%d/%m/%Y}', f'{day:%d/%m/%Y}')})")
                for path, label, day in dates_of(self.pack, year)
                if path in days and ".phases." in path
            ],
        )

    def change(self) -> changes.MoveDate:
        """The earlier date."""
        _, calendar, _, phase, edge = self.cleaned_data["phase"].split(".")
        day = Day(self.cleaned_data["day"].isoformat())
        return changes.MoveDate(calendar=calendar, phase=phase, edge=edge, day=day)


class RequireForm(ChangeForm):
    """A criterion becomes compulsory."""

    key, title, verb, main = "bat-buoc", "Bắt buộc một tiêu chí", "Bắt buộc", "criterion"
    criterion = forms.ChoiceField(label="Tiêu chí")

    def prepare(self) -> None:
        """Offer the criteria that are optional now."""
        choose(self, "criterion", criteria_of(self.pack, lambda c: not c.required))

    def change(self) -> changes.RequireCriterion:
        """The criterion to require."""
        return changes.RequireCriterion(**self.asked("criterion"))


class DropForm(ChangeForm):
    """A criterion of the shipped pack leaves the draft of a root plan."""

    key, title, verb, main = "bo", "Bỏ một tiêu chí", "Bỏ tiêu chí", "criterion"
    criterion = forms.ChoiceField(label="Tiêu chí")

    def prepare(self) -> None:
        """Offer the criteria this unit issues itself."""
        choose(self, "criterion", criteria_of(self.pack, lambda _c: True))

    def change(self) -> changes.DropCriterion:
        """The criterion to drop."""
        return changes.DropCriterion(**self.asked("criterion"))


class OwnTextForm(ChangeForm):
    """The unit's own words on its form."""

    key, title, verb, main = "mau-phieu", "Lời riêng trên phiếu của đơn vị", "Dùng lời này", "text"
    name = forms.ChoiceField(label="Chỗ in", choices=list(TEXTS.items()))
    text = forms.CharField(
        label="Nội dung",
        widget=forms.Textarea(attrs=_LONG),
        max_length=1000,
        help_text=" ".join(f"{TEXTS[name]}: {told}" for name, told in PLACES_TOLD.items()),
    )

    def change(self) -> changes.SetText:
        """The words."""
        return changes.SetText(**self.asked("name", "text"))


class AddBasisForm(ChangeForm):
    """A document of the unit's own that the plan carries out."""

    key, title, verb, main = "them-can-cu", "Thêm căn cứ của đơn vị", "Thêm căn cứ", "text"
    text = forms.CharField(
        label="Căn cứ",
        max_length=300,
        help_text="Ghi loại văn bản, số, ngày, nơi ban hành. Kế hoạch cấp trên đã được ghi sẵn.",
    )

    def change(self) -> changes.AddBasis:
        """The document, without the word the paper prints before it."""
        return changes.AddBasis(text=bare_basis(self.cleaned_data["text"]))


CHANGES: Mapping[str, type[ChangeForm]] = {
    form.key: form
    for form in (
        AddCriterionForm,
        OrientForm,
        RaiseMinimumForm,
        EarlierDateForm,
        RequireForm,
        OwnTextForm,
        AddBasisForm,
    )
}
ROOT_CHANGES: Mapping[str, type[ChangeForm]] = {
    form.key: form for form in (AddCriterionForm, OrientForm, DropForm)
}


def groups_of(pack: Pack) -> Choices:
    """The content groups to choose from."""
    return [(group.key, group.title) for group in pack.groups]


def criteria_of(pack: Pack, wanted: Callable[[Criterion], bool]) -> Any:
    """The criteria to choose from, under their groups."""
    return [
        (group.title, [(c.key, c.title) for c in group.criteria if wanted(c)])
        for group in pack.groups
    ]


def dates_of(pack: Pack, year: int) -> list[tuple[str, str, Any]]:
    """Every date of both calendars: path, words, day."""
    found = []
    for calendar in pack.calendars:
        at = f"calendars.{calendar.key}"
        for phase in calendar.phases:
            for edge, word in (("start", "từ ngày"), ("end", "đến ngày")):
                path = f"{at}.phases.{phase.key}.{edge}"
                label = f"{calendar.title}: {phase.title}, {word}"
                found.append((path, label, getattr(phase, edge).on(year)))
        for edge, word in (("start", "từ ngày"), ("end", "đến ngày")):
            label = f"{calendar.title}: tính kết quả {word}"
            found.append((f"{at}.result.{edge}", label, getattr(calendar.result, edge).on(year)))
    return found


def bare_basis(text: str) -> str:
    """A ground as it is kept: the paper itself begins it with “Căn cứ”."""
    rest = text.strip().rstrip(".;,")
    bare = rest[len(_GROUND) :] if rest.casefold().startswith(_GROUND) else rest
    return bare[:1].upper() + bare[1:]


def now(above: str, own: str) -> str:
    """What holds today, and what the unit's own draft makes of it."""
    return f"nay {above}" if above == own else f"cấp trên {above}, bản nháp {own}"


def choose(form: forms.Form, name: str, choices: Any) -> None:
    """Set the choices of a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _grades(scale: Scale) -> str:
    return f"{scale.title}: {', '.join(grade.short for grade in scale.grades)}"


def _least(minimum: int | str) -> str:
    return "tất cả" if minimum == "all" else str(minimum)
