"""Reads on persons that views, exports and the search share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection
from django.db.models import Case, Prefetch, Q, QuerySet, When
from pghistory.models import Event

from sodoan.common.periods import on as running
from sodoan.common.periods import period
from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor, under
from sodoan.org.choices import Capability, Tier
from sodoan.org.models import Appointment, Unit
from sodoan.org.queries import choosable
from sodoan.people.choices import MembershipKind
from sodoan.people.idnumbers import decrypt, masked
from sodoan.people.models import Membership, Person, SensitiveProfile
from sodoan.people.querysets import PersonQuerySet

# Where somebody belongs: the official unit before the honorary one, temporary stays last.
HOME_FIRST = Case(
    When(kind=MembershipKind.OFFICIAL, then=0), When(kind=MembershipKind.HONORARY, then=1),
    default=2,
)  # fmt: skip


def members(scope: Actor, unit: Unit | None = None) -> PersonQuerySet:
    """People of the scope today, or of the part of it below `unit`."""
    people = Person.objects.in_scope(scope, Capability.VIEW_PEOPLE, scope.on)
    return people if unit is None else people.in_unit(unit.path, scope.on)


def with_units(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """The same people with the memberships of that day as `now`: one more query a page."""
    rows = Membership.objects.on(day).select_related("unit__parent").order_by(HOME_FIRST, "pk")
    return people.prefetch_related(Prefetch("memberships", queryset=rows, to_attr="now"))


def with_last_units(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """The same of people who are members nowhere that day: the membership they had last."""
    rows = Membership.objects.last_before(day).select_related("unit__parent")
    return people.prefetch_related(Prefetch("memberships", queryset=rows, to_attr="now"))


def need_a_taker(unit: Unit, day: date) -> bool:
    """Whether somebody is a member of the unit on that day or later; temporary stays need none."""
    rows = Membership.objects.filter(unit=unit, during__overlap=period(day))
    return rows.exclude(kind=MembershipKind.TEMPORARY).exists()


def search(scope: Actor, text: str, *, limit: int = 20) -> list[Person]:
    """People of the scope whose name, telephone, e-mail or code matches, exact names first."""
    found = members(scope).matching(text).closest_first(text)
    return list(with_units(found, scope.on)[:limit])


def candidates(scope: Actor, text: str, *, limit: int = 15) -> list[Person]:
    """People for a post as in `search`, with their units of today as `now`."""
    found = choosable(scope).matching(text).closest_first(text)
    return list(with_units(found, scope.on)[:limit])


def latest_version(person: Person) -> Event:
    """The row as the history has it last: its key tells a form on what it was filled in."""
    versions = apps.get_model("people", "PersonEvent").objects.filter(pgh_obj=person)
    last: Event = versions.latest("pk")
    return last


def masked_number(person: Person) -> str:
    """The citizen number with only its end shown; empty when none is recorded."""
    stored = SensitiveProfile.objects.filter(person=person).values_list("id_number", flat=True)
    number = stored.first()
    return masked(decrypt(number)) if number else ""


def branches_to_choose(
    scope: Actor, day: date, capability: str = Capability.MANAGE_PEOPLE
) -> QuerySet[Unit]:
    """Branches on which the scope holds the capability; else those whose files it keeps."""
    units = Unit.objects.in_scope(scope, capability).active(day)
    return units.filter(type__tier=Tier.BRANCH).select_related("parent").order_by("sort_key", "pk")


@dataclass(frozen=True)
class Destinations:
    """Where somebody may move: the union chosen, the unions to choose from, its branches.

    Without a union the branches are those directly below a unit above the unions.
    """

    union: Unit | None
    unions: tuple[Unit, ...]
    branches: QuerySet[Unit]


def destinations(scope: Actor, chosen: int | None, *, home: Unit) -> Destinations:
    """Branches of one union, at first that of `home`: a province has thousands. Two queries.

    `chosen` is the key of a union, 0 for the branches of none.
    """
    branches = branches_to_choose(scope, scope.on, Capability.TRANSFER).exclude(pk=home.pk)
    within = Unit.objects.in_scope(scope, Capability.TRANSFER).active(scope.on)
    tiers = (Tier.COMMUNE, Tier.GRASSROOTS)
    unions = tuple(within.filter(type__tier__in=tiers).order_by("sort_key", "pk"))
    near = [union for union in unions if home.path.startswith(union.path)]
    here = max(near, key=lambda union: len(union.path), default=None)
    union = here if chosen is None else next((one for one in unions if one.pk == chosen), None)
    if len(unions) > 1:
        of_none = Q(parent__type__tier__lt=Tier.COMMUNE)
        branches = branches.filter(Q(path__startswith=union.path) if union else of_none)
    return Destinations(union, unions, branches)


@dataclass(frozen=True)
class UnitChoices:
    """What the unit filter of a list offers: the way up, where it stands, and the next level."""

    current: Unit | None
    units: tuple[Unit, ...]


def unit_choices(scope: Actor, unit: Unit | None) -> UnitChoices:
    """The next level below `unit`, or below the top of the scope. One query."""
    seen = Unit.objects.in_scope(scope, Capability.VIEW_PEOPLE).active(scope.on)
    if unit is None:
        paths = scope.paths(Capability.VIEW_PEOPLE)
        tops = Q(path__in=paths) | Q(parent__path__in=paths)
        found = seen.filter(tops if "" not in paths else Q(parent=None))
    else:
        found = seen.filter(Q(parent=unit.pk) | Q(pk=unit.parent_id))
    return UnitChoices(unit, tuple(found.order_by("path")[:300]))


def story(person: Person) -> list[Membership]:
    """All memberships of a person, the newest first."""
    rows = person.memberships.select_related("unit__parent")
    return list(rows.order_by("-during", "kind"))


def left_last(person: Person, day: date) -> list[Membership]:
    """Where somebody who is a member nowhere that day belonged last, if anywhere."""
    return list(person.memberships.last_before(day).select_related("unit__parent"))


def running_memberships(rows: Iterable[Membership], day: date) -> list[Membership]:
    """Those of the rows that hold on a day, the home unit first."""
    return sorted((row for row in rows if day in _Days(row)), key=_nearness)


class _Days:
    """The days of a membership, so that `in` reads like the database's `@>`."""

    def __init__(self, row: Membership) -> None:
        self.lower, self.upper = row.during.lower, row.during.upper

    def __contains__(self, day: date) -> bool:
        after = self.lower is None or self.lower <= day
        return after and (self.upper is None or day < self.upper)


def home_of(rows: Iterable[Membership]) -> Membership | None:
    """The official membership among running ones, else the honorary, else any."""
    return min(rows, key=_nearness, default=None)


def _nearness(row: Membership) -> int:
    order = (MembershipKind.OFFICIAL, MembershipKind.HONORARY, MembershipKind.TEMPORARY)
    return order.index(MembershipKind(row.kind))


def posts_of(person: Person) -> QuerySet[Appointment]:
    """All posts a person held or holds, the newest first."""
    posts = person.appointments.select_related("post", "unit", "term")
    return posts.order_by("-during", "post__position")


def held_today(person: Person, day: date) -> QuerySet[Appointment]:
    """Posts held on a day."""
    return posts_of(person).filter(running(day))


def admitted_by(scope: Actor, unit: Unit, code: str, day: date) -> QuerySet[Membership]:
    """The members of the scope whom a decision of `unit` admitted on a day, by branch and name."""
    rows = Membership.objects.filter(
        under(scope.paths(Capability.VIEW_PEOPLE), "unit__path"),
        decision_no=code,
        during__startswith=day,
        unit__path__startswith=unit.path,
    )
    return rows.select_related("person", "unit").order_by("unit__sort_key", "person__sort_key")


def deciding_unit(scope: Actor) -> Unit | None:
    """The unit the account holds its post in, when that unit decides on admissions."""
    tiers = (Tier.COMMUNE, Tier.GRASSROOTS)
    paths = scope.paths(Capability.MANAGE_PEOPLE)
    units = Unit.objects.filter(path__in=paths, type__tier__in=tiers).select_related("type")
    unit: Unit | None = units.active(scope.on).order_by("path").first()
    return unit if unit and allowed(scope, "people.decide_admission", unit) else None


_MEMBERS = """
SELECT above.id, count(DISTINCT m.person_id)
  FROM people_membership m
  JOIN org_unit u ON u.id = m.unit_id
  CROSS JOIN LATERAL unnest(string_to_array(rtrim(u.path, '.'), '.')::bigint[]) AS above (id)
 WHERE m.during @> %s::date AND above.id = ANY(%s)
 GROUP BY above.id
"""


def members_by_unit(units: Iterable[int], day: date) -> dict[int, int]:
    """How many people belong to each of these units or below it that day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [day, list(units)])
        return dict(cursor.fetchall())
