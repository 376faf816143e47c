"""What official papers share: heading, signature, people, content groups. Plain values only."""

from dataclasses import dataclass
from datetime import date

from sodoan.documents.rendering.text import DOTS, long_date, short_date


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The block on top (29-HD/TWĐTN-VP): who issues, number and sign, place and date.

    `issuer` is the issuing body ("BCH ĐOÀN PHƯỜNG AN HÒA"), `upper_unit` the Đoàn organisation
    above it ("" for none), `symbol` what follows the number ("KH/ĐTN-TCKT"). A draft has no
    number and no date yet: both come out as dots.
    """

    issuer: str
    place: str
    symbol: str = ""
    number: int | None = None
    issued_on: date | None = None
    upper_unit: str = ""

    @property
    def number_line(self) -> str:
        """Number and sign, "Số: 05-KH/ĐTN"; "" for a paper that carries none."""
        if not self.symbol:
            return ""
        return f"Số: {DOTS if self.number is None else f'{self.number:02d}'}-{self.symbol}"

    @property
    def date_line(self) -> str:
        """Place and date, "An Hòa, ngày 05 tháng 3 năm 2026"."""
        return f"{self.place}, {long_date(self.issued_on)}"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signs: the lines above the name, upper first, then the name.

    `lines` for a collective body: ("TM. BAN THƯỜNG VỤ", "BÍ THƯ"); for a deputy:
    ("TM. BAN THƯỜNG VỤ", "KT. BÍ THƯ", "PHÓ BÍ THƯ").
    """

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class DatedBlock:
    """A stretch of time of one calendar block ("Khối trường học"); an open end is None."""

    block: str
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def line(self) -> str:
        """The stretch as a sentence part, "Khối trường học: từ 05/9/2026 đến hết 20/5/2027"."""
        start = f"từ {short_date(self.starts_on)}" if self.starts_on else ""
        end = f"đến hết {short_date(self.ends_on)}" if self.ends_on else ""
        return f"{self.block}: {' '.join(filter(None, (start, end))) or DOTS}"


@dataclass(frozen=True, kw_only=True)
class GradeCount:
    """How many people have a grade, and their share as printed ("86,7%")."""

    grade: str
    people: int
    share: str = ""
