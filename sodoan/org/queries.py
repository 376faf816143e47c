"""Reads on the tree, the rosters and the way up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sodoan.common.periods import on as running
from sodoan.common.scoping import Actor, under
from sodoan.common.text import title_sort_key
from sodoan.org.choices import TERM_BODIES, Body, Capability
from sodoan.org.models import Appointment, Placement, Post, Term, Unit, UnitType

if TYPE_CHECKING:
    from sodoan.people.querysets import PersonQuerySet

_NODE = ("unit_id", "name", "unit__type__label", "parent_id", "is_within")
_Row = tuple[int, str, str, int, bool]


@dataclass(frozen=True)
class TreeNode:
    """A unit as it was named and placed on a day.

    `size` is the number of units directly below it; `children` is empty below the depth asked for.
    `is_within`: whether it is still in the scope asked for, so that its page opens.
    """

    unit_id: int
    name: str
    type_label: str
    depth: int
    size: int
    children: tuple["TreeNode", ...]
    is_within: bool = True


@dataclass(frozen=True)
class Holder:
    """Who holds a post, and since when."""

    appointment_id: int
    person_id: int
    full_name: str
    since: date | None
    until: date | None
    decision_no: str


@dataclass(frozen=True)
class RosterLine:
    """One post of a body: seats decided (None: no congress figure), holders, vacancies."""

    post: Post
    seats: int | None
    holders: tuple[Holder, ...]

    @property
    def vacancies(self) -> int:
        """Seats nobody holds; none of a retired post, into which nobody is put any more."""
        return 0 if self.post.is_retired else max(0, (self.seats or 0) - len(self.holders))

    @property
    def surplus(self) -> int:
        """Holders beyond the seats decided."""
        return 0 if self.seats is None else max(0, len(self.holders) - self.seats)


@dataclass(frozen=True)
class RosterBody:
    """A body of a unit with its running term, if one is recorded."""

    body: Body
    term: Term | None
    lines: tuple[RosterLine, ...]
    is_between_terms: bool = False
    """An elected body of which no term runs, so that no number of seats is in force."""

    @property
    def vacancies(self) -> int:
        """Seats of the body nobody holds."""
        return sum(line.vacancies for line in self.lines)


_MOST_SHOWN = 300


def tree_as_of(
    day: date, root: Unit, *, depth: int = 2, by: Actor | None = None
) -> TreeNode | None:
    """The tree below `root` as it was on `day`, `depth` levels down; None where it was not yet.

    One query a level and one for the sizes: reads what is shown, not the whole subtree. A level of
    more than 300 units is only counted, but for the first. With `by`, units outside the scope of
    `by` are left out, unless they lay in it on a past `day`: one query more.
    """
    placed = Placement.objects.on(day)
    if by is not None:
        placed = placed.in_scope(by, Capability.VIEW_UNITS, on=None if day == by.on else day)
    rows = placed.told_in_scope(by, Capability.VIEW_UNITS).order_by("unit__sort_key", "unit_id")
    top = rows.filter(unit=root).values_list(*_NODE).first()
    if top is None:
        return None
    below: dict[int, list[_Row]] = defaultdict(list)
    level = [root.pk]
    for down in range(depth):
        units = rows.filter(parent__in=level).values_list(*_NODE)
        found = list(units[: _MOST_SHOWN + 1] if down else units)
        if down and len(found) > _MOST_SHOWN:
            break
        found.sort(key=lambda row: title_sort_key(row[1]))  # by the names of the day
        for row in found:
            below[row[3]].append(row)
        level = [row[0] for row in found]
    hidden = placed.filter(parent__in=level).values_list("parent").annotate(n=Count("pk"))
    return _node(top, below, dict(hidden), 0)


def _node(
    row: _Row, below: Mapping[int, list[_Row]], hidden: Mapping[int, int], level: int
) -> TreeNode:
    unit_id, name, label, _, is_within = row
    children = tuple(_node(child, below, hidden, level + 1) for child in below.get(unit_id, ()))
    size = len(children) or hidden.get(unit_id, 0)
    return TreeNode(unit_id, name, label, level, size, children, is_within)


def roots(scope: Actor, capability: str = Capability.VIEW_UNITS) -> QuerySet[Unit]:
    """The uppermost units of a scope, in the order of their names."""
    paths = scope.paths(capability)
    found = Unit.objects.select_related("type").order_by("sort_key", "pk")
    return found.filter(parent=None) if "" in paths else found.filter(path__in=paths)


def roster(unit: Unit, on: date) -> list[RosterBody]:
    """Bodies of the unit with seats, holders and computed vacancies on a day. Three queries.

    A retired post is listed while somebody holds it.
    """
    terms = {
        term.body: term for term in unit.terms.filter(running(on)).prefetch_related("seats__post")
    }
    held = _holders(unit.appointments.on(on))
    posts = {post.key: post for post, _ in held.values()}
    seats: dict[str, int] = {}
    for term in terms.values():
        for seat in term.seats.all():
            if seat.post.is_retired and seat.post_id not in posts:
                continue
            posts[seat.post_id] = seat.post
            seats[seat.post_id] = seat.count
    lines: dict[str, list[RosterLine]] = defaultdict(list)
    for post in sorted(posts.values(), key=lambda post: post.position):
        holders = held[post.key][1] if post.key in held else ()
        lines[post.body].append(RosterLine(post, seats.get(post.key), tuple(holders)))
    return [
        RosterBody(body, terms.get(body), tuple(lines[body]), _between_terms(body, terms))
        for body in Body
        if body in terms or lines[body]
    ]


def _between_terms(body: Body, running_terms: Mapping[str, Term]) -> bool:
    elected_in = TERM_BODIES[body]
    return bool(elected_in) and not any(one in running_terms for one in elected_in)


def _holders(appointments: QuerySet[Appointment]) -> dict[str, tuple[Post, list[Holder]]]:
    found: dict[str, tuple[Post, list[Holder]]] = {}
    rows = appointments.select_related("post", "person").order_by("person__sort_key", "pk")
    for row in rows:
        holder = Holder(
            row.pk,
            row.person_id,
            row.person.full_name,
            row.during.lower,
            row.during.upper,
            row.decision_no,
        )
        found.setdefault(row.post_id, (row.post, []))[1].append(holder)
    return found


def coming_posts(unit: Unit, on: date) -> QuerySet[Appointment]:
    """Posts of the unit on record that begin after a day, the earliest first."""
    rows = unit.appointments.filter(during__startswith__gt=on).select_related("post", "person")
    return rows.order_by("during", "post__position", "person__sort_key")


def approving_unit(unit: Unit) -> Unit | None:
    """The nearest running unit above whose type approves results; None at the top."""
    return approving_units([unit]).get(unit.pk)


def approving_units(units: Iterable[Unit]) -> dict[int, Unit]:
    """The same for each of these units that has one. One query."""
    chains = {unit.pk: unit.ancestor_ids[:-1] for unit in units}
    above = {key for chain in chains.values() for key in chain}
    rows = Unit.objects.filter(pk__in=above, type__approves=True, closed_on=None)
    approving = rows.select_related("type").in_bulk()
    nearest = {pk: [key for key in chain if key in approving] for pk, chain in chains.items()}
    return {pk: approving[chain[-1]] for pk, chain in nearest.items() if chain}


def path_names(unit: Unit) -> list[tuple[int, str]]:
    """Key and name from the root down to the unit itself."""
    return list(Unit.objects.ancestors_of(unit).values_list("pk", "name"))


def names_above(units: Iterable[Unit]) -> dict[int, str]:
    """For each unit the names of its parents up to two levels, nearest first. One query."""
    chains = {unit.pk: unit.ancestor_ids[:-1][:-3:-1] for unit in units}
    wanted = {key for chain in chains.values() for key in chain}
    names = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {pk: ", ".join(names[key] for key in chain) for pk, chain in chains.items()}


def search(scope: Actor, text: str, *, limit: int = 20) -> list[Unit]:
    """Units of the scope whose name or code matches; running ones first."""
    found = Unit.objects.in_scope(scope, Capability.VIEW_UNITS).matching(text)
    ordered = found.order_by(F("closed_on").desc(nulls_first=True), "sort_key", "pk")
    return list(ordered.select_related("type", "parent")[:limit])


def members_by_kind(unit: Unit, on: date) -> dict[str, int]:
    """How many people belong to the unit and all below it on a day, per kind of membership."""
    memberships = unit.memberships.model.objects
    rows = memberships.on(on).filter(unit__path__startswith=unit.path).values("kind")
    return {row["kind"]: row["n"] for row in rows.annotate(n=Count("person", distinct=True))}


def types_below(unit: Unit) -> QuerySet[UnitType]:
    """Kinds of units that may hang below this one."""
    return UnitType.objects.filter(allowed_parents=unit.type_id)


def possible_parents(unit: Unit, scope: Actor, day: date) -> QuerySet[Unit]:
    """Units of the scope under which this one may be moved."""
    managed = Unit.objects.in_scope(scope, Capability.MANAGE_UNITS).active(day)
    allowed = managed.filter(type__in=unit.type.allowed_parents.all())
    return allowed.exclude(path__startswith=unit.path).exclude(pk=unit.parent_id)


def posts_for(unit: Unit) -> Sequence[Post]:
    """Posts in use at the level of the unit, in the order of the catalogue."""
    return list(Post.objects.filter(tiers__contains=[unit.type.tier], is_retired=False))


def terms_for(unit: Unit, posts: Iterable[Post]) -> QuerySet[Term]:
    """Terms of the unit to which one of the posts may belong, the newest first."""
    bodies = {body for post in posts for body in TERM_BODIES[post.body]}
    return unit.terms.filter(body__in=bodies).order_by("-during")


def catalogue_posts(day: date) -> QuerySet[Post]:
    """All posts with `held`: how many hold each on a day."""
    held = Appointment.objects.on(day).filter(post=OuterRef("pk")).order_by().values("post")
    count = Subquery(held.annotate(n=Count("pk")).values("n"))
    return Post.objects.annotate(held=Coalesce(count, 0))


def catalogue_types(day: date) -> QuerySet[UnitType]:
    """All kinds of units with `units`: how many of each run on a day."""
    running_units = Unit.objects.active(day).filter(type=OuterRef("pk")).order_by().values("type")
    count = Subquery(running_units.annotate(n=Count("pk")).values("n"))
    return UnitType.objects.annotate(units=Coalesce(count, 0)).prefetch_related("allowed_parents")


def choosable(scope: Actor) -> "PersonQuerySet":
    """People who may be put into a post: members of the scope, and holders of posts in it.

    Never oneself: nobody records his own post.
    Whoever appoints everywhere may choose anybody with a living file.
    """
    people: PersonQuerySet = apps.get_model("people", "Person").objects.filter(merged_into=None)
    if scope.person_id is not None:
        people = people.exclude(pk=scope.person_id)
    if "" in scope.paths(Capability.APPOINT):
        return people
    inside = under(scope.paths(Capability.APPOINT), "unit__path")
    members = apps.get_model("people", "Membership").objects.filter(inside, running(scope.on))
    officers = Appointment.objects.filter(inside)
    own = {"person": OuterRef("pk")}
    return people.filter(Exists(members.filter(**own)) | Exists(officers.filter(**own)))
