"""A report as an official paper: figures of a form, its parts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sodoan.common.words import number
from sodoan.documents.papers.parts import Heading, Signature

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: what it counts, in which measure, and a note (why it is not as counted).

    `value` None is a figure nobody wrote.
    """

    label: str
    measure: str
    value: Decimal | None
    decimals: int = 0
    note: str = ""

    @property
    def shown(self) -> str:
        """The figure as people write it; a dash without one."""
        return number(self.value, self.decimals)


@dataclass(frozen=True, kw_only=True)
class FigureGroup:
    """Figures under a heading of the form."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part in words, paragraph by paragraph."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NumberedPart:
    """The same with its roman number, as it is printed."""

    mark: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PeriodicReport:
    """Báo cáo of one unit and period.

    `subject` and `period` go on after the title ("Công tác Đoàn", "Tháng 10 năm 2026"); `author`
    reports to `receiver`, both as a sentence names them. `is_draft`: not handed in yet.
    `correction` is a sentence on what this version replaces, and why; "" for a first one.
    """

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    subject: str
    period: str
    unit: str
    author: str
    receiver: str
    groups: tuple[FigureGroup, ...]
    texts: tuple[Part, ...]
    is_draft: bool = False
    correction: str = ""

    @property
    def parts(self) -> Sequence[NumberedPart]:
        """The parts in words, numbered on from the figures."""
        before = 1 if self.groups else 0
        return [
            NumberedPart(mark=roman(at), title=one.title, paragraphs=one.paragraphs)
            for at, one in enumerate(self.texts, start=before + 1)
        ]


def roman(at: int) -> str:
    """The number of a part: “IV”; beyond ten plain, “11”."""
    return _ROMAN[at - 1] if at <= len(_ROMAN) else str(at)
