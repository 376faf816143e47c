"""A member says “I am here” with the code on the wall."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.activities.actions.reporting import refuse_early
from sodoan.activities.choices import ActivityState, Means, Presence
from sodoan.activities.models import Activity, Attendance
from sodoan.activities.queries.duties import expected
from sodoan.audit.history import deed
from sodoan.common.scoping import Actor


@transaction.atomic
@deed("Điểm danh bằng mã")
def check_in(activity: Activity, *, by: Actor) -> Attendance:
    """Record that the account's own person is there; saying it again changes nothing.

    That somebody held the code in time is the question of the view. Raises `ValidationError` on
    another day than that of the activity, for a skipped one, and for who is not expected there.
    """
    held = (
        Activity.objects.select_for_update(of=("self",)).select_related("unit").get(pk=activity.pk)
    )
    refuse_early(held, by)
    if held.state == ActivityState.SKIPPED:
        raise ValidationError("Hoạt động này nghỉ. Bạn hỏi lại người phụ trách.")
    if held.on < by.on:
        raise ValidationError("Hoạt động đã qua ngày. Bạn nhờ người phụ trách ghi điểm danh.")
    if by.person_id is None or not expected(held.unit, held.on).filter(pk=by.person_id).exists():
        raise ValidationError(
            f"Bạn không sinh hoạt ở {held.unit.name}. Bạn báo người phụ trách ghi là khách."
        )
    seen, made = Attendance.objects.get_or_create(
        activity=held,
        person_id=by.person_id,
        defaults={
            "presence": Presence.PRESENT,
            "means": Means.QR,
            "at": timezone.now(),
            "by_id": by.user_id,
        },
    )
    if not made and seen.presence != Presence.PRESENT:
        seen.presence, seen.reason, seen.means = Presence.PRESENT, "", Means.QR
        seen.at, seen.by_id = timezone.now(), by.user_id
        seen.save()
    return seen
