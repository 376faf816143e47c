"""Reads of step 3: quorum, votes, caps."""

from collections import Counter

from sodoan.programmes.choices import Population, Presence
from sodoan.programmes.engine import caps, votes
from sodoan.programmes.engine.schema import Meeting as MeetingRule
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment, Meeting, Plan, Result, Round
from sodoan.programmes.packs import pack_of


def meeting_of(pack: Pack) -> MeetingRule | None:
    """The rule of the step at which the collective votes, if the programme has one."""
    return next((step.meeting for step in pack.steps if step.meeting is not None), None)


def plan_of(round_: Round) -> Plan:
    """The plan that holds for the branch of the round."""
    plan: Plan | None = (
        Plan.objects.effective_for(round_.unit)
        .filter(programme=round_.programme_id)
        .select_related("programme")
        .first()
    )
    assert plan is not None  # a round exists only below a published plan
    return plan


def quorum_of(meeting: Meeting) -> votes.Quorum:
    """Whether enough members came; everybody enrolled in the branch is called."""
    rule = meeting_of(pack_of(plan_of(meeting.round)))
    assert rule is not None
    called = Enrolment.objects.filter(
        programme=meeting.round.programme_id, unit=meeting.round.unit_id
    ).count()
    present = meeting.attendances.filter(presence=Presence.PRESENT).count()
    return votes.quorum(rule, called=called, present=present)


def cap_of(round_: Round) -> caps.CapStatus | None:
    """Where the branch stands against the first cap of the scale, from its live proposals."""
    scale = pack_of(plan_of(round_)).active_scale
    if not scale.caps:
        return None
    rows = Result.objects.filter(round=round_).values_list("population", "proposed_grade")
    rated = [grade for population, grade in rows if population == Population.RATED]
    counts = Counter(grade for grade in rated if grade)
    return caps.cap_status(scale.caps[0], scale, counts, rated=len(rated), everybody=len(rows))
