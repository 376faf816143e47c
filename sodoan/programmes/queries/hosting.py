"""Members on temporary stay in a branch, what it says of them, and what the home branch reads."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sodoan.org.models import Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.choices import DECIDED
from sodoan.programmes.models import Enrolment, HostComment, Programme, Result
from sodoan.programmes.queries.roots import of_one_cycle


def staying_in(unit: Unit, day: date) -> QuerySet[Membership]:
    """Memberships of those who are on temporary stay in the branch on that day."""
    members: QuerySet[Membership] = Membership.objects.on(day)
    return members.filter(unit=unit, kind=MembershipKind.TEMPORARY)


def hosted_in(unit: Unit, programme: Programme, day: date) -> QuerySet[Membership]:
    """The same for the page: `home` branch by name, what was `said`, whether it `is_decided`."""
    homes = Membership.objects.on(day).filter(
        person=OuterRef("person"), kind=MembershipKind.OFFICIAL
    )
    said = HostComment.objects.filter(person=OuterRef("person"), unit=unit, programme=programme)
    decided = Result.objects.filter(
        enrolment__person=OuterRef("person"),
        enrolment__programme__in=of_one_cycle(programme),
        state__in=DECIDED,
    )
    return (
        staying_in(unit, day)
        .select_related("person")
        .annotate(
            home=Subquery(homes.values("unit__name")[:1]),
            said=Subquery(said.values("text")[:1]),
            is_decided=Exists(decided),
        )
        .order_by("person__sort_key", "pk")
    )


def is_hosted(programme: Programme) -> Exists:
    """Whether host branches wrote on the member of a result; for its rows, no query of its own."""
    cycle = of_one_cycle(programme).values("pk")
    return Exists(
        HostComment.objects.filter(person=OuterRef("enrolment__person"), programme__in=cycle)
    )


def host_comments_on(enrolment: Enrolment) -> QuerySet[HostComment]:
    """What host branches wrote on the member of a sheet, the oldest first. One query."""
    found: QuerySet[HostComment] = HostComment.objects.filter(
        person=enrolment.person_id, programme__in=of_one_cycle(enrolment.programme)
    )
    return found.select_related("unit")
