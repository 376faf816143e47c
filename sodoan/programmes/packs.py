"""From stored definitions to the engine's objects; equal texts are parsed and compiled once."""

from datetime import date
from functools import lru_cache

from sodoan.org.choices import Block
from sodoan.programmes.engine.calendars import Schedule, schedule
from sodoan.programmes.engine.grading import Grader
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment, Plan

_KEPT = 256


@lru_cache(maxsize=_KEPT)
def parse(definition: str) -> Pack:
    """The pack a stored JSON text means."""
    return Pack.model_validate_json(definition)


@lru_cache(maxsize=_KEPT)
def _compile(definition: str) -> Grader:
    return Grader(parse(definition))


def pack_of(plan: Plan) -> Pack:
    """The merged definition of a plan."""
    return parse(plan.effective)


def grader_of(plan: Plan) -> Grader:
    """The compiled rules of a plan."""
    return _compile(plan.effective)


@lru_cache(maxsize=_KEPT)
def _schedule(definition: str, block: str, year: int) -> Schedule:
    return schedule(parse(definition).calendar_for(block), year)


def schedule_for(plan: Plan, block: str) -> Schedule:
    """The dated phases of a plan for one block of units."""
    return _schedule(plan.effective, block, plan.programme.year)


def schedule_of(enrolment: Enrolment) -> Schedule:
    """The dated phases an enrolment follows."""
    return schedule_for(enrolment.plan, enrolment.block)


def runs_on(plan: Plan, day: date) -> bool:
    """Whether one of the plan's calendars still has a deadline to come."""
    return any(schedule_for(plan, block).next_deadline(day) for block in Block)
