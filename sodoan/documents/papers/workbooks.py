"""Papers that also come as spreadsheets."""

from sodoan.documents.papers.activities import ActivityTable
from sodoan.documents.papers.reports import PeriodicReport
from sodoan.documents.papers.sheets import BranchSummary
from sodoan.documents.rendering.xlsx import HeaderGroup, SheetColumn, table_bytes


def branch_summary_xlsx(context: BranchSummary) -> bytes:
    """Return the branch's summary of registrations as .xlsx, the same columns as on paper."""
    columns = (
        SheetColumn("STT", "number", 6),
        SheetColumn("Họ và tên", width=26),
        SheetColumn("Đối tượng", width=22),
        *(SheetColumn(group, width=30) for group in context.groups),
        SheetColumn("Ngày đăng ký", "date", 14),
        SheetColumn("Ghi chú", width=22),
    )
    rows = (
        (at, row.full_name, row.category, *row.commitments, row.registered_on, row.note)
        for at, row in enumerate(context.rows, start=1)
    )
    return table_bytes(
        columns,
        rows,
        title=f"TỔNG HỢP ĐĂNG KÝ CHƯƠNG TRÌNH RÈN LUYỆN ĐOÀN VIÊN NĂM {context.year.upper()}",
        notes=(f"{context.branch}: {context.registered}/{context.members} đoàn viên đã đăng ký",),
        groups=(
            HeaderGroup("", 3),
            HeaderGroup("Nội dung đăng ký", len(context.groups)),
            HeaderGroup("", 2),
        ),
        sheet="Tổng hợp đăng ký",
    )


def activities_xlsx(context: ActivityTable) -> bytes:
    """Return what a unit did for a scheme in a month as .xlsx, the same columns as on paper."""
    columns = (
        SheetColumn("STT", "number", 6),
        SheetColumn("Tháng", "number", 8),
        SheetColumn("Tuần", "number", 8),
        SheetColumn("Địa điểm tổ chức", width=26),
        SheetColumn("Số lượng ĐVTN tham gia", "number", 14),
        SheetColumn("Nội dung tổ chức", width=40),
        SheetColumn("Hình thức tổ chức", width=24),
        SheetColumn("Kết quả hoạt động", width=44),
    )
    rows = (
        (at, row.day.month, row.week, row.place, row.present, row.content, row.form, row.result)
        for at, row in enumerate(context.rows, start=1)
    )
    totals = (
        f"Tổng số: {context.activities} hoạt động; {context.people} đoàn viên tham gia, "
        f"{context.attendances} lượt; {context.guests} khách, thanh niên ngoài Đoàn"
    )
    return table_bytes(
        columns,
        rows,
        title=f"BÁO CÁO KẾT QUẢ THỰC HIỆN MÔ HÌNH “{context.scheme.upper()}”",
        notes=(f"{context.unit}, {context.period}", totals),
        groups=(HeaderGroup("", 1), HeaderGroup("Quy mô tổ chức", 2), HeaderGroup("", 5)),
        sheet="Kết quả hoạt động",
    )


def report_xlsx(context: PeriodicReport) -> bytes:
    """Return the figures of a report as .xlsx, the same columns as on paper."""
    columns = (
        SheetColumn("STT", width=8),
        SheetColumn("Nội dung", width=28),
        SheetColumn("Chỉ tiêu", width=40),
        SheetColumn("Đơn vị tính", width=14),
        SheetColumn("Số liệu", "number", 14),
        SheetColumn("Ghi chú", width=44),
    )
    rows = (
        (f"{at}.{row}", group.name, one.label, one.measure, one.value, one.note)
        for at, group in enumerate(context.groups, start=1)
        for row, one in enumerate(group.figures, start=1)
    )
    draft = ("Dự thảo, chưa nộp",) if context.is_draft else ()
    return table_bytes(
        columns,
        rows,
        title=f"BÁO CÁO: {context.subject.upper()}",
        notes=(f"{context.unit}: {context.period}", *draft),
        sheet="Số liệu",
    )
