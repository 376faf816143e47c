"""What a file is, by its content, and whether it may be kept."""

import io
import zipfile
import zlib
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from django.core.exceptions import ValidationError
from lxml import etree

from sodoan.common.text import clean
from sodoan.common.words import full_date
from sodoan.documents.choices import EXTENSIONS, IMAGES, MediaType

MAX_IMAGE_BYTES = 15 * 1024 * 1024
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_MAX_NAME = 120
_PDF_MARK_WITHIN = 1024
_MAIN_PARTS = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_IS_HEIC = (
    "Ảnh dạng HEIC của iPhone chưa nhận được. Hãy vào Cài đặt, Camera, Định dạng, chọn Tương thích "
    "nhất rồi chụp lại; hoặc chụp màn hình ảnh ấy và gửi ảnh chụp màn hình."
)
# What reading a package may raise: unknown compression, a password, a broken part.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a compression zipfile does not know
    RuntimeError,
    EOFError,
    etree.XMLSyntaxError,
)
_DECLARED = "[Content_Types].xml"
_MOST_DECLARED = 1024 * 1024
_MACRO_WORDS = ("macroenabled", "vbaproject", "macrosheet")
_XML = etree.XMLParser(resolve_entities=False, no_network=True)
_NOT_ALLOWED = "Chỉ nhận ảnh JPEG, PNG, WebP, tệp PDF, Word (.docx) hoặc Excel (.xlsx)."


def check_file(data: bytes) -> MediaType:
    """Return the type of a file that may be kept; the name plays no part.

    Raises ValidationError: empty, unknown or macro-carrying, too large, unpacking to too much.
    """
    if not data:
        raise ValidationError("Tệp rỗng. Hãy chọn lại tệp.", code="empty")
    media_type = _sniff(data)
    limit = MAX_IMAGE_BYTES if media_type in IMAGES else MAX_FILE_BYTES
    if len(data) > limit:
        raise ValidationError(
            f"Tệp lớn hơn {limit // 1024 // 1024} MB. Hãy chọn tệp nhỏ hơn.", code="too_large"
        )
    return media_type


def _sniff(data: bytes) -> MediaType:
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return MediaType.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise ValidationError(_IS_HEIC, code="heic")
    raise ValidationError(f"Loại tệp này không nhận được. {_NOT_ALLOWED}", code="type")


def has_macros(package: zipfile.ZipFile) -> bool:
    """Whether an Office file carries macros, by its parts and by what it declares them to be.

    A macro's part may bear any name; Office finds it by the declaration.
    """
    if any(name.lower().endswith("vbaproject.bin") for name in package.namelist()):
        return True
    if _DECLARED not in package.namelist():
        return False
    with package.open(_DECLARED) as part:
        root = etree.fromstring(part.read(_MOST_DECLARED), _XML)
    declared = " ".join(value for one in root.iter() for value in one.attrib.values()).lower()
    return any(word in declared for word in _MACRO_WORDS)


def _office_type(data: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            macros = has_macros(package)
    except (*BROKEN, ValueError) as error:
        raise ValidationError("Tệp đã hỏng, không mở được.", code="broken") from error
    names = {entry.filename for entry in entries}
    if macros:
        raise ValidationError(
            "Tệp có macro nên không nhận. Hãy lưu lại thành .docx hoặc .xlsx rồi gửi.", code="macro"
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ValidationError("Tệp quá lớn sau khi giải nén, không nhận được.", code="bomb")
    for part, media_type in _MAIN_PARTS.items():
        if {part, _DECLARED} <= names:
            return media_type
    raise ValidationError(f"Loại tệp này không nhận được. {_NOT_ALLOWED}", code="type")


def display_name(name: str, media_type: MediaType) -> str:
    """Return the name shown and offered for download: no folders, the right extension."""
    stem = PurePosixPath(clean(name).replace("\\", "/")).stem.strip(" .")[:_MAX_NAME]
    return (stem or "tep") + EXTENSIONS[media_type]


def check_issued_on(issued_on: date, *, today: date, after: date, what: str) -> None:
    """Raise `ValidationError` (at `issued_on`) for a day to come, or one before `what` it is about.

    `what` names the day `after` inside the sentence ("ngày họp của Chi đoàn Khu phố 1").
    """
    fault = ""
    if issued_on > today:
        fault = "chưa tới. Đồng chí ghi ngày ký, muộn nhất là hôm nay."
    elif issued_on < after:
        fault = f"sớm hơn {what} ({full_date(after)}). Đồng chí ghi từ ngày ấy trở đi."
    if fault:
        raise ValidationError({"issued_on": f"Ngày {full_date(issued_on)} {fault}"})
