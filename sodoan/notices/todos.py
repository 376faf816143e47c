"""One thing a person owes, as every app offers it to the first screen (capability 57)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """A row of “việc cần làm”.

    `action` is verb + object for the card's button; `sentence` says why or how far it is. `due`
    is the last day, `None` when it has none. Rows of `weight` 0 come before others of the day.
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

    def order(self, today: date) -> tuple[int, date, int, str]:
        """Overdue and blocking first, then the nearest deadline, then the undated."""
        overdue = self.due is not None and self.due < today
        return (0 if overdue else 1, self.due or date.max, self.weight, self.title)


def ordered(todos: list[Todo], today: date) -> list[Todo]:
    """Sort for the first screen; a minor overdue item keeps the row below the main card."""
    return sorted(todos, key=lambda todo: (todo.weight > 1, todo.order(today)))
