"""What was done, who was there: filled in on a phone, often days later and without a signal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.activities.actions.planning import hold
from sodoan.activities.actions.sending import keep_sending, was_kept, written_over
from sodoan.activities.choices import ActivityState, Means, Presence
from sodoan.activities.followers import reported, told_of
from sodoan.activities.models import Activity, Attendance, Photo
from sodoan.activities.models.activity import MOST_GUESTS
from sodoan.activities.queries.duties import expected
from sodoan.audit.history import deed
from sodoan.common.outbox import Sent
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date, number
from sodoan.documents.actions import NamedFile, store_attachment
from sodoan.documents.choices import IMAGES

MOST_PHOTOS = 5


@dataclass(frozen=True)
class Present:
    """Whether one person was there, and why not."""

    presence: str
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What is told of an activity (S2's form: place, content, form, result; guests apart)."""

    place: str
    form: str
    done: str
    result: str
    guests: int = 0
    photo: NamedFile | None = None


@transaction.atomic
@deed("Điểm danh hoạt động")
def mark_attendance(activity: Activity, *, by: Actor, people: Mapping[int, Present]) -> None:
    """Record presence by person key; whoever is not named stays as recorded.

    Raises `ValidationError` before the day of the activity, for somebody not expected there, and
    for an excused absence without its reason.
    """
    require(by, "activities.report", activity)
    held = (
        Activity.objects.select_for_update(of=("self",)).select_related("unit").get(pk=activity.pk)
    )
    refuse_early(held, by)
    refuse_skipped(held)
    _refuse_people(held, people)
    Attendance.objects.bulk_create(
        [
            Attendance(
                activity=held,
                person_id=person,
                presence=one.presence,
                reason=one.reason.strip() if one.presence == Presence.EXCUSED else "",
                means=Means.TICK,
                at=timezone.now(),
                by_id=by.user_id,
            )
            for person, one in people.items()
        ],
        update_conflicts=True,
        unique_fields=["activity", "person"],
        update_fields=["presence", "reason", "means", "at", "by"],
    )


@transaction.atomic
@deed("Báo cáo hoạt động")
def report_activity(
    activity: Activity, *, by: Actor, report: Report, version: int, sent: Sent | None = None
) -> Activity:
    """Say what was done. A reported activity may be corrected; the history keeps what was said.

    `sent` names a sending of a phone: what came already is not kept twice.

    Raises `StaleError`, and `ValidationError` by field: before its day, for a skipped one, without
    words on what was done, while nobody was marked present, for what is no picture, and beyond five
    of them; then nothing is kept.
    """
    if sent is not None:
        locked = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        require(by, "activities.report", locked)
        if was_kept(locked, by=by, sent=sent):
            return locked
        version = written_over(locked, by=by, sent=sent, version=version)
    held = hold(activity, by=by, version=version)
    refuse_early(held, by)
    refuse_skipped(held)
    faults = {}
    if not report.done.strip():
        faults["done"] = "Đồng chí ghi đã làm gì, một hai câu là đủ."
    if not 0 <= report.guests <= MOST_GUESTS:
        faults["guests"] = f"Số khách từ 0 đến {number(MOST_GUESTS)}."
    if not held.attendances.filter(presence=Presence.PRESENT).exists():
        faults["__all__"] = "Chưa ai được điểm danh có mặt. Đồng chí điểm danh trước khi gửi."
    if faults:
        raise ValidationError(faults)
    held.place, held.form = report.place.strip(), report.form.strip()
    held.done, held.result = report.done.strip(), report.result.strip()
    held.guests = report.guests
    held.state = ActivityState.REPORTED
    held.reported_at, held.reported_by_id = timezone.now(), by.user_id
    held.version += 1
    held.save()
    if sent is not None:
        keep_sending(held, by=by, sent=sent)
    if report.photo:
        _add_photo(held, report.photo, by)
    told_of(held.unit_id)
    reported(held, by)
    return held


def _add_photo(activity: Activity, picture: NamedFile, by: Actor) -> None:
    """Keep a picture; the same one again is already there."""
    stored = store_attachment(picture, by=by, unit=activity.unit)
    if stored.media_type not in IMAGES:
        raise ValidationError({"photo": "Tệp này không phải ảnh. Đồng chí chọn ảnh chụp."})
    if activity.photos.filter(attachment__sha256=stored.sha256).exists():
        return
    if activity.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"photo": f"Mỗi hoạt động giữ nhiều nhất {MOST_PHOTOS} ảnh."})
    Photo.objects.create(activity=activity, attachment=stored)


def refuse_skipped(activity: Activity) -> None:
    """Raise `ValidationError` for an activity that does not take place."""
    if activity.state == ActivityState.SKIPPED:
        raise ValidationError("Hoạt động này đã ghi nghỉ. Đồng chí xếp lại lịch trước.")


def refuse_early(activity: Activity, by: Actor) -> None:
    """Raise `ValidationError` before the day of the activity."""
    if activity.on > by.on:
        raise ValidationError(f"Hoạt động ngày {full_date(activity.on)} chưa diễn ra.")


def _refuse_people(activity: Activity, people: Mapping[int, Present]) -> None:
    if {one.presence for one in people.values()} - set(Presence.values):
        raise ValidationError("Đồng chí chọn có mặt, vắng có lý do hoặc vắng không lý do.")
    if set(people) - _known(activity, people):
        raise ValidationError("Có người không sinh hoạt ở đơn vị này vào ngày hoạt động.")
    if any(one.presence == Presence.EXCUSED and not one.reason.strip() for one in people.values()):
        raise ValidationError("Vắng có lý do thì đồng chí ghi lý do.")


def _known(activity: Activity, people: Collection[int]) -> set[int]:
    """Those who are expected, or are on the list already."""
    found = set(
        expected(activity.unit, activity.on).filter(pk__in=people).values_list("pk", flat=True)
    )
    listed = activity.attendances.filter(person__in=people).values_list("person_id", flat=True)
    return found | set(listed)
