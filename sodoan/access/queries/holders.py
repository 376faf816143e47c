"""People with what decides about their account: units, posts, state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from sodoan.common.scoping import Actor, under
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment

if TYPE_CHECKING:
    from sodoan.accounts.models import User
    from sodoan.people.models import Person


@dataclass(frozen=True)
class HolderPost:
    """A post somebody holds, as far as rank goes."""

    label: str
    role: str
    tier: int
    path: str
    position: int
    unit_name: str


@dataclass(frozen=True)
class Holder:
    """A person who has, or is to have, an account. `paths` are of all units he belongs to."""

    person_id: int
    full_name: str
    email: str
    phone: str
    unit_name: str
    paths: tuple[str, ...]
    posts: tuple[HolderPost, ...]
    user: "User | None"

    @property
    def is_admin(self) -> bool:
        """Whether the account administers the system."""
        return self.user is not None and self.user.is_admin


def people_for_slips(scope: Actor) -> "QuerySet[Person]":
    """Members and officers of the units in which `scope` may issue slips, with their accounts."""
    paths = scope.paths(Capability.ISSUE_SLIPS)
    rows = {"person": OuterRef("pk"), "during__contains": scope.on}
    here = under(paths, "unit__path")
    members = _memberships().filter(here, **rows)
    officers = Appointment.objects.filter(here, **rows)
    people: QuerySet[Person] = apps.get_model("people", "Person").objects.filter(
        Q(Exists(members)) | Q(Exists(officers))
    )
    return people.select_related("user")


def holders(person_ids: Iterable[int], on: date) -> list[Holder]:
    """Holders by person key, in the order of the keys given; three queries for any number."""
    wanted = list(person_ids)
    people = apps.get_model("people", "Person").objects.select_related("user").in_bulk(wanted)
    units = _units(wanted, on)
    posts = _posts(wanted, on)
    return [
        Holder(
            person_id=pk,
            full_name=people[pk].full_name,
            email=people[pk].email,
            phone=people[pk].phone,
            unit_name=next(
                (name for _, name in units[pk]), posts[pk][0].unit_name if posts[pk] else ""
            ),
            paths=(*(path for path, _ in units[pk]), *(post.path for post in posts[pk])),
            posts=tuple(posts[pk]),
            user=people[pk].user,
        )
        for pk in wanted
        if pk in people
    ]


def _units(person_ids: list[int], on: date) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = _memberships().filter(person__in=person_ids, during__contains=on).order_by("kind", "pk")
    for person_id, path, name in rows.values_list("person_id", "unit__path", "unit__name"):
        found[person_id].append((path, name))
    return found


def _posts(person_ids: list[int], on: date) -> dict[int, list[HolderPost]]:
    found: dict[int, list[HolderPost]] = defaultdict(list)
    held_or_coming = Q(during__contains=on) | Q(during__startswith__gt=on)
    posts = Appointment.objects.filter(held_or_coming, person__in=person_ids)
    rows = posts.order_by("unit__type__tier")
    facts_of_post = (
        "post__label",
        "post__role",
        "unit__type__tier",
        "unit__path",
        "post__position",
    )
    for person_id, *facts in rows.values_list("person_id", *facts_of_post, "unit__name"):
        found[person_id].append(HolderPost(*facts))
    return found


def _memberships() -> QuerySet:
    return apps.get_model("people", "Membership").objects.all()
