"""What the XML of a workbook tells and the parser keeps to itself.

Error cells and formulas without a result (the parser gives both as blank), hidden rows and columns,
the calendar of 1904.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

_XML = etree.XMLParser(resolve_entities=False, no_network=True)
_NAMED = "{*}sheet"
_RELATION = re.compile(r"\{.*relationships\}id")
_TRUE = frozenset({"1", "true"})
UNCALCULATED = "=…"
"""What stands for the result of a formula that has none."""
_LARGEST = 1 << 20
_MOST = 100_000
"""Marks kept of one sheet; nobody reads on about more."""

_ERROR_CELL = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?=[^>]{0,200}\bt=[\"']e[\"'])"
    rb"[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]{0,200}>"
    rb"(?:<[^>]{0,300}>[^<]{0,2000}</[^>]{0,50}>|<[^>]{0,300}/>)?"
    rb"(?:<(?:[A-Za-z_][\w.-]*:)?v>(#[^<]{1,20})<)?"
)
# A formula nobody has calculated yet: no kind of result, no result. Programs write such files.
_UNCALCULATED = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?![^>]{0,200}\bt=)[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
    rb"[^>]{0,200}><(?:[A-Za-z_][\w.-]*:)?f(?:\s[^>]{0,300})?(?:/>|>[^<]{0,8000}</[^>]{0,50}f>)"
    rb"(?:<(?:[A-Za-z_][\w.-]*:)?v\s?(?:/>|></[^>]{0,50}v>))?</[^>]{0,50}c>"
)
_HIDDEN_ROW = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?row\s(?=[^>]{0,300}\bhidden=[\"'](?:1|true)[\"'])"
    rb"[^>]{0,300}?\br=[\"'](\d{1,7})[\"']"
)
_HIDDEN_COLUMNS = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?col\s(?=[^>]{0,300}\bhidden=[\"'](?:1|true)[\"'])([^>]{0,300})>"
)
_FROM_TO = re.compile(rb"\b(min|max)=[\"'](\d{1,5})[\"']")


@dataclass(slots=True)
class Marks:
    """Error cells by row and column letters, hidden rows, first and last of hidden columns."""

    errors: dict[int, dict[bytes, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def collect(self, window: bytes) -> None:
        """Take what a stretch of sheet XML marks; whole tags only."""
        if b'="e"' in window or b"='e'" in window:
            for letters, row, text in _ERROR_CELL.findall(window):
                if len(self.errors) < _MOST:
                    shown = text.decode("ascii", "replace") or "#N/A"
                    self.errors.setdefault(int(row), {})[letters] = shown
        if b"f>" in window or b"<f" in window:
            for letters, row in _UNCALCULATED.findall(window):
                if len(self.errors) < _MOST:
                    self.errors.setdefault(int(row), {})[letters] = UNCALCULATED
        if b"hidden=" in window:
            rows = _HIDDEN_ROW.findall(window)
            self.hidden_rows.update(map(int, rows[: _MOST - len(self.hidden_rows)]))
            for attributes in _HIDDEN_COLUMNS.findall(window):
                ends = dict(_FROM_TO.findall(attributes))
                if len(ends) > 1 and len(self.hidden_columns) < _MOST:
                    self.hidden_columns.append((int(ends[b"min"]), int(ends[b"max"])))


def sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the XML part of each sheet by its name, and whether days count from 1904.

    A workbook too odd to be understood here has no parts; the parser judges it.
    """
    try:
        if archive.getinfo("xl/workbook.xml").file_size > _LARGEST:
            return {}, False
        book = etree.fromstring(archive.read("xl/workbook.xml"), _XML)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _XML)
    except (KeyError, etree.XMLSyntaxError):
        return {}, False
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.iter(_NAMED):
        link = next((v for k, v in sheet.attrib.items() if _RELATION.fullmatch(str(k))), None)
        target = targets.get(link) or ""
        parts[str(sheet.get("name"))] = posixpath.normpath(posixpath.join("/xl", target))[1:]
    properties = next(book.iter("{*}workbookPr"), None)
    return parts, properties is not None and properties.get("date1904") in _TRUE
