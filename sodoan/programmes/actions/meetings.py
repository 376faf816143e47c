"""Step 3, a branch meets again: the next meeting of a round, or taking it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.scoping import Actor
from sodoan.programmes.actions.rounds import hold_round
from sodoan.programmes.models import Meeting, Round


@transaction.atomic
@deed("Họp lại")
def meet_again(round_: Round, *, by: Actor, reason: str) -> Meeting:
    """Call another meeting; minutes and votes of the one before are kept.

    Votes of the earlier meeting count until the new one votes on the same member. Raises
    `ValidationError` without a reason, and while the latest meeting has not been held.
    """
    hold_round(round_, by=by)
    last = round_.meetings.order_by("-number").first()
    if last is None or not last.attendances.exists():
        raise ValidationError("Cuộc họp gần nhất chưa điểm danh nên chưa cần họp lại.")
    if not reason.strip():
        raise ValidationError("Đồng chí ghi lý do họp lại.")
    return Meeting.objects.create(
        round=round_,
        number=last.number + 1,
        reason=reason.strip(),
        held_at=timezone.now(),
        place=last.place,
        chair=last.chair,
        secretary=last.secretary,
    )


@transaction.atomic
@deed("Bỏ cuộc họp gọi nhầm")
def drop_meeting(meeting: Meeting, *, by: Actor) -> None:
    """Take back a further meeting that was called by mistake, before anybody was marked present."""
    hold_round(meeting.round, by=by)
    if meeting.number == 1 or meeting.attendances.exists():
        raise ValidationError("Cuộc họp đã điểm danh thì biên bản được giữ lại.")
    meeting.delete()
