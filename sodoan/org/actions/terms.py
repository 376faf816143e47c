"""Terms of the bodies of a unit, with the seats a congress decided."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from sodoan.audit.history import deed
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_alone, hold_units
from sodoan.org.models import Appointment, Seat, Term, Unit
from sodoan.org.validators import check_open, check_order

_END = "Ngày kết thúc nhiệm kỳ"


@transaction.atomic
@deed("Ghi nhiệm kỳ")
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
    """Open a term with the number of seats per post key.

    Raises `PermissionDenied`; `ValidationError` in a closed unit, for an end that is not after
    the start, and where another term of the body runs.
    """
    require(by, "org.appoint", unit)
    hold_units(unit)
    check_open(unit.name, unit.closed_on)
    check_order(start, end, _END)
    term = _saved(Term(unit=unit, body=body, label=label, during=period(start, end)))
    _seat(term, seats)
    return term


@transaction.atomic
@deed("Sửa nhiệm kỳ")
def update_term(  # noqa: PLR0913 - the facts of a congress
    term: Term,
    *,
    by: Actor,
    label: str,
    start: date,
    end: date | None,
    seats: Mapping[str, int],
) -> Term:
    """Correct a term or end it, sooner or later than planned; its posts keep their own periods.

    Raises as `open_term` does, and `ValidationError` for days that leave out a post recorded in
    the term: each begins in it, and ends no later when its end is known.
    """
    require(by, "org.appoint", term.unit)
    hold_alone(term.unit)
    check_open(term.unit.name, term.unit.closed_on)
    check_order(start, end, _END)
    _check_posts(term, start, end)
    term.label, term.during = label, period(start, end)
    _saved(term)
    term.seats.exclude(post__in=seats).delete()
    _seat(term, seats)
    return term


def days_of(row: Term | Appointment) -> str:
    """The days of a term or a post, in words."""
    first, last = row.during.lower, row.during.upper
    since = f"từ ngày {full_date(first)}" if first else ""
    until = f"đến trước ngày {full_date(last)}" if last else ""
    return f"{since} {until}".strip()


def _saved(term: Term) -> Term:
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError as error:
        raise ValidationError(_overlap(term)) from error
    return term


def _overlap(term: Term) -> str:
    same = term.unit.terms.filter(body=term.body, during__overlap=term.during)
    other = same.exclude(pk=term.pk).order_by("during").first()
    which = "một nhiệm kỳ đã ghi" if other is None else f"nhiệm kỳ {other.label} {days_of(other)}"
    return (
        f"Những ngày này trùng thời gian với {which}. "
        "Đồng chí chọn lại ngày, hoặc sửa ngày kết thúc của nhiệm kỳ ấy trước."
    )


def _check_posts(term: Term, start: date, end: date | None) -> None:
    outside = Q(during__startswith__lt=start)
    if end is not None:
        outside |= Q(during__startswith__gte=end) | Q(during__endswith__gt=end)
    posts = term.appointments.filter(outside).select_related("person", "post")
    held = posts.order_by("during", "pk").first()
    if held is not None:
        raise ValidationError(
            f"{held.person.full_name} giữ chức danh {held.post.label} của nhiệm kỳ này "
            f"{days_of(held)}, ra ngoài những ngày vừa chọn. Đồng chí chọn lại ngày của nhiệm kỳ, "
            "hoặc ghi thôi giữ chức trước."
        )


def _seat(term: Term, seats: Mapping[str, int]) -> None:
    Seat.objects.bulk_create(
        [Seat(term=term, post_id=key, count=count) for key, count in seats.items()],
        update_conflicts=True,
        unique_fields=["term", "post"],
        update_fields=["count"],
    )
