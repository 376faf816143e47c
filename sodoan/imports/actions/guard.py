"""Holding a batch while a step works on it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.imports.choices import MOVES, STOPPED, BatchState
from sodoan.imports.models import Batch
from sodoan.imports.queries.counts import counts_of, effect_of

RIGHT_LOST = (
    "Chưa làm gì: khi đến lượt, người ra lệnh không còn quyền nhập danh sách vào đơn vị này. "
    "Người đang phụ trách mở trang này và bấm lại."
)

KNOWN_GONE = (
    "Danh sách được kiểm tra lại: có hồ sơ mà lần kiểm tra trước thấy trùng nay không còn trong hệ "
    "thống, chẳng hạn vì một lần nhập khác đã hoàn tác. Các ô đã sửa và quyết định được giữ "
    "nguyên; đồng chí xem lại rồi bấm Nhập."
)


class SupersededError(Exception):
    """Another run has taken the batch over, or it is in another state by now; stop quietly."""


@contextmanager
def holding(
    batch_id: int, state: str, *, run: uuid.UUID | None = None, is_part: bool = False
) -> Iterator[Batch]:
    """One transaction with the batch row locked and in the state the step expects.

    A step that `is_part` of more does not wait for the disk: after a power cut the last of them
    may be gone wholly, and is done again; the step that ends the work waits for all of them.

    Raises `SupersededError` when it is not, or when `run` is no longer the run at work.
    """
    with transaction.atomic():
        if is_part:
            wait_for_no_disk()
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if batch.state != state or (run is not None and batch.run != run):
            raise SupersededError
        yield batch


def wait_for_no_disk() -> None:
    """Let this transaction end before it is on the disk; a power cut may undo it wholly."""
    run_sql("SET LOCAL synchronous_commit = off", {})


def limit_statements(seconds: int) -> None:
    """Let the database give up a statement of this transaction that takes longer."""
    run_sql("SELECT set_config('statement_timeout', %(limit)s, true)", {"limit": f"{seconds}s"})


def move(batch: Batch, state: BatchState, **changes: Any) -> None:
    """Bring a locked batch into the next state and write the other changes with it.

    What went wrong in the state before is not said any longer.
    Raises `ValidationError` when there is no such move.
    """
    if state not in MOVES[batch.state]:
        now = batch.get_state_display().lower()
        raise ValidationError(f"Lần nhập này {now}, không làm bước này được nữa.")
    save(batch, **{"state": state, "error": "", "error_code": "", **changes})


def may_begin(batch: Batch, *, by: Actor) -> bool:
    """Ask again, before a job writes anything, whether who ordered it may still do so.

    Posts end while a job waits for its turn. If not, the batch goes back with the reason. What
    has begun with the right is carried to its end: half a list helps nobody.
    """
    if allowed(by, "imports.handle_batch", batch):
        return True
    go_back(batch, "right_lost", RIGHT_LOST)
    return False


def go_back(batch: Batch, code: str, error: str) -> None:
    """Bring a locked batch of which a step did nothing back to where it may be ordered anew."""
    why = {"error_code": code, "error": error}
    if batch.state == BatchState.APPLYING:
        move(batch, BatchState.READY, counts=counts_of(batch), **why)
    elif batch.applied_at:
        move(batch, BatchState.APPLIED, **why)
    else:  # half a list, whose applying had stopped midway before
        done, total = batch.links.count(), effect_of(batch).rows
        why["error_code"] = STOPPED
        move(batch, BatchState.APPLYING, done=done, total=total, **why)


def save(batch: Batch, **changes: Any) -> None:
    """Write some fields, and that the batch is alive."""
    changes["touched_at"] = timezone.now()
    for name, value in changes.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(changes))


def start_clock(batch: Batch) -> None:
    """Note when a run of a job began on a batch, and how far an earlier one had come."""
    save(batch, began_at=timezone.now(), began_done=batch.done)


def run_sql(sql: str, params: dict[str, Any]) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
