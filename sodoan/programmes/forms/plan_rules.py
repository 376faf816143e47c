"""Forms of a draft root plan for how people are judged: steps, grades, who is rated, the words."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django import forms

from sodoan.programmes.engine.conditions import Compare, Condition, comparisons, write_condition
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.knobs import Bound, Knob, Pick, knobs, turned
from sodoan.programmes.forms.plan_values import ValuesForm, percent_field, percent_of

_STATES = (
    ("comment_only", "Chỉ góp ý, không xếp loại"),
    ("too_new", "Chưa đủ thời gian, không xếp loại"),
    ("exempt", "Miễn xếp loại"),
    ("unrated", "Không xếp loại"),
    ("rated", "Vẫn xếp loại như mọi đoàn viên"),
)
_MOST_DAYS = 366


class StepsForm(ValuesForm):
    """How long each step takes, what makes the meeting valid, the days of complaints."""

    key, title = "buoc", "Các bước đánh giá, khiếu nại"

    def prepare(self) -> None:
        """One field a number."""
        for step in self.pack.steps:
            if step.meeting is None:
                self.fields[f"steps.{step.key}.days"] = _days(
                    f"{step.title}: số ngày", step.days, empty="Để trống: đến hết giai đoạn."
                )
                continue
            at, meeting = f"steps.{step.key}.meeting", step.meeting
            self.fields[f"{at}.quorum"] = percent_field(
                f"{step.title}: có mặt từ (%)", meeting.quorum
            )
            self.fields[f"{at}.majority"] = percent_field(
                f"{step.title}: đồng ý phải trên (%)", meeting.majority
            )
        if self.pack.complaint is not None:
            for name, label in (
                ("days", "Được khiếu nại trong (ngày sau khi công bố)"),
                ("answer_days", "Phải trả lời khiếu nại trong (ngày)"),
            ):
                now = getattr(self.pack.complaint, name)
                self.fields[f"complaint.{name}"] = _days(label, now, least=0)

    def values(self) -> dict[str, Any]:
        """Percents are stored as shares; a share nobody touched stays exact (2/3)."""
        found = {}
        for path, value in super().values().items():
            shared = path.endswith((".quorum", ".majority"))
            found[path] = percent_of(self, path) if shared else value
        return found


class ConditionsForm(ValuesForm):
    """A form over conditions: a field for every bound or choice in them."""

    def _conditions(self) -> Iterator[tuple[str, str, Condition]]:
        """Path, words before the label, condition."""
        raise NotImplementedError  # abstract; the metaclass of forms rules out ABC

    def prepare(self) -> None:
        """The fields; blank leaves the demand out where others remain."""
        for path, title, condition in self._conditions():
            found = self._knobs(condition)
            for place, knob in enumerate(found):
                if knob is not None:
                    self.fields[f"{path}-{place}"] = _field(title, knob, may_skip=len(found) > 1)

    def clean(self) -> dict[str, Any]:
        """A condition that asks for nothing is refused at its first field."""
        for path, _title, condition in self._conditions():
            if self.errors or self._turned(path, condition) is not None:
                continue
            self.add_error(f"{path}-0", "Phải còn ít nhất một điều kiện.")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Whole conditions, as the definition stores them."""
        return {
            path: write_condition(whole)
            for path, _title, condition in self._conditions()
            if (whole := self._turned(path, condition)) is not None
        }

    def _knobs(self, condition: Condition) -> list[Knob | None]:
        return knobs(condition, vocabulary(self.pack, self.pack.active_scale))

    def _turned(self, path: str, condition: Condition) -> Condition | None:
        pairs = zip(comparisons(condition), self._knobs(condition), strict=True)
        chosen = [
            compare if knob is None else _chosen(knob, self.cleaned_data.get(f"{path}-{place}"))
            for place, (compare, knob) in enumerate(pairs)
        ]
        return turned(condition, chosen)


class GradesForm(ConditionsForm):
    """What each grade of the scale in use takes."""

    key, title = "muc", "Điều kiện từng mức xếp loại"

    def _conditions(self) -> Iterator[tuple[str, str, Condition]]:
        scale = self.pack.active_scale
        for grade in scale.grades:
            if grade.when is not None:
                yield f"scales.{scale.key}.grades.{grade.key}.when", f"{grade.short}: ", grade.when


class PopulationForm(ConditionsForm):
    """Who is rated, who only hears a comment, who is exempt, and the reason told."""

    key, title = "dien", "Diện xếp loại"

    def prepare(self) -> None:
        """How each kind of member takes part, and the sentence they read."""
        for rule in self.pack.population:
            at = f"population.{rule.key}"
            self.fields[f"{at}.state"] = forms.ChoiceField(
                label=f"{rule.title}: cách tham gia", initial=rule.state.value, choices=_STATES
            )
            self.fields[f"{at}.reason"] = forms.CharField(
                label=f"{rule.title}: lời giải thích",
                initial=rule.reason,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        super().prepare()

    def values(self) -> dict[str, Any]:
        """States and sentences, and the conditions with their bounds."""
        plain = {
            path: value
            for path, value in self.cleaned_data.items()
            if path.endswith((".state", ".reason"))
        }
        return plain | super().values()

    def _conditions(self) -> Iterator[tuple[str, str, Condition]]:
        for rule in self.pack.population:
            yield f"population.{rule.key}.when", f"{rule.title}: ", rule.when


class CriteriaForm(ValuesForm):
    """The words of every criterion that was reconstructed and is to be confirmed."""

    key, title = "tieu-chi", "Lời của các tiêu chí cần xác nhận"

    def prepare(self) -> None:
        """Title and example of each."""
        marks = tuple(mark.path for mark in self.pack.to_confirm)
        for group in self.pack.groups:
            for criterion in group.criteria:
                at = f"groups.{group.key}.criteria.{criterion.key}"
                if at not in marks and f"groups.{group.key}" not in marks:
                    continue
                self.fields[f"{at}.title"] = forms.CharField(
                    label=f"{group.short}: tiêu chí", initial=criterion.title, max_length=200
                )
                self.fields[f"{at}.example"] = forms.CharField(
                    label="Ví dụ", initial=criterion.example, max_length=200, required=False
                )


RULES = {form.key: form for form in (StepsForm, GradesForm, PopulationForm, CriteriaForm)}


def _days(label: str, now: int | None, *, least: int = 1, empty: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=now,
        min_value=least,
        max_value=_MOST_DAYS,
        required=not empty,
        help_text=empty,
    )


def _field(title: str, knob: Knob, *, may_skip: bool) -> forms.Field:
    skip = "Để trống: không đặt điều kiện này." if may_skip else ""
    label = f"{title}{knob.label}"
    if isinstance(knob, Pick):
        choices = [(str(compare), words) for compare, words in knob.options]
        return forms.ChoiceField(
            label=label,
            initial=str(knob.compare),
            choices=[*choices, *([("", "không đặt điều kiện này")] if may_skip else [])],
            required=not may_skip,
        )
    return forms.DecimalField(
        label=label,
        initial=f"{float(knob.value):g}",
        min_value=0,
        max_value=100 if knob.is_share else _MOST_DAYS,
        decimal_places=2,
        required=not may_skip,
        help_text=skip,
    )


def _chosen(knob: Knob, value: Any) -> Compare | None:
    if value in {None, ""}:
        return None
    if isinstance(knob, Bound):
        return knob.at(Fraction(value))
    return next(compare for compare, _words in knob.options if str(compare) == value)
