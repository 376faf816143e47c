"""Saying in Vietnamese, with the actual numbers, why a condition holds or does not."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from sodoan.common import words
from sodoan.programmes.engine.conditions import All, AnyOf, Compare, Condition, Not, Value
from sodoan.programmes.engine.facts import Facts, Vocabulary
from sodoan.programmes.engine.rules import (
    Bound,
    Number,
    Ref,
    bound_test,
    missing_facts,
    read_value,
)
from sodoan.programmes.engine.schema import Fact, FactKind

State = Literal["ok", "no", "unknown", "info"]
_STATES: dict[bool | None, State] = {True: "ok", False: "no", None: "unknown"}
_OPPOSITE = {
    "==": "!=",
    "!=": "==",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    ">=": "<",
    "in": "not in",
    "not in": "in",
    "between": "not between",
    "not between": "between",
    "is known": "is missing",
    "is missing": "is known",
}

_ORDER_WORDS = {
    "==": "đúng",
    "!=": "khác",
    ">": "trên",
    ">=": "từ",
    "<": "dưới",
    "<=": "không quá",
}
_CHOICE_NEED = {
    ">=": "{} trở lên",
    ">": "trên mức {}",
    "<=": "không quá mức {}",
    "<": "dưới mức {}",
    "!=": "không phải {}",
    "not in": "không phải {}",
}


@dataclass(frozen=True)
class Line:
    """One line of an explanation: how it stands, and a sentence without its full stop."""

    state: State
    text: str

    @property
    def sentence(self) -> str:
        """The line as a sentence of its own."""
        return sentence(self.text)


def sentence(text: str) -> str:
    """Return the words with a capital letter in front and a full stop behind."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?")) else ".")


def explain(condition: Condition, known: Vocabulary, facts: Facts, who: str = "") -> list[Line]:
    """Return the lines that say how the condition stands; `who` names the grade it is for.

    Of `any`, the first part that holds speaks for all; when none does, one line joins them.
    """
    return list(_lines(push_not(condition), known, facts, who))


@lru_cache(maxsize=1024)
def push_not(condition: Condition, *, negate: bool = False) -> Condition:
    """Return the same condition with every `not` pushed down into its comparisons."""
    match condition:
        case Not(item):
            return push_not(item, negate=not negate)
        case Compare(left, op, right):
            return Compare(left, _OPPOSITE[op], right) if negate else condition
        case All(items):
            parts = tuple(push_not(item, negate=negate) for item in items)
            return AnyOf(parts) if negate else All(parts)
        case AnyOf(items):
            parts = tuple(push_not(item, negate=negate) for item in items)
            return All(parts) if negate else AnyOf(parts)


def _lines(condition: Condition, known: Vocabulary, facts: Facts, who: str) -> Iterator[Line]:
    match condition:
        case Compare():
            yield _say(condition, known, facts, who)
        case All(items):
            for item in items:
                yield from _lines(item, known, facts, who)
        case AnyOf(items):
            branches = [list(_lines(item, known, facts, who)) for item in items]
            for branch in branches:
                if all(line.state == "ok" for line in branch):
                    yield from branch
                    return
            failing = [[line for line in branch if line.state != "ok"] for branch in branches]
            unknown = any(all(line.state == "unknown" for line in part) for part in failing)
            texts = (" và ".join(line.text for line in part) for part in failing)
            yield Line("unknown" if unknown else "no", "; hoặc ".join(texts))
        case Not():  # pragma: no cover - push_not leaves none
            raise AssertionError


def _say(compare: Compare, known: Vocabulary, facts: Facts, who: str) -> Line:
    bound, test = bound_test(compare, known)
    state = _STATES[test(facts)]
    if compare.op.startswith("is "):
        has = "đã có" if (compare.op == "is known") is (state == "ok") else "chưa có"
        return Line(state, f"{has} dữ liệu về {_noun(compare.left, known)}")
    if state == "unknown":
        return Line(state, _say_missing(compare, known, facts))
    if bound.kind is not FactKind.NUMBER:
        return Line(state, _say_word(bound, known, facts, who, state))
    need = _need(bound, facts)
    lower = compare.op in {">", ">=", "=="}
    owner = f"{who} " if who else ""
    return Line(
        state,
        f"{say_value(compare.left, known, facts)} ({owner}{'cần' if lower else 'khi'} {need})",
    )


def _say_missing(compare: Compare, known: Vocabulary, facts: Facts) -> str:
    names = missing_facts(compare, facts, known)
    labels = ", ".join(known[name].label for name in names)
    if any(facts.get(name) is None for name in names):
        return f"chưa có dữ liệu về {labels}"
    return f"chưa tính được tỷ lệ vì {labels} bằng 0"


def _noun(value: Value, known: Vocabulary) -> str:
    return ", ".join(known[name].label for name in value.names)


def show_number(value: Any) -> str:
    """Return a number as people read it, at most two decimals."""
    if isinstance(value, int):
        return words.number(value)
    exact = Fraction(value)
    if exact.denominator == 1:
        return words.number(exact.numerator)
    return words.number(float(exact), 2).rstrip("0")


def show_share(value: Fraction) -> str:
    """Return a share as people read it: `75 %`, `2/3`."""
    percent = value * 100
    if (percent * 10).denominator == 1:
        return f"{show_number(percent)}{words.NBSP}%"
    return f"{value.numerator}/{value.denominator}"


def say_value(value: Value, known: Vocabulary, facts: Facts) -> str:
    """Return the words for what a numeric value is: `8/9 tiêu chí đạt`."""
    pair = read_value(value, facts)
    if pair is None:
        return f"chưa có dữ liệu về {_noun(value, known)}"
    top, base = pair
    first = known[value.top[0][1]]
    if value.base is None:
        if len(value.top) == 1 and first.phrase:
            return first.phrase.replace("{n}", show_number(top))
        return f"{' + '.join(known[n].label for _s, n in value.top)}: {show_number(top)}"
    if len(value.top) == 1 and first.of:
        phrase = first.of.replace("{n}", show_number(top))
        return phrase.replace("{of}", show_number(base))
    label = " + ".join(known[name].label for _sign, name in value.top)
    return f"{label}: {show_number(top)}/{show_number(base)}"


def _right_number(bound: Bound, place: int, facts: Facts) -> Number:
    right: Any = bound.right[place]
    number: Number = facts[right.name] if isinstance(right, Ref) else right
    return number


def _need(bound: Bound, facts: Facts) -> str:
    """Return what the comparison asks for, in the numbers of this subject."""
    op, share = bound.compare.op, bound.compare.left.base is not None
    rights = [_right_number(bound, place, facts) for place in range(len(bound.right))]
    pair = read_value(bound.compare.left, facts)
    assert pair is not None
    if share and op in _ORDER_WORDS and all(isinstance(number, int) for number in pair):
        count = _need_count(op, Fraction(rights[0]), int(pair[1]))
        if count:
            return count
    shown = [show_share(Fraction(right)) if share else show_number(right) for right in rights]
    if op in {"in", "not in"}:
        return f"{'' if op == 'in' else 'không phải '}{' hoặc '.join(shown)}"
    if "between" in op:
        return f"{'ngoài' if op.startswith('not') else 'trong'} khoảng {'–'.join(shown)}"
    return f"{_ORDER_WORDS[op]} {shown[0]}"


def _need_count(op: str, share: Fraction, base: int) -> str:
    """Return a share of whole things as a number of them: 75% of 9 is `từ 7`; else nothing."""
    top, whole = share.numerator * base, share.denominator
    if op in {">=", "=="} and share == 1:
        return f"đủ {base}"
    if op in {">=", "<"}:
        return f"{_ORDER_WORDS[op]} {-(-top // whole)}"
    if op == ">":
        return f"từ {top // whole + 1}"
    return f"không quá {top // whole}" if op == "<=" else ""


def say_fact(fact: Fact, value: Any) -> str:
    """Return the words for the value of a flag or a choice."""
    if fact.kind is FactKind.FLAG:
        bare = f"{'có' if value else 'không'} {fact.label}"
        return (fact.yes if value else fact.no) or bare
    titles = {choice.key: choice.title for choice in fact.choices}
    return (fact.phrase or f"{fact.label}: {{choice}}").replace("{choice}", titles[value])


def _say_word(bound: Bound, known: Vocabulary, facts: Facts, who: str, state: State) -> str:
    fact, compare = bound.fact, bound.compare
    said = say_fact(fact, facts[fact.key])
    if state == "ok":
        return said
    options = []
    for right in bound.right:
        value = facts[right.name] if isinstance(right, Ref) else right
        options.append(say_fact(known[fact.key], value))
    template = _CHOICE_NEED.get(compare.op, "{}")
    owner = f"{who}, " if who else ""
    return f"{said} ({owner}điều kiện: {template.format(' hoặc '.join(options))})"


def shortfall(condition: Condition, known: Vocabulary, facts: Facts) -> list[str]:
    """Return what is still missing for the condition, one phrase for each failing part.

    A count says how many more, and of which part when that is known:
    `còn thiếu 1 tiêu chí Sức khỏe`.
    """
    pushed = push_not(condition)
    if isinstance(pushed, All):
        return [text for item in pushed.items for text in shortfall(item, known, facts)]
    if isinstance(pushed, Compare):
        short = _short_count(pushed, known, facts)
        if short:
            return [short]
    return [line.text for line in explain(pushed, known, facts) if line.state != "ok"]


def _short_count(compare: Compare, known: Vocabulary, facts: Facts) -> str:
    bound, test = bound_test(compare, known)
    fact = bound.fact
    if bound.kind is not FactKind.NUMBER or compare.op not in {">=", "=="} or not fact.unit:
        return ""
    if test(facts) is not False or len(compare.left.top) > 1:
        return ""
    pair = read_value(compare.left, facts)
    assert pair is not None
    lack = math.ceil(_right_number(bound, 0, facts) * pair[1]) - pair[0]
    if lack <= 0 or not isinstance(pair[0], int):
        return ""
    if fact.part:
        return f"còn thiếu {lack} {fact.unit} {fact.part}"
    parts = _lacking_parts(compare.left, known, facts)
    if len(parts) == 1 and next(iter(parts.values())) == lack:
        return f"còn thiếu {lack} {fact.unit} {next(iter(parts))}"
    detail = ", ".join(f"{part} {count}" for part, count in parts.items())
    ending = f" ({detail})" if sum(parts.values()) == lack else ""
    return f"còn thiếu {lack} {fact.unit}{ending}"


def _lacking_parts(value: Value, known: Vocabulary, facts: Facts) -> dict[str, int]:
    """Return, of a share such as met / registered, the parts whose top is below their base."""
    if value.base is None or len(value.base) > 1:
        return {}
    top, base = value.top[0][1], value.base[0][1]
    parts = {}
    for name, fact in known.items():
        if fact.part and name.startswith(f"{top}."):
            have, want = facts.get(name), facts.get(f"{base}.{name.removeprefix(f'{top}.')}")
            if have is not None and want is not None and want > have:
                parts[fact.part] = want - have
    return parts
