"""Step 3, the paper of a meeting: printed once and kept."""

from django.db import transaction

from sodoan.audit.history import deed
from sodoan.common.scoping import Actor
from sodoan.documents.actions import store_paper
from sodoan.programmes.choices import OPEN_ROUNDS
from sodoan.programmes.models import Meeting, Round
from sodoan.programmes.queries.evaluation import meetings_of
from sodoan.programmes.queries.issued import minutes_name, minutes_paper


@transaction.atomic
@deed("Lưu biên bản họp")
def keep_minutes(round_: Round, *, by: Actor, before: int | None = None) -> None:
    """Print the minutes of the meetings that have none yet, and keep them for ever.

    All of the round, or those with a number lower than `before`. Whoever calls it has asked
    whether the actor may. What is kept is not printed again, whatever is written later.
    """
    list(Meeting.objects.select_for_update().filter(round=round_).order_by("pk").values_list("pk"))
    for meeting in meetings_of(round_.pk):
        if meeting.minutes_id is None and (before is None or meeting.number < before):
            meeting.round = round_
            meeting.minutes = store_paper(
                minutes_paper(meeting),
                by=by,
                unit=round_.unit,
                name=f"{minutes_name(meeting)}.docx",
            )
            meeting.save(update_fields=["minutes"])


def keep_sent_minutes(round_: Round, *, by: Actor) -> None:
    """`keep_minutes` of a round that was sent up when none were kept; none while it is below."""
    if round_.state not in OPEN_ROUNDS:
        keep_minutes(round_, by=by)
