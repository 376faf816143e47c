"""Accepted rows become people, a chunk a transaction, so that it may stop and go on anywhere.

Rows are taken in the order of the file. A chunk writes everything about its rows, and a link for
each of them, in one statement a kind: it is done wholly or not at all, and applying goes on behind
the last link of the batch. Two chunks are worked on at a time, each in a connection of its own,
for one keeps only one core of the database busy; they are committed in the order of the file. Each
has its ids beforehand, in one block: ids drawn by turns would make the two wait for each other at
the same page of every index. No plan depends on statistics, which bulk loads leave behind; nor on
an earlier batch, for the connections are new ones: triggers keep the plan made for the first rows
they meet, and one made for no rows compares every new person with every other.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, connections, transaction
from django.db.models import Model
from django.utils import timezone

from sodoan.audit.history import acting
from sodoan.common.clock import today
from sodoan.common.scoping import Actor
from sodoan.imports.actions.check import (
    check_existing,
    check_posts,
    check_posts_held,
    check_units,
    hold_units,
)
from sodoan.imports.actions.check_sql import add_issue
from sodoan.imports.actions.contacts import settle_contacts_of
from sodoan.imports.actions.guard import (
    KNOWN_GONE,
    SupersededError,
    go_back,
    holding,
    limit_statements,
    may_begin,
    move,
    run_sql,
    save,
    start_clock,
    wait_for_no_disk,
)
from sodoan.imports.choices import BatchState, LinkKind
from sodoan.imports.columns import (
    ID_NUMBER,
    IN_CHUNK,
    PERSON_DATES,
    PERSON_FOLLOWING,
    PERSON_TEXTS,
    SENSITIVE_DATES,
    SENSITIVE_TEXTS,
    Place,
    fillable,
    stretch,
)
from sodoan.imports.created import MEMBERSHIP, PERSON, SENSITIVE, columns
from sodoan.imports.models import Batch, RowLink
from sodoan.imports.queries.counts import counts_of, knows_gone
from sodoan.org.models import Appointment
from sodoan.people.models import Membership, Person, SensitiveProfile

CHUNK = 5_000
_SECONDS = 15 * 60
"""What a statement of a chunk may take; then the job tries again, and says that it stopped."""
_LOCK = 7_301_002  # advisory lock: chunks of imports are applied one at a time
_CREATING = "r.verdict IN ('accepted', 'warning') AND r.choice <> 'skip'"
_FILLING = """r.verdict = 'existing' AND r.choice <> 'skip' AND r.fills <> '{}'
    AND (%(fill)s OR r.choice = 'fill')"""

_LAST_DONE = """
SELECT sheet, number FROM imports_rowlink WHERE batch_id = %(batch)s
 ORDER BY sheet DESC, number DESC LIMIT 1
"""
_CHUNK_END = f"""
SELECT sheet, number, count(*) OVER () FROM (
    SELECT r.sheet, r.number FROM imports_stagedrow r
     WHERE r.batch_id = %(batch)s AND (r.sheet, r.number) > (%(from_sheet)s, %(from_number)s)
       AND ({_CREATING} OR {_FILLING})
     ORDER BY r.sheet, r.number LIMIT %(size)s) chunk
 ORDER BY sheet DESC, number DESC LIMIT 1
"""  # noqa: S608 - only constants of this module


def _insert(model: type[Model], values: dict[str, str], where: str = "true") -> str:
    """Return an INSERT for the rows of ``todo`` (as ``r``); `values` are SQL expressions."""
    given = columns(model, values)
    names = ", ".join(f'"{name}"' for name in given)
    table = model._meta.db_table  # noqa: SLF001 - public API
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(given.values())} FROM todo r "  # noqa: S608
        f"WHERE {where}"
    )


_PERSON = _insert(Person, {"id": "r.new_person_id", **PERSON})
_SENSITIVE = _insert(SensitiveProfile, {"person_id": "r.new_person_id", **SENSITIVE})
# In no order: the index behind "one official membership a day" takes in people that ascend at half
# the pace, for it weighs the period too on every page it passes over.
_MEMBERSHIP = _insert(
    Membership,
    {"id": "r.membership_id", "person_id": "r.new_person_id", **MEMBERSHIP},
    "true ORDER BY hashint8(r.new_person_id)",
)
_APPOINTMENT = _insert(
    Appointment,
    {
        "id": "r.appointment_id",
        "person_id": "r.new_person_id",
        "unit_id": "r.unit_id",
        "post_id": "r.post_key",
        "is_exclusive": "(SELECT is_exclusive FROM org_post WHERE key = r.post_key)",
        "during": "daterange(GREATEST(%(day)s::date, r.opened_on), NULL)",
    },
    "r.appointment_id IS NOT NULL",
)


_LINK = _insert(
    RowLink,
    {
        **{name: f"r.{name}" for name in ("batch_id", "sheet", "number", "membership_id")},
        "id": "r.link_id",
        "row_id": "r.id",
        "kind": f"'{LinkKind.CREATED}'",
        "person_id": "r.new_person_id",
        "appointment_id": "r.appointment_id",
        "fields": "'{}'",
    },
)


def _next(model: type[Model]) -> str:
    return f"nextval('{model._meta.db_table}_id_seq')"  # noqa: SLF001 - public API


_BLOCKS = {"person_ids": Person, "membership_ids": Membership, "link_ids": RowLink}
"""What a chunk makes one of for each row, by the parameter that says where its ids begin."""


def _create(*inserts: str) -> str:
    """Return the statement for the rows of a chunk; the database works from the last one back."""
    *others, last = inserts
    return f"""
WITH todo AS MATERIALIZED (
    SELECT r.*, u.opened_on,
           %(person_ids)s + row_number() OVER in_file AS new_person_id,
           %(membership_ids)s + row_number() OVER in_file AS membership_id,
           %(link_ids)s + row_number() OVER in_file AS link_id,
           CASE WHEN r.post_key <> '' THEN {_next(Appointment)} END AS appointment_id
      FROM imports_stagedrow r
      JOIN org_unit u ON u.id = r.unit_id
     WHERE {IN_CHUNK} AND {_CREATING}
    WINDOW in_file AS (ORDER BY r.sheet, r.number)
), {", ".join(f"insert_{place} AS ({sql})" for place, sql in enumerate(others))}
{last}
"""  # noqa: S608 - only constants of this module


_CREATE = _create(_PERSON, _SENSITIVE, _MEMBERSHIP, _APPOINTMENT, _LINK)
_CREATE_BESIDE = _create(_MEMBERSHIP, _APPOINTMENT, _SENSITIVE, _LINK, _PERSON)
"""What the second hand does: at one table both would wait for each other's pages of its indexes."""


def _filled(texts: tuple[str, ...], dates: dict[str, str], **others: str) -> str:
    """Return the SET list that fills, of person or facts ``t``, what is still empty."""
    deciding = {name: name for name in (*texts, *dates)}
    deciding |= {precision: date for date, precision in dates.items() if precision}
    return ", ".join(
        f"{column} = CASE WHEN '{key}' = ANY (r.empty) THEN r.{column} ELSE t.{column} END"
        for column, key in (deciding | others).items()
    )


# Whom a row would fill is asked for again, and held: people leave and files are merged while a
# list waits, and nobody writes into the file of somebody who belongs elsewhere.
_HOLD_FILLED = f"""
SELECT 1 FROM people_person WHERE id IN (
    SELECT r.of_person FROM imports_stagedrow r WHERE {IN_CHUNK} AND {_FILLING})
 ORDER BY id FOR UPDATE
"""  # noqa: S608 - only constants of this module
_NOT_FILLED = f"""
UPDATE imports_stagedrow r
   SET fills = '{{}}',
       issues = {
    add_issue(
        "'full_name'",
        "'not_filled'",
        "'warning'",
        "'Không bổ sung: từ khi xem trước, người này đã rời đơn vị hoặc hồ sơ đã gộp vào hồ sơ "
        "khác. Đồng chí mở hồ sơ để kiểm tra.'",
    )
}
 WHERE {IN_CHUNK} AND {_FILLING} AND NOT EXISTS (
    SELECT FROM people_person p
      JOIN people_membership ms ON ms.person_id = p.id JOIN org_unit u ON u.id = ms.unit_id
     WHERE p.id = r.of_person AND p.merged_into_id IS NULL AND ms.kind <> 'temporary'
       AND ms.during @> %(today)s::date AND starts_with(u.path, %(path)s))
"""  # noqa: S608 - only constants of this module

_FILL = f"""
WITH todo AS MATERIALIZED (
    SELECT r.*, {fillable()} AS empty
      FROM imports_stagedrow r
      JOIN people_person p ON p.id = r.of_person
      LEFT JOIN people_sensitiveprofile s ON s.person_id = p.id
     WHERE {IN_CHUNK} AND {_FILLING}
), persons AS (
    UPDATE people_person t
       SET {_filled(PERSON_TEXTS, PERSON_DATES, id_number_hash=ID_NUMBER, **PERSON_FOLLOWING)}
      FROM todo r WHERE t.id = r.of_person
), facts AS (
    UPDATE people_sensitiveprofile t
       SET {_filled(SENSITIVE_TEXTS, SENSITIVE_DATES, id_number=ID_NUMBER)}
      FROM todo r WHERE t.person_id = r.of_person
)
INSERT INTO imports_rowlink (batch_id, sheet, number, row_id, kind, person_id, fields)
SELECT r.batch_id, r.sheet, r.number, r.id, '{LinkKind.FILLED}', r.of_person, r.empty
  FROM todo r
"""  # noqa: S608 - only constants of this module


class _Chunk(NamedTuple):
    """The rows behind one place up to and with another; ids behind which its own begin."""

    start: Place
    end: Place
    ids: dict[str, int]


def apply(batch_id: int, *, by: Actor) -> Batch:
    """Carry out a batch in state APPLYING to its end; may be called again after any interruption.

    Every write is attributed to `by` and the batch. Rows whose person has turned up since the
    preview become `existing` instead, or `rejected` where the person cannot be told for sure or
    the unit has ended; an exclusive post that somebody holds by now goes into the note. Returns the
    batch; one in another state stays as it is, one that `by` may not handle any more, or that knows
    somebody who is gone, goes back to READY with the reason.
    """
    try:
        with _hands() as hands:
            with holding(batch_id, BatchState.APPLYING, is_part=True) as batch:
                if not RowLink.objects.filter(batch=batch).exists():  # its own posts are no others'
                    if not may_begin(batch, by=by):
                        return batch
                    if knows_gone(batch):
                        go_back(batch, "known_gone", KNOWN_GONE)
                        return batch
                    check_posts(batch, by=by)
                start_clock(batch)
            while _apply_some(batch_id, hands, by=by):
                pass
        with holding(batch_id, BatchState.APPLYING) as batch:
            move(batch, BatchState.APPLIED, applied_at=timezone.now(), counts=counts_of(batch))
            settle_contacts_of(batch)
    except SupersededError:
        return Batch.objects.get(pk=batch_id)
    return batch


def history_name(batch_id: int) -> str:
    """Return how the history of rows names a batch."""
    return f"imports:{batch_id}"


@contextmanager
def _hands() -> Iterator[list[ThreadPoolExecutor]]:
    """Give two threads with a connection each; none inside a transaction they could not see."""
    hands = [] if connection.in_atomic_block else [ThreadPoolExecutor(1) for _ in range(2)]
    for hand in hands:
        hand.submit(_connect)
    try:
        yield hands
    finally:
        for hand in hands:
            hand.submit(connections.close_all)
            hand.shutdown()


def _connect() -> None:
    """Connect the thread this runs in: `connection` is another in each."""
    connection.ensure_connection()


def _apply_some(batch_id: int, hands: list[ThreadPoolExecutor], *, by: Actor) -> bool:
    """Apply the next chunks behind the last link, one a hand; tell whether there are more.

    The batch stays locked meanwhile, and no other import runs: chunks are told apart by their
    place alone, and nobody they are compared with may turn up.
    """
    with holding(batch_id, BatchState.APPLYING, is_part=True) as batch:
        run_sql("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})
        do = partial(_apply_chunk, batch, by=by, some_ended=hold_units(batch))
        places = _next_places(batch)
        work: list[Future[int]] = []
        for hand, place in zip(hands, places, strict=False):
            before = work[-1] if work else None
            work.append(hand.submit(do, _chunk(*place), before=before))
        links = [] if hands else [do(_chunk(*place)) for place in islice(places, 1)]
        are_more = next(places, None) is not None  # looked for while the hands are at work
        links += [each.result() for each in work]
        save(batch, done=batch.done + sum(links))
        return are_more


def _next_places(batch: Batch) -> Iterator[tuple[Place, Place, int]]:
    """Find where the chunks behind the last link begin and end, and how many rows each has."""
    params = {"batch": batch.pk, "fill": batch.fills_empty, "size": CHUNK}
    start = _row(_LAST_DONE, params) or (-1, 0)
    while found := _row(_CHUNK_END, params | stretch(start, start)):
        *end, rows = found
        before, start = start, tuple(end)
        yield before, start, rows


def _chunk(start: Place, end: Place, rows: int) -> _Chunk:
    return _Chunk(start, end, {name: _reserve(model, rows) for name, model in _BLOCKS.items()})


def _reserve(model: type[Model], size: int) -> int:
    """Return the id behind which `size` more follow in a row, given to nobody else.

    Somebody else may draw one in between; then another block is taken. Lost ids are no matter.
    """
    drawn = f"SELECT {_next(model)} AS id FROM generate_series(1, %(size)s)"  # noqa: S608 - constants
    while True:
        first, last = _row(f"SELECT min(id), max(id) FROM ({drawn}) AS drawn", {"size": size})  # noqa: S608
        if last - first + 1 == size:
            return int(first) - 1


def _apply_chunk(
    batch: Batch,
    chunk: _Chunk,
    *,
    by: Actor,
    some_ended: bool,
    before: Future[int] | None = None,
) -> int:
    """Apply one stretch in a transaction that ends after the one `before`; return the links."""
    start, end, ids = chunk
    params = {"batch": batch.pk, "fill": batch.fills_empty, "day": batch.judged_on, **ids}
    params |= {"today": today(), "path": batch.unit.path, **stretch(start, end)}
    with (
        acting(user_id=by.user_id, reason="Nhập danh sách", batch=history_name(batch.pk)),
        transaction.atomic(),
    ):
        wait_for_no_disk()
        limit_statements(_SECONDS)
        if some_ended:
            check_units(batch, start, end)
        check_existing(batch, start, end)
        check_posts_held(batch, start, end)
        links = run_sql(_CREATE if before is None else _CREATE_BESIDE, params)
        if run_sql(_HOLD_FILLED, params):
            run_sql(_NOT_FILLED, params)
            links += run_sql(_FILL, params)
        if before is not None:
            run_sql("SET CONSTRAINTS ALL IMMEDIATE", {})  # while the other is still at work
            before.result()
    return links


def _row(sql: str, params: dict[str, Any]) -> Any:
    """Return the only row of a query, None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()
