"""Telling the people of a list from headings, totals, signatures and repeated headers."""

import re
from collections.abc import Sequence
from itertools import chain, islice

from sodoan.common.text import clean, search_key
from sodoan.imports.reader.headers import known_field
from sodoan.imports.reader.workbook import Value

NAME_FIELDS = frozenset({"full_name", "given_name"})

_FEW_CELLS = 3
# With marks: "Tổng" is a total, "Tống" is a family.
_TOTAL = re.compile(r"(?:tổng|cộng|tong (?:cong|so))\b")
_FOOTER = re.compile(
    r"(?:tm|t/m|kt|nguoi lap|lap bieu|nguoi tong hop|noi nhan|ghi chu|luu y|xac nhan|thu truong"
    r"|\(ky|ky ten|ngay \d{0,2}\s*thang|[^,]{2,40}, ngay|(?:pho )?bi thu$|ban chap hanh"
    r"|danh sach nay|an dinh danh sach)\b"
)
_HEADING = re.compile(
    r"(?:chi doan|lien chi|doan (?:truong|xa|phuong|khoa|co so|bo phan)|lop |khoa |phan doan"
    r"|to doan|danh sach)"
)
_HEADING_MARK = re.compile(r"^(?:[IVXivx]+|[A-Za-z]|\d{1,3})\s*[.)/-]\s*")
_HEADING_TITLE = re.compile(r"^danh sách\b.*?(?=chi đoàn|lớp )", re.IGNORECASE)
_COUNTING = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?")
_HEADER_INITIALS = frozenset("hHtT")
_DOUBTFUL_INITIALS = _HEADER_INITIALS | frozenset("cC")  # "Cộng" too


def _text(cell: Value) -> str:
    """Return the cell on one line; whole numbers without decimals."""
    if isinstance(cell, str):
        return cell if cell.isascii() and cell.isalnum() else clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def _is_person(number: Value, name: Value) -> bool:
    """Tell quickly, from the first two cells, a numbered name that is neither total nor header."""
    return (
        number.__class__ is str
        and name.__class__ is str
        and len(name) > 1
        and name[0] not in _DOUBTFUL_INITIALS
        and name[0].isalpha()
        and number.isdecimal()
    )


class RowSorter:
    """Judges the rows below a header in order; remembers the last heading and the footer."""

    def __init__(self, headers: Sequence[str]) -> None:
        fields = [known_field(header) if header else None for header in headers]
        self._names = [i for i, f in enumerate(fields) if f in NAME_FIELDS]
        self._numbering = fields.index("row_number") if "row_number" in fields else -1
        self._is_usual = self._numbering == 0 and self._names[:1] == [1]
        self._in_footer = False
        self.section = ""

    def why_skipped(self, cells: Sequence[Value]) -> str | None:
        """Return why a row is no person: blank, repeated_header, counting, total, footer, heading.

        None for a data row, which may still lack anything, its name too.
        """
        is_usual = self._is_usual and _is_person(cells[0], cells[1])
        reason = None if is_usual else self._judge(cells)
        if reason is None:
            self._in_footer = False
        return reason

    def _judge(self, cells: Sequence[Value]) -> str | None:
        present = (
            i for i, c in enumerate(cells) if c != "" and not (c.__class__ is str and c.isspace())
        )
        filled = list(islice(present, _FEW_CELLS + 1))  # more need a look only when they count
        is_short = len(filled) <= _FEW_CELLS
        is_numbered = is_short and self._is_numbered(cells, filled)
        if len(filled) <= is_numbered:
            return "blank"
        if self._is_header(cells):
            return "repeated_header"
        if self._is_total(cells, filled):
            return "total"
        if len(filled) > 1 and all(
            _COUNTING.fullmatch(_text(cells[i])) for i in chain(filled, present)
        ):
            return "counting"
        if is_short and not is_numbered:
            return self._judge_short(cells, filled)
        return None

    def _is_total(self, cells: Sequence[Value], filled: Sequence[int]) -> bool:
        """Tell whether a row adds up; a numbered row of many cells is somebody named Cộng."""
        is_begun = any(_TOTAL.match(_text(cells[i]).lower()) for i in filled[:2])
        return is_begun and not (len(filled) > _FEW_CELLS and self._is_numbered(cells, filled))

    def _is_numbered(self, cells: Sequence[Value], filled: Sequence[int]) -> bool:
        return self._numbering in filled and _text(cells[self._numbering]).isdigit()

    def _is_header(self, cells: Sequence[Value]) -> bool:
        """Tell whether a name column holds its own header again."""
        for place in self._names:
            cell = cells[place]
            if isinstance(cell, str) and cell.lstrip()[:1] in _HEADER_INITIALS:
                return known_field(cell) in NAME_FIELDS
        return False

    def _judge_short(self, cells: Sequence[Value], filled: list[int]) -> str | None:
        """Judge a row of few cells without a number: mostly no person."""
        texts = [_text(cells[i]) for i in filled]
        folded = [search_key(text) for text in texts]
        if any(_FOOTER.match(text) for text in folded):
            self._in_footer = True
            return "footer"
        bare = _HEADING_MARK.sub("", texts[0])
        if len(texts) == 1 and _HEADING.match(search_key(bare)):
            self.section = _HEADING_TITLE.sub("", bare)
            self._in_footer = False
            return "heading"
        if all(known_field(text) for text in texts):
            return "repeated_header"
        is_named = any(place in self._names for place in filled)
        if self._in_footer or (len(filled) == 1 and not is_named):
            return "footer"
        return None
