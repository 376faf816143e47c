"""What a file really is, by its first bytes: names and extensions say nothing."""

from pathlib import Path

from sodoan.common.oswords import os_reason
from sodoan.imports.reader.errors import UnusableFileError

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = (
    "Đồng chí mở bằng Excel, chọn Lưu thành (Save As) loại “Excel Workbook (.xlsx)” rồi tải lại."
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_EXCEL = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OTHERS = (
    (b"%PDF", "pdf", "Đây là tệp PDF. Đồng chí xin tệp Excel gốc của danh sách."),
    (b"{\\rtf", "rtf", "Đây là văn bản RTF. Đồng chí chép bảng sang Excel, lưu loại .xlsx."),
    (b"Rar!", "archive", "Đây là tệp nén RAR. Đồng chí giải nén rồi tải tệp .xlsx bên trong."),
    (b"7z\xbc\xaf", "archive", "Đây là tệp nén 7z. Đồng chí giải nén rồi tải tệp .xlsx bên trong."),
    (b"\x1f\x8b", "archive", "Đây là tệp nén gzip. Đồng chí giải nén rồi tải tệp .xlsx bên trong."),
    (b"\x89PNG", "image", "Đây là ảnh. Đồng chí cần tệp Excel (.xlsx), không dùng ảnh chụp."),
    (b"\xff\xd8\xff", "image", "Đây là ảnh. Đồng chí cần tệp Excel (.xlsx), không dùng ảnh chụp."),
)
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"mime-version:")


def require_zip(path: Path) -> None:
    """Raise ``UnusableFileError`` unless the file is a zip container (so perhaps an .xlsx)."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as reason:
        message = f"Không mở được tệp {path}: {os_reason(reason)}."
        raise UnusableFileError("unreadable", message) from reason
    if not head:
        raise UnusableFileError("empty", "Tệp rỗng. Đồng chí kiểm tra lại rồi tải lên lần nữa.")
    if head.startswith(_ZIP):
        return
    if head.startswith(_COMPOUND):
        raise _compound(path)
    for magic, code, message in _OTHERS:
        if head.startswith(magic):
            raise UnusableFileError(code, message)
    raise _text(head)


def _compound(path: Path) -> UnusableFileError:
    """Tell an encrypted workbook from an old .xls: both are OLE compound files."""
    content = path.read_bytes()
    if _ENCRYPTED in content:
        message = "Tệp có mật khẩu. Đồng chí gỡ mật khẩu trong Excel rồi lưu và tải lại."
        return UnusableFileError("encrypted", message)
    if any(name in content for name in _OLD_EXCEL):
        message = f"Đây là tệp Excel đời cũ (.xls), dù tên tệp có thể khác. {_SAVE_AS}"
        return UnusableFileError("old_xls", message)
    message = f"Đây là tệp Office đời cũ, không phải sổ tính .xlsx. {_SAVE_AS}"
    return UnusableFileError("wrong_format", message)


def _text(head: bytes) -> UnusableFileError:
    """Name the kinds of text that are passed off as Excel."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_BOMS) or _is_bare_utf16(head):
        message = f"Đây là tệp chữ UTF-16 (CSV hoặc TXT), không phải .xlsx. {_SAVE_AS}"
        return UnusableFileError("csv", message)
    if start.startswith(_HTML) or b"<table" in start:
        message = f"Đây là trang web (HTML) đổi tên thành tệp Excel. {_SAVE_AS}"
        return UnusableFileError("html", message)
    if start.startswith(b"<?xml"):
        message = f"Đây là tệp XML, không phải sổ tính .xlsx. {_SAVE_AS}"
        return UnusableFileError("xml", message)
    if b"\x00" not in head and any(mark in head for mark in (b",", b";", b"\t")):
        message = f"Đây là tệp chữ (CSV), không phải .xlsx. {_SAVE_AS}"
        return UnusableFileError("csv", message)
    message = f"Tệp không phải sổ tính Excel (.xlsx). {_SAVE_AS}"
    return UnusableFileError("wrong_format", message)


def _is_bare_utf16(head: bytes) -> bool:
    """Tell two-byte text without a mark in front: read as such, all of it is printable."""
    even = head[: len(head) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        is_text = all(c.isprintable() or c in "\r\n\t" for c in text)
        if b"\x00" in head and is_text and any(mark in text for mark in ",;\t"):
            return True
    return False
