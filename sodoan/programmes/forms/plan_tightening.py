"""Forms by which a lower unit asks for more when people are judged: days, votes, caps, grades."""

from fractions import Fraction
from typing import Any

from django import forms

from sodoan.programmes.engine import changes
from sodoan.programmes.engine.conditions import Compare, comparisons, parse_condition
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.facts import Vocabulary, vocabulary
from sodoan.programmes.engine.knobs import Bound, knobs
from sodoan.programmes.engine.schema import Actor, Step
from sodoan.programmes.engine.wording import say_bound
from sodoan.programmes.forms.plans import ChangeForm, choose, now

_MOST_DAYS = 366


class FewerDaysForm(ChangeForm):
    """A step takes fewer days."""

    key, title, verb, main = "so-ngay", "Rút ngắn một bước đánh giá", "Rút ngắn", "days"
    step = forms.ChoiceField(label="Bước")
    days = forms.IntegerField(label="Số ngày", min_value=1, max_value=_MOST_DAYS)

    def prepare(self) -> None:
        """Offer the steps with the days they have now, but for those of the level above."""
        choose(
            self,
            "step",
            [
                (s.key, f"{s.title} ({now(_days(old), _days(s))})")
                for old, s in zip(self.above.steps, self.pack.steps, strict=True)
                if not s.actor.is_above(self.origin.level)
            ],
        )

    def change(self) -> changes.SetDays:
        """The fewer days."""
        return changes.SetDays(**self.asked("step", "days"))


class ComplaintForm(ChangeForm):
    """More days to complain, fewer to answer."""

    key, title, verb, main = "khieu-nai", "Thời hạn khiếu nại", "Đặt thời hạn", "days"
    what = forms.ChoiceField(label="Thời hạn")
    days = forms.IntegerField(label="Số ngày mới", min_value=0, max_value=_MOST_DAYS)

    def prepare(self) -> None:
        """Offer both terms with the days they have now; none without a window above."""
        old, own = self.above.complaint, self.pack.complaint
        words = {"days": "Đoàn viên được khiếu nại"}
        if not Actor.APPROVER.is_above(self.origin.level):
            words["answer_days"] = "Phải trả lời"
        choose(
            self,
            "what",
            [
                (what, f"{word} ({now(*(f'{getattr(one, what)} ngày' for one in (old, own)))})")
                for what, word in words.items()
                if old is not None and own is not None
            ],
        )

    def change(self) -> changes.SetComplaint:
        """The kinder term."""
        return changes.SetComplaint(**self.asked("what", "days"))


class HigherShareForm(ChangeForm):
    """The meeting needs more people, or more of them in favour."""

    key, title, verb, main = "ty-le", "Nâng tỷ lệ có mặt, đồng ý khi họp", "Nâng", "percent"
    share = forms.ChoiceField(label="Tỷ lệ")
    percent = forms.DecimalField(
        label="Tỷ lệ mới (%)", min_value=0, max_value=100, decimal_places=2
    )

    def prepare(self) -> None:
        """Offer quorum and majority of every meeting with what they are now."""
        words = {"quorum": "có mặt từ", "majority": "đồng ý phải trên"}
        choose(
            self,
            "share",
            [
                (f"{s.key}.{what}", f"{s.title}: {word} ({now(*_shares(old, s, what))})")
                for old, s in zip(self.above.steps, self.pack.steps, strict=True)
                if s.meeting is not None
                for what, word in words.items()
            ],
        )

    def change(self) -> changes.SetShare:
        """The higher share."""
        step, _, what = self.cleaned_data["share"].partition(".")
        return changes.SetShare(step=step, what=what, share=_fraction(self))


class LowerCapForm(ChangeForm):
    """A cap leaves room for fewer."""

    key, title, verb, main = "ha-han-muc", "Hạ hạn mức", "Hạ hạn mức", "percent"
    cap = forms.ChoiceField(label="Hạn mức")
    percent = forms.DecimalField(label="Tối đa (%)", min_value=0, max_value=100, decimal_places=2)

    def prepare(self) -> None:
        """Offer the caps of the scale in use with their share now."""
        pairs = zip(self.above.active_scale.caps, self.pack.active_scale.caps, strict=True)
        choose(
            self,
            "cap",
            [
                (c.key, f"{c.title} ({now(show_share(old.share), show_share(c.share))})")
                for old, c in pairs
            ],
        )

    def change(self) -> changes.SetCap:
        """The lower cap."""
        scale = self.pack.active_scale.key
        return changes.SetCap(scale=scale, cap=self.cleaned_data["cap"], share=_fraction(self))


class DemandForm(ChangeForm):
    """A grade takes more: a higher share of something already counted, or one more demand."""

    key, title, verb, main = "them-dieu-kien", "Nâng điều kiện một mức xếp loại", "Nâng", "percent"
    grade = forms.ChoiceField(label="Mức xếp loại")
    demand = forms.ChoiceField(label="Điều kiện")
    percent = forms.DecimalField(
        label="Từ bao nhiêu (%)", min_value=0, max_value=100, decimal_places=2
    )

    def prepare(self) -> None:
        """Offer the grades above the lowest, and every share the programme counts."""
        scale = self.pack.active_scale
        raised = [g for g in scale.grades[:-1] if g.when is not None]
        choose(self, "grade", [(g.key, g.title) for g in raised])
        choose(
            self,
            "demand",
            [(left, say_bound(one, self._known)) for left, one in self._demands().items()],
        )

    def clean(self) -> dict[str, Any]:
        """What is not stricter than the level above asks is refused in words, at the number."""
        data = self.cleaned_data
        if not {"grade", "demand", "percent"} <= data.keys():
            return data
        grade = self.above.active_scale.grade(data["grade"])
        asked = [
            knob.value
            for knob in (knobs(grade.when, self._known) if grade.when is not None else ())
            if isinstance(knob, Bound)
            and (str(knob.compare.left), knob.compare.op) == (data["demand"], ">=")
        ]
        if asked and self.plan.parent is None:
            self.add_error(
                "percent",
                f"Mức {grade.short} đã có điều kiện này; đồng chí sửa ở phần “Điều kiện từng mức"
                " xếp loại”.",
            )
        elif asked and Fraction(data["percent"]) <= max(asked):
            self.add_error(
                "percent",
                f"Cấp trên cần mức {grade.short} từ {show_share(max(asked) / 100)}. Đồng chí chỉ"
                " nâng lên được, không giữ nguyên hay hạ xuống.",
            )
        return data

    def change(self) -> changes.AddCondition:
        """One more condition of the grade."""
        data = self.cleaned_data
        return changes.AddCondition(
            scale=self.pack.active_scale.key,
            grade=data["grade"],
            when=parse_condition(f"{data['demand']} >= {data['percent']} %"),
        )

    @property
    def _known(self) -> Vocabulary:
        return vocabulary(self.pack, self.pack.active_scale)

    def _demands(self) -> dict[str, Compare]:
        """Shares the grades ask for now, then the share met in each content group."""
        found = {
            str(one.left): one
            for grade in self.pack.active_scale.grades
            if grade.when is not None
            for one in comparisons(grade.when)
            if one.op == ">=" and one.left.base is not None
        }
        for group in self.pack.groups:
            one = parse_condition(f"met.{group.key} / registered.{group.key} >= 0 %")
            assert isinstance(one, Compare)
            found.setdefault(str(one.left), one)
        return found


TIGHTENINGS = {
    form.key: form
    for form in (FewerDaysForm, HigherShareForm, LowerCapForm, DemandForm, ComplaintForm)
}


def _fraction(form: forms.Form) -> Fraction:
    return Fraction(form.cleaned_data["percent"]) / 100


def _days(step: Step) -> str:
    return f"{step.days} ngày" if step.days else "đến hết giai đoạn"


def _shares(old: Step, own: Step, what: str) -> list[str]:
    return [show_share(getattr(step.meeting, what)) for step in (old, own)]
