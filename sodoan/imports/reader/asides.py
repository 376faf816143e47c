"""Telling the people of a list from headings, totals, signatures and repeated headers."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import chain, islice

from sodoan.common.text import clean, search_key
from sodoan.imports.fields import BIRTH_FIELDS
from sodoan.imports.leavers import tells_members, told_leavers
from sodoan.imports.reader.headers import ColumnMatch, header_key, known_field
from sodoan.imports.reader.workbook import Value

NAME_FIELDS = frozenset({"full_name", "given_name"})
_NAME_PARTS = NAME_FIELDS | {"family_name"}

_FEW_CELLS = 3
_NAME_WORDS = 2
# With marks: "Tổng" is a total, "Tống" is a family.
_TOTAL = re.compile(
    r"(?:tổng|cộng|tong (?:cong|so)|trong (?:đó|do))\b"
    r"|(?:(?:số lượng|so luong|s[ĩỹ] số|si so)\s*:?|(?:số )?(?:(?:đoàn|đảng) viên|nam|nữ|nu)"
    r"(?: nam| nữ| nu)?\s*:)\s*(?:[\d(]|$)"
)
_SEX = re.compile(r"(?:nam|nu)")
_FOOTER = re.compile(
    r"(?:tm|t/m|kt|nguoi lap|lap bieu|nguoi tong hop|noi nhan|ghi chu|luu y|xac nhan|thu truong"
    r"|\(ky|ky ten|ngay \d{0,2}\s*thang|[^,]{2,40}, ngay|(?:pho )?bi thu$|ban chap hanh"
    r"|danh sach nay|an dinh danh sach)\b"
)
_HEADING = re.compile(
    r"(?:chi doan|lien chi|doan (?:truong|xa|phuong|khoa|co so|bo phan)|lop |khoa |phan doan"
    r"|to doan|danh sach)"
)
_MARK = re.compile(r"\(?(?:[ivx]+|[a-z]|\d{1,3})\s*[.)/-]?", re.IGNORECASE)
"""A numbering that stands in a cell of its own."""
_NUMBERED_HEADING = re.compile(r"(?:liên |lien )?chi (?:đoàn|doan)\b")
_COUNT = re.compile(
    r"\(?\s*(?:(?:tong|tong so|tong cong|co|gom)\s*:?\s*)?\d{1,3}"
    r"\s*(d/c|dc|dong chi|doan vien|dv|nguoi|ban)?\s*\.?\s*\)?"
)
_COUNTED = re.compile(r"\W*\d{1,3}(?: (?:d/c|dc|dong chi|doan vien|dv|nguoi|ban))?\W*")
_COUNT_BEHIND = re.compile(
    r"\s*[-–,:(]\s*(?:tổng số|có|gồm)?\s*:?\s*\d{1,4}\s*"
    r"(?:đ/c|đồng chí|đoàn viên|đv|người)\s*\)?\s*$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\s*\d{1,4}\s*[/.-]\s*(?:\d{1,2}\s*[/.-]\s*)?\d{2,4}\s*")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")
_HEADING_MARK = re.compile(r"^(?:[IVXivx]+|[A-Za-z]|\d{1,3})\s*[.)/-]\s*")
_HEADING_TITLE = re.compile(r"^danh sách\b.*?(?=chi đoàn|lớp )", re.IGNORECASE)
_COUNTING = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?")
_HEADER_STARTS = frozenset(("họ", "ho", "hä", "tê", "te", "tª"))
"""How headers of a name begin, in old fonts too; few names do."""
_DOUBTFUL_INITIALS = frozenset("hHtTcC")  # headers, "Tổng", "Cộng"


def _text(cell: Value) -> str:
    """Return the cell on one line; whole numbers without decimals."""
    if isinstance(cell, str):
        return cell if cell.isascii() and cell.isalnum() else clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def _is_date(cell: Value, *, or_year: bool = False) -> bool:
    """Tell cheaply whether a cell looks like a date, or a year where that is enough."""
    if isinstance(cell, str):
        return bool(_DATE.fullmatch(cell) or (or_year and _YEAR.fullmatch(cell)))
    return isinstance(cell, dt.date) or (or_year and bool(_YEAR.fullmatch(_text(cell))))


def _has_digit(cell: Value) -> bool:
    return not isinstance(cell, str) or any(map(str.isdigit, cell))


def _bare_heading(texts: Sequence[str]) -> str:
    """Return what a row of few cells says without numbering and count; empty for several texts.

    The numbering may stand in a cell before it ("I", "A."), the count in one behind ("5 đ/c").
    """
    is_marked = len(texts) > 1 and bool(_MARK.fullmatch(texts[0]))
    rest = texts[1:] if is_marked else texts
    if len(rest) > 1 and (count := _COUNT.fullmatch(search_key(rest[-1]))):
        rest = rest[:-1] if is_marked or count[1] else rest
    return "" if len(rest) > 1 else _COUNT_BEHIND.sub("", _HEADING_MARK.sub("", rest[0]))


def _is_count_of_leavers(texts: Sequence[str]) -> bool:
    """Tell a line of a summary from a heading: "Chuyển đi: 3"."""
    folded = search_key(" ".join(texts))
    told = told_leavers(texts[0])
    return bool(told) and _COUNTED.fullmatch(folded.removeprefix(told)) is not None


def _is_count_of_sex(folded: Sequence[str]) -> bool:
    counts = folded[1:]
    return bool(counts and _SEX.fullmatch(folded[0])) and all(map(_COUNT.fullmatch, counts))


class RowSorter:
    """Judges the rows below a header in order; remembers the last headings and the footer."""

    def __init__(self, columns: Sequence[ColumnMatch]) -> None:
        fields = [column.field or known_field(column.header) for column in columns]
        own = [c.header for c, f in zip(columns, fields, strict=True) if f in NAME_FIELDS]
        self._own = {header_key(header) for header in own}
        self._own_starts = _HEADER_STARTS | {header[:2].lower() for header in own}
        self._names = [i for i, f in enumerate(fields) if f in _NAME_PARTS]
        self._births = [i for i, f in enumerate(fields) if f in BIRTH_FIELDS]
        self._numbering = fields.index("row_number") if "row_number" in fields else -1
        self._telling = [*self._births, *([self._numbering] if self._numbering >= 0 else [])]
        self._is_usual = self._numbering == 0 and self._names[:1] == [1]
        self._in_footer = False
        self.section = ""
        self.leavers = ""

    def why_skipped(self, cells: Sequence[Value]) -> str | None:
        """Return why a row is no person: blank, repeated_header, counting, total, footer, heading.

        None for a data row, which may still lack anything, its name too.
        """
        reason = None if self._is_usual and self._is_person(cells) else self._judge(cells)
        if reason is None:
            self._in_footer = False
        return reason

    def _is_person(self, cells: Sequence[Value]) -> bool:
        """Tell quickly a numbered name that is neither total nor header; most rows are such."""
        number, name = cells[:2]
        if not (isinstance(number, str) and isinstance(name, str)):
            return False
        if not (number.isdecimal() and len(name) > 1 and name[0].isalpha()):
            return False
        return name[0] not in _DOUBTFUL_INITIALS or any(_is_date(cells[i]) for i in self._births)

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
            self._in_footer = False
            return "repeated_header"
        if self._is_total(cells, filled):
            return "total"
        if len(filled) > 1 and all(
            _COUNTING.fullmatch(_text(cells[i])) for i in chain(filled, present)
        ):
            return "counting"
        if is_short and is_numbered:
            return self._judge_numbered(cells, filled)
        return self._judge_short(cells, filled) if is_short else None

    def _is_total(self, cells: Sequence[Value], filled: Sequence[int]) -> bool:
        """Tell whether a row adds up; a numbered row of many cells is somebody named Cộng."""
        if not any(_TOTAL.match(_text(cells[i]).lower()) for i in filled[:2]):
            return False
        is_numbered = self._is_numbered(cells, filled)
        is_long = len(filled) > _FEW_CELLS
        return not (is_numbered and is_long) and not self._has_person(cells, or_year=is_numbered)

    def _has_person(self, cells: Sequence[Value], *, or_year: bool = False) -> bool:
        """Tell cheaply a readable name with a readable birth date, or a year if that will do."""
        name = " ".join(_text(cells[place]) for place in self._names)
        return sum(word.isalpha() for word in name.split()) >= _NAME_WORDS and any(
            _is_date(cells[place], or_year=or_year) for place in self._births or range(len(cells))
        )

    def _is_numbered(self, cells: Sequence[Value], filled: Sequence[int]) -> bool:
        return self._numbering in filled and _text(cells[self._numbering]).isdigit()

    def _is_header(self, cells: Sequence[Value]) -> bool:
        """Tell whether a name column holds its own header again, or another one does, moved."""
        if any(self._is_name_header(cells[place]) for place in self._names):
            return True
        if any(_has_digit(cells[place]) for place in self._telling or range(len(cells))):
            return False  # a row of a person; nearly all of them
        texts = [cell for cell in cells if isinstance(cell, str) and cell]
        return any(map(self._is_name_header, texts)) and (
            len({known_field(text) for text in texts} - {None}) >= _FEW_CELLS
        )

    def _is_name_header(self, cell: Value) -> bool:
        if not isinstance(cell, str) or cell.lstrip()[:2].lower() not in self._own_starts:
            return False
        return known_field(cell) in NAME_FIELDS or header_key(cell) in self._own

    def _judge_numbered(self, cells: Sequence[Value], filled: Sequence[int]) -> str | None:
        """Judge a row of few cells that starts like a person: "1", "Chi đoàn Khu phố 1"."""
        place = filled[1]
        if filled[0] != self._numbering or place not in self._names:
            return None
        name = _text(cells[place])
        is_heading = _NUMBERED_HEADING.match(name.lower())
        if not is_heading and told_leavers(name) != search_key(name):
            return None
        return self._begin_section([_text(cells[i]) for i in filled])

    def _begin_section(self, texts: Sequence[str]) -> str | None:
        """Take a row for a heading, if it is one; of people who have left the unit stays known."""
        bare = _bare_heading(texts)
        if told_leavers(bare):
            self.leavers = bare
        elif _HEADING.match(search_key(bare)):
            self.section, self.leavers = _HEADING_TITLE.sub("", bare), ""
        elif tells_members(bare):
            self.leavers = ""
        else:
            return None
        self._in_footer = False
        return "heading"

    def _judge_short(self, cells: Sequence[Value], filled: list[int]) -> str | None:
        """Judge a row of few cells without a number: mostly no person."""
        if self._has_person(cells):
            return None
        texts = [_text(cells[i]) for i in filled]
        folded = [search_key(text) for text in texts]
        if any(_FOOTER.match(text) for text in folded):
            self._in_footer = True
            return "footer"
        if _is_count_of_leavers(texts) or _is_count_of_sex(folded):
            return "total"
        if reason := self._begin_section(texts):
            return reason
        if all(known_field(text) for text in texts):
            return "repeated_header"
        is_named = any(place in self._names for place in filled)
        return "footer" if self._in_footer or (len(filled) == 1 and not is_named) else None
