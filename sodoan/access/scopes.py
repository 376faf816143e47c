"""What a user may do today: computed from posts at the start of a request, never stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db import connection

from sodoan.access.roles import ADMIN_CAPABILITIES, capabilities
from sodoan.accounts.models import User
from sodoan.common.clock import today
from sodoan.org.choices import Capability

ALL_UNITS = ""  # every path starts with it

# Asked by every request, and written out: putting it together took longer than answering it.
_HELD = """
SELECT p.label, p.role, u.id, u.name, u.path, t.tier, p.position
  FROM org_appointment a
  JOIN org_post p ON p.key = a.post_id
  JOIN org_unit u ON u.id = a.unit_id
  JOIN org_unittype t ON t.key = u.type_id
 WHERE a.person_id = %s AND a.during @> %s::date
 ORDER BY t.tier, p.position, a.id
"""

# Roles one person may switch between; beside these, the key of a unit a post is held in.
AS_MEMBER: Final = "member"
AS_ADMIN: Final = "admin"


@dataclass(frozen=True)
class HeldPost:
    """A post held today, with what pages need to greet its holder."""

    label: str
    role: str
    unit_id: int
    unit_name: str
    path: str
    tier: int
    position: int  # rank in the catalogue: smaller is higher


@dataclass(frozen=True)
class Scope:
    """For each capability the unit paths on which it holds, on one day.

    `posts` are those in use; `other_posts` are held too, but not in the role chosen
    (`chosen`: a unit key, `member`, `admin`, or empty for all roles together).
    """

    user_id: int | None
    person_id: int | None
    on: date
    posts: tuple[HeldPost, ...] = ()
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_admin: bool = False
    other_posts: tuple[HeldPost, ...] = ()
    chosen: str = ""
    holds_admin: bool = False  # may choose the administrator's role; `is_admin`: has chosen it

    def paths(self, capability: str) -> tuple[str, ...]:
        """Unit path prefixes on which the capability holds; empty when nowhere."""
        return self.grants.get(capability, ())

    def can(self, capability: str) -> bool:
        """Whether the capability holds anywhere."""
        return bool(self.paths(capability))

    def covers(self, capability: str, path: str) -> bool:
        """Whether the capability holds on the unit with this path."""
        return path.startswith(self.paths(capability))

    def is_self(self, person_id: int | None) -> bool:
        """Whether this is the person's own scope."""
        return person_id is not None and person_id == self.person_id

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Roles the person may switch between, each with its key and its words, highest first."""
        by_unit: dict[str, list[HeldPost]] = defaultdict(list)
        for post in sorted((*self.posts, *self.other_posts), key=lambda post: post.tier):
            by_unit[str(post.unit_id)].append(post)
        roles = [
            (key, f"{', '.join(post.label for post in posts)} – {posts[0].unit_name}")
            for key, posts in by_unit.items()
        ]
        if self.holds_admin:
            roles.append((AS_ADMIN, "Quản trị hệ thống"))
        if self.person_id is not None:
            roles.append((AS_MEMBER, "Đoàn viên"))
        return roles


def scope_of(user: User, on: date | None = None, *, only: str | None = None) -> Scope:
    """The scope of a user on a day (today): two queries, whatever the size of the organisation.

    `only` narrows it to one role: the key of a unit (the posts held there), `member`, `admin`, or
    `""` for the role a page starts with. A role no longer held falls back to that one too.
    Without `only` all roles count together, as for jobs and commands.
    """
    day = on or today()
    person_id = getattr(user, "person", None) and user.person.pk
    held = tuple(_held_posts(person_id, day)) if person_id else ()
    chosen = "" if only is None else _held_role(only, held, user)
    posts = tuple(post for post in held if only is None or str(post.unit_id) == chosen)
    is_admin = user.is_admin and (only is None or chosen == AS_ADMIN)
    return Scope(
        user_id=user.pk,
        person_id=person_id,
        on=day,
        posts=posts,
        grants=_grants(posts, is_admin=is_admin),
        is_admin=is_admin,
        other_posts=tuple(post for post in held if post not in posts),
        chosen=chosen,
        holds_admin=user.is_admin,
    )


def scope_of_post(post: HeldPost, on: date) -> Scope:
    """What a post gives whoever holds it and nothing else; nobody's own scope."""
    grants = _grants((post,), is_admin=False)
    return Scope(user_id=None, person_id=None, on=on, posts=(post,), grants=grants)


def system_scope(on: date | None = None) -> Scope:
    """The scope of a job nobody ordered in person: everything, attributed to no user."""
    everywhere = {str(capability): (ALL_UNITS,) for capability in Capability}
    return Scope(user_id=None, person_id=None, on=on or today(), grants=everywhere)


def _held_role(wanted: str, held: tuple[HeldPost, ...], user: User) -> str:
    roles = [str(post.unit_id) for post in held]
    if user.is_admin:
        roles.append(AS_ADMIN)
    roles.append(AS_MEMBER)
    return wanted if wanted in roles else roles[0]


def _held_posts(person_id: int, day: date) -> Iterable[HeldPost]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [person_id, day])
        return [HeldPost(*row) for row in cursor.fetchall()]


def _grants(held: Iterable[HeldPost], *, is_admin: bool) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for post in held:
        for capability in capabilities(post.role, post.tier):
            found[capability].add(post.path)
    if is_admin:
        for capability in ADMIN_CAPABILITIES:
            found[capability].add(ALL_UNITS)
    return MappingProxyType({key: _outermost(paths) for key, paths in found.items()})


def _outermost(paths: set[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(paths):
        if not path.startswith(tuple(kept)):
            kept.append(path)
    return tuple(kept)
