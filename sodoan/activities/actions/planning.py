"""The plan of a month: what is done on which day, by whom; what is skipped and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from sodoan.activities.choices import ActivityKind, ActivityState
from sodoan.activities.models import Activity, Slot, Theme
from sodoan.activities.queries.duties import may_be_in_charge
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.weeks import week_of
from sodoan.common.words import full_date
from sodoan.org.models import Unit
from sodoan.people.models import Person

_ONE_IN_CHARGE = "one_in_charge_a_theme_and_week"


@dataclass(frozen=True)
class Planned:
    """What is planned for one activity."""

    on: date
    title: str
    kind: str = ActivityKind.SCHEME
    theme: Theme | None = None
    slot: Slot | None = None
    starts_at: time | None = None
    minutes: int = 30
    place: str = ""
    form: str = ""
    in_charge: Person | None = None


class StaleError(ValidationError):
    """Somebody else has saved the activity meanwhile; `theirs` is what is stored now."""

    def __init__(self, theirs: Activity) -> None:
        super().__init__(
            "Hoạt động này vừa được sửa ở máy khác. Đồng chí xem cả hai bản rồi lưu lại."
        )
        self.theirs = theirs


@transaction.atomic
@deed("Xếp lịch hoạt động")
def plan_activity(unit: Unit, *, by: Actor, what: Planned) -> Activity:
    """Put an activity into the plan of a unit.

    Raises `ValidationError` by field: before the unit was founded or after it ended; a theme that
    is not asked of the unit that day; a slot already taken that day; somebody in charge who is not
    of the committee, or another than the one in charge of this theme in the week.
    """
    require(by, "activities.plan", unit)
    _refuse(unit, what)
    activity = Activity(unit=unit)
    _write(activity, what)
    return activity


@transaction.atomic
@deed("Sửa lịch hoạt động")
def change_plan(activity: Activity, *, by: Actor, what: Planned, version: int) -> Activity:
    """Change what is planned, while it is not reported. `version` is the save that was shown.

    Another one in charge takes over all that is planned of the theme in the week.

    Raises `StaleError` when somebody saved after that, else as `plan_activity`.
    """
    held = hold(activity, by=by, version=version, permission="activities.keep")
    if held.state == ActivityState.REPORTED:
        raise ValidationError("Hoạt động đã báo cáo. Đồng chí sửa trong báo cáo.")
    _refuse(held.unit, what, but=held)
    held.state, held.skip_reason = ActivityState.PLANNED, ""
    week = week_of(what.on)
    beside = Activity.objects.filter(unit=held.unit, theme=what.theme, state=ActivityState.PLANNED)
    beside = beside.between(week.start, week.end).exclude(pk=held.pk)
    beside.exclude(in_charge=what.in_charge).update(
        in_charge=what.in_charge, version=F("version") + 1
    )
    _write(held, what)
    return held


@transaction.atomic
@deed("Nghỉ hoạt động")
def skip_activity(activity: Activity, *, by: Actor, reason: str, version: int) -> Activity:
    """Say that a planned activity does not take place, and why; it may be planned anew.

    Raises `StaleError`, and `ValidationError` without a reason or once it was reported.
    """
    held = hold(activity, by=by, version=version, permission="activities.keep")
    if held.state == ActivityState.REPORTED:
        raise ValidationError("Hoạt động đã báo cáo nên không ghi nghỉ được.")
    if not reason.strip():
        raise ValidationError({"reason": "Đồng chí ghi lý do nghỉ, ví dụ: nghỉ Tết."})
    held.state, held.skip_reason = ActivityState.SKIPPED, reason.strip()
    held.version += 1
    held.save(update_fields=["state", "skip_reason", "version"])
    return held


@transaction.atomic
@deed("Chép lịch hoạt động")
def copy_weeks(unit: Unit, *, by: Actor, source: Iterable[Activity], weeks: int) -> list[Activity]:
    """Plan the same so many weeks later; days that hold something already are left as they are.

    Skipped ones are not copied, nor what may not be planned for its day. Who is in charge of the
    theme in that week already is so of the copy; nobody is who holds no post in the committee then.
    """
    require(by, "activities.plan", unit)
    later = timedelta(weeks=weeks)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps copy once
    rows = list(source)
    days = {one.on + later for one in rows}
    there = list(Activity.objects.filter(unit=unit, on__in=_weeks_of(days)))
    taken: set[tuple[object, ...]] = {(one.slot_id, one.on) for one in there if one.slot_id}
    taken |= {(one.theme_id, one.title, one.on) for one in there}
    leads = {(one.theme_id, week_of(one.on)): one.in_charge_id for one in there}
    officers = {day: may_be_in_charge(unit, day) for day in days}
    copies = []
    for one in rows:
        day = one.on + later
        slot = one.slot if one.slot and day in one.slot.during else None
        if one.state == ActivityState.SKIPPED or not _fits(unit, one, day):
            continue
        if taken & {(slot and slot.pk, day), (one.theme_id, one.title, day)}:
            continue
        lead = one.in_charge_id if one.in_charge_id in officers[day] else None
        if leads.setdefault((one.theme_id, week_of(day)), lead) != lead:
            lead = leads[one.theme_id, week_of(day)]
        copies.append(_copy(one, day, slot, lead))
    return Activity.objects.bulk_create(copies)


def _weeks_of(days: Iterable[date]) -> set[date]:
    """All days of the weeks in which these lie."""
    return {week_of(day).day(weekday) for day in days for weekday in range(1, 8)}


def _fits(unit: Unit, activity: Activity, day: date) -> bool:
    """Whether the same may be planned for the day: the unit is there, the theme is asked of it."""
    there = unit.opened_on <= day and (unit.closed_on is None or day < unit.closed_on)
    theme = activity.theme
    return there and (theme is None or (_runs(theme, day) and theme.applies_to(unit.sector)))


def _copy(one: Activity, day: date, slot: Slot | None, lead: int | None) -> Activity:
    return Activity(
        unit=one.unit,
        kind=one.kind,
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


def hold(
    activity: Activity, *, by: Actor, version: int, permission: str = "activities.report"
) -> Activity:
    """Lock the activity and read it anew. Raises `StaleError` when it is not that version."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit", "theme__scheme")
    held: Activity = rows.get(pk=activity.pk)
    require(by, permission, held)
    if held.version != version:
        raise StaleError(held)
    return held


def _write(activity: Activity, what: Planned) -> None:
    activity.kind, activity.on, activity.title = what.kind, what.on, what.title.strip()
    activity.theme, activity.slot = what.theme, what.slot
    activity.starts_at, activity.minutes = what.starts_at, what.minutes
    activity.place, activity.form = what.place.strip(), what.form.strip()
    activity.in_charge = what.in_charge
    if activity.pk:
        activity.version += 1
    try:
        with transaction.atomic():
            activity.save()
            _check_in_charge()
    except IntegrityError as error:
        raise _said(error, what) from error


def _check_in_charge() -> None:
    """Let the database say now, not at the end, that a theme of a week has two in charge."""
    with connection.cursor() as cursor:
        for when in ("IMMEDIATE", "DEFERRED"):
            cursor.execute(f"SET CONSTRAINTS {_ONE_IN_CHARGE} {when}")


def _said(error: IntegrityError, what: Planned) -> Exception:
    if _ONE_IN_CHARGE in str(error):
        return ValidationError(
            {"in_charge": "Nội dung này trong tuần đã có đồng chí khác phụ trách."}
        )
    if "one_activity_a_slot_and_day" in str(error):
        return ValidationError({"on": f"Khung giờ ngày {full_date(what.on)} đã có hoạt động."})
    return error


def _refuse(unit: Unit, what: Planned, but: Activity | None = None) -> None:
    faults: dict[str, str] = {}
    if not what.title.strip():
        faults["title"] = "Đồng chí ghi nội dung hoạt động."
    if what.on < unit.opened_on or (unit.closed_on and what.on >= unit.closed_on):
        faults["on"] = f"{unit.name} không hoạt động vào ngày {full_date(what.on)}."
    elif fault := _fault_of_theme(unit, what):
        faults["theme"] = fault
    if what.slot and (what.on not in what.slot.during or what.on.isoweekday() != what.slot.weekday):
        faults["on"] = f"Ngày {full_date(what.on)} không thuộc khung giờ đã đăng ký."
    if what.in_charge and what.in_charge.pk not in may_be_in_charge(unit, what.on):
        kept = but is not None and but.in_charge_id == what.in_charge.pk and but.on == what.on
        if not kept:
            faults["in_charge"] = (
                f"Đồng chí {what.in_charge} không giữ chức danh trong Ban Chấp hành {unit.name} "
                f"vào ngày {full_date(what.on)}."
            )
    if faults:
        raise ValidationError(faults)


def _fault_of_theme(unit: Unit, what: Planned) -> str:
    if what.theme is None:
        lacking = what.kind == ActivityKind.SCHEME
        return "Đồng chí chọn nhóm nội dung." if lacking else ""
    scheme = what.theme.scheme
    if scheme.unit_id not in unit.ancestor_ids:
        return f"Mô hình “{scheme.title}” không áp dụng cho {unit.name}."
    if not _runs(what.theme, what.on):
        return f"Mô hình “{scheme.title}” không thực hiện vào ngày {full_date(what.on)}."
    if not what.theme.applies_to(unit.sector):
        return f"Nhóm “{what.theme.short}” không áp dụng cho khối {unit.get_sector_display()}."
    return ""


def _runs(theme: Theme | None, day: date) -> bool:
    return theme is None or day in theme.scheme.during
