"""Step 3, the committee: the grade it proposes for each member, and the yearly comment."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from sodoan.audit.history import deed
from sodoan.common.scoping import Actor
from sodoan.programmes.actions.judging import refresh_results
from sodoan.programmes.actions.rounds import LOCKED_WORDS, hold_round
from sodoan.programmes.choices import WITH_THE_BRANCH, Population
from sodoan.programmes.engine.grading import is_unlike
from sodoan.programmes.models import Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.evaluation import comment_fitting, counted_for
from sodoan.programmes.queries.judging import voted_grade

_WRITTEN = ["proposed_grade", "proposal_reason", "is_against_vote", "comment"]


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
    were not, in a sentence each: a grade unlike the vote, or unlike what the rules give, without
    its reason, which the level above reads; one's own grade unlike the vote; who is not rated, or
    with the level above.
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
    Result.objects.bulk_update(kept, _WRITTEN)
    return refused


def _fault(result: Result, proposal: Proposal, *, voted: str, by: Actor) -> str:
    """Why a proposal cannot be kept; empty when it can."""
    if result.state not in WITH_THE_BRANCH:
        return LOCKED_WORDS
    if result.population == Population.RATED and proposal.grade is not None:
        return _grade_fault(result, proposal.grade, proposal.reason, voted=voted, by=by)
    return "Đoàn viên này không thuộc diện xếp loại." if proposal.grade else ""


def _grade_fault(result: Result, grade: str, reason: str, *, voted: str, by: Actor) -> str:
    scale = pack_of(result.round.plan).active_scale
    if grade and grade not in {one.key for one in scale.grades}:
        return "Mức xếp loại này không có trong chương trình."
    if grade != voted and by.is_self(result.enrolment.subject_person_id):
        return "Đề xuất khác biểu quyết cho chính mình phải do người khác ghi."
    ruled = result.rule_grade
    if not grade or reason.strip() or not is_unlike(scale, grade, ruled=ruled, voted=voted):
        return ""
    if grade != voted:
        return "Đề xuất khác kết quả biểu quyết thì đồng chí ghi lý do."
    if not ruled:
        return "Quy tắc chưa khớp mức nào cho người này. Đồng chí ghi lý do của mức đề xuất."
    return f"Theo quy tắc là {scale.grade(ruled).short}. Đề xuất mức khác thì đồng chí ghi lý do."


def _with(result: Result, proposal: Proposal, *, voted: str) -> Result:
    """The result with what the committee says of it, not saved yet."""
    if proposal.grade is not None:
        scale = pack_of(result.round.plan).active_scale
        unlike = is_unlike(scale, proposal.grade, ruled=result.rule_grade, voted=voted)
        result.proposed_grade = proposal.grade
        result.proposal_reason = proposal.reason.strip() if unlike else ""
        result.is_against_vote = proposal.grade != voted and bool(result.proposal_reason)
    words = result.comment if proposal.comment is None else proposal.comment.strip()
    result.comment = comment_fitting(result, words, result.proposed_grade)
    return result
