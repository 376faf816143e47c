"""More time, exemption, closing: what the receiver may grant, always for a reason."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.reports.actions.filling import hold
from sodoan.reports.choices import OWED, Deed, ObligationState
from sodoan.reports.models import Obligation, TrailEntry

_S = ObligationState
_LONGEST = 300


@transaction.atomic
@deed("Gia hạn báo cáo")
def extend_report(obligation: Obligation, *, by: Actor, until: date, reason: str) -> Obligation:
    """Let a report be handed in until a later day.

    Raises `ValidationError` for a day that is not later or is past, without a reason, and for a
    report that is not owed.
    """
    require(by, "reports.settle", obligation)
    held = hold(obligation)
    _refuse(held, reason)
    if until <= held.due_on or until < by.on:
        raise ValidationError({"until": f"Ngày mới phải sau hạn {full_date(held.due_on)}, từ nay."})
    held.due_on = until
    held.save(update_fields=["due_on"])
    return _told(held, Deed.EXTENDED, by, f"Đến {full_date(until)}: {reason.strip()}")


@transaction.atomic
@deed("Miễn báo cáo")
def exempt_report(obligation: Obligation, *, by: Actor, reason: str) -> Obligation:
    """Let a unit off a report; it counts neither as owed nor as handed in. Refuses as `extend`."""
    return _release(obligation, by, _S.EXEMPT, Deed.EXEMPTED, reason)


@transaction.atomic
@deed("Khóa sổ báo cáo")
def close_report(obligation: Obligation, *, by: Actor, reason: str) -> Obligation:
    """Close a report that will not come any more; it stays not handed in. Refuses as `extend`."""
    return _release(obligation, by, _S.CLOSED, Deed.CLOSED, reason)


def _release(
    obligation: Obligation, by: Actor, to: ObligationState, what: Deed, reason: str
) -> Obligation:
    require(by, "reports.settle", obligation)
    held = hold(obligation)
    _refuse(held, reason)
    held.state, held.reason = to, reason.strip()
    held.save(update_fields=["state", "reason"])
    return _told(held, what, by, reason)


@transaction.atomic
@deed("Bỏ miễn, bỏ khóa sổ báo cáo")
def resume_report(obligation: Obligation, *, by: Actor) -> Obligation:
    """Let a report be owed again. Raises `ValidationError` when it is neither exempt nor closed."""
    require(by, "reports.settle", obligation)
    held = hold(obligation)
    if held.state not in (_S.EXEMPT, _S.CLOSED):
        raise ValidationError("Báo cáo này không được miễn, cũng không khóa sổ.")
    held.state = _S.RETURNED if held.submitted_at else _S.PENDING
    held.reason = ""
    held.save(update_fields=["state", "reason"])
    return _told(held, Deed.RESUMED, by, "")


def _refuse(obligation: Obligation, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Đồng chí ghi lý do."})
    if len(reason.strip()) > _LONGEST:
        raise ValidationError({"reason": f"Lý do dài nhất {_LONGEST} chữ."})
    if obligation.state not in OWED:
        word = _S(obligation.state).label.lower()
        raise ValidationError(f"Báo cáo này đang ở trạng thái “{word}”.")


def _told(obligation: Obligation, what: Deed, by: Actor, note: str) -> Obligation:
    TrailEntry.objects.create(
        obligation=obligation, deed=what, at=timezone.now(), by_id=by.user_id, note=note.strip()
    )
    return obligation
