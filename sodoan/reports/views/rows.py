"""A report as its pages draw it: sections with rows, and the way it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from sodoan.common.ui import Event
from sodoan.common.words import number
from sodoan.reports.choices import Deed, Source
from sodoan.reports.forms.filling import Filled
from sodoan.reports.models import Obligation
from sodoan.reports.sheet import Cell, Sheet

_LOOKS = {
    Source.METRIC: ("Tự điền", "wand", "info"),
    Source.SUM: ("Cộng cấp dưới", "users-group", "info"),
    Source.OVERRIDE: ("Đã sửa", "pencil", "warn"),
    Source.TYPED: ("Tự ghi", "pencil", "mute"),
}
_STEPS = {
    Deed.SUBMITTED: ("send", "info"),
    Deed.RETURNED: ("arrow-back-up", "w"),
    Deed.ACCEPTED: ("circle-check", "ok"),
    Deed.EXTENDED: ("clock", "m"),
    Deed.EXEMPTED: ("ban", "m"),
    Deed.CLOSED: ("lock", "m"),
    Deed.RESUMED: ("refresh", "m"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table: `cell`, what its field shows, and what is wrong with it."""

    cell: Cell
    shown: str
    fault: str
    url: str
    word: str
    icon: str
    tone: str
    theirs: str = ""  # what somebody else has saved meanwhile

    @property
    def previous(self) -> str:
        """The figure of the period before."""
        return number(self.cell.previous, self.cell.pack.decimals)

    @property
    def computed(self) -> str:
        """The figure of the system."""
        return number(self.cell.computed, self.cell.pack.decimals)

    @property
    def is_over(self) -> bool:
        """Whether somebody wrote another figure than the system's."""
        return self.cell.source == Source.OVERRIDE


@dataclass(frozen=True)
class Section:
    """Rows under a heading."""

    title: str
    rows: Sequence[Row]


def sections_of(sheet: Sheet, obligation: Obligation, filled: Filled | None) -> list[Section]:
    """The table, section by section; what was just typed stands as it was typed."""
    faults = {one.key: one.sentence for one in sheet.findings if one.blocks}
    if filled:
        faults |= filled.faults
    return [
        Section(
            section.title,
            [
                _row(sheet.cells[cell.key], obligation, filled, faults.get(cell.key, ""))
                for cell in section.cells
            ],
        )
        for section in sheet.pack.sections
    ]


def _row(cell: Cell, obligation: Obligation, filled: Filled | None, fault: str) -> Row:
    key = cell.pack.key
    typed = filled.raw.get(key) if filled else None
    url = reverse("reports:behind", args=[obligation.pk, key]) if cell.computed is not None else ""
    shown = cell.shown if typed is None else typed
    theirs = cell.shown if filled and filled.is_stale and typed != cell.shown else ""
    return Row(cell, shown, fault, url, *_LOOKS[Source(cell.source)], theirs)


def look(source: str) -> tuple[str, str, str]:
    """Word, icon and tone of where a figure comes from."""
    return _LOOKS[Source(source)]


def change(now: Decimal | None, before: Decimal | None, decimals: int) -> str:
    """How a figure differs from the version before; empty when it does not."""
    if now == before:
        return ""
    return f"{number(before, decimals)} → {number(now, decimals)}"


def trail_of(obligation: Obligation) -> list[Event]:
    """The way of a report, the newest step first."""
    found = []
    steps = list(obligation.trail.select_related("by"))
    versions = sum(step.deed == Deed.SUBMITTED for step in steps)
    for step in steps:
        icon, tone = _STEPS[Deed(step.deed)]
        title, url = step.get_deed_display(), ""
        if step.deed == Deed.SUBMITTED:
            title, url = f"Nộp lần {versions}", f"?lan={versions}"
            versions -= 1
        who = step.by.get_full_name() if step.by else ""
        found.append(Event(title, step.at, who, step.note, icon, tone, url))
    return found
