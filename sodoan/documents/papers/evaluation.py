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
    the order of `VoteRow.votes`; `totals` the proposals by grade, their shares of all `rows`:
    of everybody rated at the first meeting, at a further one of those voted on there; times are
    local.
    """

    heading: Heading
    recipients: tuple[str, ...]
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
class CorrectedRow:
    """One person whose published result another one takes the place of."""

    full_name: str
    branch: str
    old_grade: str
    grade: str


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """A decision with a list.

    `issuer_line` is the body in capitals above the grounds ("BAN THƯỜNG VỤ ĐOÀN PHƯỜNG AN HÒA");
    `executors` who carries it out (Điều 3).
    """

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    year: str
    issuer_line: str
    unit: str
    grounds: tuple[str, ...]
    executors: str

    @property
    def attached_line(self) -> str:
        """What the list says it belongs to."""
        number = self.heading.number_line.removeprefix("Số: ")
        day = self.heading.date_line.removeprefix(f"{self.heading.place}, ")
        return f"(Kèm theo Quyết định số {number} {day})"


@dataclass(frozen=True, kw_only=True)
class Decision(_Listed):
    """Quyết định that recognises the results of a year, and the list that goes with it.

    `rows` in the order of the list; `replaces` number and day of the void decision in whose place
    this one comes ("01-QĐ/ĐTN ngày 20/11/2026").
    """

    totals: tuple[GradeCount, ...]
    rows: tuple[ResultRow, ...]
    replaces: str = ""

    @property
    def people(self) -> int:
        """How many people the list holds."""
        return len(self.rows)

    @property
    def replaces_line(self) -> str:
        """What is said of the void decision; nothing when there is none."""
        return f", thay thế Quyết định số {self.replaces} đã hủy" if self.replaces else ""


@dataclass(frozen=True, kw_only=True)
class Correction(_Listed):
    """Quyết định that corrects published results after a re-review, and its list.

    `corrects` is number and day of the decision that recognised them; empty when none holds.
    """

    corrects: str
    rows: tuple[CorrectedRow, ...]

    @property
    def people(self) -> int:
        """How many people the list holds."""
        return len(self.rows)

    @property
    def kept_line(self) -> str:
        """What is said of the decision whose list is corrected."""
        if not self.corrects:
            return ""
        return f" Các nội dung khác của Quyết định số {self.corrects} giữ nguyên."
