"""One week of a scheme, as the office tells the standing committee (S2, IV.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance, Scheme
from sodoan.activities.overseeing import scheme_paths
from sodoan.activities.queries.units import asked_of
from sodoan.activities.queries.weeks import Cell, Tally, cells_of, tally
from sodoan.activities.states import WeekState
from sodoan.common.scoping import Actor, under
from sodoan.common.weeks import Week
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.people.queries import members_by_unit

_PRESENT = Q(attendances__presence=Presence.PRESENT)
_LACKING = {WeekState.MISSING, WeekState.UNREPORTED, WeekState.SHORT}


@dataclass(frozen=True)
class UnitWeek:
    """What one unit did: `people` are different members, `attendances` how often they came."""

    unit: Unit
    cell: Cell
    told: Sequence[Activity]
    people: int
    members: int

    @property
    def attendances(self) -> int:
        """How often members came."""
        return sum(one.present for one in self.told)  # type: ignore[attr-defined] # annotated

    @property
    def guests(self) -> int:
        """How many came who are no members."""
        return sum(one.guests for one in self.told)

    @property
    def percent(self) -> int | None:
        """Whole percent of its members who came, rounded down; None: it has no members."""
        return min(100, 100 * self.people // self.members) if self.members else None

    @property
    def lacks(self) -> bool:
        """Whether it still owes activities of the week."""
        return self.cell.state in _LACKING


@dataclass(frozen=True)
class Digest:
    """A week of all units in scope that the scheme is asked of."""

    scheme: Scheme
    week: Week
    rows: Sequence[UnitWeek]
    before: Tally
    people: int

    @property
    def tally(self) -> Tally:
        """How many units that owed the week have met it."""
        return tally(row.cell for row in self.rows)

    @property
    def lacking(self) -> Sequence[UnitWeek]:
        """Units that still owe activities of the week."""
        return [row for row in self.rows if row.lacks]

    @property
    def activities(self) -> int:
        """How many activities were reported."""
        return sum(len(row.told) for row in self.rows)

    @property
    def attendances(self) -> int:
        """How often members came to them."""
        return sum(row.attendances for row in self.rows)

    @property
    def guests(self) -> int:
        """How many came who are no members."""
        return sum(row.guests for row in self.rows)


def digest_of(scheme: Scheme, scope: Actor, week: Week) -> Digest:
    """The week of the units in scope, as it stands today. Six queries for any number of units."""
    day = min(week.end, scope.on)
    units = list(_units(scheme, scope, day))
    keys = [unit.pk for unit in units]
    cells = cells_of(units, scheme, [week.previous, week], scope.on)
    members = members_by_unit(keys, day)
    held = Activity.objects.filter(unit__in=keys, theme__scheme=scheme).held()
    held = held.between(week.start, week.end)
    told: dict[int, list[Activity]] = {key: [] for key in keys}
    shown = held.select_related("theme").annotate(present=Count("attendances", filter=_PRESENT))
    for one in shown.order_by("on", "starts_at", "pk"):
        told[one.unit_id].append(one)
    came = Attendance.objects.filter(activity__in=held, presence=Presence.PRESENT)
    many = came.order_by().values_list("activity__unit").annotate(n=Count("person", distinct=True))
    people = dict(many)
    return Digest(
        scheme=scheme,
        week=week,
        rows=[
            UnitWeek(
                unit, cells[unit.pk][1], told[unit.pk], people.get(unit.pk, 0),
                members.get(unit.pk, 0),
            )
            for unit in units
        ],
        before=tally(cells[unit.pk][0] for unit in units),
        people=came.aggregate(n=Count("person", distinct=True))["n"],
    )  # fmt: skip


def _units(scheme: Scheme, scope: Actor, day: date) -> QuerySet[Any]:
    """Units in scope asked for the scheme that day, in their order."""
    units = asked_of(scheme, day).filter(under(scope.paths(Capability.VIEW_ACTIVITIES)))
    return units.order_by("sort_key", "pk")


def told_for(scheme: Scheme, scope: Actor) -> Unit:
    """In whose name the digest is told: the unit that asks, else the highest one looked after."""
    paths = sorted(scheme_paths(scope), key=len)
    if any(scheme.unit.path.startswith(path) for path in paths):
        return scheme.unit
    below = next(path for path in paths if path.startswith(scheme.unit.path))
    return Unit.objects.select_related("type").get(path=below)
