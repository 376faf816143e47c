"""Staged rows as the preview shows them: what is wrong, and what may be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sodoan.imports.choices import STAYS, STAYS_LABEL, Choice, Verdict
from sodoan.imports.fields import FIELD_BY_KEY, SENSITIVE_FIELDS
from sodoan.imports.models import Batch, Decision, StagedRow
from sodoan.imports.normalise.dates import PartialDate
from sodoan.imports.validators import FIXABLE
from sodoan.org.models import Unit

_ASKED_AGAIN = frozenset(
    {
        "phone_invalid",
        "email_spaces",
        "sex_from_column",
        "email_invalid",
        "unit_tolerant",
        "name_one_word",
        "name_letters",
        "cell_error",
        "date_ambiguous",
        "date_zero_restored",
        "post_unknown",
        "post_several",
        "post_former",
        "post_dated",
        "post_other_body",
    }
)
"""Warnings whose cell may be typed anew; after other warnings the value is known already."""

_WHOLE_LIST = "has_left"
"""What is said of all rows of a list by its title: no cell typed anew would change it."""

_WEAK = frozenset(
    {
        "duplicate_name_birth",
        "duplicate_name_phone",
        "existing_name",
        "existing_name_other_id",
        "existing_name_phone",
        "existing_other_id",
    }
)
"""Codes of sameness the user may overrule: they rest on a name, not on a citizen number."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A cell that can be typed anew."""

    field: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview. ``sheet`` is blank when the file has one list only.

    ``key`` says where it stands in the file, and so outlasts a new check.
    """

    key: str
    sheet: str
    number: int
    name: str
    born: str
    unit: str
    phone: str
    verdict: str
    choice: str
    messages: tuple[str, ...]
    fixes: tuple[Fix, ...]
    choices: tuple[tuple[str, str], ...]
    differs: tuple[str, ...]
    fills: tuple[str, ...]


def shown(batch: Batch, rows: Sequence[StagedRow]) -> list[ShownRow]:
    """Return rows ready to draw; two queries however many rows."""
    places = {(row.sheet, row.number) for row in rows}
    decisions = Decision.objects.filter(batch=batch, number__in=[n for _, n in places])
    typed = {(d.sheet, d.number): d.fixes for d in decisions}
    units = dict(Unit.objects.filter(pk__in=[r.unit_id for r in rows]).values_list("pk", "name"))
    names = batch.sheet_names if len(batch.sheets) > 1 else None
    return [_row(row, units, names, typed.get((row.sheet, row.number), {})) for row in rows]


def _row(
    row: StagedRow, units: dict[int, str], names: list[str] | None, typed: dict[str, str]
) -> ShownRow:
    raw = {**(row.raw or {}), **typed}
    born = _understood(row, "born_on")
    return ShownRow(
        key=f"{row.sheet}-{row.number}",
        sheet=names[row.sheet] if names else "",
        number=row.number,
        name=row.full_name or raw.get("full_name", ""),
        born=born or raw.get("born_on", ""),
        unit=(units.get(row.unit_id or 0, "") or raw.get("unit", "")).removeprefix("Chi đoàn "),
        phone=row.phone or raw.get("phone", ""),
        verdict=row.verdict,
        choice=Choice(row.choice).label if row.choice else "",
        messages=tuple(dict.fromkeys(issue["message"] for issue in row.issues or [])),
        fixes=_fixes(row, raw),
        choices=tuple(choices_of(row)),
        differs=tuple(label_of(key) for key in _tellable(row.differs)),
        fills=tuple(label_of(key) for key in _tellable(row.fills)),
    )


def _tellable(columns: Sequence[str]) -> list[str]:
    """Columns that may be named: a sensitive one would tell what stands in somebody's file."""
    return [column for column in columns if _field(column) not in SENSITIVE_FIELDS]


def _field(column: str) -> str:
    return {"party_joined_on": "party_on", "born_on": "born"}.get(column, column)


def label_of(column: str) -> str:
    """Return what a column of a staged row is called on the page."""
    key = _field(column)
    return FIELD_BY_KEY[key].label if key in FIELD_BY_KEY else key


def _fixes(row: StagedRow, raw: dict[str, str]) -> tuple[Fix, ...]:
    if any(issue["code"] == _WHOLE_LIST for issue in row.issues or []):
        return ()
    asked = [
        issue["field"]
        for issue in row.issues or []
        if issue["field"] in FIXABLE
        and (issue["severity"] == "error" or issue["code"] in _ASKED_AGAIN)
    ]
    return tuple(
        Fix(key, label_of(key), raw.get(key) or _understood(row, key))
        for key in dict.fromkeys(asked)
    )


def _understood(row: StagedRow, key: str) -> str:
    """Return a date as it was read; only what the whole column made doubtful has no cell kept."""
    dates = {
        "born_on": (row.born_on, row.born_precision),
        "joined_on": (row.joined_on, row.joined_precision),
    }
    day, precision = dates.get(key, (None, ""))
    return PartialDate(day, precision).vietnamese if day else ""


def choices_of(row: StagedRow) -> list[tuple[str, str]]:
    """Return what may still be decided about a row: value and words."""
    codes = {issue["code"] for issue in row.issues or []}
    found: list[tuple[str, str]] = []
    if row.verdict == Verdict.WARNING:
        found.append((Choice.ACCEPT, "Chấp nhận"))
    if row.verdict == Verdict.EXISTING and row.fills:
        found.append((Choice.FILL, "Bổ sung các ô còn trống"))
    if _WHOLE_LIST in codes:
        found.append((STAYS, STAYS_LABEL))
    if codes & _WEAK:
        found.append((Choice.NEW, "Đúng là người mới"))
    found.append((Choice.SKIP, "Bỏ dòng này"))
    return [(value, label) for value, label in found if value != row.choice]
