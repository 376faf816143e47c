"""Step 3, what people say: self-assessment, the committee's marks, facts entered by hand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.programmes.actions.judging import refresh_results, refuse_sent_up
from sodoan.programmes.actions.rounds import hold_round
from sodoan.programmes.choices import EnrolmentState, MarkOutcome, StepKey
from sodoan.programmes.engine.facts import EXEMPT, NOT_EXEMPT, read_facts
from sodoan.programmes.models import Assessment, Enrolment, FactEntry, Mark, Result, Round
from sodoan.programmes.packs import grader_of, pack_of


@dataclass(frozen=True)
class PledgeMark:
    """How one pledge was kept, in one party's view."""

    outcome: str
    note: str = ""


@transaction.atomic
@deed("Tự đánh giá")
def save_self_assessment(  # noqa: PLR0913 - one form, all optional
    enrolment: Enrolment,
    *,
    by: Actor,
    marks: Mapping[int, PledgeMark],
    grade: str = "",
    opinion: str = "",
    submit: bool = False,
) -> Assessment:
    """Save the member's own view per pledge (keys: pledge ids); handing in needs all of them.

    A secretary may enter it from paper; it is then marked as entered on behalf. Raises
    `ValidationError` when the branch has already sent its results up.
    """
    require(by, "programmes.self_assess", enrolment)
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu đăng ký chưa được duyệt nên chưa tự đánh giá được.")
    refuse_sent_up([enrolment.pk])
    assessment = _assessment(enrolment, StepKey.SELF, by=by, grade=grade, opinion=opinion)
    _save_marks(assessment, marks)
    if submit:
        missing = enrolment.pledges.filter(is_dropped=False).exclude(marks__assessment=assessment)
        if left := missing.count():
            raise ValidationError(f"Còn {left} nội dung chưa tự đánh giá. Bạn chọn mức cho đủ nhé.")
        if not grade:
            raise ValidationError("Bạn chọn mức tự xếp loại.")
        assessment.submitted_at = timezone.now()
        assessment.save(update_fields=["submitted_at"])
    return assessment


@transaction.atomic
@deed("Kết luận từng nội dung")
def save_committee_marks(
    enrolment: Enrolment, *, by: Actor, marks: Mapping[int, PledgeMark]
) -> Assessment:
    """The committee's view per pledge; it prevails over evidence counts. Needs a reason to differ.

    "Not applicable" takes the pledge out of the count and always needs a reason. An empty outcome
    takes the mark back: evidence decides again. The rule's grade is computed anew.
    """
    round_ = _round(enrolment)
    hold_round(round_, by=by)
    refuse_sent_up([enrolment.pk])
    if by.is_self(enrolment.subject_person_id):
        raise ValidationError(
            "Nội dung của chính đồng chí do người khác trong Ban Chấp hành kết luận."
        )
    for mark in marks.values():
        if mark.outcome == MarkOutcome.NOT_APPLICABLE and not mark.note.strip():
            raise ValidationError("Không áp dụng một nội dung thì đồng chí ghi lý do.")
    assessment = _assessment(enrolment, StepKey.COMMITTEE, by=by)
    taken_back = [pledge for pledge, mark in marks.items() if not mark.outcome]
    Mark.objects.filter(assessment=assessment, pledge__in=taken_back).delete()
    _save_marks(assessment, {pledge: mark for pledge, mark in marks.items() if mark.outcome})
    refresh_results(round_, by=by, only=[enrolment.pk])
    return assessment


@transaction.atomic
@deed("Ghi số liệu đánh giá")
def save_branch_facts(
    round_: Round,
    *,
    by: Actor,
    values: Mapping[int, Mapping[str, str]],
    source: str = "",
    exempt_for: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Figures rules need that the program does not hold itself (dues, meetings, discipline).

    `values` by enrolment key. An empty value means "not known" and removes the entry; equal ones
    are left alone, so that their source stays. An exemption is kept with its own reason,
    `exempt_for` by enrolment key. Results are computed anew. Raises `ValidationError`.
    """
    hold_round(round_, by=by)
    refuse_sent_up(values)
    if Result.objects.filter(round=round_, enrolment__in=values).count() != len(values):
        raise ValidationError("Có người không thuộc đợt đánh giá này trong bảng số liệu.")
    known = grader_of(round_.plan).known
    stored = {
        (entry.enrolment_id, entry.fact): (entry.value, entry.source)
        for entry in FactEntry.objects.filter(enrolment__in=values)
    }
    gone, new = [], []
    for key, facts in values.items():
        given = {fact: value.strip() for fact, value in facts.items()}
        _, faults = read_facts({fact: value for fact, value in given.items() if value}, known)
        if faults:
            raise ValidationError(faults)
        for fact, value in given.items():
            old, said = stored.get((key, fact), ("", ""))
            words = exempt_for.get(key, "").strip() or said if fact == EXEMPT else source.strip()
            if not value and old:
                gone.append((key, fact))
            elif value and (value != old or (fact == EXEMPT and words != said)):
                new.append(
                    FactEntry(
                        enrolment_id=key, fact=fact, value=value, source=words, by_id=by.user_id
                    )
                )
    _write_facts(gone, new)
    refresh_results(round_, by=by, only=values)


def _write_facts(gone: Iterable[tuple[int, str]], new: Collection[FactEntry]) -> None:
    for entry in new:
        if entry.fact == EXEMPT and entry.value != NOT_EXEMPT and not entry.source:
            raise ValidationError("Miễn xếp loại cho ai thì đồng chí ghi lý do của người ấy.")
    for key, fact in gone:
        FactEntry.objects.filter(enrolment=key, fact=fact).delete()
    FactEntry.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["enrolment", "fact"],
        update_fields=["value", "source", "by"],
    )


def _assessment(
    enrolment: Enrolment, step: StepKey, *, by: Actor, grade: str = "", opinion: str = ""
) -> Assessment:
    scale = {one.key for one in pack_of(enrolment.plan).active_scale.grades}
    if grade and grade not in scale:
        raise ValidationError("Mức xếp loại này không có trong chương trình.")
    assessment, _ = Assessment.objects.update_or_create(
        enrolment=enrolment,
        step=step,
        defaults={
            "grade_key": grade,
            "opinion": opinion.strip(),
            "by_id": by.user_id,
            "is_on_behalf": step == StepKey.SELF and not by.is_self(enrolment.subject_person_id),
            "saved_at": timezone.now(),
        },
    )
    return assessment


def _save_marks(assessment: Assessment, marks: Mapping[int, PledgeMark]) -> None:
    own = set(assessment.enrolment.pledges.filter(is_dropped=False).values_list("pk", flat=True))
    if set(marks) - own:
        raise ValidationError("Có nội dung không thuộc phiếu này.")
    if {mark.outcome for mark in marks.values()} - set(MarkOutcome.values):
        raise ValidationError("Đồng chí chọn một trong các mức có sẵn.")
    Mark.objects.bulk_create(
        [
            Mark(
                assessment=assessment,
                pledge_id=pledge,
                outcome=mark.outcome,
                note=mark.note.strip(),
            )
            for pledge, mark in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["assessment", "pledge"],
        update_fields=["outcome", "note"],
    )


def _round(enrolment: Enrolment) -> Round:
    try:
        found: Round = Round.objects.select_related("unit").judging(enrolment).get()
    except Round.DoesNotExist:
        raise ValidationError("Chi đoàn chưa mở đợt đánh giá.") from None
    return found
