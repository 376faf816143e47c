"""Until when each step of the judgement is due (bước 3): so many days after it began.

A term named in the programme counts from the day after the step began, as terms of law do.
"""

from datetime import date, timedelta

from sodoan.programmes.engine.calendars import Schedule
from sodoan.programmes.engine.schema import Actor, Pack

_PHASE = "evaluate"


def assess_by(pack: Pack, schedule: Schedule) -> date:
    """Return the last day of the self-assessment; the phase limits it."""
    phase = schedule.phase(_PHASE)
    return min(phase.end, _after(pack, Actor.SUBJECT, phase.start) or phase.end)


def propose_by(pack: Pack, schedule: Schedule, met_on: date | None) -> date:
    """Return the last day to send the branch's results up; `met_on` None: no meeting held yet.

    A meeting held after the phase does not move the deadline.
    """
    phase = schedule.phase(_PHASE)
    own = _after(pack, Actor.COMMITTEE, met_on) if met_on else None
    return min(phase.end, own or phase.end)


def approve_by(pack: Pack, sent_on: date) -> date | None:
    """Return the last day to approve or return what was sent; None when no term is set.

    The phase does not limit it: the level above has its days even for the last to send.
    """
    return _after(pack, Actor.APPROVER, sent_on)


def _after(pack: Pack, actor: Actor, begun: date) -> date | None:
    days = next((step.days for step in pack.steps if step.actor is actor), None)
    return None if days is None else begun + timedelta(days=days)
