"""One tap that tells the leads of units what is missing."""

from django.db import transaction
from django.urls import reverse

from sodoan.activities.models import Scheme
from sodoan.activities.queries.units import lacking, overview
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.weeks import week_of
from sodoan.notices.actions import Message, notify
from sodoan.org.choices import Role
from sodoan.org.models import Appointment


@transaction.atomic
def nudge_units(scheme: Scheme, *, by: Actor) -> int:
    """Tell the leads of units in scope that lack activities this week; returns how many were told.

    Whom `lacking` finds. Pressing twice on a day tells
    nobody twice.
    """
    require(by, "activities.oversee", scheme)
    week = week_of(by.on)
    late = overview(scheme, by).filter(lacking(scheme, by.on))
    leads = Appointment.objects.on(by.on).filter(
        unit__in=late.values("pk"), post__role=Role.LEAD, person__user__isnull=False
    )
    people = set(leads.exclude(person=by.person_id).accounts())
    notify(
        people,
        Message(
            f"scheme-{scheme.pk}-nudge-{by.on:%Y%m%d}",
            f"{week.label} còn thiếu hoạt động: {scheme.short}",
            f"Tuần {week.span} đơn vị chưa báo cáo đủ {scheme.weekly_minimum} hoạt động. "
            "Báo cáo một hoạt động hết khoảng một phút.",
            reverse("activities:home"),
        ),
    )
    return len(people)
