"""Moves of members between units, and the ways a membership ends."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_person, hold_units
from sodoan.org.models import Unit
from sodoan.org.validators import check_order
from sodoan.people.actions.admission import check_branch, check_level, open_membership
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.followers import bring_along
from sodoan.people.models import Membership, Person

_LEAVES_ALL = (MembershipEnd.REMOVED, MembershipEnd.EXPELLED, MembershipEnd.DECEASED)


@transaction.atomic
def transfer(
    person: Person, *, by: Actor, to_unit: Unit, on: date, decision_no: str = ""
) -> Membership:
    """Move the official membership: the old one ends and the new one begins on `on`.

    What follows members (`followers`) comes along at once; a move to come brings it on its day.
    Needs the keeping of files in both units. Raises `PermissionDenied`; `ValidationError` for
    the same unit, a day before the present membership, a post still held there, and for an officer
    of a level above, whom that level lets go.
    """
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", to_unit)
    hold_units(to_unit)
    hold_person(person.pk)
    check_branch(to_unit, on)
    current = _official(person, on)
    if current.unit_id == to_unit.pk:
        raise ValidationError(f"{person.full_name} đang sinh hoạt ở {to_unit.name} rồi.")
    check_level(person, current.unit, by=by, on=on)
    _check_posts(person, on, unit=current.unit)
    with acting(user_id=by.user_id, reason="Chuyển sinh hoạt"):
        _end(current, MembershipEnd.TRANSFER, on)
        _drop_stay(person, to_unit, on)
        moved = open_membership(
            person, to_unit, kind=MembershipKind.OFFICIAL, since=on, decision_no=decision_no
        )
        bring_along([person.pk], by=by)
    return moved


@transaction.atomic
def start_temporary(  # noqa: PLR0913 - the facts of a stay
    person: Person, *, by: Actor, unit: Unit, since: date, until: date | None = None,
    decision_no: str = "",
) -> Membership:  # fmt: skip
    """Let a member take part elsewhere for a while; the home unit stays the home unit.

    Raises `PermissionDenied`; `ValidationError` without an official membership, in the home
    unit itself, for a period that ends before it begins, and for an officer of a level above, whom
    that level lets go.
    """
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", unit)
    hold_units(unit)
    hold_person(person.pk)
    check_branch(unit, since)
    check_order(since, until)
    home = _official(person, since).unit
    if home.pk == unit.pk:
        raise ValidationError(f"{unit.name} là nơi sinh hoạt chính thức của {person.full_name}.")
    check_level(person, home, by=by, on=since)
    with acting(user_id=by.user_id, reason="Sinh hoạt tạm"):
        return open_membership(
            person,
            unit,
            kind=MembershipKind.TEMPORARY,
            since=since,
            until=until,
            decision_no=decision_no,
        )


@transaction.atomic
def end_temporary(membership: Membership, *, by: Actor, on: date) -> Membership:
    """End a temporary stay; either of the two units may record it."""
    require(by, "people.end_temporary", membership)
    _hold(membership)
    if membership.kind != MembershipKind.TEMPORARY:
        raise ValidationError("Đây không phải là sinh hoạt tạm.")
    with acting(user_id=by.user_id, reason="Hết sinh hoạt tạm"):
        return _end(membership, MembershipEnd.RETURNED, on)


@transaction.atomic
def make_honorary(
    person: Person, *, by: Actor, unit: Unit, on: date, decision_no: str = ""
) -> Membership:
    """Make somebody an honorary member of a branch; a running official membership ends as maturity.

    Raises `PermissionDenied`; `ValidationError` for a post still held in the branch left, and for
    an officer of a level above, whom that level lets go.
    """
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", unit)
    hold_units(unit)
    hold_person(person.pk)
    check_branch(unit, on)
    current = _locked(person, MembershipKind.OFFICIAL, on)
    if current is not None:
        check_level(person, current.unit, by=by, on=on)
    with acting(user_id=by.user_id, reason="Công nhận đoàn viên danh dự"):
        if current is not None:
            _check_posts(person, on, unit=current.unit)
            _end(current, MembershipEnd.MATURITY, on)
        return open_membership(
            person, unit, kind=MembershipKind.HONORARY, since=on, decision_no=decision_no
        )


@transaction.atomic
def end_membership(
    membership: Membership, *, by: Actor, how: str, on: date, decision_no: str = ""
) -> Membership:
    """End an official or honorary membership: `on` is the first day it holds no more.

    Removal, expulsion and death also end temporary stays. Raises `PermissionDenied`;
    `ValidationError` for posts still held, a wrong kind of end, a day out of the period, and for
    an officer of a level above, whom that level lets go.
    """
    person = membership.person
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", membership.unit)
    if membership.kind == MembershipKind.TEMPORARY:
        raise ValidationError("Sinh hoạt tạm kết thúc bằng mục “Hết sinh hoạt tạm”.")
    if how in (MembershipEnd.TRANSFER, MembershipEnd.RETURNED):
        raise ValidationError("Đồng chí dùng mục “Chuyển sinh hoạt” để ghi nơi đến.")
    _hold(membership)
    check_level(person, membership.unit, by=by, on=on)
    leaves_all = how in _LEAVES_ALL
    _check_posts(person, on, unit=None if leaves_all else membership.unit)
    reason = f"{MembershipEnd(how).label} {decision_no}".strip()
    with acting(user_id=by.user_id, reason=reason):
        if leaves_all:
            stays = person.memberships.filter(kind=MembershipKind.TEMPORARY)
            stays.filter(during__startswith__gte=on).delete()
            for stay in stays.filter(during__contains=on).select_for_update():
                _end(stay, how, on)
        return _end(membership, how, on)


def _hold(membership: Membership) -> None:
    """Nobody else moves the person meanwhile; the membership is read as it is now."""
    hold_person(membership.person_id)
    membership.refresh_from_db(
        fields=["during", "ended_by"], from_queryset=Membership.objects.select_for_update()
    )


def _official(person: Person, day: date) -> Membership:
    found = _locked(person, MembershipKind.OFFICIAL, day)
    if found is None:
        raise ValidationError(
            f"Ngày {full_date(day)} {person.full_name} không sinh hoạt chính thức ở chi đoàn nào."
        )
    return found


def _locked(person: Person, kind: str, day: date) -> Membership | None:
    rows = person.memberships.on(day).filter(kind=kind)
    return rows.select_for_update(of=("self",)).select_related("unit").first()


def _end(membership: Membership, how: str, on: date) -> Membership:
    check_order(membership.during.lower, on, "Ngày kết thúc sinh hoạt")
    upper = membership.during.upper
    if upper is not None and on > upper:
        raise ValidationError(f"Lần sinh hoạt này đã kết thúc ngày {full_date(upper)}.")
    membership.during = period(membership.during.lower, on)
    membership.ended_by = how
    membership.save(update_fields=["during", "ended_by"])
    return membership


def _drop_stay(person: Person, unit: Unit, on: date) -> None:
    """A temporary stay in the unit somebody now moves to has become the real thing."""
    stays = person.memberships.on(on).filter(kind=MembershipKind.TEMPORARY, unit=unit)
    for stay in stays.filter(during__startswith__lt=on).select_for_update():
        _end(stay, MembershipEnd.RETURNED, on)


def _check_posts(person: Person, day: date, *, unit: Unit | None) -> None:
    """Refuse to let somebody go who still holds a post (in that unit, or anywhere)."""
    held = person.appointments.filter(during__overlap=period(day)).select_related("post", "unit")
    if unit is not None:
        held = held.filter(unit=unit)
    if first := held.order_by("post__position").first():
        raise ValidationError(
            f"{person.full_name} còn giữ chức danh {first.post.label} ở {first.unit.name}. "
            "Đồng chí ghi thôi giữ chức trước."
        )
