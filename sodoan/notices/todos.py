"""One thing a person owes, as every app offers it to the first screen (capability 57)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils.module_loading import import_string

from sodoan.common.scoping import Actor


@dataclass(frozen=True)
class Todo:
    """A row of “việc cần làm”.

    `action` is verb + object for the card's button; `sentence` says why or how far it is. `due`
    is the last day, `None` when it has none. Rows of `weight` 0 come before others of the day.
    `mailed` stands in mails instead of a title that names somebody or quotes what people wrote.
    """

    key: str
    title: str
    sentence: str
    url: str
    action: str
    icon: str
    due: date | None = None
    tone: str = "blue"
    weight: int = 1
    mailed: str = ""

    def order(self, today: date) -> tuple[int, date, int, str]:
        """Overdue and blocking first, then the nearest deadline, then the undated."""
        overdue = self.due is not None and self.due < today
        return (0 if overdue else 1, self.due or date.max, self.weight, self.title)


Source = Callable[..., Iterable[Todo]]
SOURCES: dict[str, str] = {}


def register(name: str, path: str) -> None:
    """Name by its dotted path what tells, for a scope, the to-dos of an app above."""
    SOURCES[name] = path


def gather(scope: Actor, **known: Any) -> list[Todo]:
    """Everything a person owes, from all apps: the first screen and the digest read these rows.

    `known` hands a source by its name what the page has read already.
    """
    return [
        todo
        for name, path in SOURCES.items()
        for todo in cast("Source", import_string(path))(
            scope, *([known[name]] if name in known else [])
        )
    ]


def ordered(todos: list[Todo], today: date) -> list[Todo]:
    """Sort for the first screen; a minor overdue item keeps the row below the main card."""
    return sorted(todos, key=lambda todo: (todo.weight > 1, todo.order(today)))
