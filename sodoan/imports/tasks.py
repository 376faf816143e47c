"""Jobs of imports: thin, repeatable; a job that was killed is simply run again."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

from django.db import DatabaseError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from sodoan.imports.actions.actor import actor
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.guard import SupersededError
from sodoan.imports.actions.purge import purge_batches
from sodoan.imports.actions.stage import fail, stage
from sodoan.imports.actions.stopping import stop
from sodoan.imports.actions.undo import undo
from sodoan.imports.choices import BatchState

logger = logging.getLogger(__name__)
_UNFORESEEN = "Có lỗi ngoài dự kiến khi đọc tệp. Quản trị viên đã được báo."
_AGAIN = RetryStrategy(max_attempts=5, linear_wait=5, retry_exceptions=[DatabaseError])


def _is_last(context: JobContext, error: Exception) -> bool:
    """Tell whether the queue gives the job up after this error."""
    return _AGAIN.get_retry_decision(exception=error, job=context.job) is None


@contextmanager
def _telling(context: JobContext, batch_id: int, state: BatchState) -> Iterator[None]:
    """Let a batch whose job is given up say so; the job itself is seen to have failed."""
    try:
        yield
    except Exception as error:
        if _is_last(context, error):
            stop(batch_id, state)
        raise


@app.task(name="imports.stage", queue="imports", retry=_AGAIN, pass_context=True)
def stage_batch(context: JobContext, batch_id: int) -> None:
    """Read and judge a file; what nobody foresaw ends the batch instead of leaving it hanging."""
    try:
        stage(batch_id)
    except Exception as error:
        if not _is_last(context, error):
            raise
        logger.exception("staging of batch %s failed", batch_id)
        with suppress(SupersededError):  # given up meanwhile
            fail(batch_id, "unexpected", _UNFORESEEN)


@app.task(name="imports.apply", queue="imports", retry=_AGAIN, pass_context=True)
def apply_batch(context: JobContext, batch_id: int, user_id: int | None) -> None:
    """Carry out a batch for the account that ordered it."""
    with _telling(context, batch_id, BatchState.APPLYING):
        apply(batch_id, by=actor(user_id))


@app.task(name="imports.undo", queue="imports", retry=_AGAIN, pass_context=True)
def undo_batch(context: JobContext, batch_id: int, user_id: int | None) -> None:
    """Take a batch back for the account that ordered it."""
    with _telling(context, batch_id, BatchState.UNDOING):
        undo(batch_id, by=actor(user_id))


def purge(day: date, since: date) -> None:  # noqa: ARG001 - the shape of a step
    """Once a day: delete files and staged rows that are not needed any more."""
    purge_batches()
