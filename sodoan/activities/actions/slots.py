"""When a unit acts: the times it takes in a scheme, its own ones, and their end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from sodoan.activities.choices import ActivityKind
from sodoan.activities.followers import told_of
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.audit.history import deed
from sodoan.common.periods import ended, period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.models import Unit


@dataclass(frozen=True)
class Time:
    """A time of the week: ISO weekday, hour, place."""

    weekday: int
    starts_at: time
    place: str = ""


@transaction.atomic
@deed("Đăng ký khung giờ hoạt động")
def take_slots(
    unit: Unit, *, by: Actor, scheme: Scheme, times: Sequence[Time], start: date
) -> list[Slot]:
    """Let a unit choose its times for a scheme from `start` on; those it had end the day before.

    What was planned in them stays. The same times again change nothing. Raises `ValidationError`
    for too few times, one weekday twice, days outside the scheme, and a day from which on something
    is reported in a time that would end.
    """
    require(by, "activities.plan", unit)
    if unit.closed_on is not None:
        raise ValidationError(f"{unit.name} đã kết thúc nên không đăng ký khung giờ.")
    _refuse_times(scheme, times, start)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one registration at a time
    wanted = {one.weekday: one for one in times}
    kept: dict[int | None, Slot] = {}
    over: list[Slot] = []
    standing = Slot.objects.filter(unit=unit, scheme=scheme).lasting(start)
    for slot in standing.order_by("during", "pk"):
        if slot.weekday not in kept and _is_same(slot, wanted.get(slot.weekday or 0)):
            kept[slot.weekday] = slot
        else:
            over.append(slot)
    _end(over, start)
    for slot in kept.values():
        slot.during = period(min(slot.during.lower, start))
        slot.save(update_fields=["during"])
    made = Slot.objects.bulk_create(
        Slot(
            unit=unit,
            scheme=scheme,
            weekday=one.weekday,
            starts_at=one.starts_at,
            minutes=scheme.minutes,
            place=one.place.strip(),
            during=period(start),
        )
        for weekday, one in wanted.items()
        if weekday not in kept
    )
    told_of(unit.pk)
    return sorted([*kept.values(), *made], key=lambda slot: slot.weekday or 0)


def _is_same(slot: Slot, wanted: Time | None) -> bool:
    return wanted is not None and (slot.starts_at, slot.place) == (
        wanted.starts_at,
        wanted.place.strip(),
    )


def _refuse_times(scheme: Scheme, times: Sequence[Time], start: date) -> None:
    if len(times) < scheme.weekly_minimum:
        raise ValidationError(
            f"Mô hình cần ít nhất {scheme.weekly_minimum} buổi mỗi tuần. Đồng chí chọn thêm ngày."
        )
    if len(times) > scheme.most_slots:
        raise ValidationError(f"Mô hình có nhiều nhất {scheme.most_slots} buổi mỗi tuần.")
    if len({one.weekday for one in times}) < len(times):
        raise ValidationError("Mỗi ngày trong tuần chỉ chọn một khung giờ.")
    if start not in scheme.during:
        raise ValidationError(
            f"Mô hình thực hiện từ {full_date(scheme.during.lower)} đến "
            f"{full_date(scheme.last_day)}."
        )


@dataclass(frozen=True)
class OwnTime:
    """A time of the unit itself: what it is, how it comes back, when."""

    title: str
    rhythm: str
    starts_at: time
    kind: str = ActivityKind.MEETING
    meeting: str = ""
    weekday: int | None = None
    every: int = 1
    ordinal: int | None = None
    monthday: int | None = None
    minutes: int = 90
    place: str = ""


@transaction.atomic
@deed("Thêm lịch định kỳ")
def add_slot(unit: Unit, *, by: Actor, what: OwnTime, start: date) -> Slot:
    """Let a unit act at a time that comes back, from `start` on, outside any scheme.

    Raises `ValidationError` without a title, for a unit that has ended or was not there yet, and
    for a time it has already.
    """
    require(by, "activities.plan", unit)
    if unit.closed_on is not None:
        raise ValidationError(f"{unit.name} đã kết thúc nên không thêm lịch định kỳ.")
    if not what.title.strip():
        raise ValidationError({"title": "Đồng chí ghi nội dung."})
    if start < unit.opened_on:
        raise ValidationError({"since": f"{unit.name} thành lập ngày {full_date(unit.opened_on)}."})
    slot = Slot(
        unit=unit,
        title=what.title.strip(),
        kind=what.kind,
        meeting=what.meeting,
        rhythm=what.rhythm,
        weekday=what.weekday,
        every=what.every,
        ordinal=what.ordinal,
        monthday=what.monthday,
        starts_at=what.starts_at,
        minutes=what.minutes,
        place=what.place.strip(),
        during=period(start),
    )
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        if "one_own_slot_at_a_time" not in str(error):
            raise
        raise ValidationError(
            {"starts_at": f"Đơn vị đã có lịch định kỳ vào {slot}. Đồng chí chọn giờ khác."}
        ) from error
    return slot


@transaction.atomic
@deed("Kết thúc lịch định kỳ")
def end_slot(slot: Slot, *, by: Actor, day: date) -> None:
    """Let a time of the unit's own end, `day` being the first on which it no longer holds.

    What was planned in it stays. Raises `ValidationError` for a time of a scheme, one that is over,
    and a day from which on something is reported in it.
    """
    held = Slot.objects.select_for_update(of=("self",)).select_related("unit").get(pk=slot.pk)
    require(by, "activities.plan", held.unit)
    if held.scheme_id is not None:
        raise ValidationError("Khung giờ của mô hình thì đồng chí đổi ở trang đăng ký khung giờ.")
    if held.during.upper is not None and held.during.upper <= day:
        raise ValidationError("Lịch định kỳ này đã kết thúc.")
    _end([held], day)


def end_with_unit(unit: Unit, by: Actor) -> None:  # noqa: ARG001 - who ended the unit is told already
    """Let the times of a unit that has ended be over with it. A fixed number of statements."""
    if unit.closed_on is None:
        return
    over = Slot.objects.filter(unit=unit).lasting(unit.closed_on)
    later = list(over.filter(during__startswith__gte=unit.closed_on).values_list("pk", flat=True))
    Activity.objects.filter(slot__in=later).update(slot=None)
    Slot.objects.filter(pk__in=later).delete()
    over.update(during=ended(unit.closed_on))


def _end(slots: Collection[Slot], day: date) -> None:
    """End times before `day`; those that begin later are dropped, what was planned in them stays.

    Raises `ValidationError` when something is reported in one of them from that day on.
    """
    told = Activity.objects.filter(slot__in=slots, on__gte=day).held()
    if last := told.aggregate(last=Max("on"))["last"]:
        raise ValidationError(
            f"Khung giờ cũ đã có hoạt động báo cáo ngày {full_date(last)}. Đồng chí chọn áp dụng "
            f"từ ngày {full_date(last + timedelta(days=1))} trở đi."
        )
    for slot in slots:
        if slot.during.lower >= day:
            slot.activities.update(slot=None)
            slot.delete()
        else:
            slot.during = period(slot.during.lower, day)
            slot.save(update_fields=["during"])
