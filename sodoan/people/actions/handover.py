"""The people of a branch that ends go to another, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from sodoan.audit.history import acting
from sodoan.common.periods import ended, period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.org.actions.holding import hold_units
from sodoan.org.models import Unit
from sodoan.people.actions.admission import check_branch
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.followers import bring_along
from sodoan.people.models import Membership, Person


@dataclass(frozen=True)
class HandedOver:
    """Who is where today by a hand-over, however far back it dates (person keys).

    `moved` belong to the branch that took them, `to_come` begin there later, `sent_home` would
    still stay or come to stay. Whoever had left the unit by today is in none.
    """

    moved: tuple[int, ...] = ()
    to_come: tuple[int, ...] = ()
    sent_home: tuple[int, ...] = ()


@transaction.atomic
def hand_over(  # noqa: PLR0913 - the facts of a hand-over
    unit: Unit, *, by: Actor, to_unit: Unit | None, on: date, reason: str, decision_no: str = ""
) -> HandedOver:
    """Let `to_unit` be the branch of everybody in `unit` from `on` on; how many never matters.

    Official and honorary memberships go on there, those to begin later begin there. Temporary
    stays end: the home unit is elsewhere. Raises `PermissionDenied` for a branch whose files one
    does not keep; `ValidationError` while nobody was named to take members, or for what is not a
    running branch.
    """
    if to_unit is not None:
        hold_units(to_unit)
    rows = Membership.objects.filter(unit=unit, during__overlap=period(on))
    people = Person.objects.filter(pk__in=rows.values("person")).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))
    found = list(rows.select_for_update().order_by("person_id"))
    if not found:
        return HandedOver()
    require(by, "people.admit_to", unit)
    moving = [row for row in found if row.kind != MembershipKind.TEMPORARY]
    stays = rows.filter(kind=MembershipKind.TEMPORARY)
    with acting(user_id=by.user_id, reason=reason):
        _end(stays, MembershipEnd.RETURNED, on)
        if moving:
            _move(rows, moving, by=by, to_unit=_taker(unit, to_unit, on), on=on, no=decision_no)
        bring_along([row.person_id for row in moving], by=by)
    return _outcome(found, to_unit, by.on)


def _outcome(found: Sequence[Membership], to_unit: Unit | None, day: date) -> HandedOver:
    """Who is where on `day`; `found` are the rows as they were before."""
    lasting = [row for row in found if _lasts(row, day)]
    home = {row.person_id for row in lasting if row.kind == MembershipKind.TEMPORARY}
    taken = {row.person_id for row in lasting if row.kind != MembershipKind.TEMPORARY}
    there = Membership.objects.filter(unit=to_unit, person__in=taken).on(day)
    there = there.exclude(kind=MembershipKind.TEMPORARY)
    moved = set(there.values_list("person_id", flat=True))
    return HandedOver(*(tuple(sorted(each)) for each in (moved, taken - moved, home - taken)))


def _lasts(row: Membership, day: date) -> bool:
    """Whether it runs on that day or begins later."""
    return row.during.upper is None or row.during.upper > day


def _taker(unit: Unit, to_unit: Unit | None, on: date) -> Unit:
    if to_unit is None:
        raise ValidationError("Đồng chí chọn chi đoàn tiếp nhận đoàn viên.")
    check_branch(to_unit, on)
    if to_unit.pk == unit.pk:
        raise ValidationError("Chi đoàn tiếp nhận phải là một chi đoàn khác.")
    return to_unit


def _move(  # noqa: PLR0913 - the facts of a move
    rows: QuerySet[Membership], moving: Sequence[Membership], *, by: Actor, to_unit: Unit, on: date,
    no: str,
) -> None:  # fmt: skip
    require(by, "people.admit_to", to_unit)
    people = [row.person_id for row in moving]
    there = Membership.objects.filter(unit=to_unit, person__in=people, during__overlap=period(on))
    coming = [row.person_id for row in moving if _lasts(row, by.on)]
    stays = there.filter(kind=MembershipKind.TEMPORARY, person__in=coming)
    _end(stays, MembershipEnd.RETURNED, on)
    doubled = set(there.filter(kind=MembershipKind.HONORARY).values_list("person_id", flat=True))
    staying = rows.exclude(kind=MembershipKind.TEMPORARY)
    staying.filter(kind=MembershipKind.HONORARY, person__in=doubled).filter(
        during__startswith__gte=on
    ).delete()
    staying.filter(during__startswith__gte=on).update(unit=to_unit)
    staying.update(during=ended(on), ended_by=MembershipEnd.TRANSFER)
    Membership.objects.bulk_create(
        Membership(
            person_id=row.person_id,
            unit=to_unit,
            kind=row.kind,
            during=period(on, row.during.upper),
            ended_by=row.ended_by,
            decision_no=no,
        )
        for row in moving
        if (row.during.lower is None or row.during.lower < on)
        and not (row.kind == MembershipKind.HONORARY and row.person_id in doubled)
    )


def _end(rows: QuerySet[Membership], how: MembershipEnd, on: date) -> None:
    """End running rows on that day; those to begin on it or later never do."""
    rows.filter(during__startswith__gte=on).delete()
    rows.update(during=ended(on), ended_by=how)
