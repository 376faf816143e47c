"""Moves of members between units, and the ways a membership ends."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import allowed, require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_person, hold_units
from sodoan.org.models import Unit
from sodoan.org.validators import check_order
from sodoan.people.actions.admission import check_branch, check_level, open_membership
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.followers import bring_along
from sodoan.people.merging import is_spare
from sodoan.people.models import Membership, Person
from sodoan.people.querysets import MembershipQuerySet
from sodoan.people.validators import check_near

_LEAVES_ALL = (MembershipEnd.REMOVED, MembershipEnd.EXPELLED, MembershipEnd.DECEASED)


@transaction.atomic
def transfer(
    person: Person, *, by: Actor, to_unit: Unit, on: date, decision_no: str = ""
) -> Membership:
    """Move the official membership: the old one ends and the new one begins on `on`.

    What follows members (`followers`) comes along at once; a move to come brings it on its day.
    A membership of which no day has passed was recorded in the wrong branch: it goes, this one
    takes its place; back in the branch it replaced, the membership there goes on. Needs a post
    over both units that records moves. Raises `PermissionDenied`; `ValidationError` for the same
    unit, a day before the present membership or more than a year ahead, and a post still held
    there.
    """
    require(by, "people.transfer", person)
    require(by, "people.transfer_to", to_unit)
    hold_units(to_unit)
    hold_person(person.pk)
    check_near(on, by.on)
    check_branch(to_unit, on)
    current = _official(person, on)
    if current.unit_id == to_unit.pk:
        raise ValidationError(f"{person.full_name} đang sinh hoạt ở {to_unit.name} rồi.")
    _check_posts(person, on, unit=current.unit)
    mistaken = current.during.lower == on >= by.on
    before = _replaced(current) if mistaken else None
    with acting(user_id=by.user_id, reason="Chuyển sinh hoạt"):
        if mistaken:
            require(by, "people.transfer_to", current.unit)
        if before is not None and before.unit_id == to_unit.pk:
            _take_back(current, before, by=by)
            return before
        if mistaken:
            current.delete()
            decision_no = decision_no or current.decision_no
        else:
            _end(current, MembershipEnd.TRANSFER, on)
        _drop_stay(person, to_unit, on)
        moved = open_membership(
            person, to_unit, kind=MembershipKind.OFFICIAL, since=on, decision_no=decision_no
        )
        bring_along([person.pk], by=by)
        if mistaken:
            _clear_sheets(person, current.unit)
    return moved


@transaction.atomic
def start_temporary(  # noqa: PLR0913 - the facts of a stay
    person: Person, *, by: Actor, unit: Unit, since: date, until: date | None = None,
    decision_no: str = "",
) -> Membership:  # fmt: skip
    """Let a member take part elsewhere for a while; the home unit stays the home unit.

    Raises `PermissionDenied`; `ValidationError` without an official membership, in the home
    unit itself, and for a period that ends before it begins or begins more than a year ahead.
    """
    require(by, "people.transfer", person)
    require(by, "people.transfer_to", unit)
    hold_units(unit)
    hold_person(person.pk)
    check_near(since, by.on)
    check_branch(unit, since)
    check_order(since, until)
    home = _official(person, since).unit
    if home.pk == unit.pk:
        raise ValidationError(f"{unit.name} là nơi sinh hoạt chính thức của {person.full_name}.")
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
    check_near(on, by.on)
    with acting(user_id=by.user_id, reason="Hết sinh hoạt tạm"):
        return _end(membership, MembershipEnd.RETURNED, on)


@transaction.atomic
def make_honorary(
    person: Person, *, by: Actor, unit: Unit, on: date, decision_no: str = ""
) -> Membership:
    """Make somebody an honorary member of a branch; a running official membership ends as maturity.

    Raises `PermissionDenied`; `ValidationError` for a day more than a year ahead or before an
    official membership that has lasted since, a post held in the branch left or ahead, and for an
    officer of a level above, whom that level lets go.
    """
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", unit)
    hold_units(unit)
    hold_person(person.pk)
    check_near(on, by.on)
    check_branch(unit, on)
    current = _locked(person, MembershipKind.OFFICIAL, on)
    if current is not None:
        check_level(person, current.unit, by=by, on=on)
    with acting(user_id=by.user_id, reason="Công nhận đoàn viên danh dự"):
        if current is not None:
            _check_posts(person, on, unit=current.unit)
            _leave(current, MembershipEnd.MATURITY, on, by=by)
        else:
            since = person.memberships.filter(during__startswith__gte=on)
            _check_not_since(person, since.filter(during__startswith__lt=by.on))
        return open_membership(
            person, unit, kind=MembershipKind.HONORARY, since=on, decision_no=decision_no
        )


@transaction.atomic
def end_membership(
    membership: Membership, *, by: Actor, how: str, on: date, decision_no: str = ""
) -> Membership:
    """End an official or honorary membership: `on` is the first day it holds no more.

    With an official membership temporary stays end too, and nothing begins later that would make
    a member of who left: a transfer ahead goes. Removal, expulsion and death leave no honorary
    membership ahead either. A correction of what begins today or later withdraws it. Raises
    `PermissionDenied`; `ValidationError` for posts still held or ahead, a wrong kind of end, a day
    out of the period, before a home membership that has lasted since or more than a year ahead,
    and for an officer of a level above, whom that level lets go.
    """
    person = membership.person
    require(by, "people.manage_person", person)
    require(by, "people.admit_to", membership.unit)
    if membership.kind == MembershipKind.TEMPORARY:
        raise ValidationError("Sinh hoạt tạm kết thúc bằng mục “Hết sinh hoạt tạm”.")
    if how in (MembershipEnd.TRANSFER, MembershipEnd.RETURNED):
        raise ValidationError("Đồng chí dùng mục “Chuyển sinh hoạt” để ghi nơi đến.")
    if membership.is_withdrawn_by(how, by.on):
        if not allowed(by, "people.withdraw_membership", membership):
            raise ValidationError(
                "Lần chuyển đến này do đơn vị cấp trên chung của hai chi đoàn hủy. Đồng chí báo "
                "đơn vị ấy."
            )
        return withdraw_membership(membership, by=by)
    _hold(membership)
    check_near(on, by.on)
    check_level(person, membership.unit, by=by, on=on)
    _check_posts(person, on, unit=None if how in _LEAVES_ALL else membership.unit)
    reason = f"{MembershipEnd(how).label} {decision_no}".strip()
    with acting(user_id=by.user_id, reason=reason):
        return _leave(membership, how, on, by=by)


@transaction.atomic
def withdraw_membership(membership: Membership, *, by: Actor) -> Membership:
    """Take back a membership of which no day has passed, recorded by mistake or ahead.

    Its row goes, its history stays, empty sheets there go; the official membership that it ended
    goes on in its place, and what follows members goes back. Stays that it ended and what else it
    took away are recorded anew. Raises `PermissionDenied`; `ValidationError` when it began
    before today, when a post or a sheet with content hangs on it, and for an officer of a level
    above, whom that level lets go.
    """
    require(by, "people.withdraw_membership", membership)
    person, unit = membership.person, membership.unit
    hold_units(*Unit.objects.filter(memberships__person=person).distinct())
    _hold(membership)
    since = membership.during.lower
    if membership.has_lasted(by.on):
        raise ValidationError(
            "Lần sinh hoạt này đã bắt đầu trước hôm nay nên không hủy được. "
            "Đồng chí kết thúc hoặc chuyển sinh hoạt."
        )
    if membership.kind != MembershipKind.TEMPORARY:
        check_level(person, unit, by=by, on=since)
    _check_no_new_post(person, unit, since)
    before = _replaced(membership)
    with acting(user_id=by.user_id, reason="Hủy sinh hoạt ghi nhầm"):
        _take_back(membership, before, by=by)
    return membership


def _replaced(membership: Membership) -> Membership | None:
    rows = Membership.objects.replaced_by(membership).select_for_update(of=("self",))
    return rows.select_related("unit").first()


def _take_back(membership: Membership, before: Membership | None, *, by: Actor) -> None:
    """Let the row go; what it replaced goes on in its place, and what follows members goes back."""
    person, since = membership.person, membership.during.lower
    membership.delete()
    if before is not None:
        check_branch(before.unit, since)
        before.during = period(before.during.lower, membership.during.upper)
        before.ended_by = membership.ended_by
        before.save(update_fields=["during", "ended_by"])
        _drop_stay(person, before.unit, since)
    bring_along([person.pk], by=by)
    _clear_sheets(person, membership.unit)


def _clear_sheets(person: Person, unit: Unit) -> None:
    """Drop empty sheets in a unit the person never belonged to; refuse while one has content."""
    if person.memberships.filter(unit=unit).exists():
        return
    for sheet in person.enrolments.filter(unit=unit):
        if not is_spare(sheet):
            raise ValidationError(
                f"{person.full_name} đã có phiếu rèn luyện hoặc kết quả ở {unit.name} nên không "
                "hủy được. Đồng chí ghi chuyển sinh hoạt từ ngày mai."
            )
        sheet.delete()


def _check_no_new_post(person: Person, unit: Unit, since: date) -> None:
    posts = person.appointments.filter(unit=unit, during__startswith__gte=since)
    if held := posts.select_related("post").first():
        raise ValidationError(
            f"{person.full_name} được ghi chức danh {held.post.label} ở {unit.name} từ ngày "
            f"{full_date(held.during.lower)}. Đồng chí hủy chức danh ấy trước."
        )


def _leave(membership: Membership, how: str, on: date, *, by: Actor) -> Membership:
    """End a home membership with all that goes with it: what lies ahead goes, stays end."""
    others = membership.person.memberships.exclude(pk=membership.pk)
    if how not in _LEAVES_ALL:
        is_official = membership.kind == MembershipKind.OFFICIAL
        others = others.exclude(kind=MembershipKind.HONORARY) if is_official else others.none()
    since = others.filter(during__startswith__gte=on).select_related("unit")
    _check_not_since(membership.person, since.filter(during__startswith__lt=by.on))
    ahead = since.filter(during__startswith__gte=by.on)
    for row in ahead:
        _check_no_new_post(membership.person, row.unit, row.during.lower)
    ahead.delete()
    stays = others.filter(kind=MembershipKind.TEMPORARY).select_for_update()
    for stay in stays.on(on):
        if stay.has_lasted(on):
            _end(stay, how, on)
    for stay in stays.on(by.on).filter(during__startswith__gte=on):
        _end(stay, how, by.on)
    return _end(membership, how, on)


def _check_not_since(person: Person, lasted: MembershipQuerySet) -> None:
    """Refuse a day before a home membership that has lasted: only what lies ahead may vanish."""
    homes = lasted.exclude(kind=MembershipKind.TEMPORARY).order_by("during")
    if row := homes.first():
        raise ValidationError(
            f"{person.full_name} đã sinh hoạt ở {row.unit.name} từ ngày "
            f"{full_date(row.during.lower)}, sau ngày đồng chí chọn. Đồng chí chọn ngày sau ngày "
            "ấy; lần sinh hoạt đã kết thúc trước đó thì giữ nguyên."
        )


def _hold(membership: Membership) -> None:
    """Nobody else moves the person meanwhile; the membership is read as it is now."""
    hold_person(membership.person_id)
    try:
        membership.refresh_from_db(
            fields=["during", "ended_by"], from_queryset=Membership.objects.select_for_update()
        )
    except Membership.DoesNotExist:
        raise ValidationError(
            "Lần sinh hoạt này vừa được hủy. Đồng chí mở lại hồ sơ để xem."
        ) from None


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
    """Temporary stays in a unit that is home from that day: one has become the real thing.

    Those that begin later go, also when they have lasted: the person was at home there.
    """
    stays = person.memberships.filter(kind=MembershipKind.TEMPORARY, unit=unit)
    for stay in stays.on(on).filter(during__startswith__lt=on).select_for_update():
        _end(stay, MembershipEnd.RETURNED, on)
    stays.filter(during__startswith__gte=on).delete()


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
