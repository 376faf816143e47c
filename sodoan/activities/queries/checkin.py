"""The code members scan: signed, for one activity, good for a minute."""

from django.core import signing
from django.db.models import Count, Q

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity

SECONDS = 60  # a code older than this was passed on; the screen shows a new one every 20 seconds
_SALT = "sodoan.activities.check-in"


def code_of(activity: Activity) -> str:
    """Return a code for who is in the room now; it holds no personal data."""
    return signing.dumps(activity.pk, salt=_SALT)


def read_code(code: str) -> int:
    """Return the key of the activity. Raises `signing.BadSignature`, also for one too old."""
    return int(signing.loads(code, salt=_SALT, max_age=SECONDS))


def present_at(activity: Activity) -> int:
    """How many have been marked as present. One query."""
    there = activity.attendances.aggregate(n=Count("pk", filter=Q(presence=Presence.PRESENT)))
    return int(there["n"])
