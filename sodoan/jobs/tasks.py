"""The tasks of the job centre: thin, repeatable; a job that was killed is simply run again."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sodoan.common.scoping import Actor
from sodoan.jobs import actions
from sodoan.jobs.models import Job

logger = logging.getLogger(__name__)
_AGAIN = RetryStrategy(max_attempts=5, linear_wait=5, retry_exceptions=[DatabaseError])


@app.task(name="jobs.run", queue="default", retry=_AGAIN)
def run(job_id: int) -> None:
    """Carry out a job."""
    actions.carry_out(job_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.tick", queueing_lock="jobs.tick", lock="jobs.tick")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
    """Every ten minutes: do what of today is due and not done, however long nobody was here."""
    close_old_connections()
    if done := actions.catch_up(timezone.now()):
        logger.info("did %s steps of the day", done)


def purge(day: date, since: date) -> None:  # noqa: ARG001 - the shape of a step
    """Once a day: delete results that were kept long enough."""
    actions.purge()


@transaction.atomic
def start(  # noqa: PLR0913 - the parts of an order
    kind: str,
    *,
    by: Actor,
    title: str,
    args: Mapping[str, Any],
    capabilities: Iterable[str],
    paths: Iterable[str],
) -> Job:
    """Order a job and put it into the queue, both or neither."""
    job, new = actions.order(
        kind, by=by, title=title, args=args, capabilities=capabilities, paths=paths
    )
    if new:
        run.defer(job_id=job.pk)
    return job
