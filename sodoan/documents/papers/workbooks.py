"""Papers that also come as spreadsheets."""

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
