"""One tap that tells the leads of units which reports are overdue."""

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify_each
from sodoan.org.choices import Role
from sodoan.org.models import Appointment, Unit
from sodoan.reports.models import Obligation
from sodoan.reports.queries.completeness import nudge_key, overdue

_NAMED = 5


@transaction.atomic
def nudge_reports(receiver: Unit, *, by: Actor, units: Collection[int] | None = None) -> int:
    """Tell the leads of units (all, or these) what they owe `receiver` and is overdue.

    Returns how many people were told. A unit gets one nudge a day: pressing again tells nobody.
    """
    require(by, "reports.nudge", receiver)
    rows = overdue(receiver, by.on)
    if units is not None:
        rows = rows.filter(unit__in=units)
    owed: dict[int, list[Obligation]] = {}
    for one in rows:
        owed.setdefault(one.unit_id, []).append(one)
    held = Appointment.objects.on(by.on).filter(
        unit__in=owed, post__role=Role.LEAD, person__user__isnull=False
    )
    pairs = held.exclude(person=by.person_id).values_list("unit", "person__user").distinct()
    messages = [(user, _message(unit, owed[unit], receiver, by)) for unit, user in pairs]
    notify_each(messages)
    return len({user for user, _ in messages})


def _message(unit: int, owed: list[Obligation], receiver: Unit, by: Actor) -> Message:
    named = "; ".join(str(one.period) for one in owed[:_NAMED])
    more = f" và {len(owed) - _NAMED} báo cáo khác" if len(owed) > _NAMED else ""
    return Message(
        nudge_key(unit, by.on),
        f"{receiver.name} nhắc: {len(owed)} báo cáo quá hạn",
        f"{named}{more}.",
        f"{reverse('reports:home')}?loc=qua-han",
    )
