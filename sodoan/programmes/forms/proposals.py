"""What the committee proposes: grade, reason, yearly comment."""

from collections.abc import Mapping
from typing import Any

from sodoan.programmes.actions.proposing import Proposal
from sodoan.programmes.engine.grading import is_unlike
from sodoan.programmes.models import Result
from sodoan.programmes.queries.evaluation import record_sentence
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.queries.vote_rows import VoteRow

_LONG = 2000


class ProposalLine:
    """One member's fields: `m-RESULT` grade, `l-RESULT` reason, `n-RESULT` comment.

    `ready` has the ready sentence of each grade, which the page puts in when another is chosen.
    Without a comment the ready sentence of the proposed grade is offered (`is_ready`). A line whose
    fields did not come along (`is_sent`) stays as it is stored.
    """

    def __init__(self, row: VoteRow, board: Board, data: Mapping[str, Any] | None = None) -> None:
        self.row, self.scale = row, board.scale
        self.error = ""
        result: Result = row.result
        self.grade, self.reason = result.proposed_grade, result.proposal_reason
        self.comment = result.comment
        self.is_ready = False
        cycle = board.cycle_of(row)
        self.ready = {one.key: record_sentence(one, cycle) for one in board.scale.grades}
        self.voted = row.tally.proposal if row.tally is not None else ""
        names = [f"{field}-{result.pk}" for field in "mln"]
        self.is_sent = data is not None and any(name in data for name in names)
        if data is not None and row.is_open:
            self.grade = str(data.get(f"m-{result.pk}", self.grade))
            self.reason = str(data.get(f"l-{result.pk}", self.reason))[:_LONG]
            self.comment = str(data.get(f"n-{result.pk}", self.comment))[:_LONG]
        elif not self.comment and row.proposal is not None and row.is_open:
            self.comment = self.ready[row.proposal.key]
            self.is_ready = True

    @property
    def changed(self) -> bool:
        """Whether something differs from what is stored."""
        result = self.row.result
        kept = (result.proposed_grade, result.proposal_reason, result.comment)
        return self.row.is_open and (self.grade, self.reason, self.comment) != kept

    @property
    def to_save(self) -> bool:
        """Whether it goes to the action: what changed, and what will be refused for its reason."""
        return self.is_sent and (self.changed or self.lacks_reason)

    @property
    def proposal(self) -> Proposal:
        """What the fields say; of who is not rated only the comment."""
        if not self.row.is_rated:
            return Proposal(comment=self.comment)
        return Proposal(self.grade, self.reason, self.comment)

    @property
    def lacks_reason(self) -> bool:
        """Whether nothing says why the grade is not what was voted, or not what the rules give."""
        if not (self.row.is_rated and self.row.is_open and self.grade) or self.reason.strip():
            return False
        ruled = self.row.result.rule_grade
        return is_unlike(self.scale, self.grade, ruled=ruled, voted=self.voted)


class ProposalTable:
    """All members of the branch. Field `l-chung`: one reason for all who still lack theirs."""

    def __init__(self, board: Board, data: Mapping[str, Any] | None = None) -> None:
        self.lines = [ProposalLine(row, board, data) for row in board.rows]
        self.common = str(data.get("l-chung", ""))[:_LONG] if data is not None else ""
        for line in self.reasonless:
            if line.is_sent:
                line.reason = self.common

    @property
    def reasonless(self) -> list[ProposalLine]:
        """Lines whose grade still needs a reason."""
        return [line for line in self.lines if line.lacks_reason]

    @property
    def faulty(self) -> list[ProposalLine]:
        """Lines that could not be saved."""
        return [line for line in self.lines if line.error]

    @property
    def ready(self) -> list[ProposalLine]:
        """Lines whose comment is a ready sentence nobody has saved."""
        return [line for line in self.lines if line.is_ready]
