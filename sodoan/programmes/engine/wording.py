"""What a programme asks for, in sentences: conditions, caps and steps without anybody's facts."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from sodoan.common import words
from sodoan.programmes.engine.caps import base_words, cap_limit
from sodoan.programmes.engine.conditions import All, AnyOf, Compare, Condition, Not, Sum, Value
from sodoan.programmes.engine.explain import push_not, say_fact, show_number, show_share
from sodoan.programmes.engine.facts import Vocabulary
from sodoan.programmes.engine.rules import Ref, bind
from sodoan.programmes.engine.schema import Cap, FactKind, Meeting, Pack, Rounding, Scale

_ORDER = {
    "==": "đúng",
    "!=": "khác",
    ">": "trên",
    ">=": "từ",
    "<": "dưới",
    "<=": "không quá",
}
_CHOICE = {
    ">=": "{} trở lên",
    ">": "trên mức {}",
    "<=": "không quá mức {}",
    "<": "dưới mức {}",
    "!=": "không phải {}",
    "not in": "không phải {}",
}
_ROUNDING = {
    Rounding.DOWN: "làm tròn xuống",
    Rounding.UP: "làm tròn lên",
    Rounding.NEAREST: "làm tròn đến số gần nhất",
}
_SAMPLE = 21


def say_least(pack: Pack, category: str | None) -> str:
    """Return how many criteria a subject of the category takes: alike everywhere, or one by one."""
    least = {group.short: group.least(category) for group in pack.groups}
    counts = set(least.values())
    if counts == {0}:
        return "Bạn chọn những việc sẽ thật sự làm được."
    if len(counts) == 1:
        return f"Mỗi nội dung bạn chọn ít nhất {counts.pop()} tiêu chí sẽ thật sự làm được."
    named = ", ".join(f"{short} {count}" for short, count in least.items() if count)
    return f"Bạn chọn tiêu chí sẽ thật sự làm được, ít nhất: {named}."


def say_minimums(pack: Pack) -> str:
    """Return how many criteria each content takes, as papers print it, the usual number first.

    `ít nhất 02 tiêu chí; Lý tưởng ít nhất 03`.
    """
    usual = Counter(group.minimum for group in pack.groups).most_common(1)[0][0]
    first = {"all": "mọi tiêu chí", 0: "tiêu chí phù hợp"}.get(usual, f"{_least(usual)} tiêu chí")
    others = [f"{one.short} {_least(one.minimum)}" for one in pack.groups if one.minimum != usual]
    return "; ".join([first, *([", ".join(others)] if others else [])])


def say_form_intro(pack: Pack) -> str:
    """Return the words above the groups of the form, the least numbers of criteria filled in."""
    return pack.texts.form_intro.replace("{least}", say_minimums(pack))


def _least(minimum: int | str) -> str:
    if minimum == "all":
        return "mọi tiêu chí"
    return f"ít nhất {minimum:02d}" if minimum else "không bắt buộc"


def say_condition(condition: Condition, known: Vocabulary) -> list[str]:
    """Return what must hold, one phrase for each part; parts of `any` are joined by “hoặc”."""
    return list(_parts(push_not(condition), known))


def say_bound(compare: Compare, known: Vocabulary) -> str:
    """Return a comparison with a number as a label: a gap where the number goes."""
    left = compare.left
    gap = "…%" if left.base is not None else f"… {known[left.top[0][1]].unit}".rstrip()
    of = f" {_noun(left.base, known)}" if left.base is not None else ""
    return f"{_noun(left.top, known)} {_ORDER[compare.op]} {gap}{of}"


def say_cap(cap: Cap, scale: Scale) -> str:
    """Return a cap as a sentence, with an example in numbers."""
    least = f", ít nhất {cap.minimum} người" if cap.minimum else ""
    limit = cap_limit(cap, _SAMPLE)
    people = base_words(cap, scale)
    return (
        f"Tối đa {show_share(cap.share)} số {people}; {_ROUNDING[cap.rounding]}{least}. "
        f"Ví dụ {_SAMPLE} {people} thì tối đa {limit}."
    )


def say_meeting(meeting: Meeting) -> str:
    """Return what makes a meeting and its vote valid, as a sentence."""
    base = "số người có mặt" if meeting.base == "present" else "số phiếu hợp lệ"
    return (
        f"Có mặt từ {show_share(meeting.quorum)} số đoàn viên; "
        f"đề xuất được chọn khi trên {show_share(meeting.majority)} {base} đồng ý."
    )


def _parts(condition: Condition, known: Vocabulary) -> Iterator[str]:
    match condition:
        case Compare():
            yield _say(condition, known)
        case All(items):
            for item in items:
                if not any(_is_implied(item, other, known) for other in items):
                    yield from _parts(item, known)
        case AnyOf(items):
            yield "; hoặc ".join(" và ".join(_parts(item, known)) for item in items)
        case Not():  # pragma: no cover - push_not leaves none
            raise AssertionError


def _is_implied(weak: Condition, strong: Condition, known: Vocabulary) -> bool:
    """Whether a bound goes without saying beside a tighter one of the same figure."""
    if not isinstance(weak, Compare) or not isinstance(strong, Compare):
        return False
    if weak.left != strong.left or weak.op != strong.op or weak.op not in {">=", "<="}:
        return False
    (low,), (high,) = bind(weak, known).right, bind(strong, known).right
    if not isinstance(low, Fraction) or not isinstance(high, Fraction):
        return False
    return low < high if weak.op == ">=" else low > high


def _say(compare: Compare, known: Vocabulary) -> str:
    if compare.op.startswith("is "):
        has = "đã có" if compare.op == "is known" else "chưa có"
        return f"{has} dữ liệu về {_noun(compare.left.top, known)}"
    bound = bind(compare, known)
    if bound.kind is not FactKind.NUMBER:
        told = [
            known[right.name].label if isinstance(right, Ref) else say_fact(bound.fact, right)
            for right in bound.right
        ]
        plain = compare.op in {"==", "in"}
        said = _CHOICE.get(compare.op, "{}").format(" hoặc ".join(told))
        return said if plain else f"{bound.fact.label}: {said}"
    return _say_number(compare, [*bound.right], known)


def _say_number(compare: Compare, right: list[object], known: Vocabulary) -> str:
    left, op = compare.left, compare.op
    top = _noun(left.top, known)
    if left.base is not None and op in {">=", "=="} and right == [1]:
        return f"{top} đủ {_noun(left.base, known)}"
    shown = [_value(left, one, known) for one in right]
    of = f" {_noun(left.base, known)}" if left.base is not None else ""
    if op in {"in", "not in"}:
        return f"{top} {'' if op == 'in' else 'không phải '}{' hoặc '.join(shown)}{of}"
    if "between" in op:
        return f"{top} {'ngoài' if op.startswith('not') else 'trong'} khoảng {'–'.join(shown)}{of}"
    return f"{top} {_ORDER[op]} {shown[0]}{of}"


def _value(left: Value, right: object, known: Vocabulary) -> str:
    if isinstance(right, Ref):
        return known[right.name].label
    exact = Fraction(str(right))
    if left.base is not None:
        return show_share(exact)
    unit = known[left.top[0][1]].unit
    return f"{show_number(exact)}{words.NBSP}{unit}" if unit else show_number(exact)


def _noun(total: Sum, known: Vocabulary) -> str:
    names = [known[name].label for _sign, name in total]
    return " + ".join(names)
