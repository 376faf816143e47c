"""The values of a condition an officer may set without writing conditions: bounds and choices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sodoan.programmes.engine.conditions import All, AnyOf, Compare, Condition, Not, comparisons
from sodoan.programmes.engine.facts import Vocabulary
from sodoan.programmes.engine.rules import bind
from sodoan.programmes.engine.schema import Fact, FactKind, parse_number
from sodoan.programmes.engine.schema.base import write_share
from sodoan.programmes.engine.wording import say_bound, say_condition

_BOUNDS = {">", ">=", "<", "<=", "=="}


@dataclass(frozen=True)
class Bound:
    """A comparison with a number: `label` leaves a gap (…) for it; shares are shown as percents."""

    compare: Compare
    label: str
    is_share: bool

    @property
    def value(self) -> Fraction:
        """The number now, a share times 100."""
        number = parse_number(self.compare.right[0])
        return number * 100 if self.is_share else number

    def at(self, value: Fraction) -> Compare:
        """Return the comparison with another number."""
        word = str(write_share(value / 100)) if self.is_share else str(value)
        return replace(self.compare, right=(word,))


@dataclass(frozen=True)
class Pick:
    """A comparison with a place on an ordered list; `options` are those to choose from."""

    compare: Compare
    label: str
    options: tuple[tuple[Compare, str], ...]


Knob = Bound | Pick


def knobs(condition: Condition, known: Vocabulary) -> list[Knob | None]:
    """One for each comparison in the order written; None where nothing is to be set."""
    return [_knob(compare, known) for compare in comparisons(condition)]


def turned(condition: Condition, compares: Sequence[Compare | None]) -> Condition | None:
    """Return the condition with other comparisons, in the order written; None leaves one out.

    None when nothing is left: then the condition asks for nothing, which nobody means.
    """
    return _turned(condition, iter(compares))


def _turned(condition: Condition, rest: Iterator[Compare | None]) -> Condition | None:
    match condition:
        case Compare():
            return next(rest)
        case Not(item):
            inner = _turned(item, rest)
            return Not(inner) if inner is not None else None
        case All(items) | AnyOf(items):
            kept = tuple(one for item in items if (one := _turned(item, rest)) is not None)
            if not kept and items:
                return None
            return All(kept) if isinstance(condition, All) else AnyOf(kept)


def _knob(compare: Compare, known: Vocabulary) -> Knob | None:
    if compare.op not in _BOUNDS:
        return None
    bound = bind(compare, known)
    if bound.kind is FactKind.NUMBER and isinstance(bound.right[0], int | Fraction):
        return Bound(compare, say_bound(compare, known), compare.left.base is not None)
    if bound.kind is FactKind.CHOICE and bound.fact.ordered:
        return _pick(compare, bound.fact, known)
    return None


def _pick(compare: Compare, fact: Fact, known: Vocabulary) -> Pick | None:
    """Places on the list, in the direction the comparison has now."""
    now, (lowest, *higher) = compare.right[0], [choice.key for choice in fact.choices]
    if now not in {lowest, *higher} or (compare.op == "==" and now != lowest):
        return None
    if compare.op in {">", ">="}:
        wanted = [(">=", key) for key in higher]
    else:
        wanted = [("==", lowest), *(("<", key) for key in higher[1:])]
    found = [replace(compare, op=op, right=(key,)) for op, key in wanted]
    words = tuple((one, "; ".join(say_condition(one, known))) for one in found)
    return Pick(compare, fact.label, words)
