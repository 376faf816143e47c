"""Issuing official documents of a programme: number, paper and state change in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.documents.actions import file_paper, number_document
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for
from sodoan.documents.validators import check_issued_on
from sodoan.org.models import Unit
from sodoan.programmes.actions.approval import answer_complaint, publish_round
from sodoan.programmes.actions.plans import publish_plan, refuse_unready
from sodoan.programmes.choices import ComplaintState, RoundState
from sodoan.programmes.models import Complaint, Meeting, Plan, Round
from sodoan.programmes.queries.official import (
    correction_context,
    decision_context,
    decision_entry,
    lacks_decision,
    round_decided_on,
    rounds_together,
)
from sodoan.programmes.queries.plan_papers import plan_context

_RECOGNISES = "Công nhận kết quả đánh giá, xếp loại"


@transaction.atomic
def publish_with_decision(  # noqa: PLR0913 - the head of a decision
    rounds: Sequence[Round],
    *,
    by: Actor,
    issued_on: date,
    issuer_code: str,
    last_number: int | None = None,
    cap_note: str = "",
) -> RegisterEntry:
    """Publish approved rounds of one unit and programme under one numbered decision.

    Takes the next number of the unit's register, publishes (members are told), prints the decision
    with its list and files it. `last_number` says how far a paper register had come in the year of
    `issued_on`, `cap_note` why a cap that is now exceeded may be. Raises `ValidationError`, also
    for a day to come or one before a branch met, and `PermissionDenied`; then no number is lost.
    """
    approvers = Unit.objects.select_for_update(no_key=True)  # before rounds, as approval does
    list(approvers.filter(pk__in={r.approver_id for r in rounds}).order_by("pk").values_list("pk"))
    rounds = _locked(rounds)
    if not rounds:
        raise ValidationError("Đồng chí chọn ít nhất một chi đoàn để công bố.")
    unit, programme = rounds[0].approver, rounds[0].programme
    if any(r.approver_id != unit.pk or r.programme_id != programme.pk for r in rounds):
        raise ValidationError(
            "Một quyết định chỉ công bố kết quả của một đơn vị, một chương trình."
        )
    for round_ in rounds:
        require(by, "programmes.approve_round", round_)
    _refuse_before_meeting(rounds, issued_on, by)
    entry = number_document(
        unit,
        by=by,
        kind=DocumentKind.DECISION,
        issued_on=issued_on,
        title=f"{_RECOGNISES}: {programme.title}",
        issuer_code=issuer_code,
        last_number=last_number,
    )
    for round_ in rounds:
        publish_round(
            round_, by=by, decision_no=entry.code, decision_on=issued_on, cap_note=cap_note
        )
    file_decision(entry, rounds[0], by=by)
    return entry


def file_decision(
    entry: RegisterEntry, round_: Round, *, by: Actor, replaced: RegisterEntry | None = None
) -> None:
    """Print the decision that published a round, with its list, and keep it in the register."""
    context = decision_context(round_, by.on, replaced)
    file_paper(entry, kinds.decision(context, template_for(entry.unit, PaperKey.DECISION)), by=by)


@deed("Ban hành quyết định thay thế")
@transaction.atomic
def replace_decision(
    round_: Round,
    *,
    by: Actor,
    issued_on: date,
    issuer_code: str,
    last_number: int | None = None,
) -> RegisterEntry:
    """Issue a decision in place of the void one a round was published by.

    It names the results of today of all rounds that stood under the void one and that the same
    unit decides on today; they cite it from now on. Raises `ValidationError` while it holds.
    """
    round_ = _locked([round_])[0]
    require(by, "programmes.approve_round", round_)
    replaced = decision_entry(round_)
    if round_.state != RoundState.PUBLISHED or not lacks_decision(round_):
        raise ValidationError("Chỉ ban hành quyết định thay thế khi quyết định đã công bố bị hủy.")
    if replaced is not None:
        check_issued_on(
            issued_on, today=by.on, after=replaced.issued_on, what="ngày của quyết định đã hủy"
        )
    together = [one for one in rounds_together(round_) if one.approver_id == round_.approver_id]
    rounds = _locked(together)
    entry = number_document(
        round_.approver,
        by=by,
        kind=DocumentKind.DECISION,
        issued_on=issued_on,
        title=f"{_RECOGNISES}: {round_.programme.title}",
        issuer_code=issuer_code,
        last_number=last_number,
    )
    for one in rounds:
        one.decision_no, one.decision_on, one.issuer = entry.code, issued_on, None
        one.save(update_fields=["decision_no", "decision_on", "issuer"])
    file_decision(entry, rounds[0], by=by, replaced=replaced)
    return entry


@deed("Trả lời khiếu nại")
@transaction.atomic
def answer_with_decision(
    complaint: Complaint, *, by: Actor, head: Mapping[str, Any], **said: Any
) -> Complaint:
    """Answer a complaint (`answer_complaint`); a grade it changes takes a decision of correction.

    `head` is what `issue_correction` takes. Raises as both do; then no number is lost.
    """
    answered = answer_complaint(complaint, by=by, **said)
    if answered.state == ComplaintState.CHANGED:
        answered.decision_no = issue_correction(answered, by=by, **head).code
    return answered


@deed("Ban hành quyết định điều chỉnh")
@transaction.atomic
def issue_correction(
    complaint: Complaint,
    *,
    by: Actor,
    issued_on: date,
    issuer_code: str,
    last_number: int | None = None,
) -> RegisterEntry:
    """Issue the decision of correction of a re-review that changed a grade, and file it.

    Raises `ValidationError` when nothing was changed, and while a decision of correction holds.
    """
    require(by, "programmes.answer_complaint", complaint)
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.state != ComplaintState.CHANGED or not lacks_decision(complaint):
        raise ValidationError("Khiếu nại này không cần quyết định điều chỉnh nữa.")
    unit, round_ = complaint.result.round.approver, complaint.result.round
    if (decided := round_decided_on(round_)) is not None:
        check_issued_on(issued_on, today=by.on, after=decided, what="ngày của quyết định công nhận")
    entry = number_document(
        unit,
        by=by,
        kind=DocumentKind.DECISION,
        issued_on=issued_on,
        title=f"Điều chỉnh kết quả đánh giá, xếp loại: {complaint.result.round.programme.title}",
        issuer_code=issuer_code,
        last_number=last_number,
    )
    complaint.decision_no, complaint.decision_on, complaint.issuer = entry.code, issued_on, None
    complaint.save(update_fields=["decision_no", "decision_on", "issuer"])
    context = correction_context(complaint, by.on)
    file_paper(entry, kinds.correction(context, template_for(unit, PaperKey.CORRECTION)), by=by)
    return entry


@transaction.atomic
def publish_plan_with_number(
    plan: Plan, *, by: Actor, issued_on: date, issuer_code: str, last_number: int | None = None
) -> RegisterEntry:
    """Issue a plan under the next number of its unit's register and file the paper.

    Raises `ValidationError` while a blocking item of the check list is open.
    """
    require(by, "programmes.design_plan", plan)
    refuse_unready(plan)
    entry = number_document(
        plan.unit,
        by=by,
        kind=DocumentKind.PLAN,
        issued_on=issued_on,
        title=f"Kế hoạch thực hiện {plan.programme.title}",
        issuer_code=issuer_code,
        last_number=last_number,
    )
    issued = publish_plan(plan, by=by, number=entry.code, issued_on=issued_on)
    context = plan_context(issued, by.on)
    file_paper(entry, kinds.plan(context, template_for(plan.unit, PaperKey.PLAN)), by=by)
    return entry


def _refuse_before_meeting(rounds: Sequence[Round], issued_on: date, by: Actor) -> None:
    meetings = Meeting.objects.filter(round__in=rounds).select_related("round__unit")
    last = meetings.order_by("held_at").last()
    met = timezone.localdate(last.held_at) if last else date.min
    name = last.round.unit.name if last else ""
    check_issued_on(issued_on, today=by.on, after=met, what=f"ngày họp của {name}")


def _locked(rounds: Sequence[Round]) -> list[Round]:
    """The rounds read anew and locked, so that two officers cannot publish one of them twice."""
    fresh = Round.objects.select_for_update(of=("self",)).order_by("unit__sort_key", "pk")
    related = fresh.select_related("unit", "programme", "approver__type")
    return list(related.filter(pk__in=[round_.pk for round_ in rounds]))
