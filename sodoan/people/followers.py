"""What else goes along when people move to another branch: apps above name it when loaded."""

from collections.abc import Callable, Collection
from typing import Any

from sodoan.common.scoping import Actor

Follow = Callable[[Collection[int], Actor], Any]
_FOLLOWERS: list[Follow] = []


def register(follow: Follow) -> None:
    """Let `follow(person keys, by)` run in the transaction of every move; once is enough."""
    if follow not in _FOLLOWERS:
        _FOLLOWERS.append(follow)


def bring_along(people: Collection[int], *, by: Actor) -> None:
    """Let everything that belongs to these people come to the branch they belong to today."""
    for follow in _FOLLOWERS:
        follow(people, by)
