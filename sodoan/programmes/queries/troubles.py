"""What stops a round from being sent up, and what is told before it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sodoan.programmes.choices import Population
from sodoan.programmes.engine.grading import departs
from sodoan.programmes.queries.meeting import Board, VoteRow

_NAMED = 5


@dataclass(frozen=True)
class Trouble:
    """Something that stops the sending: a sentence, and the step where it is repaired."""

    sentence: str
    step: str


def troubles_of(board: Board) -> list[Trouble]:
    """What still has to be done before the round can be sent, cap aside."""
    if board.meeting is None:
        text = "Chi đoàn chưa họp đánh giá. Đồng chí ghi thời gian, địa điểm và điểm danh trước."
        return [Trouble(text, "round")]
    found = []
    if board.newcomers:
        text = f"{board.newcomers} người vừa có phiếu, chưa vào đợt đánh giá."
        found.append(Trouble(text, "voting"))
    if unknown := board.called - set(board.attendances):
        found.append(Trouble(f"{len(unknown)} người chưa được điểm danh.", "attendance"))
    if not board.quorum.reached:
        found.append(Trouble(board.quorum.sentence, "attendance"))
    undecided = [row for row in board.rows if row.result.population == Population.UNDECIDED]
    ungraded = [row for row in board.unproposed if row.is_voted]
    reasonless = [row for row in _open(departing(board)) if not row.result.proposal_reason]
    unsaved = [row for row in board.unsettled if row.proposal]
    for rows, what, step in (
        (undecided, "người chưa xác định được diện xếp loại", "fact_entries"),
        (_open(board.wrong), "người có số phiếu không khớp số người có mặt", "voting"),
        (_open(board.unvoted), "người chưa biểu quyết", "voting"),
        (_open(ungraded), "người chưa có đề xuất xếp loại", "proposals"),
        (unsaved, "người chưa được Ban Chấp hành lưu đề xuất, nhận xét năm", "proposals"),
        (reasonless, "người có mức khác quy tắc mà chưa ghi lý do", "proposals"),
    ):
        if rows:
            found.append(Trouble(f"{len(rows)} {what}: {_names(rows)}", step))
    return found


def departing(board: Board) -> list[VoteRow]:
    """Rated members proposed for another grade than the rules give."""
    return [
        row
        for row in board.rated
        if departs(board.scale, row.result.rule_grade, row.result.proposed_grade)
    ]


def _open(rows: Sequence[VoteRow]) -> list[VoteRow]:
    return [row for row in rows if row.is_open]


def _names(rows: Sequence[VoteRow]) -> str:
    names = ", ".join(row.name for row in rows[:_NAMED])
    return f"{names}…" if len(rows) > _NAMED else f"{names}."


__all__ = ["Trouble", "departing", "troubles_of"]
