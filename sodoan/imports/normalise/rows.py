"""One row of a member list: every cell normalised, then judged together."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from sodoan.common.legacy_fonts import Encoding, convert_legacy
from sodoan.common.text import search_key
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.normalise.cell import (
    Cell,
    Issue,
    Memo,
    Raw,
    Severity,
    error,
    is_number,
    shown,
    text_of,
    warning,
)
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.contacts import normalise_email, normalise_phone
from sodoan.imports.normalise.dates import DateField, PartialDate, age_on, normalise_date
from sodoan.imports.normalise.idcards import SEX_WORDS, id_mismatches, normalise_id_number, sex_of
from sodoan.imports.normalise.names import legacy_issue, normalise_name
from sodoan.imports.normalise.places import normalise_issuer
from sodoan.imports.normalise.posts import normalise_post
from sodoan.imports.normalise.units import UnitMatcher, UnitName, normalise_unit
from sodoan.people.provinces import home_province

Verdict = Literal["accepted", "warning", "rejected"]
_Reader = Callable[[Raw], Cell[Any]]

_TEXT_LIMITS = {
    "member_code": 30, "home_town": 300, "address": 300, "admission_no": 60, "card_no": 40,
    "commendation": 2000, "discipline": 2000, "note": 2000, "joined_at": 300, "team": 120,
    "class_name": 120, "faculty": 120, "student_code": 30,
}  # fmt: skip
_CODE_FIELDS = (
    "ethnicity", "religion", "schooling", "degree", "theory", "it_level", "language_level",
    "occupation", "category", "training", "rating", "association", "honorary", "sex",
)  # fmt: skip
_BIRTH_FIELDS = {"born": None, "born_male": "male", "born_female": "female"}
_NOT_YET_FIELDS = frozenset({"joined_on", "party_on"})
_NOT_YET = re.compile(r"(?:chua|khong|ko|k)(?: (?:co|vao|vao dang|vao doan|ket nap|phai))?")
_BRANCH = re.compile(r"(?:\w+[.)]\s*)?chi đoàn\s*:?\s*\w", re.IGNORECASE)
_SEX_MARKS = frozenset({"x", "v", "✓", "✔", "1", "có", "nam", "nữ"})


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


@dataclass(frozen=True, slots=True)
class RowIssue:
    """A remark about one field of a row."""

    field: str
    code: str
    severity: Severity
    message: str


@dataclass(slots=True)
class NormalRow:
    """A judged row: ``values`` holds only what is known, by field key.

    ``full_name``, ``sex`` (male/female), ``born_on``/``joined_on``/``party_on``/``id_issued_on``
    (PartialDate), ``unit`` (UnitName), ``post`` (PostText), ``home_province`` (code of today),
    everything else text.
    """

    values: dict[str, Any] = field(default_factory=dict)
    issues: list[RowIssue] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """What becomes of the row as long as nobody else is the same person."""
        if not self.issues:
            return "accepted"
        if any(issue.severity is Severity.ERROR for issue in self.issues):
            return "rejected"
        return "warning"

    @property
    def codes(self) -> list[str]:
        """The issue codes in the order found, each once."""
        return list(dict.fromkeys(issue.code for issue in self.issues))

    @property
    def name_key(self) -> tuple[str, str, str] | None:
        """Search form of the name, birth date (ISO, as precise as known) and sex."""
        name, born, sex = (self.values.get(key) for key in ("full_name", "born_on", "sex"))
        if not (name and born and sex):
            return None
        return search_key(name), born.iso, sex

    def add(self, key: str, issues: tuple[Issue, ...]) -> None:
        """Append the issues of one field."""
        self.issues += [RowIssue(key, i.code, i.severity, i.message) for i in issues]


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
        self._habits: tuple[Encoding | None, bool] | None = None
        self.expect(None)

    def expect(self, encoding: Encoding | None, *, is_1904: bool = False) -> None:
        """Prepare for a list: the old font it is typed in, the day its date numbers count from."""
        if self._habits == (encoding, is_1904):
            return
        self._habits = self.encoding, self._is_1904 = encoding, is_1904
        self.readers: dict[str, _Reader] = self._make_readers()
        self.birth_readers = {key: self.readers.pop(key) for key in _BIRTH_FIELDS}
        self.read_name: _Reader = Memo(partial(normalise_name, hint=encoding)).__getitem__

    def look_above(self, titles: Sequence[str]) -> None:
        """Remember which title of the list names a unit, or would if there were such a unit."""
        known = (text for text in titles if self.units.match(text).unit)
        named = (text for text in titles if _BRANCH.match(text))
        self.heading = next(known, "") or next(named, "")

    def _make_readers(self) -> dict[str, _Reader]:
        readers: dict[str, _Reader] = {
            key: _text_reader(key, limit, self.encoding) for key, limit in _TEXT_LIMITS.items()
        }
        coded: dict[str, _Reader] = {
            **{key: code_lists()[key].read for key in _CODE_FIELDS},
            "id_issued_by": normalise_issuer,
            "post": normalise_post,
            "unit": lambda raw: normalise_unit(raw, self.units),
        }
        remembered: dict[str, _Reader] = {
            **{key: _decoded(key, judge, self.encoding) for key, judge in coded.items()},
            "home_town": readers["home_town"],
            **{key: self._date_reader(key, Severity.ERROR) for key in _BIRTH_FIELDS},
            **{key: self._date_reader(key) for key in ("joined_on", "party_on", "id_issued_on")},
        }
        readers |= {key: Memo(judge).__getitem__ for key, judge in remembered.items()}
        readers["id_number"] = normalise_id_number
        readers["email"] = normalise_email
        readers["phone"] = normalise_phone
        return readers

    def _date_reader(self, key: str, severity: Severity = Severity.WARNING) -> _Reader:
        label = "Ngày sinh" if key in _BIRTH_FIELDS else FIELD_BY_KEY[key].label
        judged = DateField(label, self.today, severity, is_1904=self._is_1904)
        if key not in _NOT_YET_FIELDS:
            return lambda raw: normalise_date(raw, judged)
        return lambda raw: Cell() if _is_not_yet(raw) else normalise_date(raw, judged)


def _is_not_yet(raw: Raw) -> bool:
    """Tell "Chưa", "Không", "chưa vào": how people write that there is no such date."""
    return isinstance(raw, str) and bool(_NOT_YET.fullmatch(search_key(raw).strip(" .-")))


def _decoded(key: str, judge: _Reader, hint: Encoding | None) -> _Reader:
    """Wrap a reader so that text of the old fonts is converted first, with a warning."""
    label = FIELD_BY_KEY[key].label

    def read(raw: Raw) -> Cell[Any]:
        if not isinstance(raw, str) or raw.isascii():
            return judge(raw)
        converted = convert_legacy(raw, hint=hint)
        cell = judge(converted.text)
        if converted.encoding is None:
            return cell
        issue = legacy_issue(raw, converted.text, converted.encoding, label)
        return Cell(cell.value, (issue, *cell.issues))

    return read


def _text_reader(key: str, limit: int, hint: Encoding | None) -> _Reader:
    """Return the reader of a free text column with a greatest length."""
    label = FIELD_BY_KEY[key].label

    def read(raw: Raw) -> Cell[str]:
        text = text_of(raw)
        if len(text) <= limit:
            if key == "card_no" and is_number(raw):
                message = f"{label} {shown(raw)} là ô số, có thể đã mất số 0 ở đầu."
                return Cell(text, (warning("card_number_cell", message),))
            return Cell(text or None)
        message = f"{label} {shown(text)} dài {len(text)} ký tự. Chỉ lưu {limit} ký tự đầu."
        return Cell(text[:limit], (warning("text_too_long", message),))

    return _decoded(key, read, hint)


def normalise_row(cells: Mapping[str, Raw], context: RowContext, *, section: str = "") -> NormalRow:
    """Judge one row; ``cells`` are raw values by field key, ``section`` the heading above it.

    A row is rejected for want of a name, a real birth date, a sex or a unit; all else passes with
    warnings. No database access; a few hundredths of a millisecond a row.
    """
    row = NormalRow()
    reader_of = context.readers.get
    values = row.values
    for key, raw in cells.items():
        reader = reader_of(key)
        if reader is None:
            continue
        value, issues = reader(raw)
        if value is not None:
            values[key] = value
        if issues:
            row.add(key, issues)
    _take_name(row, cells, context)
    _take_birth(row, cells, context)
    _take_unit(row, cells, context, section)
    _take_home(row)
    _check_ages(row, context)
    _check_id_number(row)
    return row


def _take_name(row: NormalRow, cells: Mapping[str, Raw], context: RowContext) -> None:
    """Read the name from one column or from two (family part, given name)."""
    raw = cells.get("full_name")
    if raw in ("", None):
        parts = (cells.get("family_name"), cells.get("given_name"))
        raw = " ".join(p if isinstance(p, str) else text_of(p) for p in parts if p)
    hint = _encoding_seen(row) if row.issues else None
    cell = normalise_name(raw, hint=hint) if hint else context.read_name(raw)
    if cell.value is not None:
        row.values["full_name"] = cell.value
    if cell.issues:
        row.add("full_name", cell.issues)


def _encoding_seen(row: NormalRow) -> Encoding | None:
    """Return the old font another cell of the row was typed in."""
    for issue in row.issues:
        if issue.code == "legacy_font":
            return next(encoding for encoding in Encoding if f"mã {encoding}" in issue.message)
    return None


def _is_mark(raw: Raw) -> bool:
    return text_of(raw).lower() in _SEX_MARKS


def _take_birth(row: NormalRow, cells: Mapping[str, Raw], context: RowContext) -> None:
    """Find the birth date and what the filled column says about the sex."""
    filled = [key for key in _BIRTH_FIELDS if cells.get(key) not in ("", None)]
    if len(filled) > 1 and filled[0] == "born":
        filled = ["born", *(key for key in filled[1:] if _is_mark(cells[key]))]
    dated = filled[0] if filled else "born"
    sexed = [key for key in filled if key != "born"]
    if _is_blank(cells.get(dated)):
        message = "Thiếu ngày sinh. Đây là thông tin bắt buộc, đồng chí điền rồi nhập lại."
        row.add("born_on", (error("born_blank", message),))
        return
    if len(sexed) > 1:
        message = "Ngày sinh điền ở cả hai cột Nam và Nữ. Đồng chí chỉ để lại một cột."
        row.add("sex", (error("sex_both", message),))
    else:
        _settle_sex(row, _BIRTH_FIELDS[sexed[0]] if sexed else None)
    cell = context.birth_readers[dated](cells[dated])
    if cell.issues:
        row.add("born_on", cell.issues)
    if cell.value is not None:
        row.values["born_on"] = cell.value


def _settle_sex(row: NormalRow, by_column: str | None) -> None:
    """Bring together the sex of the column filled, of "Giới tính" and of the citizen number."""
    stated = row.values.get("sex")
    if by_column and stated and by_column != stated:
        row.values.pop("sex")
        message = "Giới tính ghi khác với cột ngày sinh đã điền. Đồng chí kiểm tra lại."
        row.add("sex", (error("sex_conflict", message),))
        return
    sex = by_column or stated
    if not sex and (told := sex_of(row.values.get("id_number", ""))):
        sex = told
        message = f"Không ghi giới tính. Theo số CCCD sẽ lưu là {SEX_WORDS[told]}."
        row.add("sex", (warning("sex_from_id", message),))
    if not sex:
        message = "Thiếu giới tính. Đồng chí điền Nam hoặc Nữ rồi nhập lại."
        row.add("sex", (error("sex_blank", message),))
        return
    row.values["sex"] = sex


def _take_unit(row: NormalRow, cells: Mapping[str, Raw], context: RowContext, section: str) -> None:
    """Fall back to the heading above, the class, the title, the unit the file was given for."""
    if "unit" in row.values or not _is_blank(cells.get("unit")):
        return
    own = context.default_unit
    above = section if _BRANCH.match(section) else context.heading
    for text in (section, row.values.get("class_name", ""), above):
        found = context.units.match(text).unit if text else None
        if found:
            row.values["unit"] = found
            if found != own:
                message = f"Không ghi đơn vị. Theo {shown(text)} sẽ xếp vào “{found.name}”."
                row.add("unit", (warning("unit_from_heading", message),))
            return
    if own is not None:
        row.values["unit"] = own
        if _BRANCH.match(above):
            message = f"Danh sách ghi {shown(above)}, không có đơn vị này trong “{own.name}”."
            message += " Sẽ xếp vào đơn vị nhận danh sách, đồng chí kiểm tra lại."
            row.add("unit", (warning("unit_heading_unknown", message),))
        return
    message = "Thiếu đơn vị. Đồng chí điền tên hoặc mã chi đoàn rồi nhập lại."
    row.add("unit", (error("unit_blank", message),))


def _is_blank(raw: Raw) -> bool:
    return raw is None or not text_of(raw)


def _take_home(row: NormalRow) -> None:
    """Link the home town to the province of today; the text itself stays as written."""
    town = row.values.get("home_town")
    if town and (code := home_province(town)):
        row.values["home_province"] = code


def _check_ages(row: NormalRow, context: RowContext) -> None:
    """Judge the age today and the age when joining."""
    born: PartialDate | None = row.values.get("born_on")
    if born is None:
        return
    ages, age = context.ages, age_on(born.on, context.today)
    if age < ages.refuse_under or age > ages.refuse_over:
        message = f"Ngày sinh {born.vietnamese}: {age} tuổi, không thể là đoàn viên."
        row.add("born_on", (error("age_impossible", message + " Đồng chí kiểm tra lại."),))
    elif age < ages.warn_under:
        message = f"Ngày sinh {born.vietnamese}: mới {age} tuổi, đoàn viên phải đủ"
        row.add("born_on", (warning("age_young", f"{message} {ages.warn_under} tuổi."),))
    elif age > ages.warn_over and row.values.get("honorary") != "yes":
        message = f"Ngày sinh {born.vietnamese}: đã {age} tuổi, quá tuổi đoàn viên thường."
        row.add("born_on", (warning("age_old", message + " Đồng chí kiểm tra lại."),))
    joined: PartialDate | None = row.values.get("joined_on")
    if joined is not None:
        _check_joining(row, born, joined, ages)


def _check_joining(row: NormalRow, born: PartialDate, joined: PartialDate, ages: AgeRules) -> None:
    if joined.on.year < born.on.year:
        del row.values["joined_on"]
        message = f"Ngày vào Đoàn {joined.vietnamese} trước ngày sinh. Ô này để trống."
        row.add("joined_on", (warning("joined_before_birth", message),))
        return
    exact = born.precision == joined.precision == "day"
    age = age_on(born.on, joined.on) if exact else joined.on.year - born.on.year
    if age < ages.join_from:
        message = f"Vào Đoàn {joined.vietnamese} khi mới {age} tuổi. Đồng chí kiểm tra lại."
        row.add("joined_on", (warning("joined_young", message),))


def _check_id_number(row: NormalRow) -> None:
    """Compare the citizen number with sex and birth year."""
    number = row.values.get("id_number")
    if number:
        born = row.values.get("born_on")
        year = born.on.year if born else None
        issues = id_mismatches(number, sex=row.values.get("sex"), birth_year=year)
        if issues:
            row.add("id_number", issues)
