"""Invented reports."""

from decimal import Decimal

from sodoan.documents.papers.parts import Signature
from sodoan.documents.papers.reports import Figure, FigureGroup, Part, PeriodicReport
from tests.documents.samples import heading


def report(**more) -> PeriodicReport:
    facts = {
        "heading": heading("BC/ĐTN"),
        "signature": Signature(lines=("TM. BAN THƯỜNG VỤ", "BÍ THƯ"), name="Trần Quốc Bảo"),
        "recipients": ("Ban Thường vụ Tỉnh đoàn An Bình", "Lưu"),
        "subject": "Công tác Đoàn",
        "period": "Tháng 10 năm 2026",
        "unit": "Đoàn phường An Hòa",
        "author": "Ban Thường vụ Đoàn phường An Hòa",
        "receiver": "Ban Thường vụ Tỉnh đoàn An Bình",
        "groups": (
            FigureGroup(
                name="Tổ chức, đoàn viên",
                figures=(
                    Figure(label="Tổng số đoàn viên", measure="người", value=Decimal(1046)),
                    Figure(label="Kết nạp mới", measure="người", value=None),
                ),
            ),
            FigureGroup(
                name="Phong trào tình nguyện",
                figures=(
                    Figure(
                        label="Người hiến máu",
                        measure="người",
                        value=Decimal(38),
                        note="Số hệ thống: 35. Lý do: 3 người hiến máu tại Bệnh viện tỉnh",
                    ),
                    Figure(
                        label="Kinh phí", measure="triệu đồng", value=Decimal("12.50"), decimals=1
                    ),
                ),
            ),
        ),
        "texts": (
            Part(
                title="Nhận xét và kiến nghị",
                paragraphs=("Tỷ lệ tham gia bình quân 70 %.", "Kiến nghị cho tổ chức bù."),
            ),
        ),
    }
    return PeriodicReport(**facts | more)
