"""Rows judged one at a time, as tests read them."""

from dataclasses import dataclass
from typing import Any

from sodoan.imports.normalise.block import Block, RowIssue, Verdict, verdict_of
from sodoan.imports.normalise.rows import normalise_rows


@dataclass(frozen=True)
class Row:
    """One row of a block: only what is known, by field key."""

    values: dict[str, Any]
    issues: list[RowIssue]

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.issues)

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(issue.code for issue in self.issues))


def row_of(block: Block, place: int) -> Row:
    values = {key: column[place] for key, column in block.values.items()}
    known = {key: value for key, value in values.items() if value is not None}
    return Row(known, block.issues.get(place, []))


def judge_row(cells, context, *, section="") -> Row:
    """Judge one row given as raw cells by field key."""
    columns = {key: [None if raw == "" else raw] for key, raw in cells.items()}
    return row_of(normalise_rows(columns, context, [section]), 0)


def rows_of(reader, context) -> dict[int, Row]:
    """Read a whole file; return its rows by Excel number."""
    return {
        number: row_of(some.block, place)
        for some in reader.rows(context)
        for place, number in enumerate(some.numbers)
    }
