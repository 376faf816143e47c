"""Terms and appointments; access follows these rows from the day they begin."""

from collections.abc import Mapping
from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sodoan.accounts.actions.slips import revoke_slips
from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.models import Appointment, Post, Seat, Term, Unit
from sodoan.org.validators import check_order


@transaction.atomic
def open_term(  # noqa: PLR0913 - the facts of a congress
    unit: Unit,
    *,
    by: Actor,
    body: str,
    label: str,
    start: date,
    end: date | None,
    seats: Mapping[str, int],
) -> Term:
    """Open a term with the number of seats per post key. Raises `ValidationError` on overlap."""
    require(by, "org.appoint", unit)
    check_order(start, end, "Ngày kết thúc nhiệm kỳ")
    with acting(user_id=by.user_id, reason="Ghi nhiệm kỳ"):
        try:
            with transaction.atomic():
                term = Term.objects.create(
                    unit=unit, body=body, label=label, during=period(start, end)
                )
        except IntegrityError as error:
            raise ValidationError(
                "Nhiệm kỳ này trùng thời gian với một nhiệm kỳ đã ghi. Đồng chí xem lại ngày."
            ) from error
        Seat.objects.bulk_create(
            Seat(term=term, post_id=key, count=count) for key, count in seats.items()
        )
    return term


@transaction.atomic
def end_term(term: Term, *, by: Actor, end: date) -> Term:
    """End a term earlier or later than planned; appointments keep their own periods."""
    require(by, "org.appoint", term.unit)
    check_order(term.during.lower, end, "Ngày kết thúc nhiệm kỳ")
    term.during = period(term.during.lower, end)
    with acting(user_id=by.user_id, reason="Kết thúc nhiệm kỳ"):
        try:
            with transaction.atomic():
                term.save(update_fields=["during"])
        except IntegrityError as error:
            raise ValidationError("Ngày này lấn sang nhiệm kỳ sau đã ghi.") from error
    return term


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

    Raises `PermissionDenied`; `ValidationError` when the post does not exist at that level, the
    unit does not exist then, the post is already held (exclusive posts), or by the same person.
    Slips that others have issued for the person's account stop working: they may be below it now.
    """
    require(by, "org.appoint", unit)
    check_order(start, end)
    if unit.type.tier not in post.tiers:
        raise ValidationError(f"Cấp “{unit.type.label}” không có chức danh “{post.label}”.")
    if unit.closed_on is not None:
        raise ValidationError(f"{unit.name} đã kết thúc ngày {full_date(unit.closed_on)}.")
    if term is not None and term.unit_id != unit.pk:
        raise ValidationError("Nhiệm kỳ này thuộc đơn vị khác.")
    with acting(user_id=by.user_id, reason="Ghi nhận chức danh"):
        revoke_slips(_account_of(person_id), but_by=by.user_id)
        try:
            with transaction.atomic():
                return Appointment.objects.create(
                    unit=unit,
                    post=post,
                    person_id=person_id,
                    term=term,
                    during=period(start, end),
                    is_exclusive=post.is_exclusive,
                    decision_no=decision_no,
                    decision_on=decision_on,
                )
        except IntegrityError as error:
            raise ValidationError(_clash(error, post, unit)) from error


def _account_of(person_id: int) -> int | None:
    people = apps.get_model("people", "Person").objects.filter(pk=person_id)
    found: int | None = people.values_list("user_id", flat=True).first()
    return found


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor, end: date) -> Appointment:
    """End an appointment; access ends with it. Raises `ValidationError` to prolong one."""
    require(by, "org.appoint", appointment.unit)
    check_order(appointment.during.lower, end, "Ngày thôi giữ chức")
    upper = appointment.during.upper
    if upper is not None and end > upper:
        raise ValidationError(f"Phân công này đã kết thúc ngày {full_date(upper)}.")
    appointment.during = period(appointment.during.lower, end)
    with acting(user_id=by.user_id, reason="Thôi giữ chức danh"):
        appointment.save(update_fields=["during"])
    return appointment


def _clash(error: IntegrityError, post: Post, unit: Unit) -> str:
    if "exclusive_posts_do_not_overlap" in str(error):
        return (
            f"Trong thời gian này {unit.name} đã có người giữ chức danh {post.label}. "
            "Đồng chí kết thúc phân công cũ trước."
        )
    return f"Người này đã giữ chức danh {post.label} trong thời gian đó."
