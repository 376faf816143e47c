"""What the rules of a pack ask: which facts they name, and where their answer turns.

Of some counts only bounds are known. Such a count may be used when every number within the bounds
gets the same answer from every rule; else it is unknown.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

from sodoan.programmes.engine.conditions import Compare, Condition, comparisons
from sodoan.programmes.engine.schema import Pack, Scale, parse_number

Turns = Mapping[str, frozenset[int] | None]
"""Fact name to the whole numbers with which an answer begins; None: any number may be one."""


def rules_of(pack: Pack, scales: Iterable[Scale]) -> Iterator[Condition]:
    """Yield the conditions of the population and of the grades of these scales."""
    yield from (rule.when for rule in pack.population)
    for scale in scales:
        yield from (grade.when for grade in scale.grades if grade.when is not None)


def names_of(when: Condition) -> Iterator[str]:
    """Yield every word of a condition that may name a fact."""
    for compare in comparisons(when):
        yield from compare.left.names
        yield from compare.right


def asked(pack: Pack) -> frozenset[str]:
    """Return the facts (among other words) named by the rules in use."""
    return frozenset(
        name for when in rules_of(pack, [pack.active_scale]) for name in names_of(when)
    )


def turns_of(rules: Iterable[Condition]) -> Turns:
    """Return where the answers of the rules turn, for each fact they compare with numbers."""
    found: dict[str, frozenset[int] | None] = {}
    for compare in (one for when in rules for one in comparisons(when)):
        turns = _turns(compare) if len(compare.left.names) == 1 else None
        for name in compare.left.names if turns is not None else names_of(compare):
            known = found.get(name, frozenset())
            found[name] = None if known is None or turns is None else known | turns
    return found


def is_settled(turns: Turns, name: str, least: int, most: int | None) -> bool:
    """Whether all from `least` to `most` (None: without end) get the same answers."""
    if most is not None and most <= least:
        return True
    cuts = turns.get(name, frozenset())
    return cuts is not None and not any(
        least < cut and (most is None or cut <= most) for cut in cuts
    )


def _turns(compare: Compare) -> frozenset[int] | None:
    """Return the least whole numbers from which on a comparison may answer otherwise."""
    try:
        numbers = [parse_number(word) for word in compare.right]
    except ValueError:
        return None  # held against another fact
    op = compare.op
    if op in {"<", ">="}:
        return frozenset(map(ceil, numbers))
    if op in {"<=", ">"}:
        return frozenset(map(_next, numbers))
    if op == "between":
        return frozenset((ceil(numbers[0]), _next(numbers[1])))
    return frozenset(turn for number in numbers for turn in (ceil(number), _next(number)))


def _next(number: Fraction) -> int:
    return floor(number) + 1


__all__ = ["Turns", "asked", "is_settled", "names_of", "rules_of", "turns_of"]
