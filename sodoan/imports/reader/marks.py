"""What the XML of a workbook tells and the parser keeps to itself.

Error cells and formulas without a result (the parser gives both as blank), hidden rows and columns,
cells whose format shows only month or year of a date.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sodoan.imports.reader.container import windows
from sodoan.imports.reader.formats import Shown
from sodoan.imports.reader.limits import Deadline

UNCALCULATED = "=…"
"""What stands for the result of a formula that has none."""
_MOST = 100_000
"""Marks kept of one sheet; nobody reads on about more."""

_ERROR_CELL = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?=[^>]{0,200}\bt=[\"']e[\"'])"
    rb"[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]{0,200}>"
    rb"(?:<[^>]{0,300}>[^<]{0,2000}</[^>]{0,50}>|<[^>]{0,300}/>)?"
    rb"(?:<(?:[A-Za-z_][\w.-]*:)?v>(#[^<]{1,20})<)?"
)
# A formula nobody has calculated yet: no kind of result, no result. Programs write such files.
_UNCALCULATED = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?![^>]{0,200}\bt=)[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
    rb"[^>]{0,200}><(?:[A-Za-z_][\w.-]*:)?f(?:\s[^>]{0,300})?(?:/>|>[^<]{0,8000}</[^>]{0,50}f>)"
    rb"(?:<(?:[A-Za-z_][\w.-]*:)?v\s?(?:/>|></[^>]{0,50}v>))?</[^>]{0,50}c>"
)
_FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s>/]")
_HIDDEN_ROW = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?row\s(?=[^>]{0,300}\bhidden=[\"'](?:1|true)[\"'])"
    rb"[^>]{0,300}?\br=[\"'](\d{1,7})[\"']"
)
_HIDDEN_COLUMNS = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?col\s(?=[^>]{0,300}\bhidden=[\"'](?:1|true)[\"'])([^>]{0,300})>"
)
_FROM_TO = re.compile(rb"\b(min|max)=[\"'](\d{1,5})[\"']")


@cache
def _styled_cell(styles: frozenset[bytes]) -> re.Pattern[bytes]:
    """Return what finds the filled cells of some styles: attributes, column letters, row."""
    any_of = b"|".join(sorted(styles))
    return re.compile(
        rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?=[^>]{0,200}\bs=[\"'](" + any_of + rb")[\"'])"
        rb"[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>/]{0,200}>"
    )


@dataclass(slots=True)
class Marks:
    """Error cells by row and column letters, hidden rows, ends of hidden columns, formulas.

    ``partial`` are the cells of the ``styles`` that show only month or year of a date.
    """

    styles: Mapping[bytes, Shown] = field(default_factory=dict)
    partial: dict[int, dict[bytes, Shown]] = field(default_factory=dict)
    errors: dict[int, dict[bytes, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: int = 0

    def collect(self, window: bytes) -> None:
        """Take what a stretch of sheet XML marks; whole tags only."""
        if b'="e"' in window or b"='e'" in window:
            for letters, row, text in _ERROR_CELL.findall(window):
                if len(self.errors) < _MOST:
                    shown = text.decode("ascii", "replace") or "#N/A"
                    self.errors.setdefault(int(row), {})[letters] = shown
        may_hold_some = b"<f" in window or b":f" in window  # much faster than the pattern
        if may_hold_some and (formulas := _FORMULA.findall(window)):
            self.formulas += len(formulas)
            for letters, row in _UNCALCULATED.findall(window):
                if len(self.errors) < _MOST:
                    self.errors.setdefault(int(row), {})[letters] = UNCALCULATED
        if self.styles:
            self._collect_partial(window)
        if b"hidden=" in window:
            self._collect_hidden(window)

    def _collect_partial(self, window: bytes) -> None:
        for style, letters, row in _styled_cell(frozenset(self.styles)).findall(window):
            if len(self.partial) < _MOST:
                self.partial.setdefault(int(row), {})[letters] = self.styles[style]

    def _collect_hidden(self, window: bytes) -> None:
        rows = _HIDDEN_ROW.findall(window)
        self.hidden_rows.update(map(int, rows[: _MOST - len(self.hidden_rows)]))
        for attributes in _HIDDEN_COLUMNS.findall(window):
            ends = dict(_FROM_TO.findall(attributes))
            if len(ends) > 1 and len(self.hidden_columns) < _MOST:
                self.hidden_columns.append((int(ends[b"min"]), int(ends[b"max"])))


def collect_marks(
    path: Path, part: str | None, styles: Mapping[bytes, Shown], deadline: Deadline
) -> Marks:
    """Return the marks of a sheet, read from its XML part; none for a part that is not known."""
    marks = Marks(styles)
    if part:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            for window in deadline.watched(windows(stream)):
                marks.collect(window)
    return marks
