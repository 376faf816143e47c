"""Telling who reports for a unit what is due soon, and what has just become overdue."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from sodoan.common.words import full_date
from sodoan.notices.actions import Message, notify_each
from sodoan.org.choices import Role
from sodoan.org.models import Appointment
from sodoan.reports.models import Obligation

_AHEAD = timedelta(days=3)
_DAY = timedelta(days=1)


@transaction.atomic
def remind_reports(day: date, since: date | None = None) -> int:
    """Tell the leads of units of reports due in three days or overdue since yesterday.

    Days after `since` (the day before) on which this did not run are made up for: of what became
    due in three days, or overdue, on one of them.

    Each lead is told of a report once ahead and once after, however often this runs. What records
    fulfil by themselves is asked for where the records are made. Two statements and one insert,
    whatever the number of units. Returns how many notices were due.
    """
    since = since or day - _DAY
    rows = Obligation.objects.owed().filter(
        Q(due_on__gte=max(day, since + _AHEAD + _DAY), due_on__lte=day + _AHEAD)
        | Q(due_on__gte=since, due_on__lt=day),
        period__content__has_key="sections",
    )
    owed = list(rows.select_related("period__form", "receiver").order_by("pk"))
    leads: dict[int, list[int]] = {}
    held = Appointment.objects.on(day).filter(
        unit__in={one.unit_id for one in owed}, post__role=Role.LEAD, person__user__isnull=False
    )
    for unit, user in held.values_list("unit", "person__user"):
        leads.setdefault(unit, []).append(user)
    messages = [(user, _message(one, day)) for one in owed for user in leads.get(one.unit_id, ())]
    notify_each(messages)
    return len(messages)


def _message(one: Obligation, day: date) -> Message:
    late = one.due_on < day
    word = "quá hạn" if late else "sắp đến hạn"
    return Message(
        f"report-due-{one.pk}-{'late' if late else 'soon'}-{one.due_on:%Y%m%d}",
        f"Báo cáo {word}: {one.period}",
        f"Hạn nộp {full_date(one.due_on)}, nơi nhận: {one.receiver.name}. "
        "Số liệu đã điền sẵn, đồng chí xem lại rồi nộp.",
        reverse("reports:report", args=[one.pk]),
    )
