"""Reads of the documents app."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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


@dataclass(frozen=True)
class Citation:
    """A printed code (`05-QĐ/ĐTN`) that something cites: of one of these units, about a day."""

    units: frozenset[int]
    code: str
    day: date


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
    cited = Citation(frozenset({unit.pk}), code, day)
    return _meant(cited, _entries([cited], kind))


def voided_among(cited: Collection[Citation], kind: str) -> set[Citation]:
    """Those citations whose line of the register is void, so that they hold no more. One query."""
    entries = _entries(cited, kind) if cited else ()
    return {one for one in cited if (entry := _meant(one, entries)) and entry.voided_at}


def _entries(cited: Collection[Citation], kind: str) -> Sequence[RegisterEntry]:
    """Every line that may be meant by one of the citations."""
    rows = RegisterEntry.objects.filter(
        kind=kind,
        unit__in=frozenset[int]().union(*(one.units for one in cited)),
        number__in={number for one in cited for number, _symbol in _parts(one.code)},
    )
    return list(rows.select_related("attachment").order_by("-year"))


def _meant(cited: Citation, entries: Iterable[RegisterEntry]) -> RegisterEntry | None:
    same = [
        entry
        for entry in entries
        if entry.unit_id in cited.units and (entry.number, entry.symbol) in _parts(cited.code)
    ]
    return min(same, key=lambda entry: _distance(entry, cited.day), default=None)


def _distance(entry: RegisterEntry, day: date) -> tuple[int, timedelta]:
    return abs(entry.year - day.year), abs(entry.issued_on - day)


def _parts(code: str) -> Sequence[tuple[int, str]]:
    """Number and symbol of a printed code; nothing when it is none."""
    number, _, symbol = code.partition("-")
    return [(int(number), symbol)] if number.isdecimal() else []


def template_for(unit: Unit, kind: str) -> bytes | None:
    """Return the Word template a unit prints a paper with; None means the shipped one.

    The nearest template up the tree wins, the unit's own first.
    """
    found = template_in_force(unit, PaperKey(kind))
    return found.data if found.template else None
