"""Printable pages: the record book, and QR codes.

Self-contained documents with the app's own style sheet; QR codes are inline SVG without style
attributes, so that the strict content policy holds.
"""

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sodoan.documents.papers.recordbook import RecordBook


def qr_svg(content: str, label: str) -> SafeString:
    """Return a QR code as inline SVG; `label` is read out in its place."""
    drawing = segno.make(content, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None, title=label
    )
    return mark_safe(drawing)  # noqa: S308 - segno escapes the title; modules are paths


def record_book(book: RecordBook) -> str:
    """Return a member's record book as a printable document."""
    facts = [
        ("Ngày sinh", book.born),
        ("Số thẻ đoàn", book.card_no),
        ("Ngày vào Đoàn", book.joined),
        ("Nơi kết nạp", book.admitted_at),
        ("Chi đoàn", book.branch),
        ("Đối tượng", book.category),
        ("Tình trạng", book.state),
    ]
    context = {
        "book": book,
        "facts": [(label, value) for label, value in facts if value],
        "qr": qr_svg(book.verify_url, "Mã QR để xác minh sổ"),
    }
    return render_to_string("documents/record_book.html", context)
