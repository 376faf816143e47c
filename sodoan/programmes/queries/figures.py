"""Figures per unit, added up the tree in one statement (capabilities 54, 79)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex, Substr

from sodoan.common.scoping import HasPaths, under
from sodoan.common.text import search_key
from sodoan.org.choices import Block, Capability
from sodoan.org.models import Unit
from sodoan.programmes.choices import PlanState, RoundState, SubjectKind
from sodoan.programmes.metrics import (
    COMPLAINTS,
    MEMBERS,
    METRICS,
    Metric,
    enrolments_in,
    grade_metric,
)
from sodoan.programmes.models import Enrolment, Plan, Programme, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.participants import waiting_below

PUBLISHED = "cong-bo"  # sorts lines by the branches that have published
NOT_OPENED = ""  # the state of a branch that has no round yet
_TENTH = Decimal("0.1")


def share(part: int, whole: int) -> Decimal | None:
    """The rate of `part` in `whole` in percent, one decimal, half up; None of nothing.

    The one rounding rule of screens and spreadsheets.
    """
    return (Decimal(part * 100) / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


@dataclass(frozen=True)
class Figures:
    """Numbers in the order of the metrics."""

    metrics: tuple[Metric, ...]
    counts: tuple[int, ...]

    @cached_property
    def _by_key(self) -> Mapping[str, int]:
        return {m.key: n for m, n in zip(self.metrics, self.counts, strict=True)}

    def share_of(self, metric: Metric) -> Decimal | None:
        """The rate of one figure; None for a figure without one, or of nothing."""
        return share(self._by_key[metric.key], self._by_key[metric.base]) if metric.base else None

    @property
    def cells(self) -> list[tuple[Metric, int, Decimal | None]]:
        """Each metric with its count and its rate."""
        return [(m, self._by_key[m.key], self.share_of(m)) for m in self.metrics]

    def __getitem__(self, key: str) -> int:
        return self._by_key[key]


@dataclass(frozen=True)
class Row:
    """One line of the table: a unit directly below, or the unit itself (`is_own`)."""

    unit: Unit
    figures: Figures
    rounds: Mapping[str, int]
    is_own: bool = False

    @property
    def branches(self) -> int:
        """How many branches take part, those that have not started included."""
        return sum(self.rounds.values())

    @property
    def published(self) -> int:
        """How many of them have published their results."""
        return self.rounds.get(RoundState.PUBLISHED, 0)

    @property
    def only_state(self) -> str | None:
        """The state of the round when the line is one branch; None for several."""
        return next(iter(self.rounds)) if self.branches == 1 else None


@dataclass(frozen=True)
class Table:
    """Figures of the units directly below one unit, and their sum."""

    unit: Unit
    metrics: tuple[Metric, ...]
    rows: Sequence[Row]
    total: Figures

    @property
    def branches(self) -> int:
        """How many branches take part, those that have not started included."""
        return sum(row.branches for row in self.rows)

    @property
    def published(self) -> int:
        """How many of them have published their results."""
        return sum(row.published for row in self.rows)

    def sorted_by(self, key: str, *, backwards: bool) -> list[Row]:
        """The lines by the unit's name, by a figure (its rate where it has one) or `PUBLISHED`."""
        metric = next((m for m in self.metrics if m.key == key), None)
        if key == PUBLISHED:
            rows = sorted(self.rows, key=_published)
        elif metric is None:
            rows = sorted(self.rows, key=lambda row: (not row.is_own, row.unit.sort_key))
        else:
            chosen = metric
            rows = sorted(self.rows, key=lambda row: _order(row.figures, chosen))
        return rows[::-1] if backwards else rows


def _order(figures: Figures, metric: Metric) -> tuple[Decimal, int]:
    return figures.share_of(metric) or Decimal(), figures[metric.key]


def _published(row: Row) -> tuple[Decimal, int]:
    return share(row.published, row.branches) or Decimal(), row.published


def programmes_for(scope: HasPaths, capability: str = Capability.VIEW_RESULTS) -> QuerySet:
    """Programmes that are issued for, or below, units of the scope; the newest first."""
    paths = scope.paths(capability)
    above = {int(part) for path in paths for part in path.split(".") if part}
    plans = Plan.objects.filter(programme=OuterRef("pk")).exclude(state=PlanState.DRAFT)
    issued = plans.filter(Q(unit__in=above) | under(paths, "unit__path"))
    return Programme.objects.filter(Exists(issued)).select_related("owner")


def root_plan(programme: Programme) -> Plan:
    """The plan at the top, which settles groups and grades. Raises Plan.DoesNotExist."""
    plans = programme.plans.filter(parent=None).exclude(state=PlanState.DRAFT)
    return plans.select_related("programme", "unit").latest("version")


def blocks_below(programme: Programme, unit: Unit) -> set[str]:
    """The calendars of the unit and all below it, and of the members with a sheet there."""
    units = Unit.objects.filter(path__startswith=unit.path)
    sheets = enrolments_of(programme, unit)
    blocks = (rows.order_by().values_list("block", flat=True) for rows in (units, sheets))
    first, second = blocks
    return set(first.union(second))


def metrics_of(plan: Plan) -> tuple[Metric, ...]:
    """Members, the common metrics, one per grade of the plan's scale, and the complaints."""
    grades = [grade_metric(one.key, one.short) for one in pack_of(plan).active_scale.grades]
    return (MEMBERS, *METRICS, *grades, *COMPLAINTS)


def table(plan: Plan, unit: Unit, metrics: tuple[Metric, ...], day: date) -> Table:
    """Figures per direct child of `unit` (for a branch: the branch itself). Four queries.

    `plan` is the root plan, `day` the one whose members should take part. A unit has a line as soon
    as somebody in it should or has a sheet. The columns of complaints are there when somebody
    complained.
    """
    programme = plan.programme
    found = _counts(enrolments_in(programme.pk, unit.path), unit, metrics)
    waiting, idle = _waiting(waiting_below(plan, unit, day), programme, unit)
    counts = {key: _with(found.get(key), waiting[key], metrics) for key in {*found, *waiting}}
    complained = metrics.index(COMPLAINTS[0])
    if not any(figures[complained] for figures in counts.values()):
        metrics = metrics[:complained]
        counts = {key: figures[:complained] for key, figures in counts.items()}
    states = _round_states(programme, unit)
    for key, branches in idle.items():
        states.setdefault(key, Counter())[NOT_OPENED] += branches
    below = Unit.objects.filter(parent=unit, pk__in=counts).select_related("type")
    units = [unit, *below.order_by("sort_key", "pk")]
    has_children = len(units) > 1
    rows = [
        Row(
            one,
            Figures(metrics, counts[one.pk]),
            states.get(one.pk, {}),
            is_own=has_children and one.pk == unit.pk,
        )
        for one in units
        if one.pk in counts
    ]
    sums = tuple(sum(column) for column in zip(*counts.values(), strict=True))
    return Table(unit, metrics, rows, Figures(metrics, sums or (0,) * len(metrics)))


def enrolments_of(programme: Programme, unit: Unit, *, own: bool = False) -> QuerySet[Enrolment]:
    """The enrolments a line of the table counts: below the unit, or in the unit itself only."""
    rows = enrolments_in(programme.pk, unit.path)
    return rows.filter(unit=unit) if own else rows


_SUBJECTS = {
    SubjectKind.MEMBER: ("person__", "full_name", F("person_id")),
    SubjectKind.APPOINTMENT: ("appointment__person__", "full_name", F("appointment__person_id")),
    SubjectKind.UNIT: ("subject_unit__", "name", Value(None, IntegerField())),
}


def people(programme: Programme, enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Enrolments with the name of their subject, be it a member, a post-holder or a unit.

    By one path, so that the order of names comes out of an index: a province has many members.
    """
    to, name, person_key = _SUBJECTS[SubjectKind(programme.subject)]
    there = enrolments.filter(**{f"{to}sort_key__isnull": False})  # all; lets the index lead
    return there.select_related("unit__parent", "result", "person").annotate(
        name=F(f"{to}{name}"),
        name_order=F(f"{to}sort_key"),
        name_search=F(f"{to}search_key"),
        person_key=person_key,
    )


def find_people(rows: QuerySet, text: str) -> QuerySet:
    """Those whose name or branch holds every word, without regard to accents."""
    for word in search_key(text).split():
        rows = rows.filter(Q(name_search__contains=word) | Q(unit__search_key__contains=word))
    return rows


def _counts(
    enrolments: QuerySet, unit: Unit, metrics: tuple[Metric, ...]
) -> dict[int, tuple[int, ...]]:
    """Counts keyed by the direct child (or the unit itself) whose subtree holds the rows."""
    names = [f"m{place}" for place in range(len(metrics))]
    rows = (
        _by_child(enrolments, unit, "unit__path")
        .values("child")
        .annotate(
            **{
                name: Count("pk", filter=Q(metric.condition))
                for name, metric in zip(names, metrics, strict=True)
            }
        )
        .values_list("child", *names)
    )
    return {_key_of(child, unit): tuple(figures) for child, *figures in rows}


def _waiting(
    waiting: QuerySet, programme: Programme, unit: Unit
) -> tuple[Counter[int], Counter[int]]:
    """How many have no sheet yet, and in how many branches nobody has one; keyed as in `_counts`.

    One query.
    """
    started = enrolments_in(programme.pk, unit.path).order_by().values("unit")
    rows = _by_child(waiting, unit, "unit__path").order_by().values("child")
    found = rows.annotate(
        people=Count("pk"), idle=Count("unit", distinct=True, filter=~Q(unit__in=started))
    )
    people, idle = Counter[int](), Counter[int]()
    for child, number, branches in found.values_list("child", "people", "idle"):
        key = _key_of(child, unit)
        people[key] = number
        if branches:
            idle[key] = branches
    return people, idle


def _with(
    figures: tuple[int, ...] | None, waiting: int, metrics: tuple[Metric, ...]
) -> tuple[int, ...]:
    """The figures of one line with its members who have no sheet yet; `MEMBERS` comes first."""
    sheets, *others = figures or (0,) * len(metrics)
    return (sheets + waiting, *others)


def _round_states(programme: Programme, unit: Unit) -> dict[int, Counter[str]]:
    """How many branches are in each state, keyed as in `_counts`. One query.

    A branch with members of both calendars has two rounds and counts in the state of each.
    """
    first, *others = (_round_states_in(block, programme, unit) for block in Block)
    found: dict[int, Counter[str]] = {}
    for child, state, branches in first.union(*others, all=True):
        found.setdefault(_key_of(child, unit), Counter())[state] += branches
    return found


def _round_states_in(block: str, programme: Programme, unit: Unit) -> QuerySet:
    here = {"programme": programme, "unit": OuterRef("pk"), "block": block}
    state = Subquery(Round.objects.filter(**here).values("state")[:1])
    branches = Unit.objects.filter(
        Exists(Enrolment.objects.filter(**here)), path__startswith=unit.path
    )
    rows: QuerySet = (
        _by_child(branches, unit, "path")
        .annotate(round_state=Coalesce(state, Value(NOT_OPENED)))
        .values("child", "round_state")
        .annotate(branches=Count("pk"))
        .order_by()
        .values_list("child", "round_state", "branches")
    )
    return rows


def _by_child(rows: QuerySet, unit: Unit, path: str) -> QuerySet:
    """Annotate each row with the part of its path that names the direct child of the unit."""
    below = Substr(F(path), len(unit.path) + 1)
    found: QuerySet = rows.annotate(child=Substr(below, 1, StrIndex(below, Value("."))))
    return found


def _key_of(child: str, unit: Unit) -> int:
    return int(child.rstrip(".")) if child else unit.pk


def grade_looks(plan: Plan) -> dict[str, Any]:
    """Key → grade of the plan's scale, for badges."""
    return {grade.key: grade for grade in pack_of(plan).active_scale.grades}
