"""Asking a rhythm of activities of the units below."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from psycopg.types.range import DateRange

from sodoan.activities.models import Scheme, Theme
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
            criteria=list(one.criteria),
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
