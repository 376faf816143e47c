"""What the rows of a list are judged by: the day, the units, ages, and a reader for each field."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sodoan.common.legacy_fonts import Encoding, convert_legacy, is_unicode
from sodoan.imports.choices import Choice
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.leavers import note_tells_left
from sodoan.imports.normalise.block import IsPlain, Reader
from sodoan.imports.normalise.cell import (
    Cell,
    Memo,
    Raw,
    Severity,
    are_as_stored,
    is_nothing,
    is_number,
    shown,
    text_of,
    warning,
)
from sodoan.imports.normalise.codes import code_lists, told_list
from sodoan.imports.normalise.contacts import (
    PLAIN_EMAIL,
    PLAIN_PHONE,
    normalise_email,
    normalise_phone,
)
from sodoan.imports.normalise.dates import DateField, PartialDate, normalise_date
from sodoan.imports.normalise.idcards import PLAIN_ID_NUMBER, Sex, normalise_id_number
from sodoan.imports.normalise.names import legacy_issue, normalise_name
from sodoan.imports.normalise.places import normalise_issuer
from sodoan.imports.normalise.posts import normalise_post
from sodoan.imports.normalise.units import UnitMatcher, UnitName, normalise_unit

_TEXT_LIMITS = {
    "member_code": 30, "home_town": 300, "address": 300, "admission_no": 60, "card_no": 40,
    "commendation": 2000, "discipline": 2000, "note": 2000, "joined_at": 300, "team": 120,
    "class_name": 120, "faculty": 120, "student_code": 30,
}  # fmt: skip
_CODE_FIELDS = (
    "ethnicity", "religion", "schooling", "degree", "theory", "it_level", "language_level",
    "occupation", "category", "training", "rating", "association", "honorary", "sex",
)  # fmt: skip
_NOT_YET_FIELDS = frozenset({"joined_on", "party_on"})
_CODES = frozenset({"member_code", "admission_no", "card_no", "student_code"})
"""Free texts that name one paper or person: “không có” is none of them."""
_PLAIN_CODE = r"[0-9A-Za-z./-]{{0,{}}}[0-9]"
PLAIN: Mapping[str, IsPlain] = {
    **{key: re.compile(_PLAIN_CODE.format(_TEXT_LIMITS[key] - 1)).fullmatch for key in _CODES},
    "id_number": PLAIN_ID_NUMBER.fullmatch,
    "email": PLAIN_EMAIL.fullmatch,
    "phone": PLAIN_PHONE.fullmatch,
}
"""What nearly all cells of a column look like in which no two are alike."""
_NO_LEGEND: Mapping[str, Sex] = {}
_NO_NAME = (
    r"(?:n[ăa]m (?:h[ọo]c )?\d{4}|qu[ýy] (?:[ivx]+|\d)\b|th[áa]ng \d{1,2}\s*[/-]|[đd][ợo]t \d"
    r"|ng[àa]y \d|t[íi]nh [đd][ếe]n"
    r"|c[óo] m[ặa]t|hi[ệe]n (?:c[óo]|nay)|vi[êe]n\s*:)"
)
"""What stands behind “chi đoàn” where a title names none: “năm 2026”, “tính đến …”."""
BRANCH_TITLE = re.compile(
    rf"(?:\w+[.)]\s*)?chi [đðd][oòóỏõọ][aàáảãạ]n\s*:?\s*(?!{_NO_NAME})\w", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AgeRules:
    """Age bounds in full years, chosen by the caller (domain 5.5)."""

    refuse_under: int
    warn_under: int
    warn_over: int
    refuse_over: int
    join_from: int
    """Joining younger than this is a warning."""


USUAL_AGES = AgeRules(refuse_under=14, warn_under=16, warn_over=35, refuse_over=100, join_from=15)


class RowContext:
    """What the judgement of a file's rows depends on; remembers repeated texts."""

    def __init__(
        self,
        *,
        today: dt.date,
        units: UnitMatcher,
        default_unit: UnitName | None = None,
        ages: AgeRules = USUAL_AGES,
    ) -> None:
        self.today = today
        self.units = units
        self.default_unit = default_unit
        self.ages = ages
        self.heading = ""
        self.blank_sex: Sex | None = None
        """Whose cell in the list's only column of a sex is blank is of this one."""
        self._habits: tuple[Encoding | None, bool, Mapping[str, Sex]] | None = None
        self.expect(None)

    def expect(
        self,
        encoding: Encoding | None,
        *,
        is_1904: bool = False,
        legend: Mapping[str, Sex] = _NO_LEGEND,
    ) -> None:
        """Prepare for a list: its old font, the day its numbers of dates count from, its signs.

        ``legend`` says what signs in its column of sexes mean.
        """
        if self._habits == (encoding, is_1904, legend):
            return
        self._habits = self.encoding, self._is_1904, self._legend = encoding, is_1904, legend
        self.readers: dict[str, Reader] = self._make_readers()
        self.read_name: Reader = Memo(partial(normalise_name, hint=encoding)).__getitem__
        self.read_birth: Reader = Memo(self._date_reader("born", Severity.ERROR)).__getitem__

    def is_as_stored(self, key: str, cells: Sequence[Raw]) -> bool:
        """Tell quickly that the reader of addresses, no two alike, would find nothing to do."""
        return key == "address" and are_as_stored(cells, longest=_TEXT_LIMITS[key])

    def look_above(self, titles: Sequence[str]) -> None:
        """Remember which title of the list names a unit, or would if there were such a unit."""
        known = (text for text in titles if self.units.match(text).unit)
        named = (text for text in titles if BRANCH_TITLE.match(text))
        self.heading = next(known, "") or next(named, "")

    def _make_readers(self) -> dict[str, Reader]:
        readers: dict[str, Reader] = {
            key: _text_reader(key, limit, self.encoding) for key, limit in _TEXT_LIMITS.items()
        }
        coded: dict[str, Reader] = {
            **{key: code_lists()[key].read for key in _CODE_FIELDS},
            "id_issued_by": normalise_issuer,
            "sex": told_list("sex", self._legend).read,
            "post": partial(normalise_post, today=self.today),
            "unit": lambda raw: normalise_unit(raw, self.units),
        }
        remembered: dict[str, Reader] = {
            **{key: _decoded(key, judge, self.encoding) for key, judge in coded.items()},
            "home_town": readers["home_town"],
            "note": partial(_read_note, read=readers["note"]),
            **{key: self._date_reader(key) for key in ("joined_on", "party_on", "id_issued_on")},
        }
        readers |= {key: Memo(judge).__getitem__ for key, judge in remembered.items()}
        readers["id_number"] = normalise_id_number
        readers["email"] = normalise_email
        readers["phone"] = normalise_phone
        return readers

    def _date_reader(self, key: str, severity: Severity = Severity.WARNING) -> Reader:
        judged = DateField(FIELD_BY_KEY[key].label, self.today, severity, is_1904=self._is_1904)

        def read(raw: Raw) -> Cell[PartialDate]:
            if key in _NOT_YET_FIELDS and isinstance(raw, str) and is_nothing(raw):
                return Cell()
            return normalise_date(raw, judged)

        return _decoded(key, read, self.encoding)


def _decoded(key: str, judge: Reader, hint: Encoding | None) -> Reader:
    """Wrap a reader so that text of the old fonts is converted first, with a warning."""
    label = FIELD_BY_KEY[key].label

    def read(raw: Raw) -> Cell[Any]:
        if not isinstance(raw, str) or is_unicode(raw):
            return judge(raw)
        converted = convert_legacy(raw, hint=hint)
        cell = judge(converted.text)
        if converted.encoding is None:
            return cell
        issue = legacy_issue(raw, converted.text, converted.encoding, label)
        return Cell(cell.value, (issue, *cell.issues))

    return read


def _read_note(raw: Raw, *, read: Reader) -> Cell[str]:
    """Keep a note, and tell when it says that its member has left."""
    cell: Cell[str] = read(raw)
    if not cell.value or not note_tells_left(cell.value):
        return cell
    message = (
        f"Ghi chú {shown(cell.value)}: người này có thể đã rời đi. Nếu đúng vậy, đồng chí chọn "
        f"“{Choice.SKIP.label}”."
    )
    return Cell(cell.value, (*cell.issues, warning("note_tells_left", message)))


def _text_reader(key: str, limit: int, hint: Encoding | None) -> Reader:
    """Return the reader of a free text column with a greatest length."""
    label = FIELD_BY_KEY[key].label

    def read(raw: Raw) -> Cell[str]:
        text = text_of(raw)
        if len(text) <= limit:
            if key == "card_no" and is_number(raw):
                message = f"{label} {shown(raw)} là ô số, có thể đã mất số 0 ở đầu."
                return Cell(text, (warning("card_number_cell", message),))
            return Cell(None if key in _CODES and is_nothing(text) else text or None)
        message = f"{label} {shown(text)} dài {len(text)} ký tự. Chỉ lưu {limit} ký tự đầu."
        return Cell(text[:limit], (warning("text_too_long", message),))

    return _decoded(key, read, hint)
