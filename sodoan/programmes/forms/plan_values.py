"""Forms of a draft root plan: dates, texts, minimums, caps, and the values to confirm."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.forms import BoundField

from sodoan.common.forms import DateField
from sodoan.programmes.engine.marks import value_at
from sodoan.programmes.engine.schema import Cap, Scale
from sodoan.programmes.engine.schema.base import write_share
from sodoan.programmes.forms.plans import Choices, PlanForm, bare_basis, choose, dates_of
from sodoan.programmes.queries.change_words import PLACES_TOLD, TEXTS
from sodoan.programmes.queries.plans import MarkRow

_LONG = {"rows": 3}


class ValuesForm(PlanForm):
    """A form of a draft root plan whose fields are paths into the definition."""

    verb = "Lưu"

    def values(self) -> dict[str, Any]:
        """Path → value as the definition stores it."""
        return {path: _stored(self.cleaned_data[path]) for path in self.fields}

    def sets(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under what their labels begin with (“Tốt: …”), which the legend then says."""
        found: list[tuple[str, list[BoundField]]] = []
        for name in self.fields:
            field = self[name]
            title, colon, rest = str(field.field.label).partition(": ")
            if not colon:
                title, rest = "", str(field.field.label)
            if not found or found[-1][0] != title:
                found.append((title, []))
            field.label = rest[:1].upper() + rest[1:]
            found[-1][1].append(field)
        return found


class DatesForm(ValuesForm):
    """Both calendars."""

    key, title = "ngay", "Lịch theo khối"

    def prepare(self) -> None:
        """One field a date."""
        for path, label, day in dates_of(self.pack, self.plan.programme.year):
            self.fields[path] = DateField(label=label.partition(": ")[2], initial=day)

    def rows(self) -> list[tuple[str, list[Any]]]:
        """Calendar by calendar, its fields two by two."""
        found = []
        for calendar in self.pack.calendars:
            fields = [self[p] for p in self.fields if p.startswith(f"calendars.{calendar.key}.")]
            found.append((calendar.title, fields))
        return found


class TextsForm(ValuesForm):
    """The words of papers and screens."""

    key, title = "loi", "Lời trên phiếu và kế hoạch"

    def prepare(self) -> None:
        """One field a text."""
        for name, label in TEXTS.items():
            self.fields[f"texts.{name}"] = forms.CharField(
                label=label,
                initial=getattr(self.pack.texts, name),
                required=name == "form_heading",
                help_text=PLACES_TOLD.get(name, ""),
                max_length=1000,
                widget=forms.Textarea(attrs=_LONG),
            )


class BasisForm(ValuesForm):
    """The documents the programme carries out."""

    key, title = "can-cu", "Căn cứ ban hành"

    def prepare(self) -> None:
        """One field, a document a line."""
        self.fields["basis"] = forms.CharField(
            label="Văn bản",
            initial="\n".join(self.pack.basis),
            required=False,
            max_length=3000,
            widget=forms.Textarea(attrs=_LONG),
            help_text="Mỗi dòng một văn bản: loại, số, ngày, nơi ban hành.",
        )

    def values(self) -> dict[str, Any]:
        """The lines that say something, each once."""
        lines = map(bare_basis, self.cleaned_data["basis"].splitlines())
        return {"basis": list(dict.fromkeys(filter(None, lines)))}


class RequiredForm(ValuesForm):
    """Which criteria everybody they apply to must take."""

    key, title = "bat-buoc", "Tiêu chí bắt buộc"

    def prepare(self) -> None:
        """One field: every criterion, the required ones ticked."""
        found = [(g, c) for g in self.pack.groups for c in g.criteria]
        self.fields["required"] = forms.MultipleChoiceField(
            label="Mọi người thuộc đối tượng phải chọn",
            initial=[c.key for _g, c in found if c.required],
            choices=[(c.key, f"{g.short}: {c.title}") for g, c in found],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def values(self) -> dict[str, Any]:
        """Required or not, criterion by criterion."""
        return {
            f"groups.{group.key}.criteria.{criterion.key}.required": criterion.key
            in self.cleaned_data["required"]
            for group in self.pack.groups
            for criterion in group.criteria
        }


class MinimumsForm(ValuesForm):
    """The least number of criteria per group."""

    key, title = "so-tieu-chi", "Số tiêu chí tối thiểu"

    def prepare(self) -> None:
        """One field a group with a number."""
        for group in self.pack.groups:
            if group.minimum != "all":
                self.fields[f"groups.{group.key}.minimum"] = forms.IntegerField(
                    label=group.title,
                    initial=group.minimum,
                    min_value=0,
                    max_value=50,
                    help_text=f"Mẫu yêu cầu ít nhất {group.floor}." if group.floor else "",
                )


class CapsForm(ValuesForm):
    """The caps of the scale in use."""

    key, title = "han-muc", "Hạn mức"

    def prepare(self) -> None:
        """Percent, base, rounding and least number of each cap."""
        scale = self.pack.active_scale
        for cap in scale.caps:
            at = f"scales.{scale.key}.caps.{cap.key}"
            self.fields[f"{at}.share"] = percent_field(f"{cap.title}: tối đa (%)", cap.share)
            self.fields[f"{at}.base"] = forms.ChoiceField(
                label="Tính trên", initial=cap.base.value, choices=_bases(cap, scale)
            )
            self.fields[f"{at}.rounding"] = forms.ChoiceField(
                label="Khi lẻ", initial=cap.rounding.value, choices=_ROUNDINGS
            )
            self.fields[f"{at}.minimum"] = forms.IntegerField(
                label="Ít nhất (người)", initial=cap.minimum, min_value=0, max_value=99
            )

    def values(self) -> dict[str, Any]:
        """Percents are stored as shares; the grades of the base go with the choice of the base."""
        found = {}
        scale = self.pack.active_scale
        for path, value in super().values().items():
            found[path] = percent_of(self, path) if path.endswith(".share") else value
        for cap in scale.caps:
            at = f"scales.{scale.key}.caps.{cap.key}"
            chosen = found[f"{at}.base"] == "grades"
            found[f"{at}.base_grades"] = list(_base_grades(cap, scale)) if chosen else []
        return found


class ConfirmForm(PlanForm):
    """Somebody answers for the values marked “to confirm”."""

    key, title, verb, main = "xac-nhan", "Giá trị cần xác nhận", "Lưu xác nhận", "paths"
    paths = forms.MultipleChoiceField(
        label="Giá trị", required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, rows: Iterable[MarkRow]) -> "ConfirmForm":
        """Show these values; those already confirmed are ticked."""
        known = list(rows)
        choose(self, "paths", [(row.mark.path, row.value) for row in known])
        self.fields["paths"].initial = [row.mark.path for row in known if not row.is_open]
        return self


VALUES: Mapping[str, type[ValuesForm]] = {
    form.key: form
    for form in (DatesForm, MinimumsForm, RequiredForm, CapsForm, TextsForm, BasisForm)
}


def percent_field(label: str, share: Fraction) -> forms.DecimalField:
    """A field for a share as people write it."""
    return forms.DecimalField(
        label=label, initial=_percent(share), min_value=0, max_value=100, decimal_places=2
    )


def percent_of(form: PlanForm, path: str) -> str:
    """The share typed, as the definition stores it; one nobody touched stays exact (2/3)."""
    if form.cleaned_data[path] == Decimal(form.fields[path].initial):
        return str(write_share(value_at(form.pack, path)))
    return f"{form.cleaned_data[path]} %"


def _percent(share: Fraction) -> str:
    """A share in percent with two decimals at most."""
    return f"{float(round(share * 100, 2)):g}"


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _base_grades(cap: Cap, scale: Scale) -> tuple[str, ...]:
    """The grades a cap is taken of; the two highest when it names none."""
    return cap.base_grades or tuple(grade.key for grade in scale.grades[:2])


def _bases(cap: Cap, scale: Scale) -> Choices:
    names = ", ".join(scale.grade(key).short for key in _base_grades(cap, scale))
    return [
        ("grades", f"Số người dự kiến {names}"),
        ("rated", "Số người được xếp loại"),
        ("all", "Tất cả đoàn viên"),
    ]


_ROUNDINGS: Choices = (
    ("down", "Làm tròn xuống"),
    ("up", "Làm tròn lên"),
    ("nearest", "Làm tròn đến số gần nhất"),
)
