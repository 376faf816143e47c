"""What apps above say beside an activity: a line with a way to their page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sodoan.common.scoping import Actor

if TYPE_CHECKING:
    from sodoan.activities.models import Activity


@dataclass(frozen=True)
class Beside:
    """A label, what is so, and where it is changed."""

    label: str
    words: str
    url: str
    action: str


Say = Callable[["Activity", Actor], Beside | None]
_SAYING: list[Say] = []


def register(say: Say) -> None:
    """Let `say(activity, by)` put a line beside an activity that is reported; once is enough."""
    if say not in _SAYING:
        _SAYING.append(say)


def said_of(activity: "Activity", by: Actor) -> list[Beside]:
    """The lines of apps above, in the order they were named."""
    return [line for say in _SAYING if (line := say(activity, by)) is not None]
