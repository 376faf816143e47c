"""From when a branch may judge, until when what it sent up is to be decided and contested."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from sodoan.common.words import full_date
from sodoan.org.models import Unit
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.deadlines import approve_by
from sodoan.programmes.engine.schema import Complaint as Term
from sodoan.programmes.models import Enrolment, Plan, Programme, Result, Round
from sodoan.programmes.packs import pack_of, schedule_for

T = TypeVar("T")


def too_early(plan: Plan, block: str, day: date) -> str:
    """Why the evaluation cannot be opened yet, in a sentence; empty once it has begun."""
    start = schedule_for(plan, block).phase("evaluate").start
    if day >= start:
        return ""
    return f"Chưa đến kỳ đánh giá. Chi đoàn mở đợt đánh giá từ ngày {full_date(start)}."


def plans_of_approvers(programme_id: int, units: Collection[int]) -> dict[int, Plan]:
    """The plan in force for each of these units. Two queries for any number of them."""
    approvers = list(Unit.objects.filter(pk__in=units))
    above = {pk for unit in approvers for pk in unit.ancestor_ids}
    issued = Plan.objects.filter(
        programme=programme_id, state=PlanState.PUBLISHED, unit__in=above
    ).select_related("programme")
    return _nearest(approvers, {plan.unit_id: plan for plan in issued})


def branches_following(plans: Collection[int], programme: Programme, block: str) -> list[int]:
    """Branches with sheets of this calendar for which one of these plans is in force. Two queries.

    Sheets may have been signed with another plan: an earlier version, or one from higher up.
    """
    sheets = Enrolment.objects.filter(programme=programme, block=block)
    branches = list(Unit.objects.filter(pk__in=sheets.values("unit")))
    issued = Plan.objects.filter(programme=programme, state=PlanState.PUBLISHED)
    followed = _nearest(branches, dict(issued.values_list("unit", "pk")))
    wanted = set(plans)
    return [unit for unit, plan in followed.items() if plan in wanted]


def _nearest(units: Collection[Unit], issued: Mapping[int, T]) -> dict[int, T]:
    """What each unit follows of what was issued by unit: its own, or the nearest above."""
    found = {}
    for unit in units:
        nearest = next((pk for pk in reversed(unit.ancestor_ids) if pk in issued), None)
        if nearest is not None:
            found[unit.pk] = issued[nearest]
    return found


def decide_by(plan: Plan | None, sent_at: datetime | None) -> date | None:
    """The last day to decide what was sent then; None without a plan, a term or a sending."""
    if plan is None or sent_at is None:
        return None
    return approve_by(pack_of(plan), timezone.localdate(sent_at))


def round_due(round_: Round) -> date | None:
    """The last day to decide this round; None when it was not sent."""
    plans = plans_of_approvers(round_.programme_id, [round_.approver_id])
    return decide_by(plans.get(round_.approver_id), round_.sent_at)


def contest_term(round_: Round) -> Term | None:
    """The days to contest results of a round and to answer: by its plan; None without a term.

    Sheets of one round may have been signed with different plans; its members have equal days.
    """
    return pack_of(round_.plan).complaint


def contest_until(result: Result) -> date | None:
    """The last day to contest a result, counted from its publication; None without a term."""
    term = contest_term(result.round)
    if term is None or result.published_at is None:
        return None
    return timezone.localdate(result.published_at) + timedelta(days=term.days)
