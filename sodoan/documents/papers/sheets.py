"""Papers of step 1: registration sheet, wall sheet, branch summary."""

from dataclasses import dataclass
from datetime import date

from sodoan.documents.papers.parts import Heading, Signature
from sodoan.documents.rendering.text import long_date


@dataclass(frozen=True, kw_only=True)
class PledgeLine:
    """A criterion a member took: what will be done, by when or how much, and how it went."""

    action: str
    target: str = ""
    self_assessment: str = ""
    branch_comment: str = ""


@dataclass(frozen=True, kw_only=True)
class PledgeGroup:
    """A content group with the lines registered in it (may be empty)."""

    name: str
    lines: tuple[PledgeLine, ...]


@dataclass(frozen=True, kw_only=True)
class RegistrationSheet:
    """Phiếu đăng ký of one member; printed in two copies unless the programme says otherwise.

    `title` stands in capitals, `subtitle` below it and `intro` above the particulars; both may be
    "". `year` as printed, `born_on` as it is known; `signed_on` None leaves the date to be written
    by hand. `code` is the member's code, `post` the post in the Đoàn, `category` the member
    category, `self_grade`, `branch_comment` and `branch_grade` stay "" until the evaluation.
    """

    upper_unit: str
    branch: str
    title: str
    year: str
    full_name: str
    born_on: str
    category: str
    groups: tuple[PledgeGroup, ...]
    place: str
    signed_on: date | None = None
    subtitle: str = ""
    intro: str = ""
    code: str = ""
    post: str = ""
    workplace: str = ""
    self_grade: str = ""
    branch_comment: str = ""
    branch_grade: str = ""
    secretary: str = ""
    copies: int = 2

    @property
    def date_line(self) -> str:
        """Place and date of signing."""
        return f"{self.place}, {long_date(self.signed_on)}"


@dataclass(frozen=True, kw_only=True)
class RegistrationSheets:
    """A batch of registration sheets, one file for the printer."""

    sheets: tuple[RegistrationSheet, ...]


@dataclass(frozen=True, kw_only=True)
class WallCard:
    """What may hang on the branch's wall: the name and the commitments, nothing else.

    `agreed_on` is the day the member agreed to it; it is asked for so that nobody is posted who
    did not agree. It is not printed.
    """

    full_name: str
    commitments: tuple[str, ...]
    agreed_on: date

    @property
    def numbered(self) -> tuple[str, ...]:
        """The commitments with their numbers."""
        return tuple(f"{at}. {text}" for at, text in enumerate(self.commitments, start=1))


@dataclass(frozen=True, kw_only=True)
class WallSheet:
    """Phiếu treo of a branch: the cards of the members who agreed. `programme` without the year."""

    branch: str
    programme: str
    year: str
    cards: tuple[WallCard, ...]


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """One member in the branch summary; `commitments` has one text for each group, in order."""

    full_name: str
    category: str
    commitments: tuple[str, ...]
    registered_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class BranchSummary:
    """Bảng tổng hợp of all registrations of a branch (the BCH keeps one copy)."""

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    branch: str
    programme: str
    year: str
    groups: tuple[str, ...]
    rows: tuple[SummaryRow, ...]

    @property
    def registered(self) -> int:
        """How many members have registered."""
        return sum(row.registered_on is not None for row in self.rows)

    @property
    def members(self) -> int:
        """How many members the branch lists."""
        return len(self.rows)
