"""The plan of one activity: what is done on which day, by whom; skipped and why."""

from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from sodoan.activities.choices import ActivityKind, ActivityState
from sodoan.activities.models import Activity, AgendaPoint, Project, Slot, Theme
from sodoan.activities.queries.duties import may_be_in_charge
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.weeks import week_of
from sodoan.common.words import full_date
from sodoan.org.models import Unit
from sodoan.people.models import Person

LONGEST_POINT = 300
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
    meeting: str = ""
    project: Project | None = None
    agenda: tuple[str, ...] = ()


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
    is not asked of the unit that day; a slot already taken that day, or a day that is none of it;
    a project that is over; somebody in charge who is not of the committee, or another than the one
    in charge of this theme in the week.
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
    if what.theme is not None:
        _take_over(held, what)
    _write(held, what)
    return held


def _take_over(held: Activity, what: Planned) -> None:
    """Give the rest of the theme's week to the one in charge now."""
    week = week_of(what.on)
    beside = Activity.objects.filter(unit=held.unit, theme=what.theme, state=ActivityState.PLANNED)
    beside = beside.between(week.start, week.end).exclude(pk=held.pk)
    beside.exclude(in_charge=what.in_charge).update(
        in_charge=what.in_charge, version=F("version") + 1
    )


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


def hold(
    activity: Activity, *, by: Actor, version: int, permission: str = "activities.report"
) -> Activity:
    """Lock the activity and read it anew. Raises `StaleError` when it is not that version."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related(
        "unit__type", "theme__scheme"
    )
    held: Activity = rows.get(pk=activity.pk)
    require(by, permission, held)
    if held.version != version:
        raise StaleError(held)
    return held


def _write(activity: Activity, what: Planned) -> None:
    activity.meeting, activity.project = what.meeting, what.project
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
            _set_agenda(activity, what.agenda)
    except IntegrityError as error:
        raise _said(error, what) from error


def _set_agenda(activity: Activity, points: tuple[str, ...]) -> None:
    """Put the points in their order; the same ones again change nothing."""
    wanted = [text.strip() for text in points if text.strip()]
    if list(activity.agenda.values_list("text", flat=True)) == wanted:
        return
    activity.agenda.all().delete()
    AgendaPoint.objects.bulk_create(
        AgendaPoint(activity=activity, position=place, text=text)
        for place, text in enumerate(wanted, start=1)
    )


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
    faults |= _faults_of_kind(what)
    if what.slot and not what.slot.falls_on(what.on):
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


def _faults_of_kind(what: Planned) -> dict[str, str]:
    faults = {}
    if what.project and not what.project.is_open:
        faults["project"] = f"“{what.project.title}” đã hoàn thành hoặc đã dừng."
    if what.agenda and what.kind != ActivityKind.MEETING:
        faults["agenda"] = "Chỉ cuộc họp có chương trình họp."
    elif any(len(text) > LONGEST_POINT for text in what.agenda):
        faults["agenda"] = f"Mỗi nội dung dài nhất {LONGEST_POINT} ký tự."
    return faults


def _fault_of_theme(unit: Unit, what: Planned) -> str:
    if what.theme is None:
        lacking = what.kind == ActivityKind.SCHEME
        return "Đồng chí chọn nhóm nội dung." if lacking else ""
    scheme = what.theme.scheme
    if scheme.unit_id not in unit.ancestor_ids:
        return f"Mô hình “{scheme.title}” không áp dụng cho {unit.name}."
    if what.on not in scheme.during:
        return f"Mô hình “{scheme.title}” không thực hiện vào ngày {full_date(what.on)}."
    if not what.theme.applies_to(unit.sector):
        return f"Nhóm “{what.theme.short}” không áp dụng cho khối {unit.get_sector_display()}."
    return ""
