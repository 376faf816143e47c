"""Minutes of a meeting, and what it decided: given to somebody, done, taken back."""

from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.activities.actions.reporting import Report, report_activity
from sodoan.activities.choices import ActivityKind, ActivityState
from sodoan.activities.models import Activity, Minutes, Resolution
from sodoan.activities.queries.duties import may_take
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.people.models import Person


@dataclass(frozen=True)
class Written:
    """Who chaired, who wrote; what was discussed and concluded is the report."""

    chair: Person
    secretary: Person
    report: Report
    ended_at: time | None = None


@dataclass(frozen=True)
class Decided:
    """What a meeting decided: what, who sees to it, until when."""

    text: str
    person: Person
    due_on: date


@transaction.atomic
@deed("Ghi biên bản họp")
def write_minutes(activity: Activity, *, by: Actor, written: Written, version: int) -> Activity:
    """Write down a meeting; with it the meeting is reported. It may be corrected later.

    Raises `ValidationError` for what is no meeting; by field without conclusions, for one person
    in both parts, for somebody who is not of the unit; and what `report_activity` refuses.
    """
    if activity.kind != ActivityKind.MEETING:
        raise ValidationError("Chỉ cuộc họp có biên bản.")
    held = report_activity(activity, by=by, report=written.report, version=version)
    faults = {}
    if not written.report.result.strip():
        faults["result"] = "Đồng chí ghi kết luận của cuộc họp."
    if written.chair == written.secretary:
        faults["secretary"] = "Chủ trì và thư ký là hai người."
    kept = Minutes.objects.filter(activity=held).first()
    stored = {kept.chair_id, kept.secretary_id} if kept else set()
    there = set(may_take(held.unit, held.on).values_list("pk", flat=True)) | stored
    for name in ("chair", "secretary"):
        person = getattr(written, name)
        if person.pk not in there:
            faults.setdefault(name, f"Đồng chí {person} không sinh hoạt ở {held.unit.name}.")
    if faults:
        raise ValidationError(faults)
    Minutes.objects.update_or_create(
        activity=held,
        defaults={
            "chair": written.chair,
            "secretary": written.secretary,
            "ended_at": written.ended_at,
        },
    )
    return held


@transaction.atomic
@deed("Ghi nghị quyết cuộc họp")
def decide(activity: Activity, *, by: Actor, what: Decided) -> Resolution:
    """Write down what a meeting decided; it is owed by the person from then on.

    Raises `ValidationError` for what is no meeting, is skipped or still to come; by field without
    words, for a last day before the meeting, for somebody who is not of the unit.
    """
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit__type")
    held = rows.get(pk=activity.pk)
    require(by, "activities.report", held)
    if held.kind != ActivityKind.MEETING or held.state == ActivityState.SKIPPED:
        raise ValidationError("Chỉ cuộc họp đã tổ chức có nghị quyết.")
    if held.on > by.on:
        raise ValidationError(f"Cuộc họp đến ngày {full_date(held.on)} mới diễn ra.")
    faults = {}
    if not what.text.strip():
        faults["text"] = "Đồng chí ghi việc phải làm."
    if what.due_on < held.on:
        faults["due_on"] = f"Hạn phải từ ngày họp {full_date(held.on)} trở đi."
    if not may_take(held.unit, by.on).filter(pk=what.person.pk).exists():
        faults["person"] = f"Đồng chí {what.person} không sinh hoạt ở {held.unit.name}."
    if faults:
        raise ValidationError(faults)
    return Resolution.objects.create(
        activity=held, text=what.text.strip(), person=what.person, due_on=what.due_on
    )


@transaction.atomic
@deed("Ghi nghị quyết đã làm xong")
def settle_resolution(resolution: Resolution, *, by: Actor, done_on: date, note: str) -> Resolution:
    """Say that it is done, on which day and with what result.

    Raises `ValidationError` when it is done already; by field for a day before the meeting or to
    come, and without a word on the result.
    """
    held = _hold(resolution)
    require(by, "activities.settle", held)
    if held.done_on is not None:
        raise ValidationError(f"Việc này đã xong ngày {full_date(held.done_on)}.")
    faults = {}
    if not held.activity.on <= done_on <= by.on:
        faults["done_on"] = f"Ngày làm xong từ ngày họp {full_date(held.activity.on)} đến hôm nay."
    if not note.strip():
        faults["note"] = "Đồng chí ghi kết quả, một câu là đủ."
    if faults:
        raise ValidationError(faults)
    held.done_on, held.note, held.done_by_id = done_on, note.strip(), by.user_id
    held.save(update_fields=["done_on", "note", "done_by"])
    return held


@transaction.atomic
@deed("Mở lại nghị quyết")
def reopen_resolution(resolution: Resolution, *, by: Actor) -> Resolution:
    """Let it be owed again. Raises `ValidationError` while it is."""
    held = _hold(resolution)
    require(by, "activities.keep_resolution", held)
    if held.done_on is None:
        raise ValidationError("Việc này chưa xong.")
    held.done_on, held.note, held.done_by_id = None, "", None
    held.save(update_fields=["done_on", "note", "done_by"])
    return held


@transaction.atomic
@deed("Bỏ nghị quyết ghi nhầm")
def drop_resolution(resolution: Resolution, *, by: Actor) -> None:
    """Take back what was written by mistake. Raises `ValidationError` once it is done."""
    held = _hold(resolution)
    require(by, "activities.keep_resolution", held)
    if held.done_on is not None:
        raise ValidationError("Việc đã xong thì giữ lại trong biên bản.")
    held.delete()


def _hold(resolution: Resolution) -> Resolution:
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("activity__unit")
    return rows.get(pk=resolution.pk)
