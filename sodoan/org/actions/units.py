"""Founding, renaming, moving and closing units; every change is a dated placement."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from sodoan.audit.history import acting
from sodoan.common.periods import ended, period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import clean, search_key, title_sort_key
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_alone, hold_units
from sodoan.org.followers import bring_along
from sodoan.org.models import Placement, Unit, UnitType
from sodoan.org.validators import check_code, check_not_future, check_open

_TREE_LOCK = 7_301_001  # advisory lock: moves and foundings in the tree happen one at a time

# A move gives every unit below the moved one another path from that day on. Placements younger
# than the day of the move keep their beginning and take the new place; older ones end there.
_REPLACE_PLACES = """
    WITH moved AS (
        SELECT p.id, p.unit_id, u.parent_id, u.path, u.name, lower(p.during) AS since
          FROM org_placement p JOIN org_unit u ON u.id = p.unit_id
         WHERE u.path LIKE %(below)s AND upper_inf(p.during)
    ), kept AS (
        UPDATE org_placement p SET parent_id = m.parent_id, path = m.path,
               decision_no = COALESCE(
                   NULLIF(CASE WHEN m.unit_id = %(unit)s THEN %(decision)s END, ''), p.decision_no)
          FROM moved m WHERE p.id = m.id AND m.since >= %(since)s
    ), ended AS (
        UPDATE org_placement p SET during = daterange(m.since, %(since)s)
          FROM moved m WHERE p.id = m.id AND m.since < %(since)s
        RETURNING p.id
    )
    SELECT m.unit_id, m.parent_id, m.path, m.name FROM moved m JOIN ended USING (id)
"""


@transaction.atomic
def create_unit(  # noqa: PLR0913 - the facts of a founding decision
    *,
    by: Actor,
    code: str,
    name: str,
    type_key: str,
    parent: Unit | None,
    opened_on: date,
    sector: str = "residential",
    block: str = "other",
    is_provisional: bool = False,
    decision_no: str = "",
) -> Unit:
    """Found a unit below `parent` with its first placement.

    The same facts sent again, as by a double click, are the unit they made. Raises
    `PermissionDenied`; `ValidationError` for a day to come, when the type may not hang there, the
    parent does not exist on that day, or the code is no code or was ever used before.
    """
    check_not_future(opened_on, by.on, "Ngày thành lập")
    code = check_code(code)
    _hold_tree()  # one at a time: the parent may be on its way, the code may be taken just now
    unit_type = UnitType.objects.get(key=type_key)
    _check_place(unit_type, parent, opened_on, by=by)
    facts: dict[str, Any] = {
        "code": code,
        "type": unit_type,
        "parent": parent,
        "opened_on": opened_on,
        "sector": sector,
        "block": block,
        "is_provisional": is_provisional,
        **_names(name),
    }
    if same := Unit.objects.filter(closed_on=None, **facts).first():
        return same
    _check_unused(code)
    with acting(user_id=by.user_id, reason="Lập đơn vị"):
        unit = Unit.objects.create(**facts)
        unit.refresh_from_db(fields=["path"])
        _place(unit, since=opened_on, decision_no=decision_no)
    return unit


@transaction.atomic
def update_unit(unit: Unit, *, by: Actor, sector: str, block: str, is_provisional: bool) -> Unit:
    """Change what needs no decision: sector, yearly calendar, provisional or not.

    Raises `PermissionDenied`; `ValidationError` for a closed unit.
    """
    require(by, "org.manage_unit", unit)
    hold_alone(unit)
    check_open(unit.name, unit.closed_on)
    unit.sector, unit.block, unit.is_provisional = sector, block, is_provisional
    with acting(user_id=by.user_id, reason="Sửa thông tin đơn vị"):
        unit.save(update_fields=["sector", "block", "is_provisional"])
    return unit


@transaction.atomic
def rename_unit(unit: Unit, *, by: Actor, name: str, since: date, decision_no: str = "") -> Unit:
    """Give the unit another name from `since` on; older papers keep the old one.

    The same name again on the day it began corrects its decision; without a number the one of that
    day stays. Raises `ValidationError` for a closed unit, a day to come, a day before its last
    change, or the name it has.
    """
    require(by, "org.manage_unit", unit)
    hold_alone(unit)
    current = _current_placement(unit, since=since, by=by)
    if clean(name) == current.name and since != current.during.lower:
        raise ValidationError(f"{current.name} là tên đang dùng. Đồng chí ghi tên mới.")
    for field, value in _names(name).items():
        setattr(unit, field, value)
    with acting(user_id=by.user_id, reason="Đổi tên đơn vị"):
        unit.save(update_fields=["name", "sort_key", "search_key"])
        kept = current.decision_no if current.during.lower == since else ""
        _end_placement(current, since)
        _place(unit, since=since, decision_no=decision_no or kept)
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, by: Actor, parent: Unit, since: date, decision_no: str = "") -> Unit:
    """Hang the unit and all below it under another parent from `since` on.

    What rests on who is above follows in the same transaction (`org.followers`).
    Raises `ValidationError` for a move below itself, where its type may not hang, for a closed
    unit, a day to come, or a day before its last change.
    """
    require(by, "org.manage_unit", unit)
    require(by, "org.manage_unit", parent)
    _hold_tree()
    hold_units(parent)  # from above downward, as everywhere: nobody waits in a circle
    hold_alone(unit)
    if parent.path.startswith(unit.path):
        raise ValidationError("Không chuyển một đơn vị vào chính nó hoặc vào cấp dưới của nó được.")
    if parent.pk == unit.parent_id:
        raise ValidationError(f"{unit.name} đang trực thuộc {parent.name} rồi.")
    _check_parent(parent, since)
    _check_fits(unit.type, parent)
    _current_placement(unit, since=since, by=by)
    old_path = unit.path
    with acting(user_id=by.user_id, reason="Chuyển đơn vị trực thuộc"):
        unit.parent = parent
        unit.save(update_fields=["parent"])
        unit.refresh_from_db(fields=["path"])
        below = Unit.objects.filter(path__startswith=old_path).exclude(pk=unit.pk)
        below.update(path=Concat(Value(unit.path), Substr("path", len(old_path) + 1)))
        _replace_places(unit, since=since, decision_no=decision_no)
        bring_along(unit, by=by)
    return unit


@transaction.atomic
def close_unit(
    unit: Unit, *, by: Actor, closed_on: date, reason: str, decision_no: str = ""
) -> Unit:
    """End a unit; its posts and terms end with it, those to come are dropped.

    What it leaves to others is settled before (`programmes.actions.closing`); what rests on who is
    above goes to the next unit above (`org.followers`). Raises
    `PermissionDenied`; `ValidationError` without a reason, and while units or members remain.
    """
    require(by, "org.close_unit", unit)
    hold_alone(unit)
    current = _current_placement(unit, since=closed_on, by=by)
    if closed_on <= unit.opened_on:
        raise ValidationError(f"Ngày kết thúc phải sau ngày thành lập {full_date(unit.opened_on)}.")
    if not clean(reason):
        raise ValidationError("Đồng chí ghi lý do kết thúc đơn vị.")
    remaining = {
        "đơn vị trực thuộc": _still(Placement.objects.filter(parent=unit), "unit", closed_on),
        "đoàn viên": _still(unit.memberships.all(), "person", closed_on),
    }
    left = [f"{count} {label}" for label, count in remaining.items() if count]
    if left:
        raise ValidationError(
            f"{unit.name} còn {', '.join(left)}. Đồng chí chuyển đi hoặc kết thúc trước đã."
        )
    with acting(user_id=by.user_id, reason=f"Kết thúc đơn vị: {clean(reason)}"):
        _end_posts(unit, closed_on)
        unit.closed_on = closed_on
        unit.closing_reason, unit.closing_decision_no = clean(reason), decision_no.strip()
        unit.save(update_fields=["closed_on", "closing_reason", "closing_decision_no"])
        _end_placement(current, closed_on)
        bring_along(unit, by=by)
    return unit


def _still(rows: QuerySet, what: str, day: date) -> int:
    return rows.filter(during__overlap=period(day)).values(what).distinct().count()


def _end_posts(unit: Unit, day: date) -> None:
    after = period(day)
    for held in (unit.appointments, unit.terms):  # posts first: no term goes that has a holder
        rows = held.filter(during__overlap=after)
        rows.filter(during__startswith__gte=day).delete()
        rows.update(during=ended(day))


def _names(name: str) -> dict[str, str]:
    text = clean(name)
    if not text:
        raise ValidationError("Tên đơn vị còn trống.")
    return {"name": text, "sort_key": title_sort_key(text), "search_key": search_key(text)}


def _check_place(unit_type: UnitType, parent: Unit | None, day: date, *, by: Actor) -> None:
    if parent is not None:
        hold_units(parent)
        require(by, "org.manage_unit", parent)
        _check_parent(parent, day)
        _check_fits(unit_type, parent)
    elif not by.is_admin:
        raise ValidationError("Chỉ quản trị hệ thống được lập đơn vị cao nhất.")


def _check_fits(unit_type: UnitType, parent: Unit) -> None:
    if not unit_type.allowed_parents.filter(pk=parent.type_id).exists():
        raise ValidationError(
            f"“{unit_type.label}” không đặt trực thuộc “{parent.type.label}” được. "
            "Đồng chí chọn lại loại đơn vị hoặc đơn vị cấp trên."
        )


def _check_parent(parent: Unit, day: date) -> None:
    if parent.closed_on is not None:
        raise ValidationError(
            f"{parent.name} đã kết thúc ngày {full_date(parent.closed_on)}. "
            "Đồng chí chọn đơn vị cấp trên khác."
        )
    if day < parent.opened_on:
        raise ValidationError(
            f"Ngày {full_date(day)} chưa có {parent.name}; "
            f"đơn vị này thành lập ngày {full_date(parent.opened_on)}."
        )


def _current_placement(unit: Unit, *, since: date, by: Actor) -> Placement:
    """The placement running today, locked; refuses what cannot begin on `since`."""
    check_open(unit.name, unit.closed_on)
    check_not_future(since, by.on)
    current = Placement.objects.select_for_update().get(unit=unit, during__endswith=None)
    begun = current.during.lower or unit.opened_on
    if since < begun:
        raise ValidationError(
            f"{unit.name} có tên và vị trí hiện nay từ ngày {full_date(begun)}. "
            "Đồng chí chọn ngày hiệu lực từ ngày đó trở đi."
        )
    return current


def _place(unit: Unit, *, since: date, decision_no: str) -> None:
    Placement.objects.create(
        unit=unit,
        parent_id=unit.parent_id,
        path=unit.path,
        name=unit.name,
        during=period(since),
        decision_no=decision_no,
    )


def _end_placement(current: Placement, end: date) -> None:
    if current.during.lower == end:
        current.delete()  # nothing is left of it: replaced on the day it began
        return
    current.during = period(current.during.lower, end)
    current.save(update_fields=["during"])


def _replace_places(unit: Unit, *, since: date, decision_no: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _REPLACE_PLACES,
            {
                "below": f"{unit.path}%",
                "unit": unit.pk,
                "since": since,
                "decision": decision_no.strip(),
            },
        )
        rows = cursor.fetchall()
    Placement.objects.bulk_create(
        [
            Placement(
                unit_id=unit_id,
                parent_id=parent_id,
                path=path,
                name=name,
                during=period(since),
                decision_no=decision_no,
            )
            for unit_id, parent_id, path, name in rows
        ],
        batch_size=2000,
    )


def _check_unused(code: str) -> None:
    if Unit.objects.filter(code=code).exists():
        raise ValidationError(
            f"Mã đơn vị {code} đã có. Mã không dùng lại, kể cả khi đơn vị cũ đã kết thúc."
        )


def _hold_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
