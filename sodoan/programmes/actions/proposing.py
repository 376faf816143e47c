"""Step 3, the committee: the grade it proposes for each member, and the yearly comment."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.audit.history import deed
from sodoan.common.scoping import Actor
from sodoan.programmes.actions.judging import refresh_results
from sodoan.programmes.actions.rounds import LOCKED_WORDS, hold_round
from sodoan.programmes.choices import WITH_THE_BRANCH, Population
from sodoan.programmes.models import Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.evaluation import comment_fitting, counted_for
from sodoan.programmes.queries.judging import voted_grade


@dataclass(frozen=True)
class Proposal:
    """What the committee says of one member; None leaves what is stored."""

    grade: str | None = None
    reason: str = ""
    comment: str | None = None


@transaction.atomic
@deed("Đề xuất xếp loại")
def save_proposals(
    round_: Round, *, by: Actor, proposals: Mapping[int, Proposal]
) -> dict[int, str]:
    """The committee's word on many members at once, by key of their result.

    What the rules say is computed anew first. What can be kept is kept; returned is why the others
    were not, in a sentence each: a grade unlike the vote without its reason, which the level above
    reads; one's own grade unlike the vote; who is not rated, or with the level above.
    """
    hold_round(round_, by=by)
    refresh_results(round_, by=by)
    found = Result.objects.filter(round=round_, pk__in=proposals).select_related("enrolment")
    results = list(found.prefetch_related("enrolment__plan__programme"))
    counted = counted_for([result.enrolment_id for result in results])
    refused, kept = {}, []
    for result in results:
        result.round = round_
        proposal = proposals[result.pk]
        voted = voted_grade(round_, counted.get(result.enrolment_id))
        if fault := _fault(result, proposal, voted=voted, by=by):
            refused[result.pk] = fault
        else:
            kept.append(_with(result, proposal, voted=voted))
    Result.objects.bulk_update(kept, ["proposed_grade", "proposal_reason", "comment"])
    return refused


def propose_grade(
    result: Result, *, by: Actor, grade: str, reason: str = "", comment: str | None = None
) -> Result:
    """`save_proposals` for one member. Raises `ValidationError` when it is refused."""
    return _save_one(result, by=by, proposal=Proposal(grade, reason, comment))


def save_comment(result: Result, *, by: Actor, comment: str) -> Result:
    """Write the branch's yearly comment on a member, graded or not. Raises `ValidationError`."""
    return _save_one(result, by=by, proposal=Proposal(comment=comment))


def _save_one(result: Result, *, by: Actor, proposal: Proposal) -> Result:
    refused = save_proposals(result.round, by=by, proposals={result.pk: proposal})
    if refused:
        raise ValidationError(list(refused.values()))
    result.refresh_from_db(fields=["population", "proposed_grade", "proposal_reason", "comment"])
    return result


def _fault(result: Result, proposal: Proposal, *, voted: str, by: Actor) -> str:
    """Why a proposal cannot be kept; empty when it can."""
    if result.state not in WITH_THE_BRANCH:
        return LOCKED_WORDS
    if result.population == Population.RATED and proposal.grade is not None:
        return _grade_fault(result, proposal.grade, proposal.reason, voted=voted, by=by)
    return "Đoàn viên này không thuộc diện xếp loại." if proposal.grade else ""


def _grade_fault(result: Result, grade: str, reason: str, *, voted: str, by: Actor) -> str:
    if grade and grade not in {one.key for one in pack_of(result.round.plan).active_scale.grades}:
        return "Mức xếp loại này không có trong chương trình."
    if grade != voted and by.is_self(result.enrolment.subject_person_id):
        return "Đề xuất khác biểu quyết cho chính mình phải do người khác ghi."
    if grade and grade != voted and not reason.strip():
        return "Đề xuất khác kết quả biểu quyết thì đồng chí ghi lý do."
    return ""


def _with(result: Result, proposal: Proposal, *, voted: str) -> Result:
    """The result with what the committee says of it, not saved yet."""
    if proposal.grade is not None:
        result.proposed_grade = proposal.grade
        result.proposal_reason = proposal.reason.strip() if proposal.grade != voted else ""
    words = result.comment if proposal.comment is None else proposal.comment.strip()
    result.comment = comment_fitting(result, words, result.proposed_grade)
    return result
