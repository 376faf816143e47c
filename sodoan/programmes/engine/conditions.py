"""The text and the tree of a condition over named facts.

In a pack a condition is one comparison in words (`met / registered >= 75 %`), or a mapping with
one key: `all`, `any` (lists of conditions) or `not` (one condition); `true` always holds.

    comparison  = value operator right | value "is known" | value "is missing" | flag
    value       = sum | sum "/" sum            sum = fact { ("+" | "-") fact }, brackets allowed
    operator    = == != > >= < <=              right = number | share | fact | choice | true | false
                | in | not in                  right = [a, b, c]
                | between                      right = a and b (both included)

This module knows nothing of the facts; `rules` gives the names their types and their values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
_SUM = rf"\(?\s*{_NAME}(?:\s*[+-]\s*{_NAME})*\s*\)?"
_VALUE = re.compile(rf"^({_SUM})(?:\s*/\s*({_SUM}))?(?![\w.])")
_OPERATOR = re.compile(r"^(==|!=|>=|<=|>|<|not\s+in\b|in\b|between\b|is\s+known$|is\s+missing$)")
_PART = re.compile(rf"([+-]?)\s*({_NAME})")
_TOKEN = re.compile(r"^[^\s,\[\]]+(?:\s*/\s*\d+|\s*%)?$")
_DEPTH = 20

Sum = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Value:
    """A fact, a sum of facts, or a share of two such sums."""

    top: Sum
    base: Sum | None = None

    def __str__(self) -> str:
        top, base = _write_sum(self.top), self.base
        if base is None:
            return top
        both = [
            f"({text})" if len(s) > 1 else text
            for s, text in ((self.top, top), (base, _write_sum(base)))
        ]
        return " / ".join(both)

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact it reads."""
        return tuple(name for _sign, name in (*self.top, *(self.base or ())))


@dataclass(frozen=True)
class Compare:
    """One comparison; `right` holds the words as written."""

    left: Value
    op: str
    right: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.op in {"in", "not in"}:
            return f"{self.left} {self.op} [{', '.join(self.right)}]"
        return f"{self.left} {self.op} {' and '.join(self.right)}".rstrip()


@dataclass(frozen=True)
class All:
    """Holds when every part holds; with no part it always holds."""

    items: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """Holds when at least one part holds."""

    items: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """Holds when the part does not."""

    item: "Condition"


Condition = Compare | All | AnyOf | Not


def parse_condition(data: object, depth: int = 0) -> Condition:
    """Return the tree of a condition as it stands in a pack.

    Raises ValueError with a Vietnamese sentence for anything that is not a condition.
    """
    if isinstance(data, Condition):
        return data
    if depth > _DEPTH:
        raise ValueError(f"điều kiện lồng nhau quá {_DEPTH} tầng")
    if data is True:
        return All()
    if isinstance(data, str):
        return _parse_text(data.strip())
    if isinstance(data, dict) and len(data) == 1:
        ((word, inner),) = data.items()
        if word == "not":
            return Not(parse_condition(inner, depth + 1))
        if word in {"all", "any"} and isinstance(inner, list) and inner:
            items = tuple(parse_condition(item, depth + 1) for item in inner)
            return All(items) if word == "all" else AnyOf(items)
    raise ValueError(
        "điều kiện là một câu so sánh, hoặc all / any (danh sách không rỗng), hoặc not"
    )


def write_condition(condition: Condition) -> Any:
    """Return the condition as it stands in a pack; `parse_condition` reads it back equal."""
    match condition:
        case Compare():
            return str(condition)
        case Not(item):
            return {"not": write_condition(item)}
        case All(items):
            return {"all": [write_condition(item) for item in items]} if items else True
        case AnyOf(items):
            return {"any": [write_condition(item) for item in items]}


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Yield every comparison of the tree, in the order written."""
    match condition:
        case Compare():
            yield condition
        case Not(item):
            yield from comparisons(item)
        case All(items) | AnyOf(items):
            for part in items:
                yield from comparisons(part)


def _write_sum(parts: Sum) -> str:
    words = [f"{'-' if sign < 0 else '+'} {name}" for sign, name in parts]
    return " ".join(words).removeprefix("+ ")


def _parse_sum(text: str) -> Sum:
    inner = text.strip()
    if inner.startswith("(") != inner.endswith(")"):
        raise ValueError(f"ngoặc chưa khớp trong “{text.strip()}”")
    found = _PART.findall(inner.strip("() "))
    return tuple((-1 if sign == "-" else 1, name) for sign, name in found)


def _parse_text(text: str) -> Compare:
    found = _VALUE.match(text)
    if not found:
        raise ValueError(f"không đọc được điều kiện “{text}”")
    left = Value(_parse_sum(found[1]), _parse_sum(found[2]) if found[2] else None)
    rest = text[found.end() :].strip()
    if not rest:
        return Compare(left, "==", ("true",))
    sign = _OPERATOR.match(rest)
    if not sign:
        raise ValueError(f"không có phép so sánh nào đúng trong “{text}”")
    op = " ".join(sign[1].split())
    return Compare(left, op, _parse_right(op, rest[sign.end() :].strip(), text))


def _parse_right(op: str, right: str, text: str) -> tuple[str, ...]:
    if op.startswith("is "):
        return ()
    if op in {"in", "not in"}:
        if not (right.startswith("[") and right.endswith("]")):
            raise ValueError(f"sau “{op}” cần danh sách trong ngoặc vuông: “{text}”")
        words = [word.strip() for word in right[1:-1].split(",")]
    elif op == "between":
        words = [word.strip() for word in right.split(" and ")]
        if len(words) != 2:  # noqa: PLR2004 - a range has two ends
            raise ValueError(f"sau “between” cần “a and b”: “{text}”")
    else:
        words = [right]
    if not all(_TOKEN.match(word) for word in words):
        raise ValueError(f"không đọc được vế phải của “{text}”")
    return tuple(words)


ConditionField = Annotated[
    Condition,
    PlainValidator(parse_condition),
    PlainSerializer(write_condition),
    WithJsonSchema({"type": ["string", "object", "boolean"], "title": "Condition"}),
]

__all__ = [
    "All",
    "AnyOf",
    "Compare",
    "Condition",
    "ConditionField",
    "Not",
    "Sum",
    "Value",
    "comparisons",
    "parse_condition",
    "write_condition",
]
