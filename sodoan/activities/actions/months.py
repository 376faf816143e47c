"""The plan of a whole month: copied from the one before, or filled from the unit's own times."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction

from sodoan.activities.choices import ActivityState, Rhythm
from sodoan.activities.models import Activity, Slot
from sodoan.activities.queries.duties import may_be_in_charge
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.weeks import Month, week_of
from sodoan.org.models import Unit


@transaction.atomic
@deed("Chép lịch hoạt động")
def copy_weeks(
    unit: Unit, *, by: Actor, source: Iterable[Activity], weeks: int, month: Month | None = None
) -> list[Activity]:
    """Plan the same so many weeks later; days that hold something already are left as they are.

    What lies in a time that does not come back every week goes to its days in `month`. Nothing is
    planned for a day gone by, skipped ones are not copied, nor what may not be planned for its day.
    Who is in charge of the theme in that week already is so of the copy; nobody is who holds no
    post in the committee then.
    """
    require(by, "activities.plan", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps copy once
    wanted = [
        (one, day, slot)
        for one, day, slot in _targets(source, weeks, month)
        if day >= by.on and _fits(unit, one, day)
    ]
    days = {day for _, day, _ in wanted}
    there = list(Activity.objects.filter(unit=unit, on__in=_weeks_of(days)))
    taken: set[tuple[object, ...]] = {(one.slot_id, one.on) for one in there if one.slot_id}
    taken |= {(one.theme_id, one.title, one.on) for one in there}
    leads = {(one.theme_id, week_of(one.on)): one.in_charge_id for one in there if one.theme_id}
    officers = {day: may_be_in_charge(unit, day) for day in days}
    copies = []
    for one, day, slot in wanted:
        places: set[tuple[object, ...]] = {(one.theme_id, one.title, day)}
        places |= {(slot.pk, day)} if slot else set()
        if taken & places:
            continue
        taken |= places
        lead = one.in_charge_id if one.in_charge_id in officers[day] else None
        if one.theme_id:
            lead = leads.setdefault((one.theme_id, week_of(day)), lead)
        copies.append(_copy(one, day, slot, lead))
    return Activity.objects.bulk_create(copies)


def _targets(
    source: Iterable[Activity], weeks: int, month: Month | None
) -> Iterator[tuple[Activity, date, Slot | None]]:
    """What goes to which day, in which time."""
    own: dict[Slot, Activity] = {}
    for one in source:
        if one.state == ActivityState.SKIPPED:
            continue
        if one.slot and (one.slot.every > 1 or one.slot.rhythm != Rhythm.WEEKLY):
            own[one.slot] = one
            continue
        day = one.on + timedelta(weeks=weeks)
        yield one, day, one.slot if one.slot and one.slot.falls_on(day) else None
    if month is not None:
        for slot, one in own.items():
            for day in slot.days(month.start, month.end):
                yield one, day, slot


def _weeks_of(days: Iterable[date]) -> set[date]:
    """All days of the weeks in which these lie."""
    return {week_of(day).day(weekday) for day in days for weekday in range(1, 8)}


def _fits(unit: Unit, activity: Activity, day: date) -> bool:
    """Whether the same may be planned for the day: the unit is there, the theme is asked of it."""
    there = unit.opened_on <= day and (unit.closed_on is None or day < unit.closed_on)
    theme, project = activity.theme, activity.project
    asked = theme is None or (day in theme.scheme.during and theme.applies_to(unit.sector))
    return there and asked and (project is None or project.is_open)


def _copy(one: Activity, day: date, slot: Slot | None, lead: int | None) -> Activity:
    return Activity(
        unit=one.unit,
        kind=one.kind,
        meeting=one.meeting,
        project=one.project,
        theme=one.theme,
        slot=slot,
        on=day,
        starts_at=one.starts_at,
        minutes=one.minutes,
        title=one.title,
        place=one.place,
        form=one.form,
        in_charge_id=lead,
    )


@transaction.atomic
@deed("Xếp lịch định kỳ của tháng")
def fill_month(unit: Unit, *, by: Actor, month: Month) -> list[Activity]:
    """Plan the unit's own times of the month, from today on; those that hold something stay."""
    require(by, "activities.plan", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps fill once
    slots = list(Slot.objects.filter(unit=unit, scheme=None).within(month.start, month.end))
    rows = Activity.objects.filter(slot__in=slots).between(month.start, month.end)
    taken = set(rows.values_list("slot_id", "on"))
    return Activity.objects.bulk_create(
        Activity(
            unit=unit,
            kind=slot.kind,
            meeting=slot.meeting,
            slot=slot,
            on=day,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            title=slot.title,
            place=slot.place,
        )
        for slot in slots
        for day in slot.days(max(month.start, by.on), month.end)
        if (slot.pk, day) not in taken
    )
