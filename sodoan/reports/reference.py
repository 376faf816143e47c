"""Writes the tables of report forms in docs/packs.md from the schema.

After every change of the format or of the figures there are:
`python manage.py shell -c "from sodoan.reports.reference import write; write()"`.
The tables stand between two marker lines of their own.
"""

from sodoan.indicators.registry import INDICATORS
from sodoan.programmes.engine.reference import DOCUMENT, model_tables
from sodoan.reports.packfile import ReportPack

BEGIN = "<!-- report forms: begin (generated, do not edit) -->"
END = "<!-- report forms: end -->"


def tables() -> str:
    """Return the generated part: each part of a report form, and the figures it may ask for."""
    return "\n\n".join([*model_tables(ReportPack), _figures()])


def rewrite(document: str) -> str:
    """Return the document with the tables between its markers replaced."""
    head, rest = document.split(BEGIN, 1)
    _old, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{tail}"


def _figures() -> str:
    rows = [
        f"| `{one.key}` | {one.label} | {one.measure} | {'yes' if one.owner else 'no'} |"
        for one in INDICATORS.values()
    ]
    head = "| Key | Figure | Measure | For `met_by` |\n|---|---|---|---|"
    return "\n".join(["### Figures of reports\n", head, *rows])


def write() -> None:
    """Bring the document up to date."""
    DOCUMENT.write_text(rewrite(DOCUMENT.read_text("utf-8")), "utf-8")
