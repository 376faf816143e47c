"""Who may do what in a programme.

Nobody judges their own registration: a secretary's is accepted by another committee member or by
the level above. Results are approved by the post-holders of the approving unit itself, not by
whoever stands higher.
"""

from typing import TYPE_CHECKING, Any

import rules

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability
from sodoan.programmes.choices import OPEN_ROUNDS, EnrolmentState, RoundState

if TYPE_CHECKING:
    from sodoan.org.models import Unit
    from sodoan.people.models import Person
    from sodoan.programmes.models import (
        Complaint,
        Enrolment,
        Evidence,
        HostComment,
        Meeting,
        Plan,
        Result,
        Round,
    )

_OPEN = {EnrolmentState.DRAFT, EnrolmentState.RETURNED}


@rules.predicate
def is_subject(by: Actor, enrolment: "Enrolment") -> bool:
    """The enrolment is one's own."""
    return by.is_self(enrolment.subject_person_id)


@rules.predicate
def speaks_for(by: Actor, enrolment: "Enrolment") -> bool:
    """The enrolment is one's own, or of a unit one looks after."""
    person = enrolment.subject_person_id
    return supports(by, enrolment) if person is None else by.is_self(person)


@rules.predicate
def supports(by: Actor, enrolment: "Enrolment") -> bool:
    """Looks after the branch in which the enrolment is carried out."""
    return by.covers(Capability.SUPPORT, enrolment.unit.path)


@rules.predicate
def views_results(by: Actor, enrolment: "Enrolment") -> bool:
    """Sees results of the unit."""
    return by.covers(Capability.VIEW_RESULTS, enrolment.unit.path)


@rules.predicate
def reads_changes(by: Actor, enrolment: "Enrolment") -> bool:
    """Reads what was changed in the unit."""
    return by.covers(Capability.VIEW_HISTORY, enrolment.unit.path)


@rules.predicate
def is_open(_by: Actor, enrolment: "Enrolment") -> bool:
    """Still being written."""
    return enrolment.state in _OPEN


@rules.predicate
def designs_for(by: Actor, plan: "Plan") -> bool:
    """Holds a post in the very unit that issues the plan."""
    return by.covers(Capability.DESIGN, plan.unit.path) and _holds_post_in(by, plan.unit_id)


@rules.predicate
def designs_in(by: Actor, unit: "Unit") -> bool:
    """May issue programmes and plans for this unit."""
    return by.covers(Capability.DESIGN, unit.path) and _holds_post_in(by, unit.pk)


@rules.predicate
def launches_in(by: Actor, unit: "Unit") -> bool:
    """May start a programme of this very unit's own: from grassroots level upwards."""
    return by.covers(Capability.LAUNCH, unit.path) and _holds_post_in(by, unit.pk)


@rules.predicate
def opens_in(by: Actor, unit: "Unit") -> bool:
    """May open drafts for everybody below the unit."""
    return by.covers(Capability.DESIGN, unit.path) or by.covers(Capability.SUPPORT, unit.path)


@rules.predicate
def checks_evidence(by: Actor, evidence: "Evidence") -> bool:
    """Looks after the branch, and the evidence is not one's own."""
    enrolment = evidence.pledge.enrolment
    return supports(by, enrolment) and not is_subject(by, enrolment)


@rules.predicate
def evaluates_in(by: Actor, unit: "Unit") -> bool:
    """Runs the evaluation of the branch."""
    return by.covers(Capability.EVALUATE, unit.path)


@rules.predicate
def reads_minutes(by: Actor, meeting: "Meeting") -> bool:
    """Runs the evaluation of the branch or sits in its committee; others what was sent up."""
    round_ = meeting.round
    own = by.covers(Capability.VIEW_RESULTS, round_.unit.path) and _holds_post_in(
        by, round_.unit_id
    )
    if own or evaluates_in(by, round_.unit):
        return True
    if round_.state == RoundState.RETURNED and round_.sent_at is not None:
        return meeting.minutes_id is not None and meeting.held_at <= round_.sent_at
    return round_.state not in OPEN_ROUNDS


@rules.predicate
def comments_as_host(by: Actor, comment: "HostComment") -> bool:
    """Runs the evaluation of the host branch; never about oneself."""
    return evaluates_in(by, comment.unit) and not by.is_self(comment.person_id)


@rules.predicate
def approves_round(by: Actor, round_: "Round") -> bool:
    """Holds an approving post in the approving unit."""
    return by.covers(Capability.APPROVE, round_.unit.path) and _holds_post_in(
        by, round_.approver_id
    )


@rules.predicate
def contests(by: Actor, result: "Result") -> bool:
    """One's own published result."""
    return by.is_self(result.enrolment.subject_person_id)


@rules.predicate
def answers_complaint(by: Actor, complaint: "Complaint") -> bool:
    """Holds an approving post in the unit that approved the result; never one's own complaint."""
    result = complaint.result
    return approves_round(by, result.round) and not is_subject(by, result.enrolment)


@rules.predicate
def owns_record(by: Actor, person: "Person") -> bool:
    """One's own record book."""
    return by.is_self(person.pk)


def _holds_post_in(by: Actor, unit_id: int) -> bool:
    return any(post.unit_id == unit_id for post in by.posts)


def _add(name: str, predicate: Any) -> None:
    rules.add_perm(f"programmes.{name}", predicate)


_add("view_enrolment", is_subject | supports | views_results)
# Its history repeats the sheet: administrators, who read histories of units, see neither.
_add("view_changes", is_subject | ((supports | views_results) & reads_changes))
_add("edit_enrolment", is_open & (is_subject | supports))
_add("submit_enrolment", is_open & speaks_for)
_add("enter_on_behalf", supports & ~is_subject)
_add("decide_enrolment", supports & ~is_subject)
_add("amend_enrolment", is_subject | supports)
_add("add_evidence", is_subject | supports)
_add("check_evidence", checks_evidence)
_add("review_enrolment", supports & ~is_subject)
_add("self_assess", is_subject | supports)
_add("design_plan", designs_for)
_add("adopt_plan", designs_in)
_add("load_programme", launches_in)
_add("open_enrolments", opens_in)
_add("open_round", evaluates_in)
_add("read_minutes", reads_minutes)
_add("write_host_comment", comments_as_host)
_add("approve_round", approves_round)
_add("contest_result", contests)
_add("answer_complaint", answers_complaint)
_add("report_record", owns_record)
