"""Rows that many tests begin with: written once by their builder, then put back as they were.

    @remembered
    def build(year): ...

A builder goes the long way through models, triggers and histories: a hundred statements for a small
world. What it wrote is the same in every test, so the rows of its second call are kept, those that
triggers wrote included, and every later call with the same arguments writes them again by one
statement and gives a copy of the objects that were returned. The test's transaction, or its emptied
tables, then hold what the builder would have written, and it may change everything.

What makes this sound:
- Sequences never go back, so the keys are free in every later test. Where they do go back
  (`test_foreign_ids`), say `with built_anew():`.
- Without rows among its arguments, a builder is only remembered when it began with empty tables:
  then what it wrote points at nothing but itself. A row among the arguments counts by its key,
  which two tests share only if that row was put back as well.
- A builder that changes or deletes rows that were there is not remembered.
- Moments stay true: rows are put back on the day they were written, and never before they were.
- Triggers and foreign keys are not asked when rows are put back: a builder that takes a row relies
  on what hangs on it being as it was when first called (an open unit, the catalogue of posts).
- Where a row is in the way, or the database account is no superuser, everything is built anew.
"""

import copy
import dataclasses
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from tests.database import ALWAYS_THERE

P = ParamSpec("P")
T = TypeVar("T")
Key = tuple[Any, ...]
Rows = frozenset[tuple[str, str]]  # table and row as SQL literals

_COLUMNS = """
    SELECT relname, array_agg(quote_ident(attname) ORDER BY attnum)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    GROUP BY relname ORDER BY relname
"""


@dataclass(frozen=True)
class _Memory:
    """What a call wrote, as one statement, and what it returned."""

    statement: str
    returned: Any
    day: date
    moment: datetime


_memories: dict[Key, _Memory | None] = {}  # None: not to be remembered
_seen: set[Key] = set()
_switch = {"on": True}


@contextmanager
def built_anew() -> Iterator[None]:
    """Inside, every builder builds."""
    _switch["on"] = False
    try:
        yield
    finally:
        _switch["on"] = True


def remembered(build: Callable[P, T]) -> Callable[P, T]:
    """Decorate a builder of rows; see above.

    Its arguments are rows, dataclasses of rows or hashable values.
    """
    return _remembering(build, at_once=False)


def remembered_at_once(build: Callable[P, T]) -> Callable[P, T]:
    """The same for a builder that takes seconds: already its first call is kept."""
    return _remembering(build, at_once=True)


def _remembering(build: Callable[P, T], *, at_once: bool) -> Callable[P, T]:
    @functools.wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        key = _key(build, args, kwargs)
        if key is None or not _switch["on"]:
            return build(*args, **kwargs)
        if key in _memories:
            memory = _memories[key]
            if memory and _put_back(memory):
                returned: T = copy.deepcopy(memory.returned)
                return returned
            return build(*args, **kwargs)
        if not (at_once or key in _seen):  # most things happen once: nothing is gained by keeping
            _seen.add(key)
            return build(*args, **kwargs)
        return _watched(key, lambda: build(*args, **kwargs))

    return built


def _key(build: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Key | None:
    given = [*args, *(part for pair in sorted(kwargs.items()) for part in pair)]
    key = (build.__module__, build.__qualname__, timezone.localdate(), *map(_mark, given))
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _mark(one: Any) -> Any:
    """What stands for an argument in the key: a tuple for a row, and for several."""
    if isinstance(one, models.Model):
        return one._meta.label, one.pk
    if dataclasses.is_dataclass(one):
        return tuple(_mark(getattr(one, field.name)) for field in dataclasses.fields(one))
    return one


def _watched(key: Key, build: Callable[[], T]) -> T:
    """Build and keep what was written, if that is sound."""
    before = _everything()
    returned = build()
    after = _everything()
    on_rows = any(isinstance(part, tuple) for part in key)
    clean = on_rows or all(table in ALWAYS_THERE for table, _ in before)
    if not clean:
        _seen.discard(key)  # another test may begin with it
    elif not before <= after:
        _memories[key] = None
    else:
        _memories[key] = _Memory(
            statement=_statement(after - before),
            returned=copy.deepcopy(returned),
            day=timezone.localdate(),
            moment=timezone.now(),
        )
    return returned


@functools.cache
def _columns() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return dict(cursor.fetchall())


def _everything() -> Rows:
    """All rows of the database: a test's is small."""
    parts = [
        f"SELECT '{table}', format('({', '.join(['%L'] * len(columns))})', {', '.join(columns)})"
        f' FROM "{table}"'
        for table, columns in _columns().items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return frozenset(cursor.fetchall())


def _statement(rows: Rows) -> str:
    """Write these rows, no trigger adding to them."""
    lines = ["SET LOCAL session_replication_role = replica"]
    for table in sorted({table for table, _ in rows}):
        values = ", ".join(sorted(row for of, row in rows if of == table))
        lines.append(
            f'INSERT INTO "{table}" ({", ".join(_columns()[table])})'
            f" OVERRIDING SYSTEM VALUE VALUES {values}"
        )
    return "; ".join([*lines, "SET LOCAL session_replication_role = origin"])


def _put_back(memory: _Memory) -> bool:
    if timezone.localdate() != memory.day or timezone.now() < memory.moment:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(memory.statement)
    except DatabaseError:
        return False
    return True
