"""What else changes when a unit tells of an activity or chooses its times: apps above name it."""

from collections.abc import Callable
from typing import Any

Follow = Callable[[list[int]], Any]
_FOLLOWERS: list[Follow] = []


def register(follow: Follow) -> None:
    """Let `follow(unit keys)` run in the transaction that tells of them; once is enough."""
    if follow not in _FOLLOWERS:
        _FOLLOWERS.append(follow)


def told_of(*units: int) -> None:
    """Let what counts activities and times of these units follow."""
    for follow in _FOLLOWERS:
        follow(list(units))
