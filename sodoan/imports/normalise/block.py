"""Rows judged together, column by column: most of what is done to a cell is the same for all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sodoan.imports.normalise.cell import Cell, Issue, Raw, Severity

Verdict = Literal["accepted", "warning", "rejected"]
Reader = Callable[[Raw], Cell[Any]]
IsPlain = Callable[[str], object]
"""Tells quickly of a text that its reader would keep it just so, without a remark."""


class RowIssue(NamedTuple):
    """A remark about one field of a row."""

    field: str
    code: str
    severity: Severity
    message: str


def verdict_of(issues: Iterable[RowIssue]) -> Verdict:
    """Return what becomes of a row as long as nobody else is the same person."""
    severities = {issue.severity for issue in issues}
    if Severity.ERROR in severities:
        return "rejected"
    return "warning" if severities else "accepted"


@dataclass(slots=True)
class Block:
    """Some rows of a list: ``values[key][i]`` is what row i has, None where nothing is known.

    Fields: ``full_name``, ``sex`` (male/female), ``born_on``/``joined_on``/``party_on``/
    ``id_issued_on`` (PartialDate), ``unit`` (UnitName), ``post`` (PostText), ``home_province``
    (code of today), everything else text. ``issues`` has the rows with remarks only.
    """

    size: int
    values: dict[str, list[Any]] = field(default_factory=dict)
    issues: dict[int, list[RowIssue]] = field(default_factory=dict)

    def column(self, key: str) -> list[Any]:
        """Return the values of a field; of one that no column had, Nones to be filled in."""
        return self.values.setdefault(key, [None] * self.size)

    def read(
        self, key: str, cells: Sequence[Raw], reader: Reader, is_plain: IsPlain | None = None
    ) -> None:
        """Judge the cells of a field: not those that are plain, and one text all down only once."""
        if is_plain is not None:
            self._keep(key, cells, reader, is_plain)
        elif cells[0].__class__ is str and cells.count(cells[0]) == self.size:
            self._repeat(key, reader(cells[0]))
        else:
            self.take(key, map(reader, cells))

    def take(self, key: str, cells: Iterable[Cell[Any]]) -> None:
        """Keep the judged cells of a field."""
        values, remarks = zip(*cells, strict=True)
        self.values[key] = list(values)
        if any(remarks):
            for place, issues in enumerate(remarks):
                if issues:
                    self.add(place, key, *issues)

    def _keep(self, key: str, cells: Sequence[Raw], reader: Reader, is_plain: IsPlain) -> None:
        values: list[Any] = list(cells)
        odd = [i for i, raw in enumerate(cells) if raw.__class__ is not str or not is_plain(raw)]
        for place in odd:
            values[place], issues = reader(cells[place])
            if issues:
                self.add(place, key, *issues)
        self.values[key] = values

    def _repeat(self, key: str, cell: Cell[Any]) -> None:
        value, issues = cell
        self.values[key] = [value] * self.size
        for place in range(self.size) if issues else ():
            self.add(place, key, *issues)

    def add(self, place: int, key: str, *issues: Issue) -> None:
        """Append remarks about one field of a row."""
        found = [RowIssue(key, i.code, i.severity, i.message) for i in issues]
        self.issues.setdefault(place, []).extend(found)
