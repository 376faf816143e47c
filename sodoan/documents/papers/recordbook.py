"""Sổ đoàn viên điện tử: a member's years on one printable page. Plain values only."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RecordEvent:
    """Something that happened in a year: the branch's comment, a decision, a commendation.

    `on` None: the day was not written down.
    """

    on: date | None
    title: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordYear:
    """One year as its calendar names it: grade as published ("" while open), sentence, events."""

    label: str
    unit: str
    grade: str = ""
    sentence: str = ""
    events: tuple[RecordEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordBook:
    """The book as printed on `printed_on`; `verify_url` is what the QR code opens.

    `born` and `joined` as exactly as they are known. Facts the member has not given stay "" and are
    left out of the print.
    """

    full_name: str
    born: str
    branch: str
    category: str
    state: str
    verify_url: str
    printed_on: date
    card_no: str = ""
    joined: str = ""
    admitted_at: str = ""
    years: tuple[RecordYear, ...] = ()
