"""The zip container of a Word file: checked before it is opened, frozen after it is written."""

import io
import zipfile

from lxml import etree

from sodoan.documents.rendering.errors import TemplateRefusedError
from sodoan.documents.validators import BROKEN, has_macros

MAX_TEMPLATE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ENTRIES = 500
_EPOCH = (1980, 1, 1, 0, 0, 0)
_XML = etree.XMLParser(resolve_entities=False, no_network=True)
_FETCHING = frozenset(
    {"DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"}
)


def freeze(data: bytes) -> bytes:
    """Return the same package with fixed times and attributes: equal content, equal bytes."""
    frozen = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(frozen, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return frozen.getvalue()


def check_word_package(data: bytes) -> None:
    """Refuse what is not a plain, harmless Word file.

    Raises TemplateRefusedError for other formats, broken or oversized archives, macros, and
    parts or fields fetched from outside (hyperlinks are allowed).
    """
    if len(data) > MAX_TEMPLATE_BYTES:
        raise TemplateRefusedError("Tệp mẫu lớn hơn 5 MB. Đồng chí bỏ bớt hình rồi tải lại.")
    # zipfile raises NotImplementedError for compressions it does not know
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_entries(package)
    except BROKEN as error:
        raise TemplateRefusedError(
            "Tệp này không phải văn bản Word (.docx), hoặc đã hỏng. "
            "Đồng chí mở bằng Word, chọn Lưu thành .docx rồi tải lại."
        ) from error


def _check_entries(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise TemplateRefusedError("Tệp này không phải văn bản Word (.docx).")
    if has_macros(package):
        raise TemplateRefusedError("Tệp mẫu có macro. Đồng chí lưu lại thành .docx không macro.")
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > MAX_UNPACKED_BYTES or len(names) > MAX_ENTRIES:
        raise TemplateRefusedError("Tệp mẫu quá lớn sau khi giải nén, không nhận được.")
    for name in sorted(names):
        if name.lower().endswith((".rels", ".xml")):
            _check_part(package.read(name))


def _check_part(data: bytes) -> None:
    """Refuse a part that would make Word fetch or run something when the paper is opened."""
    root = etree.fromstring(data, _XML)
    if root.getroottree().docinfo.doctype:
        raise TemplateRefusedError("Tệp Word này có phần khai báo lạ (DOCTYPE), không nhận được.")
    linked = any(
        link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
        for link in root.iter("{*}Relationship")
    )
    if linked or _FETCHING & _field_words(root):
        raise TemplateRefusedError(
            "Tệp mẫu lấy hình hoặc dữ liệu từ nơi khác trên mạng. "
            "Đồng chí chèn thẳng hình vào tệp rồi tải lại."
        )


def _field_words(root: etree._Element) -> set[str]:
    """The words of all Word fields; one instruction may be cut over several runs."""
    words: set[str] = set()
    for paragraph in root.iter("{*}p"):
        text = "".join(run.text or "" for run in paragraph.iter("{*}instrText"))
        words |= set(text.upper().split())
    for simple in root.iter("{*}fldSimple"):
        words |= {
            word
            for key, value in simple.items()
            if key.endswith("}instr")
            for word in value.upper().split()
        }
    return words
