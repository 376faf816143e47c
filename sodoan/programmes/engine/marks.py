"""Values "to confirm": where they are, what they are, which are still open."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sodoan.common import words
from sodoan.programmes.engine.conditions import All, AnyOf, Compare, Not, write_condition
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.schema import Frozen, Mark, Pack


def value_at(pack: Pack, path: str) -> Any:
    """Return the value at a path of field names and keys joined by dots.

    In a list, the part after the dot is the key of an item, or its place counted from 0 when the
    items have no keys. Raises KeyError when nothing is there.
    """
    value: Any = pack
    for part in path.split("."):
        value = _step(value, part, path)
    return value


def _step(value: Any, part: str, path: str) -> Any:
    if isinstance(value, Frozen) and part in type(value).model_fields:
        return getattr(value, part)
    if isinstance(value, tuple):
        for item in value:
            if getattr(item, "key", None) == part:
                return item
        if part.isdecimal() and int(part) < len(value):
            return value[int(part)]
    raise KeyError(path)


def open_marks(pack: Pack, confirmed: Collection[str] = ()) -> tuple[Mark, ...]:
    """Return the marks whose path has not been confirmed; of a pack as shipped, all that count.

    Marks inside a scale that is not in use do not count: nobody is judged by it.
    """
    idle = tuple(f"scales.{scale.key}." for scale in pack.scales if scale.key != pack.scale)
    return tuple(
        mark
        for mark in pack.to_confirm
        if mark.path not in confirmed and not mark.path.startswith(idle)
    )


def show_value(value: Any) -> str:
    """Return a pack value as people read it in the list of values to confirm."""
    match value:
        case None:
            return words.DASH
        case bool():
            text = "có" if value else "không"
        case Fraction():
            text = show_share(value)
        case Compare() | All() | AnyOf() | Not():
            text = str(write_condition(value))
        case tuple():
            text = "; ".join(show_value(item) for item in value)
        case Frozen():
            text = getattr(value, "title", "") or getattr(value, "text", "") or _show_fields(value)
        case _:
            text = str(value)
    return text


def _show_fields(value: Frozen) -> str:
    return "; ".join(show_value(getattr(value, name)) for name in type(value).model_fields)
