"""Step 2 (S0, bước 2): progress, evidence, the quarterly talk."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.documents.models import Attachment
from sodoan.notices.actions import Message, notify
from sodoan.programmes.actions.judging import refuse_sent_up
from sodoan.programmes.choices import EnrolmentState, EvidenceKind, EvidenceState, Standing
from sodoan.programmes.models import Enrolment, Evidence, Pledge, ProgressNote, Review
from sodoan.programmes.packs import schedule_of


@dataclass(frozen=True)
class NewEvidence:
    """What a member hands in for one pledge: words, a link or a stored file."""

    text: str = ""
    link: str = ""
    attachment: Attachment | None = None

    @property
    def kind(self) -> EvidenceKind:
        """File over link over words."""
        if self.attachment is not None:
            return EvidenceKind.FILE
        return EvidenceKind.LINK if self.link else EvidenceKind.TEXT


@transaction.atomic
@deed("Ghi tiến độ")
def add_note(pledge: Pledge, *, by: Actor, text: str) -> ProgressNote:
    """Write a line of progress under a pledge; the latest line again is the one there."""
    require(by, "programmes.add_evidence", pledge.enrolment)
    if not text.strip():
        raise ValidationError("Bạn ghi vài chữ về việc đã làm.")
    Pledge.objects.select_for_update().get(pk=pledge.pk)  # one at a time
    latest = pledge.notes.order_by("-at", "-pk").first()
    if latest is not None and (latest.text, latest.by_id) == (text.strip(), by.user_id):
        return latest
    return ProgressNote.objects.create(pledge=pledge, text=text.strip(), by_id=by.user_id)


@transaction.atomic
@deed("Nộp minh chứng")
def add_evidence(pledge: Pledge, new: NewEvidence, *, by: Actor) -> Evidence:
    """Hand in evidence; it counts once a post-holder has verified it.

    The same thing again (a button pressed twice) is the evidence already there. Raises
    `ValidationError` before the registration is accepted, for nothing at all, and once the result
    has been sent up.
    """
    require(by, "programmes.add_evidence", pledge.enrolment)
    if pledge.enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu đăng ký chưa được duyệt nên chưa nộp minh chứng được.")
    refuse_sent_up([pledge.enrolment_id], "nộp thêm minh chứng")
    if not (new.text.strip() or new.link or new.attachment):
        raise ValidationError("Bạn chọn ảnh, tệp, hoặc ghi vài chữ mô tả.")
    if same := _same_evidence(pledge, new):
        return same
    return Evidence.objects.create(
        pledge=pledge,
        kind=new.kind,
        text=new.text.strip(),
        link=new.link,
        attachment=new.attachment,
        added_by_id=by.user_id,
    )


def _same_evidence(pledge: Pledge, new: NewEvidence) -> Evidence | None:
    """What was handed in for this pledge with the same words, link and file content."""
    Pledge.objects.select_for_update().get(pk=pledge.pk)  # one at a time
    same = pledge.evidence.filter(text=new.text.strip(), link=new.link).exclude(
        state=EvidenceState.REJECTED
    )
    if new.attachment is None:
        return same.filter(attachment=None).first()
    return same.filter(attachment__sha256=new.attachment.sha256).first()


@transaction.atomic
@deed("Rút minh chứng")
def withdraw_evidence(evidence: Evidence, *, by: Actor) -> None:
    """Take back evidence nobody has looked at yet, while the result is with the branch.

    Taking back what is gone already changes nothing.
    """
    require(by, "programmes.add_evidence", evidence.pledge.enrolment)
    refuse_sent_up([evidence.pledge.enrolment_id], "rút minh chứng")
    held = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if held is None:
        return
    if held.state != EvidenceState.PENDING:
        raise ValidationError("Minh chứng đã duyệt thì không rút được.")
    held.delete()


@transaction.atomic
@deed("Xem minh chứng")
def check_evidence(evidence: Evidence, *, by: Actor, verified: bool, note: str = "") -> Evidence:
    """Say whether evidence proves its pledge; name and post of the checker are kept.

    Refusing needs a reason, which the member reads. Raises `ValidationError` without one, and once
    the result has been sent up.
    """
    require(by, "programmes.check_evidence", evidence)
    refuse_sent_up([evidence.pledge.enrolment_id], "duyệt minh chứng")
    if Evidence.objects.select_for_update().filter(pk=evidence.pk).first() is None:
        raise ValidationError("Đoàn viên vừa rút minh chứng này. Đồng chí mở minh chứng tiếp theo.")
    if not verified and not note.strip():
        raise ValidationError("Đồng chí ghi lý do để đoàn viên biết cần bổ sung gì.")
    evidence.state = EvidenceState.VERIFIED if verified else EvidenceState.REJECTED
    evidence.note = note.strip()
    evidence.checked_by_id = by.user_id
    evidence.checked_post = ", ".join(f"{post.label} {post.unit_name}" for post in by.posts)[:200]
    evidence.checked_at = timezone.now()
    evidence.save()
    person = evidence.pledge.enrolment.person
    if not verified and person is not None:
        title = f"Minh chứng cần bổ sung: {evidence.pledge.title[:120]}"
        url = f"/ren-luyen/phieu/{evidence.pledge.enrolment_id}/"
        notify([person.user_id], Message(f"evidence-{evidence.pk}", title, evidence.note, url))
    return evidence


@transaction.atomic
@deed("Trao đổi quý")
def save_review(
    enrolment: Enrolment, *, by: Actor, period: str, standing: str, note: str = ""
) -> Review:
    """Record the periodic talk with one member; saving again replaces the standing.

    Raises `ValidationError` for a period the member's calendar does not have or that has not begun,
    and before the registration is accepted.
    """
    require(by, "programmes.review_enrolment", enrolment)
    talks = {talk.key: talk for talk in schedule_of(enrolment).reviews}
    if period not in talks:
        raise ValidationError("Kỳ trao đổi này không có trong lịch của đoàn viên.")
    if by.on < talks[period].start:
        raise ValidationError(f"Kỳ trao đổi này bắt đầu ngày {full_date(talks[period].start)}.")
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu đăng ký chưa được duyệt nên chưa trao đổi được.")
    if standing not in Standing.values:
        raise ValidationError("Đồng chí chọn một trong ba mức.")
    review, _ = Review.objects.update_or_create(
        enrolment=enrolment,
        period=period,
        defaults={
            "standing": standing,
            "note": note.strip(),
            "held_on": by.on,
            "by_id": by.user_id,
            "saved_at": timezone.now(),
        },
    )
    return review
