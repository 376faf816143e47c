"""Scope as one SQL predicate: rows whose unit path starts with one of a few constants."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db.models import Q


class HasPaths(Protocol):
    """Anything that can say where a capability holds."""

    def paths(self, capability: str) -> tuple[str, ...]:
        """Path prefixes on which the capability holds."""
        ...


class Actor(HasPaths, Protocol):
    """Who acts, on which day, with what reach; `sodoan.access.scopes.Scope` is one."""

    @property
    def user_id(self) -> int | None:
        """The acting account; none for jobs."""
        ...

    @property
    def person_id(self) -> int | None:
        """The person behind the account, if any."""
        ...

    @property
    def on(self) -> date:
        """The day the scope was computed for."""
        ...

    @property
    def posts(self) -> tuple[Any, ...]:
        """Posts held that day (`HeldPost`)."""
        ...

    @property
    def is_admin(self) -> bool:
        """Whether the account administers the system."""
        ...

    def can(self, capability: str) -> bool:
        """Whether the capability holds anywhere."""
        ...

    def covers(self, capability: str, path: str) -> bool:
        """Whether the capability holds on the unit with this path."""
        ...

    def is_self(self, person_id: int | None) -> bool:
        """Whether this is the person's own scope."""
        ...


def under(paths: Iterable[str], field: str = "path") -> Q:
    """Rows below any of `paths`; no rows when there are none.

    Paths are constants by the time they get here, so the index on the path column is used.
    """
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk__in=[]))
