"""Issuing official documents of a programme: number, paper and state change in one transaction."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.documents.actions import (
    file_document,
    register_document,
    start_register,
    store_paper,
)
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.letterhead import recipients, signer_of
from sodoan.documents.models import RegisterCounter, RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for
from sodoan.org.models import Unit
from sodoan.programmes.actions.approval import publish_round
from sodoan.programmes.actions.plans import publish_plan, refuse_unready
from sodoan.programmes.models import Plan, Round
from sodoan.programmes.queries.official import decision_context
from sodoan.programmes.queries.plan_papers import plan_context


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
    with its list and files it. `last_number` says how far a paper register had come, `cap_note`
    why a cap that is now exceeded may be. Raises `ValidationError` and `PermissionDenied`; then no
    number is lost.
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
    entry = _register(
        unit,
        by=by,
        kind=DocumentKind.DECISION,
        issued_on=issued_on,
        title=f"Công nhận kết quả đánh giá, xếp loại: {programme.title}",
        issuer_code=issuer_code,
        last_number=last_number,
    )
    for round_ in rounds:
        publish_round(round_, by=by, decision_no=entry.code, cap_note=cap_note)
    file_decision(entry, rounds[0], by=by)
    return entry


def file_decision(entry: RegisterEntry, round_: Round, *, by: Actor) -> None:
    """Print the decision that published a round, with its list, and keep it in the register."""
    paper = kinds.decision(
        decision_context(round_, by.on), template_for(entry.unit, PaperKey.DECISION)
    )
    _file(entry, paper, by=by)


@transaction.atomic
def publish_plan_with_number(
    plan: Plan, *, by: Actor, issued_on: date, issuer_code: str, last_number: int | None = None
) -> RegisterEntry:
    """Issue a plan under the next number of its unit's register and file the paper.

    Raises `ValidationError` while a blocking item of the check list is open.
    """
    require(by, "programmes.design_plan", plan)
    refuse_unready(plan)
    entry = _register(
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
    _file(entry, kinds.plan(context, template_for(plan.unit, PaperKey.PLAN)), by=by)
    return entry


def _locked(rounds: Sequence[Round]) -> list[Round]:
    """The rounds read anew and locked, so that two officers cannot publish one of them twice."""
    fresh = Round.objects.select_for_update(of=("self",)).order_by("unit__sort_key", "pk")
    related = fresh.select_related("unit", "programme", "approver__type")
    return list(related.filter(pk__in=[round_.pk for round_ in rounds]))


def _register(  # noqa: PLR0913 - the columns of the register
    unit: Unit,
    *,
    by: Actor,
    kind: DocumentKind,
    issued_on: date,
    title: str,
    issuer_code: str,
    last_number: int | None,
) -> RegisterEntry:
    counters = RegisterCounter.objects.filter(unit=unit, kind=kind, year=issued_on.year)
    if last_number and not counters.exists():
        start_register(unit, by=by, kind=kind, year=issued_on.year, last_number=last_number)
    signer = signer_of(unit, issued_on)
    return register_document(
        unit,
        by=by,
        kind=kind,
        issued_on=issued_on,
        title=title,
        issuer_code=issuer_code,
        signer_name=signer.name,
        signer_post=signer.post,
        signer_id=signer.person_id,
        recipients=recipients(unit),
    )


def _file(entry: RegisterEntry, paper: bytes, *, by: Actor) -> None:
    stored = store_paper(paper, by=by, unit=entry.unit, name=f"{entry.code}.docx")
    file_document(entry, by=by, attachment=stored)
