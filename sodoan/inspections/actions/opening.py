"""Opening an inspection and drawing its sample; concluding and cancelling it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date, number
from sodoan.inspections.choices import InspectionState
from sodoan.inspections.models import Inspection, Inspector, SampleItem
from sodoan.inspections.models.inspection import MOST_DRAWN
from sodoan.inspections.queries.lists import drawable, tally
from sodoan.inspections.queries.people import may_inspect
from sodoan.inspections.sampling import draw
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Unit

_SEED_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be inspected: `first` to `last` day of what was reported, and when it is done."""

    kind: str
    title: str
    target: Unit
    first: date
    last: date
    starts_on: date
    ends_on: date
    size: int
    per_unit: int = 0
    people: Collection[int] = ()


@transaction.atomic
@deed("Lập cuộc kiểm tra, rút mẫu")
def open_inspection(unit: Unit, *, by: Actor, wanted: Wanted) -> Inspection:
    """Open an inspection and draw its sample by a seed that nobody can choose; once.

    Who is named is told. Raises `ValidationError` by field: a target that is not the unit or below
    it, days the wrong way round or still to come, a size out of bounds, nobody or somebody without
    a post in the unit to carry it out, the same title and period again, nothing reported.
    """
    require(by, "inspections.open", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps draw once
    _refuse(unit, wanted, by)
    during = period(wanted.first, wanted.last + timedelta(days=1))
    kept = Inspection.objects.exclude(state=InspectionState.CANCELLED)
    title = wanted.title.strip()
    if kept.filter(unit=unit, title=title, during=during).exists():
        raise ValidationError({"title": "Đã có cuộc kiểm tra tên này về kỳ này."})
    made = Inspection(
        unit=unit,
        target=wanted.target,
        kind=wanted.kind,
        title=title,
        during=during,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        size=wanted.size,
        per_unit=wanted.per_unit,
        seed=secrets.token_hex(_SEED_BYTES),
        drawn_at=timezone.now(),
        created_by_id=by.user_id,
    )
    _draw(made)
    Inspector.objects.bulk_create(
        Inspector(inspection=made, person_id=person) for person in sorted(set(wanted.people))
    )
    _tell_inspectors(made, by)
    return made


def _refuse(unit: Unit, wanted: Wanted, by: Actor) -> None:
    faults = {}
    if not wanted.title.strip():
        faults["title"] = "Đồng chí ghi tên cuộc kiểm tra."
    if not wanted.target.path.startswith(unit.path):
        faults["target"] = f"Phạm vi kiểm tra phải là {unit.name} hoặc đơn vị trực thuộc."
    if wanted.last < wanted.first:
        faults["last"] = "Ngày cuối của kỳ trước ngày đầu."
    elif wanted.first > by.on:
        faults["first"] = "Kỳ này chưa tới."
    if wanted.ends_on < wanted.starts_on:
        faults["ends_on"] = "Ngày kết thúc trước ngày bắt đầu."
    if not 1 <= wanted.size <= MOST_DRAWN:
        faults["size"] = f"Rút từ 1 đến {number(MOST_DRAWN)} hoạt động."
    if not 0 <= wanted.per_unit <= wanted.size:
        faults["per_unit"] = "Số này từ 0 đến số hoạt động cần rút."
    if not wanted.people or set(wanted.people) - may_inspect(unit, by.on):
        faults["people"] = f"Đồng chí chọn người kiểm tra đang giữ chức danh ở {unit.name}."
    if faults:
        raise ValidationError(faults)


def _draw(inspection: Inspection) -> None:
    """Draw out of what there is, and write both down. A fixed number of queries."""
    rows = list(drawable(inspection).values_list("pk", "unit_id"))
    if not rows:
        span = f"{full_date(inspection.during.lower)} – {full_date(inspection.last_day)}"
        raise ValidationError(
            {"first": f"Từ {span} các đơn vị trực thuộc chưa báo cáo hoạt động nào."}
        )
    inspection.drawn_from = len(rows)
    inspection.drawn_units = len({unit for _, unit in rows})
    taken = draw(rows, seed=inspection.seed, size=inspection.size, per_unit=inspection.per_unit)
    if len(taken) > MOST_DRAWN:
        raise ValidationError(
            {
                "per_unit": f"{number(inspection.drawn_units)} đơn vị có hoạt động: "
                f"như vậy phải rút {number(len(taken))}, nhiều hơn {number(MOST_DRAWN)}."
            }
        )
    inspection.save()
    SampleItem.objects.bulk_create(
        SampleItem(inspection=inspection, activity_id=activity, position=place)
        for place, activity in enumerate(taken, start=1)
    )


def _tell_inspectors(inspection: Inspection, by: Actor) -> None:
    people = inspection.inspectors.exclude(person=by.person_id)
    notify(
        people.values_list("person__user_id", flat=True),
        Message(
            f"inspection-{inspection.pk}",
            f"Tham gia kiểm tra: {inspection.title}",
            f"Từ {full_date(inspection.starts_on)} đến {full_date(inspection.ends_on)}; "
            f"{inspection.sample.count()} hoạt động đã rút để đối chiếu.",
            reverse("inspections:inspection", args=[inspection.pk]),
        ),
    )


def hold(inspection: Inspection) -> Inspection:
    """The inspection, locked until the end of the transaction."""
    rows = Inspection.objects.select_for_update(of=("self",), no_key=True)
    found: Inspection = rows.select_related("unit", "target").get(pk=inspection.pk)
    return found


def refuse_over(inspection: Inspection) -> None:
    """Raise `ValidationError` for an inspection that is concluded or cancelled."""
    if not inspection.is_open:
        word = inspection.get_state_display().lower()
        raise ValidationError(f"Cuộc kiểm tra này {word}.")


@transaction.atomic
@deed("Kết luận cuộc kiểm tra")
def conclude_inspection(inspection: Inspection, *, by: Actor, conclusion: str) -> Inspection:
    """Write the conclusion; findings stay open until they are closed.

    Raises `ValidationError` without words, while something drawn is not judged, and once over.
    """
    require(by, "inspections.carry_out", inspection)
    held = hold(inspection)
    refuse_over(held)
    if not conclusion.strip():
        raise ValidationError({"conclusion": "Đồng chí ghi kết luận."})
    counts = tally(held)
    left = counts["drawn"] - counts["judged"]
    if left:
        raise ValidationError(f"Còn {number(left)} mẫu chưa đối chiếu.")
    held.state, held.conclusion = InspectionState.CONCLUDED, conclusion.strip()
    held.concluded_at = timezone.now()
    held.save(update_fields=["state", "conclusion", "concluded_at"])
    return held


@transaction.atomic
@deed("Hủy cuộc kiểm tra")
def cancel_inspection(inspection: Inspection, *, by: Actor, reason: str) -> Inspection:
    """Give an inspection up for a reason; it stays in the list with what was drawn.

    Raises `ValidationError` without a reason, once it has findings, and once over.
    """
    require(by, "inspections.carry_out", inspection)
    held = hold(inspection)
    refuse_over(held)
    if not reason.strip():
        raise ValidationError({"reason": "Đồng chí ghi lý do hủy."})
    if held.findings.exists():
        raise ValidationError("Cuộc kiểm tra đã có phát hiện nên không hủy được.")
    held.state, held.cancel_reason = InspectionState.CANCELLED, reason.strip()
    held.save(update_fields=["state", "cancel_reason"])
    return held
