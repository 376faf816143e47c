"""Testing conditions against facts: exact, three-valued, compiled once.

A test answers True, False or None. None means that a fact it needs is missing (or that a share
has nothing to be a share of); `all`, `any` and `not` treat it as Kleene's "unknown". Shares are
compared by whole numbers, never rounded: 2/3 of 30 is 20, not 19.98.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sodoan.programmes.engine.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Not,
    Sum,
    Value,
    comparisons,
)
from sodoan.programmes.engine.facts import Facts, FactValue, Vocabulary
from sodoan.programmes.engine.schema import Fact, FactKind, parse_number

Test = Callable[[Facts], bool | None]
Number = int | Fraction

_ORDER: dict[str, Callable[[Number, Number], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class ConditionError(ValueError):
    """A condition that does not fit the facts; `sentences` says each fault in Vietnamese."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Bound:
    """A comparison whose words have found their types.

    `right` holds constants (numbers, flags, choice keys) or `Ref`s to other facts.
    """

    compare: Compare
    kind: FactKind
    fact: Fact
    right: tuple["FactValue | Ref", ...]


@dataclass(frozen=True)
class Ref:
    """The right side names another fact."""

    name: str


def bind(compare: Compare, known: Vocabulary) -> Bound:
    """Return the comparison with its types. Raises ValueError with a Vietnamese sentence."""
    for name in compare.left.names:
        if name not in known:
            raise ValueError(f"không có dữ kiện tên “{name}”")
    fact = known[compare.left.names[0]]
    if len(compare.left.names) > 1:
        for name in compare.left.names:
            if known[name].kind is not FactKind.NUMBER:
                raise ValueError(f"“{name}” không phải số nên không cộng hay chia được")
    _check_operator(compare, fact)
    right = tuple(_operand(word, fact, known) for word in compare.right)
    return Bound(compare, fact.kind, fact, right)


def bound_test(compare: Compare, known: Vocabulary) -> tuple[Bound, Test]:
    """Return a comparison bound and compiled, once for each vocabulary."""
    found: tuple[Bound, Test] | None = known.bound.get(compare)
    if found is None:
        bound = bind(compare, known)
        found = known.bound[compare] = (bound, compile_bound(bound))
    return found


def _check_operator(compare: Compare, fact: Fact) -> None:
    op = compare.op
    if op.startswith("is ") or fact.kind is FactKind.NUMBER or op in {"==", "!="}:
        return
    if fact.kind is FactKind.CHOICE and (op in {"in", "not in"} or fact.ordered):
        return
    raise ValueError(f"“{fact.key}” không so sánh bằng “{op}” được")


def _operand(word: str, fact: Fact, known: Vocabulary) -> "FactValue | Ref":
    if fact.kind is FactKind.CHOICE:
        if word in {choice.key for choice in fact.choices}:
            return word
        names = ", ".join(choice.key for choice in fact.choices)
        if word not in known:
            raise ValueError(f"“{fact.key}” không có giá trị “{word}”; chọn một trong: {names}")
    elif fact.kind is FactKind.FLAG:
        if word in {"true", "false"}:
            return word == "true"
    else:
        try:
            return parse_number(word)
        except ValueError:
            pass
    other = known.get(word)
    if other is None:
        raise ValueError(f"“{word}” không phải số và không phải tên dữ kiện nào")
    if other.kind is not fact.kind or other.choices != fact.choices:
        raise ValueError(f"“{fact.key}” và “{word}” không cùng loại")
    return Ref(word)


def check_condition(condition: Condition, known: Vocabulary) -> list[str]:
    """Return a Vietnamese sentence for every comparison that does not fit the facts."""
    faults = []
    for compare in comparisons(condition):
        try:
            bound_test(compare, known)
        except ValueError as error:
            faults.append(f"Điều kiện “{compare}”: {error}.")
    return faults


def compile_condition(condition: Condition, known: Vocabulary) -> Test:
    """Return a fast test of the condition. Raises ConditionError when a name or type is wrong."""
    faults = check_condition(condition, known)
    if faults:
        raise ConditionError(faults)
    return _compile(condition, known)


def _compile(condition: Condition, known: Vocabulary) -> Test:
    match condition:
        case Compare():
            return bound_test(condition, known)[1]
        case Not(item):
            inner = _compile(item, known)

            def negated(facts: Facts) -> bool | None:
                result = inner(facts)
                return None if result is None else not result

            return negated
        case All(items):
            return _combine([_compile(item, known) for item in items], decisive=False)
        case AnyOf(items):
            return _combine([_compile(item, known) for item in items], decisive=True)


def _combine(tests: list[Test], *, decisive: bool) -> Test:
    """Return Kleene's "and" (decisive False) or "or" (decisive True) of the tests."""
    if len(tests) == 1:
        return tests[0]

    def combined(facts: Facts) -> bool | None:
        unknown = False
        for test in tests:
            result = test(facts)
            if result is decisive:
                return decisive
            if result is None:
                unknown = True
        return None if unknown else not decisive

    return combined


def compile_bound(bound: Bound) -> Test:
    """Return the test of one comparison."""
    compare = bound.compare
    if compare.op.startswith("is "):
        names, wanted = compare.left.names, compare.op == "is known"
        return lambda facts: all(facts.get(name) is not None for name in names) is wanted
    if bound.kind is FactKind.NUMBER:
        return _compile_number(bound)
    if bound.kind is FactKind.CHOICE and bound.fact.ordered:
        ranks = {choice.key: rank for rank, choice in enumerate(bound.fact.choices)}
        return _compile_words(bound, ranks)
    return _compile_words(bound, None)


def _sum_reader(parts: Sum) -> Callable[[Facts], Number | None]:
    if len(parts) == 1 and parts[0][0] == 1:
        name = parts[0][1]
        return lambda facts: facts.get(name)

    def total(facts: Facts) -> Number | None:
        result: Number = 0
        for sign, name in parts:
            value = facts.get(name)
            if value is None:
                return None
            result += sign * value
        return result

    return total


def read_value(value: Value, facts: Facts) -> tuple[Number, Number] | None:
    """Return (top, base) of a value, base 1 when it is no share; None when it is unknown.

    A share of nothing, or of less, is unknown.
    """
    top = _sum_reader(value.top)(facts)
    base = 1 if value.base is None else _sum_reader(value.base)(facts)
    return None if top is None or base is None or base <= 0 else (top, base)


def _pair_reader(value: Value) -> Callable[[Facts], tuple[Number, Number] | None]:
    top_of = _sum_reader(value.top)
    if value.base is None:

        def plain(facts: Facts) -> tuple[Number, Number] | None:
            top = top_of(facts)
            return None if top is None else (top, 1)

        return plain
    base_of = _sum_reader(value.base)

    def share(facts: Facts) -> tuple[Number, Number] | None:
        top, base = top_of(facts), base_of(facts)
        return None if top is None or base is None or base <= 0 else (top, base)

    return share


def _compile_number(bound: Bound) -> Test:
    left_of, op = _pair_reader(bound.compare.left), bound.compare.op
    if op in _ORDER:
        return _compile_order(left_of, _ORDER[op], bound.right[0])
    rights = bound.right
    inside = _between if op in {"between", "not between"} else _among
    wanted = not op.startswith("not")

    def test(facts: Facts) -> bool | None:
        left = left_of(facts)
        numbers = [_number_of(right, facts) for right in rights]
        if left is None or None in numbers:
            return None
        exact = Fraction(left[0]) / left[1]
        return inside(exact, [number for number in numbers if number is not None]) is wanted

    return test


def _between(value: Number, ends: list[Number]) -> bool:
    return ends[0] <= value <= ends[1]


def _among(value: Number, members: list[Number]) -> bool:
    return value in members


def _compile_order(
    left_of: Callable[[Facts], tuple[Number, Number] | None],
    compare: Callable[[Number, Number], bool],
    right: "FactValue | Ref",
) -> Test:
    if isinstance(right, Ref):
        name = right.name

        def against_fact(facts: Facts) -> bool | None:
            left, other = left_of(facts), facts.get(name)
            if left is None or other is None:
                return None
            return compare(left[0], other * left[1])

        return against_fact
    assert isinstance(right, Fraction)
    up, down = right.numerator, right.denominator

    def against_constant(facts: Facts) -> bool | None:
        left = left_of(facts)
        return None if left is None else compare(left[0] * down, up * left[1])

    return against_constant


def _number_of(right: Any, facts: Facts) -> Any:
    return facts.get(right.name) if isinstance(right, Ref) else right


def _compile_words(bound: Bound, ranks: Mapping[str, int] | None) -> Test:
    """Return the test of a flag or a choice; ranks let ordered choices be compared."""
    name, op, rights = bound.compare.left.names[0], bound.compare.op, bound.right
    choices = [choice.key for choice in bound.fact.choices]
    valid: set[FactValue] = set(choices or (True, False))

    def test(facts: Facts) -> bool | None:
        left = facts.get(name)
        others = [facts.get(r.name) if isinstance(r, Ref) else r for r in rights]
        if left not in valid or any(other not in valid for other in others):
            return None
        if op in {"in", "not in"}:
            return (left in others) is (op == "in")
        if ranks is None:
            return (left == others[0]) is (op == "==")
        place, places = ranks[str(left)], [ranks[str(other)] for other in others]
        if op in {"between", "not between"}:
            return _between(place, [*places]) is (op == "between")
        return _ORDER[op](place, places[0])

    return test


def missing_facts(condition: Condition, facts: Facts, known: Vocabulary) -> tuple[str, ...]:
    """Return the facts for want of which comparisons of the condition cannot be judged."""
    names: list[str] = []
    for compare in comparisons(condition):
        if bound_test(compare, known)[1](facts) is None:
            refs = [word for word in compare.right if word in known and word not in names]
            wanted = [n for n in (*compare.left.names, *refs) if facts.get(n) is None]
            names.extend(wanted or compare.left.names[-1:])
    return tuple(dict.fromkeys(names))
