"""The programme a page opens on when none is asked for: the one that runs, not next year's."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet

from sodoan.common.scoping import Actor, under
from sodoan.org.models import Unit
from sodoan.org.queries import roots
from sodoan.programmes.choices import PlanState
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.packs import schedule_for

_YEARS_APART = 1  # dates lie at most a year away from their own cycle


def running(plans: Sequence[Plan], blocks: Collection[str], day: date) -> Plan | None:
    """Of plans, one per programme: the earliest whose last phase has not ended, else the newest.

    `blocks` are the calendars that count. The plan of next year, issued early, waits its turn.
    """
    newest_first = sorted(plans, key=lambda plan: -plan.programme.year)
    unfinished = [
        plan
        for plan in newest_first
        if any(schedule_for(plan, block).between[1] >= day for block in blocks)
    ]
    first = min(unfinished, key=lambda plan: plan.programme.year, default=None)
    return first or next(iter(newest_first), None)


def current_plan(unit: Unit, plans: Sequence[Plan], day: date) -> Plan | None:
    """The running one of a branch's plans (`plans_of`), by the branch's own calendar.

    One query for the texts, none when there is nothing to choose.
    """
    recent = [plan for plan in plans if _may_run(plan.programme, day)]
    if not recent[1:]:
        return next(iter(recent or plans), None)
    read = Plan.objects.filter(pk__in=[plan.pk for plan in recent]).select_related("programme")
    by_key = {plan.pk: plan for plan in read}
    chosen = running([by_key[plan.pk] for plan in recent], {unit.block}, day)
    return next((plan for plan in recent if plan == chosen), None)


def current_programme(programmes: QuerySet, scope: Actor, capability: str) -> Programme | None:
    """The running one of the programmes of a scope (`programmes_for`); at most five queries."""
    recent = [one for one in programmes if _may_run(one, scope.on)]
    if not recent[1:]:
        newest: Programme | None = programmes.first()
        return newest
    top = roots(scope, capability).first()
    own = Plan.objects.nearest_for(top) if top else Plan.objects.none()
    plans = {plan.programme_id: plan for plan in [*_root_plans(recent), *_of(own, recent)]}
    units = Unit.objects.filter(under(scope.paths(capability), "path"))
    blocks = set(units.order_by().values_list("block", flat=True).distinct())
    chosen = running([plans[one.pk] for one in recent if one.pk in plans], blocks, scope.on)
    return chosen.programme if chosen else None


def _may_run(programme: Programme, day: date) -> bool:
    return programme.year >= day.year - _YEARS_APART


def _root_plans(programmes: Sequence[Programme]) -> QuerySet[Plan]:
    issued = Plan.objects.filter(parent=None).exclude(state=PlanState.DRAFT)
    return _of(issued.order_by("programme_id", "-version").distinct("programme_id"), programmes)


def _of(plans: QuerySet[Plan], programmes: Sequence[Programme]) -> QuerySet[Plan]:
    found: QuerySet[Plan] = plans.filter(programme__in=programmes).select_related(
        "programme__owner"
    )
    return found
