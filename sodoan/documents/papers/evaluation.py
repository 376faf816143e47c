"""Papers of step 3: minutes of the evaluation meeting, decision with its list."""

from dataclasses import dataclass
from datetime import datetime

from sodoan.documents.papers.parts import GradeCount, Heading, Signature
from sodoan.documents.rendering.text import clock


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A member who did not come, and why ("không rõ lý do" when nobody knows)."""

    full_name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VoteRow:
    """The votes on one member: one number for each grade of the minutes, then blank votes."""

    full_name: str
    self_grade: str
    votes: tuple[int, ...]
    blank: int
    proposal: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Unrated:
    """A member who is commented on but not rated, with the reason and the meeting's opinion."""

    full_name: str
    reason: str
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Biên bản of the branch meeting that evaluates and rates its members.

    `needed` is the number that had to be present; `grades` the headings of the vote columns, in
    the order of `VoteRow.votes`; `totals` the proposals by grade; times are local.
    """

    heading: Heading
    branch: str
    year: str
    started_at: datetime | None
    ended_at: datetime | None
    place: str
    chair: str
    secretary: str
    members: int
    present: int
    needed: int
    absent: tuple[Absence, ...]
    guests: tuple[str, ...]
    proceedings: tuple[str, ...]
    grades: tuple[str, ...]
    rows: tuple[VoteRow, ...]
    unrated: tuple[Unrated, ...]
    totals: tuple[GradeCount, ...]
    conclusion: tuple[str, ...]

    @property
    def started_line(self) -> str:
        """When the meeting began."""
        return clock(self.started_at)

    @property
    def ended_line(self) -> str:
        """When the meeting ended."""
        return clock(self.ended_at)

    @property
    def quorum_line(self) -> str:
        """Whether enough members were there, as a sentence part."""
        verdict = "đủ" if self.present >= self.needed else "không đủ"
        return f"{verdict} điều kiện tiến hành họp (cần từ {self.needed} đoàn viên)"


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One person in the list of the decision; no birth date, the list goes to many hands."""

    full_name: str
    branch: str
    grade: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Quyết định that recognises the results of a year, and the list that goes with it.

    `issuer_line` is the body in capitals above the grounds ("BAN THƯỜNG VỤ ĐOÀN PHƯỜNG AN HÒA");
    `executors` who carries it out (Điều 3); `rows` in the order of the list.
    """

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    year: str
    issuer_line: str
    unit: str
    grounds: tuple[str, ...]
    executors: str
    totals: tuple[GradeCount, ...]
    rows: tuple[ResultRow, ...]

    @property
    def people(self) -> int:
        """How many people the list holds."""
        return len(self.rows)

    @property
    def attached_line(self) -> str:
        """What the list says it belongs to."""
        number = self.heading.number_line.removeprefix("Số: ")
        day = self.heading.date_line.removeprefix(f"{self.heading.place}, ")
        return f"(Kèm theo Quyết định số {number} {day})"
