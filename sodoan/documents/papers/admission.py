"""The paper of an admission: decision with the list of new members."""

from dataclasses import dataclass
from datetime import date

from sodoan.documents.papers.parts import Heading, Signature
from sodoan.documents.rendering.text import short_date


@dataclass(frozen=True, kw_only=True)
class AdmittedRow:
    """One new member in the list."""

    full_name: str
    sex: str
    born_on: date
    branch: str


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Quyết định by which a unit admits members, and the list that goes with it.

    `issuer_line` is the body in capitals above the grounds; `executors` who carries it out
    (Điều 3); `ceremony_on` the day of the ceremony, None when it is not fixed.
    """

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    issuer_line: str
    unit: str
    grounds: tuple[str, ...]
    executors: str
    ceremony_on: date | None
    rows: tuple[AdmittedRow, ...]

    @property
    def people(self) -> int:
        """How many people the list holds."""
        return len(self.rows)

    @property
    def ceremony_line(self) -> str:
        """What is said about the day of the ceremony; nothing when it is not fixed."""
        return f" vào ngày {short_date(self.ceremony_on)}" if self.ceremony_on else ""

    @property
    def attached_line(self) -> str:
        """What the list says it belongs to."""
        number = self.heading.number_line.removeprefix("Số: ")
        day = self.heading.date_line.removeprefix(f"{self.heading.place}, ")
        return f"(Kèm theo Quyết định số {number} {day})"
