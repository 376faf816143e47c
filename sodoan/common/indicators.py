"""A figure and the rows behind it: count, list, export and report cell come from one queryset.

Apps define theirs in `metrics.py`; `indicators` gathers them. No domain noun here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet, Sum


@dataclass(frozen=True)
class Span:
    """What a figure is asked of: everything below the unit with `path`, from `start` to `end`.

    Both days are included. What is true of a moment (who is a member) is asked as of the day `on`.
    `about` is the key of a scheme or programme where the question is about one; empty: all.
    """

    path: str
    start: date
    end: date
    on: date
    about: str = ""


@dataclass(frozen=True)
class Trait:
    """One column of the list behind a figure: heading, and how a row says it."""

    label: str
    of: Callable[[Any], object]
    kind: Literal["text", "number", "date"] = "text"
    width: int = 28


@dataclass(frozen=True)
class Indicator:
    """A figure: its key, its Vietnamese name, its unit of measure, and the rows it counts.

    The list behind it is in `order`, reads `related` rows with it and has `traits` as columns.
    `weight` names a field that is summed up; without it each row counts one. `owner` reaches from
    a row to the unit it belongs to and `moment` to when it became true, for figures that can be
    asked of many units at once; empty: they cannot.
    """

    key: str
    label: str
    measure: str
    rows: Callable[[Span], QuerySet]
    traits: Sequence[Trait]
    order: Sequence[str]
    related: Sequence[str] = ()
    weight: str = ""
    owner: str = ""
    moment: str = ""

    def value(self, span: Span) -> int:
        """The figure itself. One query."""
        rows = self.rows(span)
        if not self.weight:
            return rows.count()
        total: int | None = rows.aggregate(n=Sum(self.weight))["n"]
        return total or 0

    def listed(self, span: Span) -> QuerySet:
        """The rows it counts, as the list behind the figure shows them."""
        return self._told(self.rows(span))

    def kept(self, span: Span, keys: Sequence[int]) -> QuerySet:
        """The same list of rows that were counted once, whatever became of them since."""
        model: Any = self.rows(span).model
        return self._told(model.objects.filter(pk__in=keys))

    def _told(self, rows: QuerySet) -> QuerySet:
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.order_by(*self.order, "pk")

    def weigh(self, row: Any) -> int:
        """What one row adds to the figure."""
        return getattr(row, self.weight) if self.weight else 1

    def keys(self, span: Span, most: int) -> list[int]:
        """Keys of the rows, the first `most` of them; `[]` when there are more."""
        found = list(self.rows(span).order_by("pk").values_list("pk", flat=True)[: most + 1])
        return found if len(found) <= most else []
