"""What was concluded about every row, for programs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sodoan.imports.choices import Verdict
from sodoan.imports.models import Batch, StagedRow
from sodoan.org.models import Unit
from sodoan.people.idnumbers import decrypt

_LENGTHS = {"year": 4, "month": 7}
_FULL = 10


def verdict_lines(batch: Batch) -> Iterator[dict[str, Any]]:
    """Yield one object a data row, in the order of the file.

    `sheet`, `row` (as Excel numbers it), `verdict`, `codes`, `of` (the number of the row it
    repeats, or the key of the person it is), `of_sheet` (the sheet of that row; null for a
    person), `values`. Citizen numbers are given in full.
    """
    rows = StagedRow.objects.filter(batch=batch).order_by("sheet", "number")
    repeated = rows.exclude(of_row=None).values("of_row")
    first = StagedRow.objects.filter(pk__in=repeated)
    places = {pk: place for pk, *place in first.values_list("pk", "sheet", "number")}
    units = dict(Unit.objects.filter(pk__in=rows.values("unit_id")).values_list("pk", "code"))
    names = batch.sheet_names
    for row in rows.iterator(chunk_size=2_000):
        is_known = row.verdict == Verdict.EXISTING
        of_sheet, of = (
            (None, row.of_person) if is_known else places.get(row.of_row or 0, (None, None))
        )
        yield {
            "sheet": names[row.sheet],
            "row": row.number,
            "verdict": row.verdict,
            "codes": list(dict.fromkeys(issue["code"] for issue in row.issues or [])),
            "of": of,
            "of_sheet": None if of_sheet is None else names[of_sheet],
            "values": _values(row, units),
        }


def _values(row: StagedRow, units: dict[int, str]) -> dict[str, str | None]:
    return {
        "full_name": row.full_name or None,
        "sex": row.sex or None,
        "born_on": partial_iso(row.born_on, row.born_precision),
        "joined": partial_iso(row.joined_on, row.joined_precision),
        "id_number": decrypt(row.id_number) if row.id_number else None,
        "phone": row.phone or None,
        "email": row.email or None,
        "unit_code": units.get(row.unit_id) if row.unit_id else None,
    }


def partial_iso(day: date | None, precision: str) -> str | None:
    """Return YYYY, YYYY-MM or YYYY-MM-DD, as exactly as the day is known."""
    return day.isoformat()[: _LENGTHS.get(precision, _FULL)] if day else None
