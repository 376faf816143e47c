"""What else changes when a unit moves or ends: apps above name it when loaded."""

from collections.abc import Callable
from typing import Any

from sodoan.common.scoping import Actor
from sodoan.org.models import Unit

Follow = Callable[[Unit, Actor], Any]
_FOLLOWERS: list[Follow] = []


def register(follow: Follow) -> None:
    """Let `follow(unit, by)` run when a unit moves or ends, in its transaction; once is enough."""
    if follow not in _FOLLOWERS:
        _FOLLOWERS.append(follow)


def bring_along(unit: Unit, *, by: Actor) -> None:
    """Let what rests on who is above come to those above the unit, and all below it, today."""
    for follow in _FOLLOWERS:
        follow(unit, by)
