"""What stops a round from being sent up, and what is told before it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sodoan.common.words import full_date
from sodoan.programmes.choices import Population
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.engine.grading import departs
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.queries.vote_rows import VoteRow

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
    silent = [row for row in _open(board.unrated) if row.lacks_opinion]
    unsaved = [row for row in board.unsettled if row.proposal]
    for rows, what, step in (
        (undecided, "người chưa xác định được diện xếp loại", "fact_entries"),
        (_open(board.wrong), "người có số phiếu không khớp số người có mặt", "voting"),
        (_open(board.unvoted), "người chưa biểu quyết", "voting"),
        (_open(ungraded), "người chưa có đề xuất xếp loại", "proposals"),
        (unsaved, "người chưa được Ban Chấp hành lưu đề xuất, nhận xét năm", "proposals"),
        (silent, "người chỉ góp ý mà chưa có góp ý nào", "proposals"),
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


@dataclass(frozen=True)
class Unassessed:
    """Members the branch judges who have not handed in their own view, due by `due`."""

    rows: Sequence[VoteRow]
    due: date

    def in_time(self, day: date) -> bool:
        """Whether somebody of them may still do so; the sending ends that."""
        return bool(self.rows) and day <= self.due

    @property
    def sentence(self) -> str:
        """How many, and their deadline."""
        return f"{len(self.rows)} người chưa tự đánh giá, hạn {full_date(self.due)}."


def unassessed(board: Board) -> Unassessed:
    """Whom a sending would leave without a view of their own."""
    due = assess_by(board.pack, schedule_for(board.plan, board.round.block))
    return Unassessed([row for row in _open(board.rated) if row.self_grade is None], due)


def _open(rows: Sequence[VoteRow]) -> list[VoteRow]:
    return [row for row in rows if row.is_open]


def _names(rows: Sequence[VoteRow]) -> str:
    names = ", ".join(row.name for row in rows[:_NAMED])
    return f"{names}…" if len(rows) > _NAMED else f"{names}."


__all__ = ["Trouble", "Unassessed", "departing", "troubles_of", "unassessed"]
