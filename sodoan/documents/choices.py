"""Fixed words of the documents app."""

from django.db import models

from sodoan.org.choices import Capability

# Who plans, evaluates or approves in a unit issues papers in its name.
ISSUING = (Capability.DESIGN, Capability.EVALUATE, Capability.APPROVE)


class DocumentKind(models.TextChoices):
    """Type of an official document; the value is the code printed after the number."""

    PLAN = "KH", "Kế hoạch"
    GUIDE = "HD", "Hướng dẫn"
    REPORT = "BC", "Báo cáo"
    LETTER = "CV", "Công văn"
    NOTICE = "TB", "Thông báo"
    DECISION = "QĐ", "Quyết định"
    RESOLUTION = "NQ", "Nghị quyết"
    CONCLUSION = "KL", "Kết luận"
    DIRECTIVE = "CT", "Chỉ thị"
    PROGRAMME = "CTr", "Chương trình"
    REGULATION = "QC", "Quy chế"
    SUBMISSION = "TTr", "Tờ trình"
    MINUTES = "BB", "Biên bản"
    INVITATION = "GM", "Giấy mời"


class PaperKey(models.TextChoices):
    """The papers the program prints; keys of `papers.kinds.PAPERS` (tested)."""

    PLAN = "plan", "Kế hoạch"
    REGISTRATION = "registration", "Phiếu đăng ký"
    WALL = "wall", "Phiếu treo"
    SUMMARY = "summary", "Bảng tổng hợp đăng ký"
    MINUTES = "minutes", "Biên bản họp đánh giá, xếp loại"
    DECISION = "decision", "Quyết định công nhận kết quả"
    CORRECTION = "correction", "Quyết định điều chỉnh kết quả"
    ADMISSION = "admission", "Quyết định chuẩn y kết nạp đoàn viên"
    ACTIVITIES = "activities", "Bảng kết quả hoạt động tháng"
    WEEK = "week", "Báo cáo tuần của mô hình"
    MEETING = "meeting", "Biên bản sinh hoạt, họp"
    REPORT = "report", "Báo cáo định kỳ"


class MediaType(models.TextChoices):
    """What may be attached, told by content."""

    JPEG = "image/jpeg", "Ảnh JPEG"
    PNG = "image/png", "Ảnh PNG"
    WEBP = "image/webp", "Ảnh WebP"
    PDF = "application/pdf", "PDF"
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Văn bản Word",
    )
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Bảng tính Excel"


EXTENSIONS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.WEBP: ".webp",
    MediaType.PDF: ".pdf",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
}
IMAGES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})
