"""Many units over many weeks: one query, however many of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, DateField, Q, Value
from django.db.models.functions import Trunc

from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity, Scheme
from sodoan.activities.queries.grid import is_owed
from sodoan.activities.states import Held, WeekState
from sodoan.common.status import Status, find
from sodoan.common.weeks import Week
from sodoan.org.models import Unit


@dataclass(frozen=True)
class Cell:
    """One week of one unit; `late` names who was in charge of what is not reported."""

    week: Week
    state: WeekState | None  # None: it owed nothing, the scheme or the unit was not there
    late: str = ""

    @property
    def status(self) -> Status | None:
        """How it is drawn."""
        return find("week", self.state) if self.state else None

    @property
    def words(self) -> str:
        """What it says, with who was in charge of what is not reported."""
        word = self.status.word if self.status else "–"
        return f"{word}: {self.late}" if self.late else word


def cells_of(
    units: Sequence[Unit], scheme: Scheme, weeks: Sequence[Week], day: date
) -> dict[int, list[Cell]]:
    """The weeks of each unit, by its key. One query."""
    due = Q(state=ActivityState.PLANNED, on__lte=day)
    rows = (
        Activity.objects.filter(unit__in=units, theme__scheme=scheme)
        .between(weeks[0].start, weeks[-1].end)
        .annotate(monday=Trunc("on", "week", output_field=DateField()))
        .order_by()
        .values("unit_id", "monday")
        .annotate(
            reported=Count("pk", filter=Q(state=ActivityState.REPORTED)),
            planned=Count("pk", filter=Q(state=ActivityState.PLANNED)),
            due=Count("pk", filter=due),
            skipped=Count("pk", filter=Q(state=ActivityState.SKIPPED)),
            late=StringAgg(
                "in_charge__full_name", Value(", "), filter=due, distinct=True, default=Value("")
            ),
        )
    )
    found = {(row.pop("unit_id"), row.pop("monday")): row for row in rows}
    return {
        unit.pk: [
            _cell(unit, scheme, week, found.get((unit.pk, week.start), {}), day) for week in weeks
        ]
        for unit in units
    }


def _cell(unit: Unit, scheme: Scheme, week: Week, row: dict[str, Any], day: date) -> Cell:
    late = row.pop("late", "")
    state = Held(**row).state(
        minimum=scheme.weekly_minimum,
        is_over=week.end < day,
        is_owed=week.start <= day and is_owed(unit, scheme, week),
    )
    return Cell(week, state, late if state == WeekState.UNREPORTED else "")


@dataclass(frozen=True)
class Tally:
    """How many of the units that owed a week have met it."""

    met: int
    owing: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: never 100 while one is missing."""
        return 100 * self.met // self.owing if self.owing else 0


def tally(cells: Iterable[Cell]) -> Tally:
    """Add up the weeks that owed something; one skipped for a reason owes nothing."""
    owing = [one for one in cells if one.state not in {None, WeekState.SKIPPED}]
    return Tally(sum(one.state == WeekState.MET for one in owing), len(owing))
