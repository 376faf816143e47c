"""Asking a rhythm of activities of the units below, and a unit's slot in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from psycopg.types.range import DateRange

from sodoan.activities.followers import told_of
from sodoan.activities.models import Scheme, Slot, Theme
from sodoan.activities.packfile import SchemePack
from sodoan.activities.queries.units import asked_of
from sodoan.audit.history import deed
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.notices.actions import Message, notify
from sodoan.org.choices import Role
from sodoan.org.models import Appointment, Unit

_MOST_YEARS = 10


@dataclass(frozen=True)
class Days:
    """When a scheme runs, both days included, and until when units register."""

    start: date
    end: date
    register_by: date


@transaction.atomic
@deed("Phát động mô hình hoạt động")
def launch_scheme(unit: Unit, *, by: Actor, pack: SchemePack, days: Days) -> Scheme:
    """Ask the units below for the rhythm of activities of a pack (S2, III and IV).

    Their leads are told. Raises `ValidationError` by field: days the wrong way round, and when the
    unit asks for the same scheme in days that overlap.
    """
    require(by, "activities.launch", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps launch once
    _refuse_days(unit, pack, days)
    scheme = Scheme.objects.create(
        unit=unit,
        key=pack.key,
        title=pack.title,
        short=pack.short,
        weekly_minimum=pack.weekly_minimum,
        most_slots=pack.most_slots,
        minutes=pack.minutes,
        forms=list(pack.forms),
        register_by=days.register_by,
        during=_through(days.start, days.end),
    )
    Theme.objects.bulk_create(
        Theme(
            scheme=scheme,
            key=one.key,
            position=place,
            title=one.title,
            short=one.short,
            sectors=list(one.sectors),
        )
        for place, one in enumerate(pack.themes, start=1)
    )
    _tell(scheme, by)
    return scheme


def _through(start: date, end: date) -> DateRange:
    """The days from `start` to `end`, both included."""
    found: DateRange = period(start, end + timedelta(days=1))
    return found


def _refuse_days(unit: Unit, pack: SchemePack, days: Days) -> None:
    if days.end < days.start:
        raise ValidationError({"end": "Ngày kết thúc trước ngày bắt đầu."})
    if days.register_by > days.end:
        raise ValidationError({"register_by": "Hạn đăng ký sau ngày kết thúc."})
    if days.end.year - days.start.year > _MOST_YEARS:
        raise ValidationError({"end": f"Mô hình kéo dài nhiều nhất {_MOST_YEARS} năm."})
    during = _through(days.start, days.end)
    if Scheme.objects.filter(unit=unit, key=pack.key, during__overlap=during).exists():
        raise ValidationError(
            {"start": f"{unit.name} đã phát động mô hình này trong thời gian ấy."}
        )


def _tell(scheme: Scheme, by: Actor) -> None:
    units = asked_of(scheme, by.on)
    leads = Appointment.objects.on(by.on).filter(unit__in=units, post__role=Role.LEAD).accounts()
    notify(
        leads,
        Message(
            f"scheme-{scheme.pk}",
            f"Đăng ký mô hình: {scheme.short}",
            f"{scheme.unit.name} phát động. Đơn vị đăng ký khung giờ trước hết ngày "
            f"{full_date(scheme.register_by)}.",
            reverse("activities:home"),
        ),
    )


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
    for too few times, one weekday twice, and days outside the scheme.
    """
    require(by, "activities.plan", unit)
    if unit.closed_on is not None:
        raise ValidationError(f"{unit.name} đã kết thúc nên không đăng ký khung giờ.")
    _refuse_times(scheme, times, start)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one registration at a time
    wanted = {one.weekday: one for one in times}
    kept: dict[int, Slot] = {}
    standing = Slot.objects.filter(unit=unit, scheme=scheme).lasting(start)
    for slot in standing.order_by("during", "pk"):
        if slot.weekday not in kept and _is_same(slot, wanted.get(slot.weekday)):
            kept[slot.weekday] = slot
        elif slot.during.lower >= start:
            slot.activities.update(slot=None)
            slot.delete()
        else:
            slot.during = period(slot.during.lower, start)
            slot.save(update_fields=["during"])
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
    return sorted([*kept.values(), *made], key=lambda slot: slot.weekday)


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
