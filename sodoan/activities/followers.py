"""What else changes when a unit tells of an activity or chooses its times: apps above name it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sodoan.common.scoping import Actor

if TYPE_CHECKING:
    from sodoan.activities.models import Activity

Follow = Callable[[list[int]], Any]
FollowReport = Callable[["Activity", Actor], Any]
_FOLLOWERS: list[Follow] = []
_OF_REPORTS: list[FollowReport] = []


def register(follow: Follow) -> None:
    """Let `follow(unit keys)` run in the transaction that tells of them; once is enough."""
    if follow not in _FOLLOWERS:
        _FOLLOWERS.append(follow)


def register_report(follow: FollowReport) -> None:
    """Let `follow(activity, by)` run in the transaction that reports it; once is enough."""
    if follow not in _OF_REPORTS:
        _OF_REPORTS.append(follow)


def told_of(*units: int) -> None:
    """Let what counts activities and times of these units follow."""
    for follow in _FOLLOWERS:
        follow(list(units))


def reported(activity: "Activity", by: Actor) -> None:
    """Let what rests on the report of an activity follow."""
    for follow in _OF_REPORTS:
        follow(activity, by)
