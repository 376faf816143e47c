"""Report forms as files (`sodoan/packs/reports/`): who owes what, when, in which cells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sodoan.common.datafiles import Finding, Location, load_data, parse_data
from sodoan.common.dataschema import DayField, Frozen, Key, Text
from sodoan.indicators.registry import INDICATORS
from sodoan.org.choices import Sector, Tier
from sodoan.packs import REPORTS
from sodoan.reports.choices import Rhythm

Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
TierKey = Literal["province", "district", "commune", "grassroots", "section", "branch"]


class PackCell(Frozen):
    """One figure of a form."""

    key: Key
    label: Label
    """What the row is called."""
    measure: Annotated[str, StringConstraints(max_length=20)] = ""
    """Unit of measure, e.g. `người`."""
    metric: str | None = None
    """Key of the figure that fills it in; none: it is typed by hand."""
    upward: Literal["sum", "metric"] = "sum"
    """How the level above gets it: summed from below, or the figure of its own area."""
    required: bool = True
    """Whether the report cannot be handed in without it."""
    at_most: Key | None = None
    """Another cell of the form that a figure written by hand cannot exceed."""
    decimals: int = Field(default=0, ge=0, le=2)
    """Places after the comma."""
    hint: Annotated[str, StringConstraints(max_length=200)] = ""
    """Where a figure typed by hand is to be taken from."""


class PackSection(Frozen):
    """Cells under a heading."""

    title: Label
    cells: tuple[PackCell, ...] = Field(min_length=1)
    """Its figures, in the order of the table."""


class PackText(Frozen):
    """A part written in words."""

    key: Key
    title: Label
    hint: Annotated[str, StringConstraints(max_length=300)] = ""
    """What to write about."""
    limit: int = Field(default=1000, ge=50, le=10_000)
    """Characters at most."""
    required: bool = False
    """Whether the report cannot be handed in without it."""


class PackDue(Frozen):
    """Until when it is owed: days after the period ends, or a day of the year."""

    days_after: int | None = Field(default=None, ge=0, le=120)
    """Days after the last day of the period."""
    on: DayField | None = None
    """A day of the year."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days_after is None) == (self.on is None):
            raise ValueError("cần đúng một trong hai: days_after hoặc on")
        return self


class PackGoal(Frozen):
    """A duty that records fulfil by themselves: nothing is filled in."""

    metric: str
    """Key of a figure that can be told unit by unit."""
    least: int = Field(default=1, ge=1, le=1000)
    """How many records of the period fulfil it."""


class ReportPack(Frozen):
    """A report form as a file says it."""

    format: Literal[1] = 1
    """Version of this format."""
    kind: Literal["report"]
    """What the file holds."""
    key: Key
    code: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    """How people call it, e.g. `BC-01`."""
    title: Label
    short: Short
    """Its name in lists and headings."""
    basis: tuple[Text, ...] = ()
    """Documents it carries out."""
    rhythm: Rhythm
    """`week`, `month`, `quarter`, `half_year`, `year`, `school_year` or `once`."""
    owed_by: tuple[TierKey, ...] = Field(min_length=1)
    """Levels of units that owe it; each hands it in to the next one above that owes it too."""
    sectors: tuple[Sector, ...] = ()
    """Sectors of units it is for; empty: all."""
    due: PackDue
    """Last day to hand it in without being late."""
    accepts_late: bool = True
    """Whether it may be handed in after that day."""
    closes_after: int | None = Field(default=None, ge=0, le=400)
    """Days after the last day when what was not handed in is closed; none: never by itself."""
    school_year: DayField | None = None
    """First day of the school year, for `school_year`."""
    about: Key | None = None
    """Key of the scheme or programme its figures are of; none: all."""
    met_by: PackGoal | None = None
    """Records that fulfil it; then it has no sections and nobody fills it in."""
    sections: tuple[PackSection, ...] = ()
    """Its tables of figures."""
    texts: tuple[PackText, ...] = ()
    """Its parts in words, after the tables."""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Levels that owe it."""
        return tuple(Tier[name.upper()] for name in self.owed_by)

    @property
    def cells(self) -> Iterator[PackCell]:
        """All cells in order."""
        return (cell for section in self.sections for cell in section.cells)


def load_report(path: str | Path) -> ReportPack:
    """Return the form of a file. Raises DataFileError, OSError when unreadable."""
    return load_data(path, ReportPack, _check)


def parse_report(text: str) -> ReportPack:
    """Return the form a YAML text says. Raises DataFileError with every fault."""
    return parse_data(text, ReportPack, _check)


def shipped_reports() -> Mapping[str, ReportPack]:
    """The forms that come with the program, by key."""
    found = [load_report(path) for path in sorted(REPORTS.glob("*.yaml"))]
    return {pack.key: pack for pack in found}


def _check(pack: ReportPack) -> Iterable[Finding]:
    if pack.met_by:
        yield from _check_goal(pack)
    elif not pack.sections and not pack.texts:
        yield ("sections",), "Biểu mẫu chưa có ô số liệu hay phần viết nào."
    if pack.rhythm == Rhythm.ONCE and pack.due.on is None:
        yield ("due",), "Báo cáo một lần cần ngày nộp (on)."
    if pack.rhythm not in {Rhythm.ONCE, Rhythm.YEAR, Rhythm.SCHOOL_YEAR} and pack.due.on:
        yield ("due", "on"), "Ngày cố định chỉ dùng cho báo cáo một lần hoặc hằng năm."
    if pack.rhythm == Rhythm.SCHOOL_YEAR and pack.school_year is None:
        yield ("school_year",), "Báo cáo theo năm học cần ngày bắt đầu năm học."
    yield from _check_cells(pack)


def _check_goal(pack: ReportPack) -> Iterable[Finding]:
    assert pack.met_by
    if pack.sections or pack.texts:
        yield ("met_by",), "Việc tính theo số liệu ghi nhận thì không có ô để điền."
    known = INDICATORS.get(pack.met_by.metric)
    if known is None or not known.owner:
        sentence = f"Không có số liệu “{pack.met_by.metric}” tính theo từng đơn vị."
        yield ("met_by", "metric"), sentence


def _check_cells(pack: ReportPack) -> Iterable[Finding]:
    counts = Counter([*(cell.key for cell in pack.cells), *(text.key for text in pack.texts)])
    places: list[tuple[Location, PackCell]] = [
        (("sections", at, "cells", row), cell)
        for at, section in enumerate(pack.sections)
        for row, cell in enumerate(section.cells)
    ]
    for where, cell in places:
        if counts[cell.key] > 1:
            yield (*where, "key"), f"Khóa “{cell.key}” đã dùng cho phần khác."
        if cell.metric is not None and cell.metric not in INDICATORS:
            yield (*where, "metric"), f"Không có số liệu “{cell.metric}”."
        if cell.at_most and cell.at_most not in {other.key for _, other in places}:
            yield (*where, "at_most"), f"Không có ô “{cell.at_most}”."
    for at, text in enumerate(pack.texts):
        if counts[text.key] > 1:
            yield ("texts", at, "key"), f"Khóa “{text.key}” đã dùng cho phần khác."
