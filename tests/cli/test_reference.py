"""docs/packs.md says what the schemas say, with a meaning for every key."""

from sodoan.cli.reference import DOCUMENT, rewrite, tables
from sodoan.indicators.registry import INDICATORS


def test_document_holds_the_tables_of_the_schemas():
    written = DOCUMENT.read_text("utf-8")
    assert rewrite(written) == written, "python -m sodoan.cli.reference"


def test_document_explains_every_key():
    rows = [line for line in tables().splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    assert [row for row in rows if row.rstrip(" |").endswith("|")] == []
    assert [row for row in rows if "  |" in row] == []


def test_document_names_every_figure():
    assert [key for key in INDICATORS if f"| `{key}` |" not in tables()] == []
