"""Which XML parts of a workbook are its sheets, and the day its dates count from."""

import posixpath
import re
import zipfile

from lxml import etree

XML = etree.XMLParser(resolve_entities=False, no_network=True)
_READ = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_NAMED = "{*}sheet"
_RELATION = re.compile(r"\{.*relationships\}id")
_TRUE = frozenset({"1", "true"})
LARGEST = 1 << 20


def sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the XML part of each sheet by its name, and whether days count from 1904.

    A workbook too odd to be understood here has no parts; the parser judges it.
    """
    try:
        if any(archive.getinfo(name).file_size > LARGEST for name in _READ):
            return {}, False
        book, links = (etree.fromstring(archive.read(name), XML) for name in _READ)
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
