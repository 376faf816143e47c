"""From facts to a decision: who is rated, which grade, by which rule, and why.

The first grade from the top whose rule holds wins. A rule that cannot be judged because a fact is
missing does not hold, and the decision says which facts were missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sodoan.programmes.engine.asked import is_settled, rules_of, turns_of
from sodoan.programmes.engine.explain import Line, explain, sentence, shortfall
from sodoan.programmes.engine.facts import Facts, vocabulary
from sodoan.programmes.engine.rules import compile_condition, missing_facts
from sodoan.programmes.engine.schema import (
    Grade,
    Pack,
    PopulationRule,
    PopulationState,
    Scale,
    by_key,
)


class Outcome(StrEnum):
    """What became of a subject."""

    GRADED = "graded"
    COMMENT_ONLY = "comment_only"
    EXEMPT = "exempt"
    NO_RULE = "no_rule"
    UNDECIDED = "undecided"


_BY_STATE = {
    PopulationState.COMMENT_ONLY: Outcome.COMMENT_ONLY,
    PopulationState.TOO_NEW: Outcome.EXEMPT,
    PopulationState.EXEMPT: Outcome.EXEMPT,
    PopulationState.UNRATED: Outcome.EXEMPT,
    PopulationState.UNDECIDED: Outcome.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one subject.

    `population_rule` and `grade` are keys or empty; `missing` names the facts for want of which
    some rule above the outcome could not be judged: with them a graded decision is provisional.
    """

    outcome: Outcome
    population: PopulationState
    population_rule: str = ""
    grade: str = ""
    missing: tuple[str, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether a missing fact could still change the outcome."""
        return bool(self.missing)


@dataclass(frozen=True)
class Explanation:
    """Why a subject stands where it stands: lines to show and one sentence to keep."""

    title: str
    lines: tuple[Line, ...]
    sentence: str


class Grader:
    """A pack's rules, compiled once for many subjects. Raises rules.ConditionError."""

    def __init__(self, pack: Pack, scale: str | None = None) -> None:
        self.pack = pack
        self.scale: Scale = pack.scale_of(scale) if scale else pack.active_scale
        self.known = vocabulary(pack, self.scale)
        self._population = [
            (rule, compile_condition(rule.when, self.known)) for rule in pack.population
        ]
        self._grades = [
            (grade, compile_condition(grade.when, self.known))
            for grade in self.scale.grades
            if grade.when is not None
        ]
        self._rules: dict[str, PopulationRule] = by_key(pack.population)
        self._turns = turns_of(rules_of(pack, [self.scale]))

    def settled(self, name: str, least: int, most: int | None) -> int | None:
        """Return a count of which bounds are known, as the rules may use it.

        That is its lower bound where all up to `most` (None: without end) get the same answers;
        else it is not known.
        """
        return least if is_settled(self._turns, name, least, most) else None

    def decide(self, facts: Facts) -> Decision:
        """Return the outcome for one subject; facts as `facts.MemberFacts.mapping` gives them."""
        for rule, test in self._population:
            result = test(facts)
            if result is None:
                missing = missing_facts(rule.when, facts, self.known)
                return Decision(
                    Outcome.UNDECIDED, PopulationState.UNDECIDED, rule.key, missing=missing
                )
            if result and rule.state is not PopulationState.RATED:
                return Decision(_BY_STATE[rule.state], rule.state, rule.key)
            if result:
                return self._grade(facts, rule.key)
        return self._grade(facts, "")

    def _grade(self, facts: Facts, rule: str) -> Decision:
        missing: list[str] = []
        for grade, test in self._grades:
            result = test(facts)
            if result:
                names = tuple(dict.fromkeys(missing))
                return Decision(Outcome.GRADED, PopulationState.RATED, rule, grade.key, names)
            if result is None and grade.when is not None:
                missing.extend(missing_facts(grade.when, facts, self.known))
        names = tuple(dict.fromkeys(missing))
        return Decision(Outcome.NO_RULE, PopulationState.RATED, rule, missing=names)

    def explain(self, facts: Facts, decision: Decision) -> Explanation:
        """Return the reasons of a decision made from the same facts."""
        if decision.outcome is Outcome.GRADED:
            return self._explain_grade(facts, self.scale.grade(decision.grade))
        if decision.outcome is Outcome.NO_RULE:
            return self._explain_none(facts)
        if decision.outcome is Outcome.UNDECIDED:
            labels = ", ".join(self.known[name].label for name in decision.missing)
            text = f"chưa xác định được diện xếp loại vì chưa có dữ liệu về {labels}"
            return Explanation("Chưa xác định", (Line("unknown", text),), sentence(text))
        rule = self._rules[decision.population_rule]
        lines = (Line("info", rule.reason.rstrip(".")), *explain(rule.when, self.known, facts))
        return Explanation(rule.title, lines, sentence(f"{rule.title}: {lines[0].text}"))

    def _explain_grade(self, facts: Facts, grade: Grade) -> Explanation:
        assert grade.when is not None
        held = explain(grade.when, self.known, facts, grade.short)
        above = list(self._not_reached(facts, self._above(grade), "chưa đủ mức"))
        told = "; ".join(line.text for line in held)
        text = f"Xếp loại {grade.short}: {told}" if told else f"Xếp loại {grade.short}"
        if above:
            text = f"{text}. {sentence(above[-1].text)}"
        return Explanation(grade.short, (*held, *above), sentence(text))

    def _explain_none(self, facts: Facts) -> Explanation:
        grades = (grade for grade, _test in self._grades)
        lines = tuple(self._not_reached(facts, grades, "không khớp mức"))
        text = "Chưa khớp điều kiện của mức nào, cần người có thẩm quyền xem xét"
        told = "; ".join(line.text for line in lines)
        return Explanation("Chưa khớp mức nào", lines, sentence(f"{text}: {told}"))

    def _above(self, grade: Grade) -> Iterable[Grade]:
        for other, _test in self._grades:
            if other.key == grade.key:
                return
            yield other

    def _not_reached(self, facts: Facts, grades: Iterable[Grade], how: str) -> Iterable[Line]:
        for grade in grades:
            assert grade.when is not None
            told_once = dict.fromkeys(shortfall(grade.when, self.known, facts))
            why = ", ".join(told_once)
            yield Line("info", f"{how} {grade.short}: {why}")


def departs(scale: Scale, ruled: str, given: str) -> bool:
    """Whether a grade is another than the rules give; both are keys, empty for none.

    From a scale without conditions nothing departs.
    """
    return bool(given) and given != ruled and has_conditions(scale)


def has_conditions(scale: Scale) -> bool:
    """Whether some grade has a condition; a scale without any leaves all to people."""
    return any(one.when is not None for one in scale.grades)


def is_unlike(scale: Scale, given: str, *, ruled: str, voted: str) -> bool:
    """Whether a proposed grade is another than was voted, or than the rules give: to be explained.

    All three are keys, empty for none.
    """
    return given != voted or departs(scale, ruled, given)


def compare_opinions(scale: Scale, self_grade: str, proposal: str) -> Line | None:
    """Return the line that sets the self grade beside the collective's proposal, if there is one.

    Both are grade keys; an empty proposal means that none has been made.
    """
    if not self_grade:
        return None
    told = f"tự xếp loại: {scale.grade(self_grade).short}"
    if not proposal:
        return Line("info", told)
    if self_grade == proposal:
        return Line("info", f"{told}. Trùng đề xuất của tập thể")
    higher = scale.rank(self_grade) < scale.rank(proposal)
    return Line("info", f"{told}. {'Cao' if higher else 'Thấp'} hơn đề xuất của tập thể")
