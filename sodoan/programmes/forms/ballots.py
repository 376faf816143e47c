"""The table of votes as it was typed: what can be counted, and every row that cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.queries.vote_rows import Box, VoteRow

MOST_VOTES = 9999
_LONG = 20


class VoteSheet:
    """Fields: `v-RESULT-GRADE`, `b-RESULT` (blank ballots), `trang` the row to fill up with blanks.

    `counted` are the ballots by enrolment key; a row without any number is left out, and so is one
    that was not on the page. `faults` say by result key why a row cannot be counted.
    """

    def __init__(self, rows: Sequence[VoteRow], data: Mapping[str, Any], *, present: int) -> None:
        self.data = data
        self.counted: dict[int, Ballots] = {}
        self.faults: dict[int, str] = {}
        for row in rows:
            if row.is_rated and row.is_open and any(name in data for name in _names(row)):
                self._read(row, present)

    def _read(self, row: VoteRow, present: int) -> None:
        typed = [self._typed(name) for name in _names(row)]
        if not any(typed) and not row.is_entered:
            return
        if wrong := [text for text in typed if not _is_count(text)]:
            told = ", ".join(f"“{text}”" for text in wrong)
            self.faults[row.result.pk] = (
                f"{row.name}: {told} chưa phải là số phiếu. "
                "Đồng chí ghi số nguyên từ 0 trở lên, ví dụ 12."
            )
            return
        *votes, blank = (int(text or 0) for text in typed)
        lacking = present - sum(votes) - blank
        if self.data.get("trang") == str(row.result.pk) and lacking > 0:
            blank += lacking
        keys = [box.grade.key for box in row.boxes]
        self.counted[row.result.enrolment_id] = Ballots(dict(zip(keys, votes, strict=True)), blank)

    def _typed(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()[:_LONG]

    def laid_over(self, board: Board, *, everything: bool) -> Board:
        """The board as typed: rows at fault, or all that were on the page when nothing was kept."""
        return replace(board, rows=[self._over(row, everything=everything) for row in board.rows])

    def _over(self, row: VoteRow, *, everything: bool) -> VoteRow:
        fault = self.faults.get(row.result.pk, "")
        names = _names(row)
        if not fault and not (everything and any(name in self.data for name in names)):
            return row
        *typed, blank = (self._typed(name) for name in names)
        boxes = tuple(
            Box(box.grade, box.count, text, not _is_count(text))
            for box, text in zip(row.boxes, typed, strict=True)
        )
        return replace(
            row, boxes=boxes, typed_blank=blank, is_blank_bad=not _is_count(blank), fault=fault
        )


def _names(row: VoteRow) -> list[str]:
    """The fields of a row: one a grade, then the blank ballots."""
    key = row.result.pk
    return [*(f"v-{key}-{box.grade.key}" for box in row.boxes), f"b-{key}"]


def _is_count(text: str) -> bool:
    """Whether it is a number of votes; nothing typed is none."""
    return not text or (text.isascii() and text.isdigit() and int(text) <= MOST_VOTES)


__all__ = ["VoteSheet"]
