"""Changes of an accepted sheet (S0, bước 2): both versions are kept, the branch decides."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.people.actions import follow_category
from sodoan.programmes.actions.judging import refuse_sent_up
from sodoan.programmes.actions.sheets import (
    check_category,
    read_again,
    refuse_incomplete,
    tell,
    write_pledge,
)
from sodoan.programmes.choices import AmendmentState, EnrolmentState, StepKey
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.engine.amend import pair_pledges
from sodoan.programmes.models import Amendment, Enrolment, Pledge
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.pledges import (
    as_engine,
    engine_pledge,
    from_json,
    to_json,
)

_ASSESS_ANEW = "Bạn tự đánh giá nội dung vừa thêm, vừa đổi rồi nộp lại bản tự đánh giá"


@transaction.atomic
@deed("Đề nghị điều chỉnh")
def propose_amendment(
    enrolment: Enrolment, *, by: Actor, reason: str, pledges: Sequence[engine.Pledge]
) -> Amendment:
    """Ask to change an accepted registration mid-year; both versions are kept.

    Raises `ValidationError` without a reason, for a registration that is not accepted or lacks
    something, while another change waits, and once the result has been sent up.
    """
    require(by, "programmes.amend_enrolment", enrolment)
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu chưa duyệt thì sửa thẳng, chưa cần đề nghị điều chỉnh.")
    refuse_sent_up([enrolment.pk], "điều chỉnh phiếu")
    if not reason.strip():
        raise ValidationError("Bạn ghi lý do điều chỉnh.")
    if enrolment.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise ValidationError("Đang có một đề nghị điều chỉnh chờ duyệt.")
    refuse_incomplete(enrolment, pledges)
    return Amendment.objects.create(
        enrolment=enrolment,
        reason=reason.strip(),
        before=to_json(as_engine(enrolment)),
        after=to_json(pledges),
        proposed_by_id=by.user_id,
    )


@transaction.atomic
@deed("Trả lời đề nghị điều chỉnh")
def decide_amendment(amendment: Amendment, *, by: Actor, accept: bool, note: str = "") -> Amendment:
    """Accept or refuse a change. Dropped pledges stay readable with their evidence.

    New or changed pledges open a self-assessment that was handed in again; the member is told.
    Raises `ValidationError` for a change already answered, a refusal without a reason, and an
    acceptance once the result has been sent up.
    """
    enrolment = amendment.enrolment
    require(by, "programmes.decide_enrolment", enrolment)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    amendment.enrolment = enrolment
    if amendment.state != AmendmentState.PROPOSED:
        raise ValidationError("Đề nghị này đã được giải quyết.")
    if accept:
        refuse_sent_up([enrolment.pk], "đổi phiếu")
    elif not note.strip():
        raise ValidationError("Đồng chí ghi lý do để đoàn viên biết vì sao chưa đổi được.")
    amendment.state = AmendmentState.ACCEPTED if accept else AmendmentState.REJECTED
    amendment.note = note.strip()
    amendment.decided_at = timezone.now()
    amendment.decided_by_id = by.user_id
    amendment.save()
    reopened = False
    if accept:
        is_more = _apply(enrolment, from_json(amendment.after))
        reopened = is_more and _reopen_assessment(enrolment)
        enrolment.version += 1
        enrolment.save(update_fields=["version"])
    title, body = _answer(amendment, _ASSESS_ANEW if reopened else "")
    tell(enrolment, f"amendment-{amendment.pk}", title, body)
    return amendment


def _sentences(*said: str) -> str:
    """What people typed one after the other, each closed by a mark."""
    closed = (text if text[-1] in ".!?…" else f"{text}." for text in said if text)
    return " ".join(closed)


def _answer(amendment: Amendment, todo: str) -> tuple[str, str]:
    """What the member reads; a change that somebody else asked for is told with its reason.

    `todo` is what the member has to do now, if anything.
    """
    accepted = amendment.state == AmendmentState.ACCEPTED
    if amendment.is_on_behalf:
        see = "Bạn xem lại cả hai bản trên phiếu"
        if accepted:
            said = [f"Lý do: {amendment.reason}", amendment.note, see, todo]
            return "Chi đoàn đã điều chỉnh phiếu đăng ký của bạn", _sentences(*said)
        asked = f"Chi đoàn ghi hộ đề nghị với lý do: {amendment.reason}"
        said = [asked, f"Vì sao chưa duyệt: {amendment.note}", see]
        return "Chưa duyệt điều chỉnh phiếu đăng ký của bạn", _sentences(*said)
    words = "đã được duyệt" if accepted else "chưa được duyệt"
    body = _sentences(amendment.note, todo) if todo else amendment.note
    return f"Đề nghị điều chỉnh {words}", body


@transaction.atomic
@deed("Đổi đối tượng giữa năm")
def change_category(enrolment: Enrolment, *, by: Actor, category: str, reason: str) -> Amendment:
    """Change the category of an accepted sheet and of the member's file; the member is told.

    Both versions are kept. Pledges stay: what no longer suits is for the member to amend. Raises
    `PermissionDenied` for one's own sheet; `ValidationError` without a reason, for the same or an
    unknown category, while a change waits for its answer, and once the result has been sent up.
    """
    read_again(enrolment)
    require(by, "programmes.decide_enrolment", enrolment)
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu chưa duyệt thì đổi đối tượng ngay trên phiếu.")
    if not reason.strip():
        raise ValidationError("Đồng chí ghi lý do đổi đối tượng.")
    check_category(enrolment, category)
    if category == enrolment.category:
        raise ValidationError("Đây là đối tượng đang ghi trên phiếu.")
    if enrolment.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise ValidationError("Đang có một đề nghị điều chỉnh chờ duyệt. Đồng chí trả lời trước.")
    refuse_sent_up([enrolment.pk], "đổi đối tượng")
    kept = to_json(as_engine(enrolment))
    change = Amendment.objects.create(
        enrolment=enrolment,
        reason=reason.strip(),
        before=kept,
        after=kept,
        old_category=enrolment.category,
        new_category=category,
        state=AmendmentState.ACCEPTED,
        proposed_by_id=by.user_id,
        decided_at=timezone.now(),
        decided_by_id=by.user_id,
    )
    enrolment.category = category
    enrolment.version += 1
    enrolment.save(update_fields=["category", "version"])
    if enrolment.person is not None:
        follow_category(enrolment.person, category)
    title = f"Chi đoàn đổi đối tượng rèn luyện của bạn: {change.get_new_category_display()}"
    body = _sentences(reason.strip(), "Việc nào không còn phù hợp, bạn đề nghị điều chỉnh")
    tell(enrolment, f"category-{change.pk}", title, body)
    return change


def _apply(enrolment: Enrolment, wanted: Sequence[engine.Pledge]) -> bool:
    """Write the version wanted; returns whether it promises more than a part of the old one."""
    pack = pack_of(enrolment.plan)
    current = list(enrolment.pledges.filter(is_dropped=False))
    rows = {row.pk: row for row in current}
    stay: set[Any] = set()
    pairs = pair_pledges([engine_pledge(row) for row in current], wanted)
    for position, (before, item) in enumerate(pairs):
        group = {criterion.key: criterion for criterion in pack.group(item.group).criteria}
        criterion = item.criterion if item.criterion in group else ""
        title = group[criterion].title if criterion else item.text[:300]
        row = rows.get(before.stored) if before is not None and before.stored else None
        pledge = row or Pledge(enrolment=enrolment, group_key=item.group)
        write_pledge(pledge, item, criterion=criterion, title=title, position=position)
        pledge.save()
        stay.add(pledge.pk)
    enrolment.pledges.filter(is_dropped=False).exclude(pk__in=stay).update(is_dropped=True)
    return any(before != item for before, item in pairs)


def _reopen_assessment(enrolment: Enrolment) -> bool:
    """Take back the handing in of the member's own view, marks and grade kept; False: none was.

    Called once the pledges are written: who hands in at this moment is waited for, or waits.
    """
    rows = enrolment.assessments.select_for_update(no_key=True).filter(step=StepKey.SELF)
    own = rows.first()
    if own is None or own.submitted_at is None:
        return False
    own.submitted_at = None
    own.save(update_fields=["submitted_at"])
    return True
