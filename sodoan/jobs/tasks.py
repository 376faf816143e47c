"""The one task of the job centre: thin, repeatable; a job that was killed is simply run again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sodoan.common.scoping import Actor
from sodoan.jobs import actions
from sodoan.jobs.models import Job

_AGAIN = RetryStrategy(max_attempts=5, linear_wait=5, retry_exceptions=[DatabaseError])


@app.task(name="jobs.run", queue="default", retry=_AGAIN)
def run(job_id: int) -> None:
    """Carry out a job."""
    actions.carry_out(job_id)


@app.periodic(cron="45 19 * * *")  # UTC: a quarter to three at night in Việt Nam
@app.task(name="jobs.purge", queueing_lock="jobs.purge")
def purge(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
    """Every night: delete results that were kept long enough."""
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
