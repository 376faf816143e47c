"""Judging what was drawn, raising findings, and following them until they are closed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.documents.actions import NamedFile, store_attachment
from sodoan.documents.models import Attachment
from sodoan.inspections.actions.opening import hold, refuse_over
from sodoan.inspections.choices import FINDING_MOVES, Deed, FindingState, InspectionState, Verdict
from sodoan.inspections.models import Finding, FindingStep, Inspection, SampleItem
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Appointment, Unit

LONGEST_NOTE = 500
LONGEST = 2000
_S = FindingState


@transaction.atomic
@deed("Đối chiếu mẫu kiểm tra")
def judge_item(
    item: SampleItem, *, by: Actor, verdict: str, note: str = "", proof: NamedFile | None = None
) -> SampleItem:
    """Say whether what was reported is what is found; said again, it replaces what was said.

    Raises `ValidationError` for no verdict, for one that does not match without a note, for a file
    that cannot be kept, and once the inspection is over.
    """
    require(by, "inspections.check_item", item)
    inspection = hold(item.inspection)
    refuse_over(inspection)
    note = note.strip()
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": "Đồng chí chọn kết quả đối chiếu."})
    if verdict != Verdict.MATCHES and not note:
        raise ValidationError({"note": "Đồng chí ghi khác ở đâu, hoặc vì sao không kiểm tra được."})
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": f"Ghi chú dài nhất {LONGEST_NOTE} ký tự."})
    held = SampleItem.objects.select_for_update().get(pk=item.pk)
    held.verdict, held.note = verdict, note
    held.judged_at, held.judged_by_id = timezone.now(), by.user_id
    if proof:
        held.proof = _kept(proof, by, inspection.unit)
    held.save()
    return held


def _kept(file: NamedFile, by: Actor, unit: Unit) -> Attachment:
    try:
        return store_attachment(file, by=by, unit=unit)
    except ValidationError as error:
        raise ValidationError({"proof": error.messages}) from error


@transaction.atomic
@deed("Nêu phát hiện qua kiểm tra")
def raise_finding(  # noqa: PLR0913 - the parts of a finding
    inspection: Inspection,
    *,
    by: Actor,
    unit: Unit,
    text: str,
    due_on: date,
    item: SampleItem | None = None,
) -> Finding:
    """Ask a unit to put something right by a day; its leads are told.

    Raises `ValidationError` without words, for a day that is past, for a unit outside the target,
    the inspecting unit itself, and an item that is not of the unit; and for a cancelled inspection.
    """
    require(by, "inspections.carry_out", inspection)
    held = hold(inspection)
    if held.state == InspectionState.CANCELLED:
        refuse_over(held)
    _refuse_finding(held, unit, text, due_on, by)
    if item and (item.inspection_id != held.pk or item.activity.unit_id != unit.pk):
        raise ValidationError("Mẫu này không thuộc đơn vị hoặc cuộc kiểm tra đã chọn.")
    made = Finding.objects.create(
        inspection=held, unit=unit, item=item, text=text.strip(), due_on=due_on
    )
    _note(made, Deed.RAISED, by, text)
    body = f"{text.strip()} Hạn khắc phục: {full_date(due_on)}."
    _tell_unit(made, f"Phát hiện qua kiểm tra: {held.title}", body, by)
    return made


def _refuse_finding(inspection: Inspection, unit: Unit, text: str, due_on: date, by: Actor) -> None:
    faults = {}
    if not text.strip():
        faults["text"] = "Đồng chí ghi phát hiện điều gì."
    elif len(text.strip()) > LONGEST:
        faults["text"] = f"Nội dung dài nhất {LONGEST} ký tự."
    if due_on < by.on:
        faults["due_on"] = "Hạn khắc phục phải từ hôm nay trở đi."
    if not unit.path.startswith(inspection.target.path) or unit.pk == inspection.unit_id:
        faults["unit"] = f"Đơn vị này ngoài phạm vi kiểm tra {inspection.target.name}."
    if faults:
        raise ValidationError(faults)


@transaction.atomic
@deed("Báo cáo khắc phục phát hiện")
def answer_finding(finding: Finding, *, by: Actor, text: str, proof: NamedFile | None) -> Finding:
    """Tell how it was put right, with a file that proves it; the inspectors are told.

    Raises `ValidationError` by field without words or a file, and unless the unit has to act.
    """
    require(by, "inspections.answer", finding)
    held = _hold_finding(finding)
    _refuse_move(held, _S.ANSWERED)
    faults = {}
    if not text.strip():
        faults["text"] = "Đồng chí ghi đã khắc phục thế nào."
    elif len(text.strip()) > LONGEST:
        faults["text"] = f"Nội dung dài nhất {LONGEST} ký tự."
    if proof is None:
        faults["proof"] = "Đồng chí gửi kèm ảnh hoặc tệp minh chứng."
    if faults or proof is None:
        raise ValidationError(faults)
    kept = _kept(proof, by, held.unit)
    held.state, held.proof = _S.ANSWERED, kept
    held.save(update_fields=["state", "proof"])
    _note(held, Deed.ANSWERED, by, text, kept)
    _tell_inspectors(held, f"{held.unit.name} báo cáo khắc phục", text.strip(), by)
    return held


@transaction.atomic
@deed("Trả lại báo cáo khắc phục")
def return_finding(finding: Finding, *, by: Actor, reason: str) -> Finding:
    """Say why the answer is not enough; the unit is told and has to act again.

    Raises `ValidationError` without a reason, and unless it was answered.
    """
    require(by, "inspections.settle", finding)
    held = _hold_finding(finding)
    _refuse_move(held, _S.RETURNED)
    if not reason.strip():
        raise ValidationError({"reason": "Đồng chí ghi còn thiếu điều gì."})
    held.state = _S.RETURNED
    held.save(update_fields=["state"])
    _note(held, Deed.RETURNED, by, reason)
    _tell_unit(held, "Trả lại báo cáo khắc phục", reason.strip(), by)
    return held


@transaction.atomic
@deed("Đóng phát hiện")
def close_finding(finding: Finding, *, by: Actor, note: str = "") -> Finding:
    """Close a finding that was answered with proof; the unit is told.

    Raises `ValidationError` unless it was answered.
    """
    require(by, "inspections.settle", finding)
    held = _hold_finding(finding)
    _refuse_move(held, _S.CLOSED)
    held.state, held.closed_at = _S.CLOSED, timezone.now()
    held.save(update_fields=["state", "closed_at"])
    _note(held, Deed.CLOSED, by, note)
    _tell_unit(held, "Phát hiện đã khắc phục xong", note.strip(), by)
    return held


def _hold_finding(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",), no_key=True)
    found: Finding = rows.select_related("unit", "inspection__unit").get(pk=finding.pk)
    return found


def _refuse_move(finding: Finding, to: FindingState) -> None:
    if to not in FINDING_MOVES[FindingState(finding.state)]:
        word = finding.get_state_display().lower()
        raise ValidationError(f"Phát hiện này đang ở trạng thái “{word}”.")


def _note(
    finding: Finding, what: Deed, by: Actor, text: str, attachment: Attachment | None = None
) -> None:
    FindingStep.objects.create(
        finding=finding,
        deed=what,
        at=timezone.now(),
        by_id=by.user_id,
        text=text.strip(),
        attachment=attachment,
    )


def _tell_unit(finding: Finding, title: str, body: str, by: Actor) -> None:
    """Tell those who lead the unit it is about, but for whoever acts."""
    leads = Appointment.objects.leading(finding.unit_id, by.on).exclude(person=by.person_id)
    notify(leads.accounts(), _message(finding, title, body))


def _tell_inspectors(finding: Finding, title: str, body: str, by: Actor) -> None:
    people = finding.inspection.inspectors.exclude(person=by.person_id)
    notify(people.values_list("person__user_id", flat=True), _message(finding, title, body))


def _message(finding: Finding, title: str, body: str) -> Message:
    steps = finding.steps.count()
    page = reverse("inspections:finding", args=[finding.pk])
    return Message(f"finding-{finding.pk}-{steps}", title[:200], body, page)
