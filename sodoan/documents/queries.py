"""Reads of the documents app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sodoan.documents.choices import PaperKey
from sodoan.documents.models import PaperTemplate, RegisterEntry
from sodoan.documents.papers.kinds import PAPERS
from sodoan.org.models import Unit


@dataclass(frozen=True)
class InForce:
    """The template a unit prints one kind of paper with; `template` None is the shipped one."""

    kind: PaperKey
    template: PaperTemplate | None
    is_own: bool

    @property
    def data(self) -> bytes:
        """The Word file."""
        if self.template is not None:
            return self.template.attachment.path.read_bytes()
        return PAPERS[self.kind].template.read_bytes()


def templates_in_force(unit: Unit) -> Sequence[InForce]:
    """One row a kind of paper, in one query: the nearest template up the tree, the unit's first."""
    rows = (
        PaperTemplate.objects.filter(unit_id__in=unit.ancestor_ids)
        .select_related("attachment__uploaded_by", "unit")
        .order_by("unit__path")
    )
    nearest = {row.kind: row for row in rows}
    return [
        InForce(kind, found, found is not None and found.unit_id == unit.pk)
        for kind in PaperKey
        for found in [nearest.get(kind)]
    ]


def template_in_force(unit: Unit, kind: PaperKey) -> InForce:
    """The template a unit prints one kind of paper with."""
    return next(row for row in templates_in_force(unit) if row.kind == kind)


def entry_of(unit: Unit, kind: str, code: str, day: date) -> RegisterEntry | None:
    """The line of the unit's register behind a printed code (`05-KH/ĐTN`); None when none is.

    Numbers begin anew every year: the one of the day's year, else of the nearest year, is meant.
    """
    number, _, symbol = code.partition("-")
    if not number.isdigit():
        return None
    found = RegisterEntry.objects.filter(unit=unit, kind=kind, number=int(number), symbol=symbol)
    entries = found.select_related("attachment").order_by("-year")
    return min(entries, key=lambda entry: abs(entry.year - day.year), default=None)


def template_for(unit: Unit, kind: str) -> bytes | None:
    """Return the Word template a unit prints a paper with; None means the shipped one.

    The nearest template up the tree wins, the unit's own first.
    """
    found = template_in_force(unit, PaperKey(kind))
    return found.data if found.template else None
