"""History of every row, written by the database.

`@tracked` gives a model an event table filled by statement-level triggers, so that bulk and SQL
writes are covered. Who, why and in which batch come from the context: `acting(...)`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import uuid4

import pghistory
from django.db.models import Index, Model
from pghistory.runtime import Context, _tracker

T = TypeVar("T", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")


def tracked(
    model: type[T], *, exclude: Sequence[str] = (), asked_by: Sequence[str] = ()
) -> type[T]:
    """Class decorator: keep every version of the model's rows, but for the `exclude`d fields.

    The history of a row is found by the row; `asked_by` names foreign keys to find it by as well.
    """
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        meta={"indexes": [Index(fields=[name]) for name in asked_by]},
    )
    return cast("type[T]", track(model))


def tracked_except(*fields: str) -> Callable[[type[T]], type[T]]:
    """`tracked` without secrets and noise such as password hashes."""
    return partial(tracked, exclude=fields)


def tracked_by(*links: str) -> Callable[[type[T]], type[T]]:
    """`tracked`, its history asked for by these foreign keys too (`Source.rows`)."""
    return partial(tracked, asked_by=links)


@contextmanager
def acting(*, user_id: int | None, reason: str = "", batch: str = "") -> Iterator[None]:
    """Attribute all writes inside to a user, with a reason and a batch name when there are any.

    Inside another `acting` what is not said stays as it was, and what is said ends with it:
    pghistory itself keeps one context to the end of the outermost, the last word for all.
    """
    said = {"user": user_id, "reason": reason, "batch": batch}
    facts = {key: value for key, value in said.items() if value}
    outer = getattr(_tracker, "value", None)
    if outer is None:
        with pghistory.context(**facts):
            yield
        return
    _tracker.value = Context(id=uuid4(), metadata={**outer.metadata, **facts})
    try:
        yield
    finally:
        _tracker.value = outer


def deed(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator of an action (`by=` says who acts): its writes carry this reason."""

    def named(act: Callable[P, R]) -> Callable[P, R]:
        @wraps(act)
        def done(*args: P.args, **kwargs: P.kwargs) -> R:
            with acting(user_id=cast("Any", kwargs["by"]).user_id, reason=reason):
                return act(*args, **kwargs)

        return done

    return named
