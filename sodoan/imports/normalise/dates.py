"""Dates in every spelling met in member lists, with the precision they were written with."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sodoan.imports.normalise.cell import (
    Cell,
    Issue,
    Raw,
    Severity,
    is_number,
    shown,
    text_of,
    warning,
)

Precision = Literal["day", "month", "year"]

_EXCEL_EPOCH, _EXCEL_EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_EXCEL_SERIALS = (3_654, 73_050)  # 01/01/1910 to 31/12/2099
_YEARS = (1900, 2100)
_CENTURY = 100

_LONGEST = 80
_SEP = r"\s*[/.\-–\\,_\s]\s*"
_USUAL = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_ALL_USUAL = re.compile(rf"(?:{_USUAL.pattern} )*")
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}}|[-xX?]{{1,2}}){_SEP}(\d{{1,2}}|[-xX?]{{1,2}}){_SEP}(\d{{4}}|\d{{2}})"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})")
_YEAR = re.compile(r"\d{4}")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SEVEN_DIGITS = re.compile(r"(\d)(0[1-9]|1[0-2])(\d{4})")
"""A number cell of seven digits: 01032005 without its zero."""
_MONTH = r"t(?:h[áa]ng|hg|h)?\.?"
_WORDS = re.compile(
    rf"(?:ng[àa]y\s*(\d{{1,2}})\s*)?[,;]?\s*(?:{_MONTH}\s*(\d{{1,2}})\s*)?[-,;/]?\s*"
    r"(?:n[ăa]m\s*)?(\d{4})",
    re.IGNORECASE,
)
_LOOSE_WORDS = re.compile(
    rf"(\d{{1,2}})[-\s/.,]*{_MONTH}\s*(\d{{1,2}})"
    r"(?:[-\s/.,]+(?:n[ăa]m\s*)?|n[ăa]m\s*)(\d{4}|\d{2})",
    re.IGNORECASE,
)
_ENGLISH_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ENGLISH = re.compile(
    rf"(\d{{1,2}})[-\s/.,]*{_ENGLISH_MONTH}[-\s/.,]*(\d{{4}}|\d{{2}})", re.IGNORECASE
)
_ENGLISH_FIRST = re.compile(
    rf"{_ENGLISH_MONTH}[-\s/.,]*(\d{{1,2}})[-\s/.,]+(\d{{4}}|\d{{2}})", re.IGNORECASE
)
_ENGLISH_YEAR = re.compile(rf"{_ENGLISH_MONTH}[-\s/.,]*(\d{{4}})", re.IGNORECASE)
_ENGLISH_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# A lone X is a month that is not known.
_ROMAN = re.compile(
    rf"(\d{{1,2}}){_SEP}(I{{1,3}}|IV|VI{{0,3}}|IX|XI{{1,2}}){_SEP}(\d{{4}}|\d{{2}})"
)
_DOUBLED = re.compile(r"([/.\-_])\1+")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*(?:SA|CH|AM|PM))?$", re.IGNORECASE)
_LEAD = re.compile(r"^(?:ng[àa]y|n[ăa]m|sn|sinh năm|sinh ngày|sinh)\s*:?\s*(?=\d)", re.IGNORECASE)


class PartialDate(NamedTuple):
    """A date known to the day, the month or only the year; unknown parts are the first."""

    on: dt.date
    precision: Precision = "day"

    @property
    def iso(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD."""
        length = {"year": 4, "month": 7, "day": 10}[self.precision]
        return self.on.isoformat()[:length]

    @property
    def vietnamese(self) -> str:
        """The date as written in papers: 2001, 05/2001 or 03/05/2001."""
        pattern = {"year": "%Y", "month": "%m/%Y", "day": "%d/%m/%Y"}[self.precision]
        return self.on.strftime(pattern)


@dataclass(frozen=True, slots=True)
class DateField:
    """How the dates of one column are judged."""

    label: str
    today: dt.date
    severity: Severity = Severity.WARNING
    """What an unusable date does: WARNING leaves the cell empty, ERROR rejects the row."""
    earliest: dt.date = dt.date(1930, 1, 1)
    is_1904: bool = False
    """The workbook counts days as Excel on the Macintosh did."""


class _BadDateError(Exception):
    """Carries the issue code and the sentence about an unusable date."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class _Reading:
    """One cell being read; collects the warnings on the way."""

    raw: Raw
    field: DateField
    issues: list[Issue]

    def warn(self, code: str, reason: str, found: PartialDate) -> PartialDate:
        message = f"{self.field.label} {shown(self.raw)} {reason} Sẽ lưu là {found.vietnamese}."
        self.issues.append(warning(code, message))
        return found

    def impossible(self) -> _BadDateError:
        message = (
            f"{self.field.label} {shown(self.raw)} không có thật. "
            "Đồng chí sửa lại theo giấy tờ, dạng ngày/tháng/năm."
        )
        return _BadDateError("date_impossible", message)

    def unreadable(self) -> _BadDateError:
        message = (
            f"{self.field.label} {shown(self.raw)} không đọc được. "
            "Đồng chí ghi lại theo dạng ngày/tháng/năm."
        )
        return _BadDateError("date_unreadable", message)


def _whole(reading: _Reading, day: str, month: str, year: str) -> PartialDate:
    """Build a date from digits in the order day, month, year; zeros mean unknown."""
    y, m, d = int(year), _known(month), _known(day)
    short = len(year) < len("2001")
    if short:
        y += reading.field.today.year // _CENTURY * _CENTURY
        if y > reading.field.today.year:
            y -= _CENTURY
    if not m:
        found = _only_year(reading, y)
    elif not d:
        found = _only_month(reading, m, y)
    else:
        found = _exact(reading, d, m, y)
    if short:
        reading.warn("date_short_year", "chỉ ghi hai số của năm.", found)
    return found


def _known(digits: str) -> int:
    """Return the number, 0 for "--" or "xx"."""
    return int(digits) if digits.isdigit() else 0


def _exact(reading: _Reading, day: int, month: int, year: int) -> PartialDate:
    try:
        return PartialDate(dt.date(year, month, day))
    except ValueError:
        pass
    try:
        swapped = PartialDate(dt.date(year, day, month))
    except ValueError:
        raise reading.impossible() from None
    return reading.warn("date_month_first", "ghi tháng trước ngày.", swapped)


def _only_month(reading: _Reading, month: int, year: int) -> PartialDate:
    try:
        found = PartialDate(dt.date(year, month, 1), "month")
    except ValueError:
        raise reading.impossible() from None
    return reading.warn("date_month_only", "chỉ có tháng và năm.", found)


def _only_year(reading: _Reading, year: int) -> PartialDate:
    if not _YEARS[0] <= year < _YEARS[1]:
        raise reading.impossible()
    return reading.warn("date_year_only", "chỉ có năm.", PartialDate(dt.date(year, 1, 1), "year"))


def _serial(reading: _Reading, number: float) -> PartialDate:
    if not _EXCEL_SERIALS[0] <= number <= _EXCEL_SERIALS[1]:
        raise reading.unreadable()
    epoch = _EXCEL_EPOCH_1904 if reading.field.is_1904 else _EXCEL_EPOCH
    found = PartialDate(epoch + dt.timedelta(days=int(number)))
    return reading.warn("date_serial", "là ngày dạng số của Excel.", found)


def _from_words(reading: _Reading, match: re.Match[str]) -> PartialDate:
    day, month, year = match.groups()
    if day and not month:
        raise reading.unreadable()
    return _whole(reading, day or "0", month or "0", year)


def _compact(reading: _Reading, match: re.Match[str]) -> PartialDate:
    """Read eight digits: 01032005, or 20050301 where that cannot be meant."""
    if int(match[3]) < _YEARS[0]:
        digits = match[0]
        return _whole(reading, digits[6:], digits[4:6], digits[:4])
    return _whole(reading, match[1], match[2], match[3])


def _english(month: str) -> str:
    return str(_ENGLISH_MONTHS.index(month[:3].lower()) + 1)


def _roman(month: str) -> str:
    return str(_ROMAN_MONTHS.index(month) + 1)


_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[_Reading, re.Match[str]], PartialDate]], ...] = (
    (_DAY_FIRST, lambda r, m: _whole(r, m[1], m[2], m[3])),
    (_YEAR_FIRST, lambda r, m: _whole(r, m[3], m[2], m[1])),
    (_MONTH_YEAR, lambda r, m: _whole(r, "0", m[1], m[2])),
    (_YEAR_MONTH, lambda r, m: _whole(r, "0", m[2], m[1])),
    (_YEAR, lambda r, m: _only_year(r, int(m[0]))),
    (_COMPACT, _compact),
    (_SERIAL, lambda r, m: _serial(r, float(m[0]))),
    (_LOOSE_WORDS, lambda r, m: _whole(r, m[1], m[2], m[3])),
    (_WORDS, _from_words),
    (_ENGLISH, lambda r, m: _whole(r, m[1], _english(m[2]), m[3])),
    (_ENGLISH_FIRST, lambda r, m: _whole(r, m[2], _english(m[1]), m[3])),
    (_ENGLISH_YEAR, lambda r, m: _whole(r, "0", _english(m[1]), m[2])),
    (_ROMAN, lambda r, m: _whole(r, m[1], _roman(m[2]), m[3])),
)


_ONE_WAY = (_YEAR_FIRST, _LOOSE_WORDS, _WORDS, _ENGLISH, _ENGLISH_FIRST, _ROMAN)


def are_usual(texts: Iterable[str]) -> bool:
    """Tell quickly of some texts that they are dates in the usual spelling and nothing else."""
    return bool(_ALL_USUAL.fullmatch(" ".join([*texts, ""])))


def reads_one_way(raw: Raw) -> bool:
    """Whether the spelling itself tells the day from the month: `4 tháng 3 năm 2004`."""
    if not isinstance(raw, str) or _USUAL.fullmatch(raw):
        return False
    text = text_of(raw)
    spelt = {text, _shortened(text)} if len(text) <= _LONGEST else set()
    return any(pattern.fullmatch(one) for one in spelt for pattern in _ONE_WAY)


def _shortened(text: str) -> str:
    return _TIME.sub("", _DOUBLED.sub(r"\1", _LEAD.sub("", text))).strip(" .,;'")


def _read_text(reading: _Reading, text: str) -> PartialDate:
    for pattern, build in _SPELLINGS:
        match = pattern.fullmatch(text)
        if match:
            return build(reading, match)
    shorter = _shortened(text)
    if shorter == text:
        raise reading.unreadable()
    return _read_text(reading, shorter)


def _read(reading: _Reading) -> PartialDate:
    raw = reading.raw
    if isinstance(raw, dt.datetime):
        return PartialDate(raw.date())
    if isinstance(raw, dt.date):
        return PartialDate(raw)
    if is_number(raw):
        number = float(raw)  # type: ignore[arg-type]  # is_number has said so
        if number.is_integer() and _EXCEL_SERIALS[0] <= number <= _EXCEL_SERIALS[1]:
            return _serial(reading, number)
    text = text_of(raw)
    if len(text) > _LONGEST:
        raise reading.unreadable()
    if is_number(raw) and (match := _SEVEN_DIGITS.fullmatch(text)):
        found = _whole(reading, match[1], match[2], match[3])
        return reading.warn("date_zero_restored", "mất số 0 ở đầu.", found)
    return _read_text(reading, text)


def _usual(match: re.Match[str], field: DateField) -> Cell[PartialDate] | None:
    """Return the date of the usual spelling when nothing is odd about it: most cells."""
    try:
        on = dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return Cell(PartialDate(on)) if field.earliest <= on <= field.today else None


def normalise_date(raw: Raw, field: DateField) -> Cell[PartialDate]:
    """Return the date with its precision.

    Unusable dates (``date_impossible``, ``date_unreadable``, ``date_future``, ``date_too_old``)
    weigh as ``field.severity`` says; readable but odd ones are warnings: ``date_short_year``,
    ``date_month_first``, ``date_serial``, ``date_month_only``, ``date_year_only``,
    ``date_zero_restored``.
    """
    if isinstance(raw, str) and (match := _USUAL.fullmatch(raw)):
        usual = _usual(match, field)
        if usual:
            return usual
    if raw is None or raw == "" or not text_of(raw):
        return Cell()
    reading = _Reading(raw, field, [])
    try:
        found = _read(reading)
        _check_span(reading, found)
    except _BadDateError as bad:
        message = str(bad)
        if field.severity is Severity.WARNING:
            message += " Ô này để trống."
        return Cell(None, (Issue(bad.code, field.severity, message),))
    return Cell(found, tuple(reading.issues))


def _check_span(reading: _Reading, found: PartialDate) -> None:
    label, text = reading.field.label, shown(reading.raw)
    if found.on > reading.field.today:
        message = f"{label} {text} nằm ở tương lai. Đồng chí kiểm tra lại."
        raise _BadDateError("date_future", message)
    if found.on < reading.field.earliest:
        message = f"{label} {text} quá xa trong quá khứ. Đồng chí kiểm tra lại."
        raise _BadDateError("date_too_old", message)


def age_on(born: dt.date, day: dt.date) -> int:
    """Return full years of age on a day; someone born on 29/02 grows older on 01/03."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
