"""The glossary names what exists, in the words the program shows."""

import re
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(
    r"^\| (?P<term>[^|]+) \| `(?P<identifier>[^`]+)` \| [^|]+ \| [^|]+ \|$", re.MULTILINE
)
ROWS = [(row["term"], row["identifier"]) for row in ROW.finditer(GLOSSARY.read_text("utf-8"))]
MODELS = {
    model._meta.label: model
    for model in apps.get_models()
    if model.__module__.startswith("sodoan.") and not hasattr(model, "pgh_tracked_model")
}


def label_of(identifier):
    """The Vietnamese label of a model, a field or a choice; raises when there is none."""
    app, name, *rest = identifier.split(".")
    if name != "choices":
        meta = apps.get_model(app, name)._meta
        return (meta.get_field(rest[0]) if rest else meta).verbose_name
    choices = getattr(import_module(f"sodoan.{app}.choices"), rest[0])
    assert issubclass(choices, Enum)
    return choices[rest[1]].label


def test_glossary_table_is_read_whole():
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    headings = [line for line in lines if line.startswith("| Term |")]
    assert len(ROWS) == len(lines) - len(headings)


@pytest.mark.parametrize(("term", "identifier"), ROWS)
def test_glossary_term_is_the_label_of_its_identifier(term, identifier):
    assert str(label_of(identifier)) == term


def test_glossary_says_everything_once():
    identifiers = [identifier for _, identifier in ROWS]
    assert len(identifiers) == len(set(identifiers))


def test_glossary_holds_every_model():
    assert not set(MODELS) - {identifier for _, identifier in ROWS}
