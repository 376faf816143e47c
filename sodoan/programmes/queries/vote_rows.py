"""One member at the evaluation meeting as the pages show it."""

from dataclasses import dataclass

from sodoan.programmes.choices import WITH_THE_BRANCH, Population
from sodoan.programmes.engine import votes
from sodoan.programmes.engine.schema import Grade
from sodoan.programmes.models import Result


@dataclass(frozen=True)
class Box:
    """One field for votes: a grade and the number counted so far (None: nothing entered).

    `typed` is what was sent and could not be kept; `is_bad` marks what is no number in it.
    """

    grade: Grade
    count: int | None
    typed: str | None = None
    is_bad: bool = False

    @property
    def shown(self) -> str:
        """What the field holds."""
        if self.typed is not None:
            return self.typed
        return "" if self.count is None else str(self.count)


@dataclass(frozen=True)
class VoteRow:
    """One member at the meeting. `tally` is None until votes were entered.

    `earlier` is the number of the meeting before whose votes still count; 0 when none does.
    `typed_blank` and `fault` are what was sent and could not be kept, and why.
    """

    number: int
    result: Result
    boxes: tuple[Box, ...]
    blank: int
    tally: votes.Tally | None
    self_grade: Grade | None
    proposal: Grade | None
    ruled: Grade | None
    population: str
    proven: int
    pledged: int
    present: int
    opinion: str
    earlier: int = 0
    typed_blank: str | None = None
    is_blank_bad: bool = False
    fault: str = ""

    @property
    def name(self) -> str:
        """Who."""
        return str(self.result.enrolment.person)

    @property
    def is_rated(self) -> bool:
        """Whether the meeting votes on the member."""
        return self.result.population == Population.RATED

    @property
    def is_open(self) -> bool:
        """Whether the branch may still change it."""
        return self.result.state in WITH_THE_BRANCH

    @property
    def is_entered(self) -> bool:
        """Whether this meeting has votes on the member."""
        return any(box.count is not None for box in self.boxes)

    @property
    def is_wrong(self) -> bool:
        """Whether the votes do not add up."""
        return self.tally is not None and not self.tally.valid

    @property
    def is_voted(self) -> bool:
        """Whether votes were entered and add up."""
        return self.tally is not None and self.tally.valid

    @property
    def message(self) -> str:
        """What is wrong with the votes, in a sentence; empty when nothing is."""
        if self.fault or self.tally is None or self.tally.valid:
            return self.fault
        if self.earlier:
            return (
                f"Phiếu họp lần {self.earlier} chưa khớp số người có mặt lần ấy. "
                "Đồng chí ghi số phiếu của lần họp này."
            )
        return self.tally.sentence

    @property
    def blank_shown(self) -> str:
        """What the field of blank ballots holds."""
        return str(self.blank or "") if self.typed_blank is None else self.typed_blank

    @property
    def lacking(self) -> int:
        """Ballots that would make the sum right when counted as blank; 0 when none would.

        Those of an earlier meeting are not filled up: its minutes are closed.
        """
        if self.fault or self.tally is None or self.earlier:
            return 0
        return max(0, -self.tally.off_by)

    @property
    def is_settled(self) -> bool:
        """Whether the committee has saved grade and yearly comment of a rated member."""
        return self.proposal is not None and bool(self.result.comment.strip())

    @property
    def lacks_opinion(self) -> bool:
        """Whether the member is there to be commented on only, and nobody did."""
        result = self.result
        return bool(result.population == Population.COMMENT_ONLY and not result.comment.strip())

    @property
    def differs(self) -> bool:
        """Whether the committee proposes something else than the vote."""
        return bool(self.result.is_against_vote)
