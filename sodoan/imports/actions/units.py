"""The unit tree from a workbook: what is new is founded, what is there already stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from sodoan.audit.history import acting
from sodoan.common.clock import today
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.imports.unitlist import Outcome, UnitRow, read_units
from sodoan.org.actions import create_unit
from sodoan.org.choices import Block, Sector
from sodoan.org.models import Unit, UnitType


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What became of a row, and a sentence about it unless all is well and nothing was guessed."""

    row: UnitRow
    outcome: Outcome
    message: str = ""


class _RefusedError(Exception):
    """Takes everything back: a tree with holes helps nobody."""


def import_units(path: Path, *, by: Actor) -> list[UnitResult]:
    """Found the units of a workbook that do not exist yet, all of them or none.

    Codes that exist are never changed: a different name, type or parent, and another sector or
    founding day where the file states one, is reported (`different`), to be changed by the actions
    made for it. When any row is `rejected`, nothing is founded: rows that would have been are
    `withheld`. Raises `PermissionDenied`, `UnusableFileError`.
    """
    require(by, "imports.import_units")
    types = dict(UnitType.objects.values_list("label", "key"))
    rows = read_units(path, types, today())
    results: list[UnitResult] = []
    try:
        with acting(user_id=by.user_id, reason="Nhập cây đơn vị"), transaction.atomic():
            results = _take(rows, by)
            _require_whole(results)
    except _RefusedError:
        return [_withheld(result) for result in results]
    return results


def _withheld(result: UnitResult) -> UnitResult:
    """Return what became of a row when others keep the whole tree out."""
    return UnitResult(result.row, "withheld") if result.outcome == "created" else result


def _require_whole(results: Sequence[UnitResult]) -> None:
    if any(result.outcome == "rejected" for result in results):
        raise _RefusedError


def _take(rows: Sequence[UnitRow], by: Actor) -> list[UnitResult]:
    codes = [row.code for row in rows] + [row.parent for row in rows]
    units = {
        unit.code: unit for unit in Unit.objects.select_related("parent").filter(code__in=codes)
    }
    results: dict[int, UnitResult] = {}
    seen: dict[str, UnitRow] = {}
    waiting: list[tuple[int, UnitRow]] = []
    for place, row in enumerate(rows):
        first = seen.setdefault(row.code, row)
        if row.problems:
            results[place] = UnitResult(row, "rejected", " ".join(row.problems))
        elif first is not row:
            message = f"Mã {row.code} đã có ở dòng {first.number}."
            results[place] = UnitResult(row, "rejected", message)
        elif row.code in units:
            results[place] = _compare(row, units[row.code])
        else:
            waiting.append((place, row))
    while waiting:
        ready = [(p, row) for p, row in waiting if not row.parent or row.parent in units]
        if not ready:
            break
        for place, row in ready:
            results[place] = _found(row, units, by)
        waiting = [item for item in waiting if item[0] not in results]
    for place, row in waiting:
        results[place] = UnitResult(row, "rejected", _no_parent(row, seen))
    return [results[place] for place in sorted(results)]


def _no_parent(row: UnitRow, rows: Mapping[str, UnitRow]) -> str:
    """Why a row found no unit above: a circle of rows, a row that is refused itself, or nothing."""
    if row.parent not in rows:
        return f"Không có đơn vị cấp trên mã {row.parent}."
    way = {row.code: row}
    at = row
    while at.parent in rows and at.parent not in way:
        at = rows[at.parent]
        way[at.code] = at
    if at.parent != row.code:
        place = f"dòng {rows[row.parent].number}"
        return f"Đơn vị cấp trên mã {row.parent} ở {place} không nhập được."
    if at is row:
        return f"Đơn vị {row.code} ghi chính mình là cấp trên. Sửa cột mã đơn vị cấp trên."
    return (
        f"Các đơn vị {', '.join(way)} ghi nhau là cấp trên thành một vòng. "
        "Sửa cột mã đơn vị cấp trên."
    )


def _found(row: UnitRow, units: dict[str, Unit], by: Actor) -> UnitResult:
    assert row.opened_on is not None
    try:
        with transaction.atomic():
            units[row.code] = create_unit(
                by=by,
                code=row.code,
                name=row.name,
                type_key=row.type_key,
                parent=units[row.parent] if row.parent else None,
                opened_on=row.opened_on,
                sector=row.sector,
                block=Block.SCHOOL if row.sector == Sector.SCHOOL else Block.OTHER,
            )
    except ValidationError as refused:
        return UnitResult(row, "rejected", " ".join(refused.messages))
    except PermissionDenied as refused:
        return UnitResult(row, "rejected", str(refused))
    return UnitResult(row, "created", " ".join(row.guesses))


def _compare(row: UnitRow, unit: Unit) -> UnitResult:
    parent = unit.parent.code if unit.parent else ""
    pairs = {
        "tên": (unit.name, row.name),
        "loại": (unit.type_id, row.type_key),
        "đơn vị cấp trên": (parent, row.parent),
    }
    if "sector" in row.stated:
        pairs["khối"] = (unit.get_sector_display(), str(Sector(row.sector).label))
    if "opened_on" in row.stated:
        pairs["ngày thành lập"] = (full_date(unit.opened_on), full_date(row.opened_on))
    found = [
        f"{what} trong hệ thống là “{ours}”, trong tệp là “{theirs}”"
        for what, (ours, theirs) in pairs.items()
        if ours != theirs
    ]
    if not found:
        return UnitResult(row, "unchanged")
    message = f"Đơn vị {row.code} đã có và giữ nguyên: {'; '.join(found)}."
    return UnitResult(row, "different", message)
