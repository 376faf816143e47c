"""From a stored file to judged rows in the staging table."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain

from django.db import OperationalError, connection, connections, transaction
from django.db.models import Q
from psycopg.errors import QueryCanceled

from sodoan.imports.actions.actor import actor
from sodoan.imports.actions.check import all_near, check
from sodoan.imports.actions.guard import (
    SupersededError,
    holding,
    limit_statements,
    move,
    run_sql,
    save,
    start_clock,
    wait_for_no_disk,
)
from sodoan.imports.choices import BatchState
from sodoan.imports.files import stored_path
from sodoan.imports.lists import JudgedRows, ListReader, remembered
from sodoan.imports.models import Batch, ColumnMemory, StagedRow
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.units import Elsewhere, UnitMatcher, UnitName
from sodoan.imports.reader.errors import UnusableFileError, too_slow
from sodoan.imports.reader.limits import Limits
from sodoan.imports.reader.workbook import DEFAULT_LIMITS, open_workbook
from sodoan.imports.staged import COLUMNS, NULL, staged_lines
from sodoan.org.choices import MEMBER_TIERS
from sodoan.org.models import Unit

CHUNK = 5_000
_COPY = f"COPY imports_stagedrow ({', '.join(COLUMNS)}) FROM STDIN (NULL '{NULL}')"


def stage(batch_id: int, *, limits: Limits = DEFAULT_LIMITS) -> Batch:
    """Read the file of a batch into the staging table, judge every row, make it ready.

    Starts anew whatever an interrupted run left behind; rows go in by COPY, a chunk a
    transaction, so memory stays flat and progress can be seen. An unusable file, or one that
    takes too long, moves the batch to FAILED with the reason. Returns the batch; one that is not
    being checked stays as it is.
    """
    run = uuid.uuid4()
    try:
        with holding(batch_id, BatchState.CHECKING, is_part=True) as batch:
            StagedRow.objects.filter(batch=batch).delete()
            save(batch, run=run, done=0)
            start_clock(batch)
        try:
            reader = _copy_rows(batch, run, limits)
            count_anew()
            return _check(batch, reader, limits)
        except UnusableFileError as reason:
            return fail(batch_id, reason.code, reason.message, run=run)
    except SupersededError:
        return Batch.objects.get(pk=batch_id)


def count_anew() -> None:
    """Let the database look how many rows wait, so that it plans the checks for that many.

    After a purge it may still believe that there are none, and compares every row with every other:
    a minute for 1,500 rows. In a transaction of its own: two of these wait for each other. A tenth
    of the usual sample is enough for the size of a batch.
    """
    with transaction.atomic():
        wait_for_no_disk()
        run_sql("SET LOCAL default_statistics_target = 10", {})
        run_sql("ANALYZE imports_stagedrow (batch_id)", {})


def _check(batch: Batch, reader: ListReader, limits: Limits) -> Batch:
    """Judge the rows against each other and the people known; the batch is ready then."""
    with (
        _in_time(limits),
        _asked_beside(batch, limits) as near,
        holding(batch.pk, BatchState.CHECKING, run=batch.run) as held,
    ):
        limit_statements(limits.seconds)
        save(
            held,
            sheets=[found.summary() for found in reader.lists],
            notices=[*filter(None, [held.error]), *(notice.message for notice in reader.notices)],
        )
        move(held, BatchState.READY, counts=check(held, by=actor(held.uploaded_by_id), near=near))
    return held


@contextmanager
def _asked_beside(batch: Batch, limits: Limits) -> Iterator[Callable[[], list[int]]]:
    """Look for people known in a connection beside this one, while the rows are compared.

    They are looked for when asked where there is no such connection, or where it would have to
    wait: it may be for us. So too inside a transaction, whose rows no other would see.
    """

    def look() -> list[int]:
        try:
            with transaction.atomic():
                limit_statements(limits.seconds)
                run_sql("SET LOCAL lock_timeout = '1s'", {})
                return all_near(batch)
        finally:
            connections.close_all()

    if connection.in_atomic_block:
        yield partial(all_near, batch)
        return
    with ThreadPoolExecutor(1) as beside:
        yield partial(_found, beside.submit(look), batch)


def _found(looked: Future[list[int]], batch: Batch) -> list[int]:
    try:
        return looked.result()
    except OperationalError as reason:
        if isinstance(reason.__cause__, QueryCanceled):
            raise
        return all_near(batch)


@contextmanager
def _in_time(limits: Limits) -> Iterator[None]:
    """Say of a file whose check the database has given up that it takes too long."""
    try:
        yield
    except OperationalError as reason:
        if isinstance(reason.__cause__, QueryCanceled):
            raise too_slow(limits.seconds // 60) from reason
        raise


def fail(batch_id: int, code: str, message: str, *, run: uuid.UUID | None = None) -> Batch:
    """End a batch that is being checked, saying why; nothing of the file stays staged."""
    with holding(batch_id, BatchState.CHECKING, run=run) as batch:
        StagedRow.objects.filter(batch=batch).delete()
        move(batch, BatchState.FAILED, error_code=code, error=message)
    return batch


def _copy_rows(batch: Batch, run: uuid.UUID, limits: Limits) -> ListReader:
    with ThreadPoolExecutor(1) as beside:
        # Meanwhile the database is asked.
        opening = beside.submit(open_workbook, stored_path(batch.stored_as), limits)
        decisions = {(d.sheet, d.number): d for d in batch.decisions.all()}
        chosen = remembered(list(_memory(batch))) | batch.mapping
        context = row_context(batch)
    reader = ListReader(
        opening.result(),
        chosen,
        {place: d.fixes for place, d in decisions.items()},
        {place for place, d in decisions.items() if d.is_staying},
        batch.header_rows,
    )
    choices = {place: d.choice for place, d in decisions.items() if d.choice}
    rows = reader.rows(context)
    done = 0
    for first in rows:
        with holding(batch.pk, BatchState.CHECKING, run=run, is_part=True) as held:
            done += copy_in(batch.pk, chain((first,), rows), choices)
            save(held, done=done, total=max(reader.total, done))
    return reader


def _memory(batch: Batch) -> Iterable[tuple[str, str]]:
    return ColumnMemory.objects.filter(unit=batch.unit_id).values_list("header_key", "field")


def row_context(batch: Batch) -> RowContext:
    """Return what rows of the batch are judged by: its day and the units it may name."""
    line = Q(path__startswith=batch.unit.path) | Q(pk__in=batch.unit.ancestor_ids)
    named = Unit.objects.filter(line).active(batch.judged_on)
    units = [
        UnitName(pk, code, name, is_branch=tier in MEMBER_TIERS, path=path)
        for pk, code, name, path, tier in named.values_list(
            "id", "code", "name", "path", "type__tier"
        )
    ]
    own = next((unit for unit in units if unit.id == batch.unit_id and unit.is_branch), None)
    return RowContext(
        today=batch.judged_on, units=UnitMatcher(units, _elsewhere(batch)), default_unit=own
    )


def _elsewhere(batch: Batch) -> Elsewhere:
    """Tell of a code or some search keys whether a unit of the day outside the batch's has them.

    Read beforehand: while rows go in by COPY, their connection answers nothing else.
    """
    outside = Unit.objects.active(batch.judged_on).exclude(path__startswith=batch.unit.path)
    known = list(outside.values_list("code", "search_key"))
    codes, keys = {code for code, _ in known}, {key for _, key in known}
    return lambda code, names: code.upper() in codes or not keys.isdisjoint(names)


def copy_in(
    batch_id: int, rows: Iterable[JudgedRows], choices: Mapping[tuple[int, int], str]
) -> int:
    """Put judged rows into the staging table by COPY, a chunk at most; return how many.

    A few go at a time, so that the server takes them in while the next are being judged.
    """
    count = 0
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for some in rows:
            copy.write(staged_lines(batch_id, some, choices))
            count += some.block.size
            if count >= CHUNK:
                break
    return count
