"""A report that arrives from a phone: late, again, or after one whose answer was lost."""

from sodoan.activities.models import Activity, Sending
from sodoan.common.outbox import Sent
from sodoan.common.scoping import Actor


def was_kept(activity: Activity, *, by: Actor, sent: Sent) -> bool:
    """Whether this very sending is kept already. The activity is locked by whoever asks."""
    return Sending.objects.filter(activity=activity, by=by.user_id, key=sent.key).exists()


def written_over(activity: Activity, *, by: Actor, sent: Sent, version: int) -> int:
    """The version it was written over: the present one when that came from the same phone."""
    own = Sending.objects.filter(activity=activity, by=by.user_id, key__in=sent.before)
    return activity.version if own.filter(version=activity.version).exists() else version


def keep_sending(activity: Activity, *, by: Actor, sent: Sent) -> None:
    """Remember what the save of it has made."""
    assert by.user_id is not None  # who reports is signed in
    Sending.objects.create(
        activity=activity, by_id=by.user_id, key=sent.key, version=activity.version
    )
