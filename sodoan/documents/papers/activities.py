"""What a unit did for a scheme in a month: sent up with its monthly report (S2, annex)."""

from dataclasses import dataclass
from datetime import date

from sodoan.documents.papers.parts import Heading, Signature


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """One activity that was held: when, where, how many members came, what, how, with what result.

    `week` is the number of its week in the year. `guests` are no members; they are counted apart.
    """

    day: date
    week: int
    place: str
    present: int
    content: str
    form: str
    result: str
    guests: int = 0


@dataclass(frozen=True, kw_only=True)
class ActivityTable:
    """Bảng kết quả of one unit, scheme and month.

    `period` as printed ("tháng 10 năm 2026"); `people` are the different members who came to any
    of the activities, `compiler` is who put the table together.
    """

    heading: Heading
    signature: Signature
    scheme: str
    period: str
    unit: str
    compiler: str
    rows: tuple[ActivityRow, ...]
    people: int

    @property
    def activities(self) -> int:
        """How many activities were held."""
        return len(self.rows)

    @property
    def attendances(self) -> int:
        """How often members came: somebody who came three times counts three times."""
        return sum(row.present for row in self.rows)

    @property
    def guests(self) -> int:
        """How many came who are no members."""
        return sum(row.guests for row in self.rows)
