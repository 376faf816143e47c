"""Issuing a programme level by level: load, adopt, add and tighten, publish."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.accounts.models import User
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.programmes.actions.moves import follow_plan
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.carried_out import not_carried_out
from sodoan.programmes.engine.cascade import merge, stamp
from sodoan.programmes.engine.changes import Change, Delta, OwnChange
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.marks import value_at
from sodoan.programmes.engine.revise import ReviseError, revise
from sodoan.programmes.engine.schema import Level, Origin, Pack
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.change_words import say_change
from sodoan.programmes.queries.plans import checks_of, plan_above
from sodoan.programmes.queries.roots import no_own_root
from sodoan.programmes.validators import check_year

_GONE = "Nội dung bổ sung này không còn nữa; đồng chí tải lại trang."


@transaction.atomic
@deed("Lập bản nháp chương trình")
def load_programme(pack: Pack, *, by: Actor, unit: Unit, year: int, scale: str = "") -> Plan:
    """Bring a pack into a unit as the draft root plan of a yearly programme.

    `scale` is the key of the grade scale to judge by; when empty, the one the pack has in use.
    Loading the same pack for the same unit and year again replaces the draft. Raises
    `ValidationError` once that programme was published: then a new version is due; for a year out
    of range or in which the pack does not hold; below grassroots level; for a pack the program
    does not carry out whole, or a scale it does not carry; and when a unit above has issued the
    pack for the same time: then it is to be taken up.
    """
    require(by, "programmes.load_programme", unit)
    check_year(year)
    _refuse_outside(pack, year)
    pack = _judged_by(pack, scale or pack.scale)
    if lacking := not_carried_out(pack):
        raise ValidationError([f"Chưa nạp được “{pack.title}”.", *lacking])
    if refusal := no_own_root(unit, pack, year):
        raise ValidationError(refusal)
    programme, _ = Programme.objects.get_or_create(
        key=f"{pack.key}-{unit.code.lower()}-{year}",
        defaults={
            "title": f"{pack.title} năm {year}",
            "pack_key": pack.key,
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


def _judged_by(pack: Pack, scale: str) -> Pack:
    try:
        return pack.on_scale(scale)
    except KeyError:
        raise ValidationError(
            f"“{pack.title}” không có thang xếp loại này; đồng chí chọn thang khác."
        ) from None


def _refuse_outside(pack: Pack, year: int) -> None:
    if pack.valid_from and pack.valid_from > date(year, 12, 31):
        first = full_date(pack.valid_from)
        raise ValidationError(f"“{pack.title}” chỉ áp dụng từ {first}; đồng chí chọn năm khác.")
    if pack.valid_to and pack.valid_to < date(year, 1, 1):
        last = full_date(pack.valid_to)
        raise ValidationError(f"“{pack.title}” chỉ áp dụng đến {last}; đồng chí chọn năm khác.")


@transaction.atomic
@deed("Triển khai kế hoạch của cấp trên")
def adopt(parent: Plan, *, by: Actor, unit: Unit) -> Plan:
    """Start this unit's own plan below a published one; an open draft is put below it.

    What the unit wrote before is carried over, except what the parent's newer version no longer
    allows.
    """
    require(by, "programmes.adopt_plan", unit)
    if parent.state != PlanState.PUBLISHED:
        raise ValidationError("Kế hoạch cấp trên chưa ban hành nên chưa triển khai tiếp được.")
    if not unit.path.startswith(parent.unit.path) or unit.pk == parent.unit_id:
        raise ValidationError("Kế hoạch này không phải của cấp trên trực tiếp quản lý đơn vị.")
    own = Plan.objects.select_for_update(of=("self",)).filter(programme=parent.programme, unit=unit)
    latest = own.order_by("-version").first()
    is_draft = latest is not None and latest.state == PlanState.DRAFT
    if latest is not None and is_draft and latest.parent_id == parent.pk:
        return latest
    delta, pack, _dropped = _carried_over(parent, latest)
    values: dict[str, Any] = {
        "parent": parent,
        "delta": delta.model_dump(mode="json"),
        "effective": pack.model_dump_json(),
        "confirmed": parent.confirmed,
    }
    last = latest.version if latest else 0
    plan, _ = Plan.objects.update_or_create(
        programme=parent.programme,
        unit=unit,
        version=last if is_draft else last + 1,
        defaults=values,
    )
    return plan


def left_behind(parent: Plan, unit: Unit) -> list[str]:
    """What `adopt` would not carry over below this parent, in words."""
    latest = Plan.objects.filter(programme=parent.programme, unit=unit).order_by("-version").first()
    if latest is None or (latest.state == PlanState.DRAFT and latest.parent_id == parent.pk):
        return []
    _delta, _pack, dropped = _carried_over(parent, latest)
    pack, year = pack_of(latest), parent.programme.year
    return [say_change(item.change, pack, year) for item in dropped]


@transaction.atomic
@deed("Bổ sung kế hoạch của đơn vị")
def save_delta(plan: Plan, delta: Delta, *, by: Actor) -> Plan:
    """Write what this unit adds or tightens. Raises `ValidationError` with every refusal.

    A shorter delta may keep what was refused before: so a draft is mended one by one.
    """
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
    assert plan.parent is not None  # only adoptions have deltas
    above, year = pack_of(plan.parent), plan.programme.year
    merged, before = merge(above, delta, year=year), Delta.model_validate(plan.delta)
    is_shorter = len(delta.changes) < len(before.changes)
    known = merge(above, before, year=year).refusals if merged.refusals and is_shorter else ()
    if set(merged.refusals) - set(known):
        raise ValidationError(list(merged.refusals))
    plan.delta = delta.model_dump(mode="json")
    plan.effective = merged.pack.model_dump_json()
    plan.save(update_fields=["delta", "effective"])
    return plan


@transaction.atomic
def add_change(
    plan: Plan, change: Change, *, by: Actor, place: int | None = None, shown: str = ""
) -> Plan:
    """Add one change of this unit to its draft: to the delta, or to a root plan itself.

    What the unit set before at the same spot (or the change at `place`, if it still is the one
    `shown`, see `print_of`) is corrected, not added to. Raises `ValidationError` with the refusal
    when it would loosen what the level above asks.
    """
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
    origin = origin_of(plan.unit)
    if plan.parent is not None:
        delta = Delta.model_validate(plan.delta)
        if place is not None and _shown_at(delta, place, shown).change.kind != change.kind:
            raise ValidationError(_GONE)
        return save_delta(plan, delta.put(origin, change, place), by=by)
    merged = merge(pack_of(plan), Delta.of(origin, change), year=plan.programme.year)
    if merged.refusals:
        raise ValidationError(list(merged.refusals))
    return save_definition(plan, merged.pack, by=by)


@transaction.atomic
def drop_change(plan: Plan, place: int, *, by: Actor, shown: str) -> Plan:
    """Take back one of this unit's own changes (its place in the delta, from 0, and its print).

    Raises `ValidationError` when that one is not there, or when a later change needs it.
    """
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
    delta = Delta.model_validate(plan.delta) if plan.parent is not None else Delta()
    _shown_at(delta, place, shown)
    changes = delta.changes[:place] + delta.changes[place + 1 :]
    return save_delta(plan, Delta(changes=changes), by=by)


@transaction.atomic
def revise_definition(plan: Plan, values: Mapping[str, Any], *, by: Actor) -> Plan:
    """Write values of a draft root plan at their paths. Raises `ValidationError` by path."""
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
    try:
        pack = revise(pack_of(plan), values, plan.programme.year)
    except ReviseError as error:
        raise ValidationError(dict(error.faults)) from None
    return save_definition(plan, pack, by=by)


@transaction.atomic
@deed("Sửa bản nháp chương trình")
def save_definition(plan: Plan, pack: Pack, *, by: Actor) -> Plan:
    """Replace the definition of a draft root plan (dates, texts, rules, caps).

    A confirmed value that changes is open again. Raises `ValidationError` for what does not fit.
    """
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
    if plan.parent is not None:
        raise ValidationError("Nội dung của cấp trên không sửa được ở đây, chỉ bổ sung.")
    if faults := check_references(pack, plan.programme.year):
        raise ValidationError([sentence for _path, sentence in faults])
    if isinstance(plan.confirmed, dict):
        plan.confirmed = _still_confirmed(plan.confirmed, pack_of(plan), pack)
    plan.delta = pack.model_dump(mode="json")
    plan.effective = stamp(pack, origin_of(plan.unit)).model_dump_json()
    plan.save(update_fields=["delta", "effective", "confirmed"])
    return plan


@transaction.atomic
@deed("Xác nhận giá trị của chương trình")
def confirm_values(plan: Plan, paths: Sequence[str], *, by: Actor) -> Plan:
    """Record who answers for the values marked "to confirm": exactly those at these paths.

    `plan.confirmed` maps the path to name and day; a path left out is open again.
    """
    require(by, "programmes.design_plan", plan)
    plan = _held(plan)
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
@deed("Ban hành kế hoạch")
def publish_plan(plan: Plan, *, by: Actor, number: str = "", issued_on: date | None = None) -> Plan:
    """Issue the plan; its wording is frozen and replaces this unit's earlier version.

    Sheets below that are still being written follow it (`follow_plan`). Raises `ValidationError`
    while a blocking item of the check list is open.
    """
    require(by, "programmes.design_plan", plan)
    plan = _locked(plan)
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
    follow_plan(plan)
    return plan


@transaction.atomic
@deed("Lập phiên bản mới của kế hoạch")
def new_version(plan: Plan, *, by: Actor) -> Plan:
    """Open a draft of the next version of a published plan, which stays until it is issued.

    Raises `ValidationError` for a root plan beside one that a unit above has issued since.
    """
    require(by, "programmes.design_plan", plan)
    plan = _locked(plan)
    if plan.state != PlanState.PUBLISHED:
        raise ValidationError("Chỉ lập phiên bản mới từ kế hoạch đã ban hành.")
    if plan.parent is not None:
        return adopt(plan_above(plan), by=by, unit=plan.unit)
    if refusal := no_own_root(plan.unit, pack_of(plan), plan.programme.year):
        raise ValidationError(refusal)
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
    open_items = [check.sentence for check in checks_of(plan) if check.blocking and not check.ok]
    if plan.parent is not None:
        delta = Delta.model_validate(plan.delta)
        open_items += merge(pack_of(plan.parent), delta, year=plan.programme.year).refusals
    if open_items:
        raise ValidationError(open_items)


def origin_of(unit: Unit) -> Origin:
    """How the engine names the unit that adds something: its level and its name."""
    return Origin(level=Level(Tier(unit.type.tier).name.lower()), unit=unit.name)


def print_of(item: OwnChange) -> str:
    """Short print of a change, by which a page names the one it showed."""
    return sha256(item.model_dump_json().encode()).hexdigest()[:16]


def _shown_at(delta: Delta, place: int, shown: str) -> OwnChange:
    """The change at a place, if it still is the one the page showed."""
    item = dict(enumerate(delta.changes)).get(place)
    if item is None or print_of(item) != shown:
        raise ValidationError(_GONE)
    return item


def _locked(plan: Plan) -> Plan:
    """The plan as it stands now; nobody else writes it until this is done."""
    plans = Plan.objects.select_for_update(of=("self",))
    return plans.select_related("programme", "parent", "unit__type").get(pk=plan.pk)


def _held(plan: Plan) -> Plan:
    """The same for a draft to be written; refused once somebody has issued it."""
    plan = _locked(plan)
    _refuse_published(plan)
    return plan


def _carried_over(parent: Plan, latest: Plan | None) -> tuple[Delta, Pack, Sequence[OwnChange]]:
    """The unit's earlier changes that still hold below the parent, the result, and the rest."""
    pack, kept, dropped = pack_of(parent), [], []
    for change in Delta.model_validate(latest.delta).changes if latest else ():
        merged = merge(pack, Delta(changes=(change,)), year=parent.programme.year)
        if merged.refusals:
            dropped.append(change)
        else:
            pack = merged.pack
            kept.append(change)
    return Delta(changes=tuple(kept)), pack, dropped


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
