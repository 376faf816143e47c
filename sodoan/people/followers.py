"""What else goes along when people move to another branch: apps above name it when loaded."""

from collections.abc import Callable, Collection
from typing import Any

from sodoan.common.scoping import Actor

Follow = Callable[[Collection[int], Actor], Any]
Hold = Callable[[Collection[int]], Any]
_FOLLOWERS: list[Follow] = []
_HOLDERS: list[Hold] = []


def register(follow: Follow, *, hold: Hold) -> None:
    """Let `follow(person keys, by)` run in the transaction of every move; once is enough.

    `hold(person keys)` takes the locks it works under, for who writes its rows before it runs.
    """
    if follow not in _FOLLOWERS:
        _FOLLOWERS.append(follow)
        _HOLDERS.append(hold)


def hold_along(people: Collection[int]) -> None:
    """Hold what belongs to these people, before they are held and any of it is written."""
    for hold in _HOLDERS:
        hold(people)


def bring_along(people: Collection[int], *, by: Actor) -> None:
    """Let everything that belongs to these people come to the branch they belong to today."""
    for follow in _FOLLOWERS:
        follow(people, by)
