"""Sheets follow members who move to another branch during the year."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Subquery, When

from sodoan.audit.history import acting
from sodoan.common.scoping import Actor
from sodoan.org.models import Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.choices import OPEN_ROUNDS, EnrolmentState
from sodoan.programmes.models import Enrolment, Result, Round

_BEING_WRITTEN = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)
_TOO_LATE = Round.objects.filter(
    unit=OuterRef("home"), programme=OuterRef("programme"), block=OuterRef("calendar")
).exclude(state__in=OPEN_ROUNDS)


@transaction.atomic
def follow_members(
    day: date,
    *,
    into: Unit | None = None,
    people: Collection[int] | None = None,
    user_id: int | None = None,
) -> int:
    """Bring the sheets of members who moved to the branch they belong to now; returns how many.

    `into` limits it to branches below a unit, `people` to these persons. Pledges, evidence and
    talks go along; the plan and calendar they were signed with stay, but a sheet still being
    written takes the calendar of the new branch. A sheet stays where it is while it is being
    judged, or when the new branch has sent the round of its calendar up already: the branch that
    knows the year finishes it. Running again moves nothing. Three statements, however many members.
    """
    home = Membership.objects.on(day).filter(
        person=OuterRef("person"), kind=MembershipKind.OFFICIAL
    )
    moved = (
        Enrolment.objects.filter(person__isnull=False, programme__year__gte=day.year - 1)
        .annotate(
            home=Subquery(home.values("unit")[:1]),
            calendar=Case(
                When(state__in=_BEING_WRITTEN, then=Subquery(home.values("unit__block")[:1])),
                default=F("block"),
            ),
        )
        .filter(home__isnull=False)
        .exclude(home=F("unit"))
        .exclude(Exists(Result.objects.filter(enrolment=OuterRef("pk"))))
        .exclude(Exists(_TOO_LATE))
    )
    if into is not None:
        here = Membership.objects.on(day).filter(
            kind=MembershipKind.OFFICIAL, unit__path__startswith=into.path
        )
        moved = moved.filter(person__in=here.values("person"))
    if people is not None:
        moved = moved.filter(person__in=people)
    keys = list(moved.values_list("pk", flat=True))
    if not keys:
        return 0
    rows = Enrolment.objects.filter(pk__in=keys)
    with acting(user_id=user_id, reason="Phiếu theo đoàn viên chuyển sinh hoạt"):
        rows.filter(state__in=_BEING_WRITTEN).update(block=Subquery(home.values("unit__block")[:1]))
        return rows.update(unit=Subquery(home.values("unit")[:1]))


def follow_now(people: Collection[int], by: Actor) -> None:
    """The same for these persons, in the transaction that moves them (`people.followers`)."""
    follow_members(by.on, people=people, user_id=by.user_id)
