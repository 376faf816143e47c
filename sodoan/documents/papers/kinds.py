"""The catalogue of papers and how each is printed.

`PAPERS` names every kind with its context dataclass and its ready-made tables; `print_paper`
fills the shipped template or a unit's own. The functions below are the short way for callers.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sodoan.documents.choices import DocumentKind
from sodoan.documents.papers import tables
from sodoan.documents.papers.activities import ActivityTable
from sodoan.documents.papers.admission import Admission
from sodoan.documents.papers.evaluation import Correction, Decision, Minutes
from sodoan.documents.papers.meetings import MeetingMinutes
from sodoan.documents.papers.plan import Plan
from sodoan.documents.papers.reports import PeriodicReport
from sodoan.documents.papers.samples import sample, sample_sheet
from sodoan.documents.papers.sheets import (
    BranchSummary,
    RegistrationSheet,
    WallSheet,
)
from sodoan.documents.papers.weeks import WeekDigest
from sodoan.documents.rendering import engine
from sodoan.documents.rendering.grammar import known_fields

COPIES = ("Bản đoàn viên giữ", "Bản Ban Chấp hành chi đoàn giữ")
_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """One copy of one member's registration sheet, with its table ready."""

    sheet: RegistrationSheet
    copy: str
    table: Markup


@dataclass(frozen=True, kw_only=True)
class SheetPages:
    """What the registration template reads."""

    pages: tuple[SheetPage, ...]


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """A kind of paper: key, Vietnamese name, context, and its generated tables by field name.

    `code` is the type of document in its number; papers without a number have none.
    """

    key: str
    title: str
    context: type
    tables: Mapping[str, Callable[[Any], Markup]] = dataclasses.field(default_factory=dict)
    code: str = ""

    @property
    def template(self) -> Path:
        """The shipped Word template."""
        return _FOLDER / f"{self.key}.docx"

    @property
    def fields(self) -> frozenset[str]:
        """All fields a template of this kind may name."""
        return known_fields(self.context) | frozenset(self.tables)


PAPERS: Mapping[str, PaperKind] = {
    kind.key: kind
    for kind in (
        PaperKind(
            key="plan",
            title="Kế hoạch",
            context=Plan,
            tables={"criteria_table": tables.criteria},
            code=DocumentKind.PLAN,
        ),
        PaperKind(key="registration", title="Phiếu đăng ký", context=SheetPages),
        PaperKind(
            key="wall",
            title="Phiếu treo",
            context=WallSheet,
            tables={"cards_table": tables.cards},
        ),
        PaperKind(
            key="summary",
            title="Bảng tổng hợp đăng ký",
            context=BranchSummary,
            tables={"members_table": tables.summary},
        ),
        PaperKind(
            key="minutes",
            title="Biên bản họp đánh giá, xếp loại",
            context=Minutes,
            tables={"votes_table": tables.votes, "unrated_table": tables.unrated},
            code=DocumentKind.MINUTES,
        ),
        PaperKind(
            key="decision",
            title="Quyết định công nhận kết quả",
            context=Decision,
            tables={"results_table": tables.results},
            code=DocumentKind.DECISION,
        ),
        PaperKind(
            key="correction",
            title="Quyết định điều chỉnh kết quả",
            context=Correction,
            tables={"corrections_table": tables.corrections},
            code=DocumentKind.DECISION,
        ),
        PaperKind(
            key="admission",
            title="Quyết định chuẩn y kết nạp đoàn viên",
            context=Admission,
            tables={"members_table": tables.admitted},
            code=DocumentKind.DECISION,
        ),
        PaperKind(
            key="activities",
            title="Bảng kết quả hoạt động tháng",
            context=ActivityTable,
            tables={"activities_table": tables.activities},
        ),
        PaperKind(
            key="week",
            title="Báo cáo tuần của mô hình",
            context=WeekDigest,
            tables={"units_table": tables.units_in_week},
        ),
        PaperKind(
            key="meeting",
            title="Biên bản sinh hoạt, họp",
            context=MeetingMinutes,
            tables={"decisions_table": tables.decisions},
        ),
        PaperKind(
            key="report",
            title="Báo cáo định kỳ",
            context=PeriodicReport,
            tables={"figures_table": tables.figures},
            code=DocumentKind.REPORT,
        ),
    )
}


def print_paper(key: str, context: object, template: bytes | None = None) -> bytes:
    """Return the .docx of a paper: the shipped template, or a unit's own when given.

    `context` is the dataclass of that kind. Raises TypeError for another one and
    TemplateRefusedError when the unit's template cannot be used.
    """
    kind = PAPERS[key]
    if not isinstance(context, kind.context):
        raise TypeError(f"paper {key} prints {kind.context.__name__}")
    top = {
        name: getattr(context, name) for name in kind.fields - set(kind.tables) if "." not in name
    }
    made = {name: make(context) for name, make in kind.tables.items()}
    return engine.render_docx(template or kind.template, {**top, **made})


def print_sample(key: str, template: bytes | None = None) -> bytes:
    """Return a paper with invented data: how a template will look. Raises as `print_paper`."""
    if key == "registration":
        return registration_sheet(sample_sheet(), template)
    return print_paper(key, sample(PAPERS[key].context, code=PAPERS[key].code), template)


def plan(context: Plan, template: bytes | None = None) -> bytes:
    """Return the plan of one level (KẾ HOẠCH)."""
    return print_paper("plan", context, template)


def registration_sheets(
    sheets: Sequence[RegistrationSheet],
    template: bytes | None = None,
) -> bytes:
    """Return the registration sheets of any number of members, each in its copies."""
    pages = tuple(
        SheetPage(sheet=sheet, copy=copy, table=tables.pledges(sheet))
        for sheet in sheets
        for copy in islice(chain(COPIES, repeat("")), sheet.copies)
    )
    return print_paper("registration", SheetPages(pages=pages), template)


def registration_sheet(sheet: RegistrationSheet, template: bytes | None = None) -> bytes:
    """Return one member's registration sheet in its copies."""
    return registration_sheets([sheet], template)


def wall_sheet(context: WallSheet, template: bytes | None = None) -> bytes:
    """Return the sheet for the branch's wall."""
    return print_paper("wall", context, template)


def branch_summary(context: BranchSummary, template: bytes | None = None) -> bytes:
    """Return the branch's summary of registrations, landscape."""
    return print_paper("summary", context, template)


def minutes(context: Minutes, template: bytes | None = None) -> bytes:
    """Return the minutes of the evaluation meeting (BIÊN BẢN)."""
    return print_paper("minutes", context, template)


def decision(context: Decision, template: bytes | None = None) -> bytes:
    """Return the decision and its list (QUYẾT ĐỊNH)."""
    return print_paper("decision", context, template)


def correction(context: Correction, template: bytes | None = None) -> bytes:
    """Return the decision that corrects published results, and its list (QUYẾT ĐỊNH)."""
    return print_paper("correction", context, template)


def admission(context: Admission, template: bytes | None = None) -> bytes:
    """Return the decision that admits members, and its list (QUYẾT ĐỊNH)."""
    return print_paper("admission", context, template)


def activities(context: ActivityTable, template: bytes | None = None) -> bytes:
    """Return what a unit did for a scheme in a month, landscape."""
    return print_paper("activities", context, template)


def week(context: WeekDigest, template: bytes | None = None) -> bytes:
    """Return what units did for a scheme in a week (BÁO CÁO of the office)."""
    return print_paper("week", context, template)


def meeting(context: MeetingMinutes, template: bytes | None = None) -> bytes:
    """Return the minutes of an ordinary meeting (BIÊN BẢN)."""
    return print_paper("meeting", context, template)


def report(context: PeriodicReport, template: bytes | None = None) -> bytes:
    """Return a report of a period (BÁO CÁO)."""
    return print_paper("report", context, template)
