"""Handing a report in, sending it back, accepting it: level by level."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.indicators.registry import INDICATORS
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Appointment, Unit
from sodoan.reports.actions.filling import hold, refuse_settled, refuse_stale
from sodoan.reports.choices import OBLIGATION_MOVES, WAITING, Deed, ObligationState, Source
from sodoan.reports.models import (
    Obligation,
    Submission,
    SubmittedCell,
    SubmittedText,
    TrailEntry,
)
from sodoan.reports.queries.sheets import counted, draft_of, sheet_of, span_of
from sodoan.reports.sheet import Cell, Sheet

MOST_RECORDS = 20_000
"""Keys of records kept with a figure; beyond that the figure alone."""
_S = ObligationState


@transaction.atomic
@deed("Nộp báo cáo")
def submit_report(obligation: Obligation, *, by: Actor, version: int, note: str = "") -> Submission:
    """Hand the report in as its draft and the records stand now: figures with what is behind them.

    After acceptance it is a correction, which needs a `note`. The receiver is told. Raises
    `StaleError` when the draft was saved meanwhile, and `ValidationError` with every fault of the
    sheet, after the day when the form takes nothing late, and once it waits or is settled.
    """
    require(by, "reports.fill_in", obligation)
    held = hold(obligation)
    refuse_settled(held)
    note = note.strip()
    _refuse_late(held, by)
    if held.state == _S.ACCEPTED and not note:
        raise ValidationError("Sửa báo cáo đã duyệt thì đồng chí ghi lý do sửa.")
    draft = draft_of(held)
    refuse_stale(draft, by, version)
    sheet = sheet_of(held, draft, by.on)
    if sheet.faults:
        raise ValidationError([one.sentence for one in sheet.faults])
    made = _snapshot(held, sheet, by, note)
    now, first = made.at, held.submitted_at is None
    _move(held, _S.SUBMITTED if first else _S.RESUBMITTED)
    if first:
        held.submitted_at = now
        held.is_late = timezone.localdate(now) > held.due_on
    held.save()
    TrailEntry.objects.create(
        obligation=held, deed=Deed.SUBMITTED, at=now, by_id=by.user_id, note=note
    )
    _tell(held, held.receiver, f"{held.unit.name} nộp {held.period}", note, by)
    return made


def _refuse_late(obligation: Obligation, by: Actor) -> None:
    first = obligation.submitted_at is None
    if first and not obligation.period.pack.accepts_late and by.on > obligation.due_on:
        raise ValidationError(
            f"Báo cáo này hết hạn ngày {full_date(obligation.due_on)} và không nhận nộp muộn. "
            f"Đồng chí đề nghị {obligation.receiver.name} gia hạn."
        )


def _snapshot(obligation: Obligation, sheet: Sheet, by: Actor, note: str) -> Submission:
    made = Submission.objects.create(
        obligation=obligation,
        number=obligation.submissions.count() + 1,
        at=timezone.now(),
        by_id=by.user_id,
        note=note,
    )
    below = [*counted(obligation).order_by("pk").values_list("pk", flat=True)]
    SubmittedCell.objects.bulk_create(
        SubmittedCell(
            submission=made,
            key=cell.pack.key,
            value=cell.value,
            source=cell.source,
            computed=cell.computed,
            is_sum=cell.is_sum,
            reason=cell.reason if cell.source == Source.OVERRIDE else "",
            records=_records(obligation, sheet, cell, below, by),
        )
        for cell in sheet.cells.values()
    )
    SubmittedText.objects.bulk_create(
        SubmittedText(submission=made, key=part.pack.key, text=part.text) for part in sheet.words
    )
    return made


def _records(
    obligation: Obligation, sheet: Sheet, cell: Cell, below: list[int], by: Actor
) -> list[int]:
    """Keys of what a figure was counted from; of a sum the versions below."""
    if cell.computed is None:
        return []
    if cell.is_sum:
        return below
    assert cell.pack.metric is not None
    span = span_of(obligation, sheet.pack, by.on)
    return INDICATORS[cell.pack.metric].keys(span, MOST_RECORDS)


@transaction.atomic
@deed("Trả lại báo cáo")
def return_report(obligation: Obligation, *, by: Actor, reason: str) -> Obligation:
    """Send a report back to be completed; the unit is told why.

    Raises `ValidationError` without a reason, and for a report that does not wait.
    """
    require(by, "reports.settle", obligation)
    held = hold(obligation)
    _refuse_not_waiting(held)
    if not reason.strip():
        raise ValidationError({"reason": "Đồng chí ghi cần bổ sung, sửa điều gì."})
    _move(held, _S.RETURNED)
    held.save(update_fields=["state"])
    _note(held, Deed.RETURNED, by, reason)
    _tell(held, held.unit, f"Trả lại {held.period}", reason.strip(), by)
    return held


@transaction.atomic
@deed("Duyệt báo cáo")
def accept_report(obligation: Obligation, *, by: Actor, note: str = "") -> Obligation:
    """Accept a report: its figures hold, and later changes are seen as corrections.

    Raises `ValidationError` for a report that does not wait.
    """
    require(by, "reports.settle", obligation)
    held = hold(obligation)
    _refuse_not_waiting(held)
    _move(held, _S.ACCEPTED)
    held.settled_at = timezone.now()
    held.save(update_fields=["state", "settled_at"])
    _note(held, Deed.ACCEPTED, by, note)
    _tell(held, held.unit, f"Đã duyệt {held.period}", note.strip(), by)
    return held


def _refuse_not_waiting(obligation: Obligation) -> None:
    if obligation.state not in WAITING:
        word = ObligationState(obligation.state).label.lower()
        raise ValidationError(f"Báo cáo này đang ở trạng thái “{word}”, không chờ duyệt.")


def _move(obligation: Obligation, to: ObligationState) -> None:
    assert to in OBLIGATION_MOVES[ObligationState(obligation.state)]
    obligation.state = to


def _note(obligation: Obligation, what: Deed, by: Actor, note: str) -> None:
    TrailEntry.objects.create(
        obligation=obligation, deed=what, at=timezone.now(), by_id=by.user_id, note=note.strip()
    )


def _tell(obligation: Obligation, unit: Unit, title: str, body: str, by: Actor) -> None:
    """Tell those who lead a unit, but for whoever acts."""
    leads = Appointment.objects.leading(unit.pk, by.on)
    steps = obligation.trail.count()
    notify(
        leads.exclude(person=by.person_id).accounts(),
        Message(
            f"report-{obligation.pk}-{steps}",
            title[:200],
            body,
            reverse("reports:report", args=[obligation.pk]),
        ),
    )
