"""The tables of the papers: which columns, how wide, what stands in them."""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from sodoan.documents.papers.activities import ActivityTable
from sodoan.documents.papers.admission import Admission
from sodoan.documents.papers.evaluation import Correction, Decision, Minutes, VoteRow
from sodoan.documents.papers.meetings import MeetingMinutes
from sodoan.documents.papers.plan import Plan
from sodoan.documents.papers.reports import PeriodicReport
from sodoan.documents.papers.sheets import (
    BranchSummary,
    PledgeLine,
    RegistrationSheet,
    WallSheet,
)
from sodoan.documents.papers.weeks import WeekDigest
from sodoan.documents.rendering.tables import Cell, Column, table_xml
from sodoan.documents.rendering.text import count, short_date

_EMPTY_LINES = (PledgeLine(action="\n"), PledgeLine(action="\n"))  # room to write by hand
_NUMBER = Column("STT", 12, "center")
_LANDSCAPE = 247  # width between the margins, millimetres


def criteria(plan: Plan) -> Markup:
    """Content groups with their criteria; marked is what a level added, where one did."""
    is_added = any(one.added_by for group in plan.groups for one in group.criteria)
    added = (Column("Cấp bổ sung", 30),) if is_added else ()
    text = Column("Tiêu chí", 83 if is_added else 113)
    columns = (_NUMBER, text, Column("Thước đo", 35), *added)
    rows: list[list[object]] = []
    for group in plan.groups:
        name = f"{group.name} (ít nhất {count(group.minimum)} tiêu chí)"
        rows.append([Cell(name, span=len(columns), bold=True, align="left")])
        rows += [
            [at, criterion.text, criterion.measure, criterion.added_by][: len(columns)]
            for at, criterion in enumerate(group.criteria, start=1)
        ]
    return table_xml(columns, rows)


def pledges(sheet: RegistrationSheet) -> Markup:
    """Return the registration sheet: one joined cell for each content group."""
    columns = (
        Column("Nội dung", 32),
        Column("Việc làm cụ thể", 50),
        Column("Thời gian, chỉ tiêu", 27),
        Column("Tự đánh giá", 25),
        Column("Nhận xét của chi đoàn", 26),
    )
    rows = [
        [
            Cell(f"{at}. {group.name}" if first else "", joined="start" if first else "on"),
            line.action,
            line.target,
            line.self_assessment,
            line.branch_comment,
        ]
        for at, group in enumerate(sheet.groups, start=1)
        for first, line in _marked(group.lines or _EMPTY_LINES)
    ]
    return table_xml(columns, rows, size=11)


def _marked(lines: tuple[PledgeLine, ...]) -> Iterator[tuple[bool, PledgeLine]]:
    for at, line in enumerate(lines):
        yield at == 0, line


def cards(sheet: WallSheet) -> Markup:
    """Wall sheet: one row a member."""
    columns = (Column("Đoàn viên", 50, "center"), Column("Việc làm cam kết", 110))
    rows = [[Cell(card.full_name, bold=True), "\n".join(card.numbered)] for card in sheet.cards]
    return table_xml(columns, rows, size=14, kept_rows=1, long_rows=True)


def summary(sheet: BranchSummary) -> Markup:
    """Branch summary: one column for each content group."""
    fixed = (
        _NUMBER,
        Column("Họ và tên", 33),
        Column("Đối tượng", 20),
        Column("Ngày đăng ký", 21, "center"),
        Column("Ghi chú", 17),
    )
    width = (_LANDSCAPE - sum(column.width for column in fixed)) / len(sheet.groups)
    columns = (*fixed[:3], *(Column(group, width) for group in sheet.groups), *fixed[3:])
    groups = (("", 3), ("Nội dung đăng ký", len(sheet.groups)), ("", 2))
    rows = (
        [at, row.full_name, row.category, *row.commitments, row.registered_on, row.note]
        for at, row in enumerate(sheet.rows, start=1)
    )
    return table_xml(columns, rows, size=10, groups=groups, kept_rows=1, long_rows=True)


def votes(sheet: Minutes) -> Markup:
    """Votes of the meeting: a column for each grade and one for blank votes."""
    counted = len(sheet.grades) + 1
    width = 74 / counted
    columns = (
        _NUMBER,
        Column("Họ và tên", 38),
        Column("Tự xếp loại", 18, "center"),
        *(Column(grade, width, "center") for grade in sheet.grades),
        Column("Phiếu trắng", width, "center"),
        Column("Kết quả biểu quyết", 18, "center"),
    )
    groups = (("", 3), (f"Số phiếu ({sheet.present} người có mặt)", counted), ("", 1))
    rows = [cells for at, row in enumerate(sheet.rows, start=1) for cells in _vote(at, row)]
    return table_xml(columns, rows, size=11, groups=groups)


def _vote(at: int, row: VoteRow) -> Iterator[list[object]]:
    counted = (*row.votes, row.blank)
    result = [
        row.self_grade,
        *(counted if any(counted) else ("",) * len(counted)),  # not voted on yet
        Cell(row.proposal, bold=True),
    ]
    yield [Cell(at, joined="start" if row.comment else ""), row.full_name, *result]
    if row.comment:
        comment = Cell(f"Góp ý: {row.comment}", span=len(result) + 1, align="left")
        yield [Cell(joined="on"), comment]


def unrated(sheet: Minutes) -> Markup:
    """Members who are commented on but not rated."""
    columns = (_NUMBER, Column("Họ và tên", 45), Column("Lý do", 44), Column("Góp ý", 59))
    rows = (
        [at, person.full_name, person.reason, person.opinion]
        for at, person in enumerate(sheet.unrated, start=1)
    )
    return table_xml(columns, rows)


def results(sheet: Decision) -> Markup:
    """List of the decision, under a line for each branch, numbered through."""
    columns = (
        _NUMBER,
        Column("Họ và tên", 58),
        Column("Kết quả xếp loại", 58),
        Column("Ghi chú", 32),
    )
    rows: list[list[object]] = []
    at = 0
    for branch, people in groupby(sheet.rows, key=lambda row: row.branch):
        listed = list(people)
        rows.append(
            [Cell(f"{branch} ({count(len(listed))} đoàn viên)", span=4, bold=True, align="left")]
        )
        for person in listed:
            at += 1
            rows.append([at, person.full_name, person.grade, person.note])
    return table_xml(columns, rows)


def corrections(sheet: Correction) -> Markup:
    """List of the results corrected, the old one beside the new one."""
    columns = (
        _NUMBER,
        Column("Họ và tên", 44),
        Column("Chi đoàn", 36),
        Column("Kết quả đã công nhận", 34),
        Column("Kết quả điều chỉnh", 34),
    )
    rows = (
        [at, row.full_name, row.branch, row.old_grade, row.grade]
        for at, row in enumerate(sheet.rows, start=1)
    )
    return table_xml(columns, rows)


def admitted(sheet: Admission) -> Markup:
    """List of the new members, in the order of the decision."""
    columns = (
        _NUMBER,
        Column("Họ và tên", 56),
        Column("Giới tính", 18, "center"),
        Column("Ngày sinh", 26, "center"),
        Column("Chi đoàn", 48),
    )
    rows = (
        [at, row.full_name, row.sex, short_date(row.born_on), row.branch]
        for at, row in enumerate(sheet.rows, start=1)
    )
    return table_xml(columns, rows)


def decisions(sheet: MeetingMinutes) -> Markup:
    """What a meeting decided."""
    columns = (
        _NUMBER,
        Column("Nội dung", 78),
        Column("Người thực hiện", 48),
        Column("Hạn", 26, "center"),
    )
    rows = (
        [at, one.text, one.person, short_date(one.due_on)]
        for at, one in enumerate(sheet.decisions, start=1)
    )
    return table_xml(columns, rows)


def activities(sheet: ActivityTable) -> Markup:
    """Activities of a month in the columns of S2's form."""
    columns = (
        _NUMBER,
        Column("Tháng", 15, "center"),
        Column("Tuần", 14, "center"),
        Column("Địa điểm tổ chức", 38),
        Column("Số lượng ĐVTN tham gia", 25, "center"),
        Column("Nội dung tổ chức", 56),
        Column("Hình thức tổ chức", 32),
        Column("Kết quả hoạt động", 55),
    )
    rows = (
        [at, row.day.month, row.week, row.place, row.present, row.content, row.form, row.result]
        for at, row in enumerate(sheet.rows, start=1)
    )
    groups = (("", 1), ("Quy mô tổ chức", 2), ("", 5))
    return table_xml(columns, rows, groups=groups, long_rows=True)


def units_in_week(digest: WeekDigest) -> Markup:
    """Units that did something in the week, and what."""
    columns = (
        _NUMBER,
        Column("Đơn vị", 42),
        Column("Số hoạt động", 18, "center"),
        Column("Lượt tham gia", 18, "center"),
        Column("Đoàn viên tham gia", 26, "center"),
        Column("Nội dung, kết quả", 48),
    )
    active = (one for one in digest.units if one.activities)
    rows = (
        [at, one.name, one.activities, one.attendances, one.share, "\n".join(one.told)]
        for at, one in enumerate(active, start=1)
    )
    return table_xml(columns, rows, long_rows=True)


def figures(sheet: PeriodicReport) -> Markup:
    """Figures of a report, under a line for each heading of its form."""
    columns = (
        _NUMBER,
        Column("Chỉ tiêu", 62),
        Column("Đơn vị tính", 24, "center"),
        Column("Số liệu", 24, "right"),
        Column("Ghi chú", 38),
    )
    rows: list[list[object]] = []
    for at, group in enumerate(sheet.groups, start=1):
        rows.append([Cell(f"{at}. {group.name}", span=len(columns), bold=True, align="left")])
        rows += [
            [f"{at}.{row}", one.label, one.measure, one.shown, one.note]
            for row, one in enumerate(group.figures, start=1)
        ]
    return table_xml(columns, rows, long_rows=True)
