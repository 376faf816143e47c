"""Number formats that show less of a date than the cell holds.

Excel keeps a typed "3/2020" as 01/03/2020 and shows "Mar-20"; only the format tells that nobody
wrote a day.
"""

import datetime as dt
import re
import zipfile
from typing import Literal

from lxml import etree

from sodoan.imports.reader.parts import LARGEST, XML

Shown = Literal["month", "year"]

_STYLES = "xl/styles.xml"
_MONTH_AND_YEAR = "17"
"""The built-in format mmm-yy."""
_BY_HEART = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def shown_of(code: str) -> Shown | None:
    """Return how much of a date a format shows; None for all of it, and for other formats."""
    letters = _BY_HEART.sub("", code).partition(";")[0].lower()
    if "y" not in letters or not {"d", "h", "s"}.isdisjoint(letters):
        return None
    return "month" if "m" in letters else "year"


def partial_styles(archive: zipfile.ZipFile) -> dict[bytes, Shown]:
    """Return the cell styles of a workbook that show only month or year, by their number."""
    try:
        if archive.getinfo(_STYLES).file_size > LARGEST:
            return {}
        styles = etree.fromstring(archive.read(_STYLES), XML)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    shown = {f.get("numFmtId"): shown_of(f.get("formatCode", "")) for f in styles.iter("{*}numFmt")}
    shown[_MONTH_AND_YEAR] = "month"
    used = styles.find("{*}cellXfs")
    numbers = [] if used is None else [xf.get("numFmtId") for xf in used]
    return {
        str(place).encode(): kind
        for place, number in enumerate(numbers)
        if (kind := shown.get(number))
    }


def as_shown(date: dt.date, shown: Shown) -> str | None:
    """Return a date as its format shows it; None where the cell holds more than the first day."""
    if shown == "year":
        return f"{date.year}" if (date.day, date.month) == (1, 1) else None
    return f"{date.month:02}/{date.year}" if date.day == 1 else None
