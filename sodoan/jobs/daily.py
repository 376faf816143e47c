"""What is done once a local day: apps above register their steps when they are loaded.

The queue itself forgets a planned moment that lies more than ten minutes back, so a machine that
was off at that minute would lose the day. Therefore a tick asks often what of today is not done
yet (`actions.catch_up`), and each step leaves a row in the transaction of its work.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import cast

from django.utils.module_loading import import_string

Step = Callable[[date, date], object]
"""Does its part of a day; the second day is the last one that it was done before."""


@dataclass(frozen=True)
class Daily:
    """Steps of a day in their order, due from a local time on; a later one waits for an earlier."""

    steps: tuple[str, ...]
    at: time


DAILIES: dict[str, Daily] = {}


def register(name: str, *steps: str, at: time) -> None:
    """Name by their dotted paths the steps of a day; running one again must do no harm."""
    DAILIES[name] = Daily(steps, at)


def step_of(path: str) -> Step:
    """The function that does a step."""
    return cast("Step", import_string(path))
