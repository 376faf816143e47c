"""Minutes of an ordinary meeting: of a branch, of a committee, on a topic."""

from dataclasses import dataclass
from datetime import date

from sodoan.documents.papers.evaluation import Absence
from sodoan.documents.papers.parts import Heading
from sodoan.documents.rendering.text import DOTS, long_date


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What the meeting decided: what, who sees to it, until when."""

    text: str
    person: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes:
    """Biên bản of a meeting.

    `subject` is what it was about, as the title goes on ("Sinh hoạt chi đoàn tháng 11");
    `starts_at` and `ends_at` as people write hours ("19:00"), "" when nobody noted them.
    `excused` and `absent` are those who did not come, with and without a reason; of `members`
    expected so many were `present`. `agenda`, `discussion`, `conclusions`: one item a paragraph.
    """

    heading: Heading
    unit: str
    subject: str
    day: date
    starts_at: str
    ends_at: str
    place: str
    chair: str
    secretary: str
    members: int
    present: int
    guests: int
    excused: tuple[Absence, ...]
    absent: int
    agenda: tuple[str, ...]
    discussion: tuple[str, ...]
    conclusions: tuple[str, ...]
    decisions: tuple[Assignment, ...]

    @property
    def time_line(self) -> str:
        """When it began, "19:00, ngày 07 tháng 11 năm 2026"."""
        day = long_date(self.day)
        return f"{self.starts_at}, {day}" if self.starts_at else day

    @property
    def end_line(self) -> str:
        """When it ended; dots when nobody noted it."""
        return self.ends_at or DOTS
