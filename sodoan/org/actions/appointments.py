"""Appointments; access follows these rows from the day they begin."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from sodoan.accounts.actions.slips import revoke_slips
from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_person, hold_units
from sodoan.org.actions.terms import days_of
from sodoan.org.choices import TERM_BODIES
from sodoan.org.models import Appointment, Post, Term, Unit
from sodoan.org.queries import choosable
from sodoan.org.validators import check_open, check_order


@transaction.atomic
def appoint(  # noqa: PLR0913 - the facts of a decision
    person_id: int,
    *,
    by: Actor,
    unit: Unit,
    post: Post,
    start: date,
    end: date | None = None,
    term: Term | None = None,
    decision_no: str = "",
    decision_on: date | None = None,
) -> Appointment:
    """Record that a person holds a post from `start` up to, not including, `end`.

    The same facts sent again are the appointment they made. Raises `PermissionDenied`, also for
    people beyond reach (`choosable`); `ValidationError` for oneself, when the post does not exist
    at that level or is retired, the unit or the term not on that day, the term is of another body
    (`TERM_BODIES`), or the post is already held (exclusive posts), or by the same person. Slips
    that others have issued for the person's account stop working: they may be below it now.
    """
    require(by, "org.appoint", unit)
    _require_other(by, person_id)
    hold_units(unit)
    account = hold_person(person_id)
    _check_post(unit, post)
    check_order(start, end)
    _check_days(unit, start)
    if term is not None:
        _check_term(term, unit, post, start, end)
    facts = {
        "unit": unit,
        "post": post,
        "person_id": person_id,
        "term": term,
        "during": period(start, end),
        "decision_no": decision_no,
        "decision_on": decision_on,
    }
    if same := Appointment.objects.filter(**facts).first():
        return same
    with acting(user_id=by.user_id, reason="Ghi nhận chức danh"):
        revoke_slips(account, but_by=by.user_id)
        try:
            with transaction.atomic():
                return Appointment.objects.create(is_exclusive=post.is_exclusive, **facts)
        except IntegrityError as error:
            raise ValidationError(_clash(error, facts)) from error


def _require_other(by: Actor, person_id: int) -> None:
    """Nobody gives himself a post, nor an administrator: the console can make another one."""
    if by.is_self(person_id):
        raise ValidationError(
            "Không ai tự ghi chức danh cho mình. Đồng chí đề nghị cấp trên hoặc người phụ trách "
            "khác ghi nhận."
        )
    if not choosable(by).filter(pk=person_id).exists():
        raise PermissionDenied(
            "Người này ở ngoài phạm vi đồng chí phụ trách. Đồng chí đề nghị đơn vị cấp trên chung "
            "ghi nhận chức danh."
        )


def _check_post(unit: Unit, post: Post) -> None:
    if unit.type.tier not in post.tiers:
        raise ValidationError(f"Cấp “{unit.type.label}” không có chức danh “{post.label}”.")
    if post.is_retired:
        raise ValidationError(
            f"Chức danh “{post.label}” đã thôi dùng. Đồng chí chọn chức danh khác."
        )


def _check_days(unit: Unit, start: date) -> None:
    check_open(unit.name, unit.closed_on)
    if start < unit.opened_on:
        raise ValidationError(
            f"{unit.name} thành lập ngày {full_date(unit.opened_on)}. "
            "Đồng chí chọn ngày giữ chức từ ngày đó trở đi."
        )


def _check_term(term: Term, unit: Unit, post: Post, start: date, end: date | None) -> None:
    if term.unit_id != unit.pk:
        raise ValidationError("Nhiệm kỳ này thuộc đơn vị khác. Đồng chí chọn lại nhiệm kỳ.")
    if term.body not in TERM_BODIES[post.body]:
        raise ValidationError(
            f"Chức danh {post.label} thuộc {post.get_body_display()}, không theo nhiệm kỳ "
            f"{term.get_body_display()} {term.label}. Đồng chí chọn nhiệm kỳ khác, hoặc không ghi "
            "nhiệm kỳ."
        )
    first, last = term.during.lower, term.during.upper
    if (first and start < first) or (last and (start >= last or (end or start) > last)):
        raise ValidationError(
            f"Nhiệm kỳ {term.label} {days_of(term)}. Đồng chí sửa ngày giữ chức cho nằm trong "
            "nhiệm kỳ, hoặc không ghi nhiệm kỳ."
        )


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor, end: date) -> Appointment:
    """End an appointment; access ends with it.

    One that begins today or later and ends no later than that was recorded by mistake: its row
    goes, its history stays. Raises `ValidationError` to prolong one, or when something hangs on a
    mistaken one.
    """
    require(by, "org.appoint", appointment.unit)
    try:
        appointment.refresh_from_db(
            fields=["during"], from_queryset=Appointment.objects.select_for_update()
        )
    except Appointment.DoesNotExist:
        raise ValidationError(
            "Phân công này vừa được hủy. Đồng chí mở lại trang đơn vị để xem."
        ) from None
    first = appointment.during.lower
    if not appointment.has_lasted(by.on) and end <= first:
        return _withdraw(appointment, by=by)
    check_order(first, end, "Ngày thôi giữ chức")
    upper = appointment.during.upper
    if upper is not None and end > upper:
        raise ValidationError(f"Phân công này đã kết thúc ngày {full_date(upper)}.")
    appointment.during = period(first, end)
    with acting(user_id=by.user_id, reason="Thôi giữ chức danh"):
        appointment.save(update_fields=["during"])
    return appointment


def _withdraw(appointment: Appointment, *, by: Actor) -> Appointment:
    """Take back a post nobody has held for a day; a wrong person loses its access at once."""
    with acting(user_id=by.user_id, reason="Hủy chức danh ghi nhầm"):
        try:
            appointment.delete()
        except ProtectedError as error:
            raise ValidationError(
                "Chức danh này đã có phiếu đăng ký rèn luyện nên không hủy được. "
                "Đồng chí ghi thôi giữ chức từ ngày sau đó."
            ) from error
    return appointment


def _clash(error: IntegrityError, facts: Mapping[str, Any]) -> str:
    post, unit = facts["post"], facts["unit"]
    if "exclusive_posts_do_not_overlap" not in str(error):
        return f"Người này đã giữ chức danh {post.label} trong thời gian đó."
    held = unit.appointments.filter(post=post, during__overlap=facts["during"])
    first = held.select_related("person").order_by("during").first()
    since = "" if first is None else f" ({first.person.full_name}, {days_of(first)})"
    return (
        f"Trong thời gian này {unit.name} đã có người giữ chức danh {post.label}{since}. "
        "Đồng chí kết thúc phân công ấy trước."
    )
