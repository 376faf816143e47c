"""What somebody who goes away would leave unfinished: apps above tell it when loaded."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from sodoan.people.models import Person


class Tell(Protocol):
    """What an app above knows."""

    def __call__(self, person: Person, day: date, *, leaves: bool) -> Iterable[str]:
        """Sentences for who records that the person moves or `leaves` the organisation."""


_TELLERS: list[Tell] = []


def register(tell: Tell) -> None:
    """Let the app be asked; once is enough."""
    if tell not in _TELLERS:
        _TELLERS.append(tell)


def unfinished_of(person: Person, day: date, *, leaves: bool) -> list[str]:
    """What to know before the person moves to another branch, or leaves the organisation."""
    return [sentence for tell in _TELLERS for sentence in tell(person, day, leaves=leaves)]
