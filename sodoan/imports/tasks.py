"""Jobs of imports: thin, repeatable; a job that was killed is simply run again."""

import logging

from django.db import DatabaseError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sodoan.imports.actions.actor import actor
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.purge import purge_batches
from sodoan.imports.actions.stage import fail, stage
from sodoan.imports.actions.undo import undo

logger = logging.getLogger(__name__)
_AGAIN = RetryStrategy(max_attempts=5, linear_wait=5, retry_exceptions=[DatabaseError])


@app.task(name="imports.stage", queue="imports", retry=_AGAIN)
def stage_batch(batch_id: int) -> None:
    """Read and judge a file; what nobody foresaw ends the batch instead of leaving it hanging."""
    try:
        stage(batch_id)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("staging of batch %s failed", batch_id)
        fail(batch_id, "unexpected", "Có lỗi ngoài dự kiến khi đọc tệp. Quản trị viên đã được báo.")


@app.task(name="imports.apply", queue="imports", retry=_AGAIN)
def apply_batch(batch_id: int, user_id: int | None) -> None:
    """Carry out a batch for the account that ordered it."""
    apply(batch_id, by=actor(user_id))


@app.task(name="imports.undo", queue="imports", retry=_AGAIN)
def undo_batch(batch_id: int, user_id: int | None) -> None:
    """Take a batch back for the account that ordered it."""
    undo(batch_id, by=actor(user_id))


@app.periodic(cron="30 19 * * *")  # UTC: half past two at night in Việt Nam
@app.task(name="imports.purge", queue="imports", queueing_lock="imports.purge")
def purge(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
    """Every night: delete files and staged rows that are not needed any more."""
    purge_batches()
