"""Writes the tables of docs/packs.md from the schemas of programmes, schemes and report forms.

Run `python -m sodoan.cli.reference` after every change of a format or of the figures there are.
The tables stand between two marker lines; everything else in the document is written by hand.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import django
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sodoan.activities.packfile import SchemePack
from sodoan.common.dataschema import DayField, Key, Text
from sodoan.programmes.engine.conditions import ConditionField
from sodoan.programmes.engine.facts import MEMBER_FACTS
from sodoan.programmes.engine.schema import (
    LEVEL_LABELS,
    CriterionKind,
    FactKind,
    Frozen,
    Pack,
    write_number,
)
from sodoan.programmes.engine.schema.base import Number, Share

BEGIN = "<!-- reference: begin (generated, do not edit) -->"
END = "<!-- reference: end -->"
DOCUMENT = Path(__file__).parents[2] / "docs" / "packs.md"

_NAMES: tuple[tuple[Any, str], ...] = (
    (Key, "key"),
    (Text, "text"),
    (Number, "number"),
    (Share, "share"),
    (DayField, "day"),
    (ConditionField, "condition"),
)
_PLAIN = {str: "text", int: "whole number", bool: "true/false", date: "date", NoneType: ""}
_COMMON = {"key": "Name used inside the pack; unique in its list.", "title": "Name people read."}


def tables() -> str:
    """Return the generated part: every model of a data file, and the words it may use."""
    programmes = [*_model_tables(Pack), _kinds(), _levels(), _facts()]
    reports = [*_model_tables(_report_pack()), _figures()]
    return "\n\n".join([*programmes, *_model_tables(SchemePack), *reports])


def _report_pack() -> type[Frozen]:
    """The schema of report forms, which knows the figures of every app: Django must be ready."""
    from sodoan.reports.packfile import ReportPack

    return ReportPack


def _model_tables(model: type[Frozen]) -> list[str]:
    """Return a table for a model of a data file and for each model inside it."""
    return [_model_table(one) for one in _models(model)]


def rewrite(document: str) -> str:
    """Return the document with the tables between its markers replaced."""
    head, rest = document.split(BEGIN, 1)
    _old, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{tail}"


def _models(model: type[Frozen]) -> Iterator[type[Frozen]]:
    """Yield a model and every model inside it, each once, in reading order."""
    seen: list[type[Frozen]] = []

    def visit(one: type[Frozen]) -> None:
        if one in seen:
            return
        seen.append(one)
        for field in one.model_fields.values():
            for inner in _inner_models(field.annotation):
                visit(inner)

    visit(model)
    yield from seen


def _inner_models(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for argument in get_args(annotation):
        yield from _inner_models(argument)


def _model_table(model: type[Frozen]) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = [
        f"| `{name}` | {_type_words(hints[name])} | {_default(field)} | {_meaning(name, field)} |"
        for name, field in model.model_fields.items()
    ]
    about = " ".join((model.__doc__ or "").split())
    head = (
        f"### {model.__name__}\n\n{about}\n\n| Key | Type | Default | Meaning |\n|---|---|---|---|"
    )
    return "\n".join([head, *rows])


def _meaning(name: str, field: FieldInfo) -> str:
    text = field.description or ""
    if name in _COMMON and not text:
        text = _COMMON[name]
    return " ".join(text.split()).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or value in ((), ""):
        return "none"
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{write_number(value) if hasattr(value, 'denominator') else value}`"


def _type_words(hint: Any) -> str:
    named = next((name for alias, name in _NAMES if hint == alias), None)
    if named or hint in _PLAIN:
        return named or _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        text = ", ".join(f"`{value}`" for value in arguments)
    elif origin in {Union, UnionType}:
        text = " or ".join(filter(None, (_type_words(argument) for argument in arguments)))
    elif origin is tuple:
        text = f"list of {_type_words(arguments[0])}"
    elif isinstance(hint, type) and issubclass(hint, Enum):
        text = ", ".join(f"`{member.value}`" for member in hint)
    elif isinstance(hint, type) and issubclass(hint, Frozen):
        text = f"[{hint.__name__}](#{hint.__name__.lower()})"
    else:
        text = _type_words(arguments[0])
    return text


def _kinds() -> str:
    words = {
        "own_text": "true / false: met or not; worth `points` when met",
        "yes_no": "true / false: met or not; worth `points` when met",
        "duty": "true / false: met or not; worth `points` when met",
        "prohibition": "true / false: true means it was *not* done; worth `points` when true",
        "number": "a figure; worth figure × `points` (1 when empty)",
        "count_points": "a count, or counts per option; worth count × points",
        "options": "the key of one option; worth its points",
        "imported": "a figure from elsewhere (`source`); worth figure × `points` (1 when empty)",
        "attendance_share": "a share of meetings; worth share × `points`",
        "metric": "a figure from records (`source`); worth figure × `points` (1 when empty)",
        "other_grade": "a grade of another subject; worth the points of the option of that key",
    }
    rows = [f"| `{kind.value}` | {words[kind.value]} |" for kind in CriterionKind]
    return "\n".join(
        ["### Kinds of criteria", "", "| Kind | Answer and worth |", "|---|---|", *rows]
    )


def _levels() -> str:
    rows = [f"| `{level.value}` | {label} |" for level, label in LEVEL_LABELS.items()]
    return "\n".join(["### Levels", "", "| Level | In Vietnamese |", "|---|---|", *rows])


def _facts() -> str:
    rows = []
    for fact in MEMBER_FACTS:
        values = "whole number"
        if fact.kind is FactKind.CHOICE:
            values = ", ".join(f"`{choice.key}`" for choice in fact.choices)
            values += " (ordered)" if fact.ordered else ""
        rows.append(f"| `{fact.key}` | {values} | {fact.label} |")
    head = ["### Facts of a member", "", "| Fact | Values | In Vietnamese |", "|---|---|---|"]
    return "\n".join([*head, *rows])


def _figures() -> str:
    from sodoan.indicators.registry import INDICATORS

    rows = [
        f"| `{one.key}` | {one.label} | {one.measure} | {'yes' if one.owner else 'no'} |"
        for one in INDICATORS.values()
    ]
    head = "| Key | Figure | Measure | For `met_by` |\n|---|---|---|---|"
    return "\n".join(["### Figures of reports\n", head, *rows])


def main() -> int:
    """Rewrite the document in place."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    DOCUMENT.write_text(rewrite(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
