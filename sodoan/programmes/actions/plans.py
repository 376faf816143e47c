"""Issuing a programme level by level: load, adopt, add and tighten, publish."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.accounts.models import User
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.cascade import compose, merge, stamp
from sodoan.programmes.engine.changes import Change, Delta
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.marks import value_at
from sodoan.programmes.engine.publishing import checklist
from sodoan.programmes.engine.revise import ReviseError, revise
from sodoan.programmes.engine.schema import Level, Origin, Pack
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.packs import pack_of


@transaction.atomic
def load_programme(pack: Pack, *, by: Actor, unit: Unit, year: int) -> Plan:
    """Bring a pack into a unit as the draft root plan of a yearly programme.

    Loading the same pack for the same unit and year again replaces the draft. Raises
    `ValidationError` once that programme was published: then a new version is due; and for a
    year in which the pack does not hold.
    """
    require(by, "programmes.adopt_plan", unit)
    _refuse_outside(pack, year)
    programme, _ = Programme.objects.get_or_create(
        key=f"{pack.key}-{unit.code.lower()}-{year}",
        defaults={
            "title": f"{pack.title} năm {year}",
            "subject": pack.subject.value,
            "year": year,
            "cycle": str(year),
            "owner": unit,
        },
    )
    if programme.plans.filter(unit=unit, state=PlanState.PUBLISHED).exists():
        raise ValidationError(
            f"“{programme.title}” đã ban hành. Đồng chí lập phiên bản mới thay vì nạp lại."
        )
    plan, _ = Plan.objects.update_or_create(
        programme=programme,
        unit=unit,
        state=PlanState.DRAFT,
        defaults={
            "delta": pack.model_dump(mode="json"),
            "effective": stamp(pack, origin_of(unit)).model_dump_json(),
            "confirmed": {},
        },
    )
    return plan


def _refuse_outside(pack: Pack, year: int) -> None:
    if pack.valid_from and pack.valid_from > date(year, 12, 31):
        first = full_date(pack.valid_from)
        raise ValidationError(f"“{pack.title}” chỉ áp dụng từ {first}; đồng chí chọn năm khác.")
    if pack.valid_to and pack.valid_to < date(year, 1, 1):
        last = full_date(pack.valid_to)
        raise ValidationError(f"“{pack.title}” chỉ áp dụng đến {last}; đồng chí chọn năm khác.")


@transaction.atomic
def adopt(parent: Plan, *, by: Actor, unit: Unit) -> Plan:
    """Start this unit's own plan below a published one. Returns the open draft if there is one.

    What the unit wrote in its earlier version is carried over, except what the parent's newer
    version no longer allows.
    """
    require(by, "programmes.adopt_plan", unit)
    if parent.state != PlanState.PUBLISHED:
        raise ValidationError("Kế hoạch cấp trên chưa ban hành nên chưa triển khai tiếp được.")
    if not unit.path.startswith(parent.unit.path) or unit.pk == parent.unit_id:
        raise ValidationError("Kế hoạch này không phải của cấp trên trực tiếp quản lý đơn vị.")
    latest = Plan.objects.filter(programme=parent.programme, unit=unit).order_by("-version").first()
    if latest is not None and latest.state == PlanState.DRAFT:
        return latest
    delta, pack = _carried_over(parent, latest)
    return Plan.objects.create(
        programme=parent.programme,
        unit=unit,
        parent=parent,
        version=latest.version + 1 if latest else 1,
        delta=delta.model_dump(mode="json"),
        effective=pack.model_dump_json(),
        confirmed=parent.confirmed,
    )


@transaction.atomic
def save_delta(plan: Plan, delta: Delta, *, by: Actor) -> Plan:
    """Write what this unit adds or tightens. Raises `ValidationError` with every refusal."""
    require(by, "programmes.design_plan", plan)
    _refuse_published(plan)
    assert plan.parent is not None  # only adoptions have deltas
    merged = merge(pack_of(plan.parent), delta, year=plan.programme.year)
    if merged.refusals:
        raise ValidationError(list(merged.refusals))
    plan.delta = delta.model_dump(mode="json")
    plan.effective = merged.pack.model_dump_json()
    plan.save(update_fields=["delta", "effective"])
    return plan


@transaction.atomic
def add_change(plan: Plan, change: Change, *, by: Actor) -> Plan:
    """Add one change of this unit to its draft: to the delta, or to a root plan itself.

    Raises `ValidationError` with the refusal when it would loosen what the level above asks.
    """
    new = Delta.of(origin_of(plan.unit), change)
    if plan.parent is not None:
        return save_delta(plan, compose(Delta.model_validate(plan.delta), new), by=by)
    merged = merge(pack_of(plan), new, year=plan.programme.year)
    if merged.refusals:
        raise ValidationError(list(merged.refusals))
    return save_definition(plan, merged.pack, by=by)


@transaction.atomic
def drop_change(plan: Plan, place: int, *, by: Actor) -> Plan:
    """Take back one of this unit's own changes (its place in the delta, from 0).

    Raises `ValidationError` for a place that is not there, or when a later change needs it.
    """
    changes = Delta.model_validate(plan.delta).changes if plan.parent is not None else ()
    if not 0 <= place < len(changes):
        raise ValidationError("Nội dung bổ sung này không còn nữa.")
    return save_delta(plan, Delta(changes=changes[:place] + changes[place + 1 :]), by=by)


@transaction.atomic
def revise_definition(plan: Plan, values: Mapping[str, Any], *, by: Actor) -> Plan:
    """Write values of a draft root plan at their paths. Raises `ValidationError` by path."""
    try:
        pack = revise(pack_of(plan), values)
    except ReviseError as error:
        raise ValidationError(dict(error.faults)) from None
    return save_definition(plan, pack, by=by)


@transaction.atomic
def save_definition(plan: Plan, pack: Pack, *, by: Actor) -> Plan:
    """Replace the definition of a draft root plan (dates, texts, rules, caps).

    A confirmed value that changes is open again. Raises `ValidationError` for what does not fit.
    """
    require(by, "programmes.design_plan", plan)
    _refuse_published(plan)
    if plan.parent is not None:
        raise ValidationError("Nội dung của cấp trên không sửa được ở đây, chỉ bổ sung.")
    if faults := check_references(pack):
        raise ValidationError([sentence for _path, sentence in faults])
    if isinstance(plan.confirmed, dict):
        plan.confirmed = _still_confirmed(plan.confirmed, pack_of(plan), pack)
    plan.delta = pack.model_dump(mode="json")
    plan.effective = stamp(pack, origin_of(plan.unit)).model_dump_json()
    plan.save(update_fields=["delta", "effective", "confirmed"])
    return plan


@transaction.atomic
def confirm_values(plan: Plan, paths: Sequence[str], *, by: Actor) -> Plan:
    """Record who answers for the values marked "to confirm": exactly those at these paths.

    `plan.confirmed` maps the path to name and day; a path left out is open again.
    """
    require(by, "programmes.design_plan", plan)
    _refuse_published(plan)
    before = plan.confirmed if isinstance(plan.confirmed, dict) else {}
    mine = {"by": _name_of(by), "on": by.on.isoformat()}
    plan.confirmed = {
        mark.path: before.get(mark.path, mine)
        for mark in pack_of(plan).to_confirm
        if mark.path in set(paths)
    }
    plan.save(update_fields=["confirmed"])
    return plan


@transaction.atomic
def publish_plan(plan: Plan, *, by: Actor, number: str = "", issued_on: date | None = None) -> Plan:
    """Issue the plan; its wording is frozen and replaces this unit's earlier version.

    Raises `ValidationError` while a blocking item of the check list is open.
    """
    require(by, "programmes.design_plan", plan)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("parent").get(pk=plan.pk)
    refuse_unready(plan)
    Plan.objects.filter(programme=plan.programme, unit=plan.unit, state=PlanState.PUBLISHED).update(
        state=PlanState.SUPERSEDED
    )
    plan.state = PlanState.PUBLISHED
    plan.number = number
    plan.issued_on = issued_on or by.on
    plan.published_at = timezone.now()
    plan.published_by_id = by.user_id
    plan.save()
    return plan


@transaction.atomic
def new_version(plan: Plan, *, by: Actor) -> Plan:
    """Open a draft of the next version of a published plan; enrolments keep the old one."""
    require(by, "programmes.design_plan", plan)
    if plan.state != PlanState.PUBLISHED:
        raise ValidationError("Chỉ lập phiên bản mới từ kế hoạch đã ban hành.")
    if plan.parent is not None:
        newest = Plan.objects.filter(
            programme=plan.programme, unit=plan.parent.unit_id, state=PlanState.PUBLISHED
        )
        return adopt(newest.select_related("programme", "unit").get(), by=by, unit=plan.unit)
    fields: dict[str, Any] = {
        "parent": plan.parent,
        "delta": plan.delta,
        "effective": plan.effective,
        "confirmed": plan.confirmed,
        "version": plan.version + 1,
    }
    draft, _ = Plan.objects.get_or_create(
        programme=plan.programme, unit=plan.unit, state=PlanState.DRAFT, defaults=fields
    )
    return draft


def refuse_unready(plan: Plan) -> None:
    """Raise `ValidationError` with what still stands between a draft and its publication."""
    _refuse_published(plan)
    parent = pack_of(plan.parent) if plan.parent else None
    open_items = [
        check.sentence
        for check in checklist(pack_of(plan), plan.confirmed, parent)
        if check.blocking and not check.ok
    ]
    if open_items:
        raise ValidationError(open_items)


def origin_of(unit: Unit) -> Origin:
    """How the engine names the unit that adds something: its level and its name."""
    return Origin(level=Level(Tier(unit.type.tier).name.lower()), unit=unit.name)


def _carried_over(parent: Plan, latest: Plan | None) -> tuple[Delta, Pack]:
    """The unit's earlier changes that still hold below the parent, and the merged result."""
    pack, kept = pack_of(parent), []
    for change in Delta.model_validate(latest.delta).changes if latest else ():
        merged = merge(pack, Delta(changes=(change,)), year=parent.programme.year)
        if not merged.refusals:
            pack = merged.pack
            kept.append(change)
    return Delta(changes=tuple(kept)), pack


def _still_confirmed(confirmed: dict[str, Any], old: Pack, new: Pack) -> dict[str, Any]:
    """Confirmations of values that are the same in both definitions."""
    return {
        path: who
        for path, who in confirmed.items()
        if _value_or_none(old, path) == _value_or_none(new, path)
    }


def _value_or_none(pack: Pack, path: str) -> Any:
    try:
        return value_at(pack, path)
    except KeyError:
        return None


def _name_of(by: Actor) -> str:
    """Name of the account that acts; a job or a command has none."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    return user.full_name if user else "Quản trị hệ thống"


def _refuse_published(plan: Plan) -> None:
    if plan.state != PlanState.DRAFT:
        raise ValidationError("Kế hoạch đã ban hành thì không sửa; đồng chí lập phiên bản mới.")
