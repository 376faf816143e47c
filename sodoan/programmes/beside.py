"""What this app says beside an activity that is not this app's."""

from django.urls import reverse

from sodoan.activities.beside import Beside
from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity
from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.programmes.queries.counting import counts_of


def counts_for(activity: Activity, by: Actor) -> Beside | None:
    """Which criteria of members it counts for; nothing where no programme asks."""
    if activity.state == ActivityState.SKIPPED:
        return None
    counts = counts_of(activity)
    if not counts.offers:
        return None
    may = allowed(by, "activities.report", activity)
    return Beside(
        label="Tính cho tiêu chí",
        words="; ".join(counts.titles) or "Chưa tính cho tiêu chí nào",
        url=reverse("programmes:counting", args=[activity.pk]) if may else "",
        action="Chọn tiêu chí",
    )
