"""Sending, done by the worker. Thin; what a task needs is loaded when it runs."""

import logging
from datetime import date

from django.db import close_old_connections, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sodoan.common.scoping import Actor

logger = logging.getLogger(__name__)
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5, retry_exceptions=[OSError])


def write_down(day: date, since: date) -> None:  # noqa: ARG001 - the shape of a step
    """When the quiet hours end: write down who gets a digest today."""
    from sodoan.mails.actions import digests

    logger.info("wrote down %s digests", digests.write_down(day))


@app.periodic(cron="*/2 * * * *")
@app.task(name="mails.send", queueing_lock="mails.send", lock="mails.send")
def send(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
    """Every two minutes: send what waits."""
    from sodoan.mails.actions.digests import send_due

    close_old_connections()
    if sent := send_due(timezone.now()):
        logger.info("sent %s digests", sent)


@app.task(name="mails.prove", retry=_AGAIN)
def prove(choice_id: int) -> None:
    """Send the link that proves an address."""
    from sodoan.mails.actions.proving import send_proof

    send_proof(choice_id)


@transaction.atomic
def ask(*, by: Actor) -> None:
    """Ask for the proof of one's address and queue the mail, both or neither."""
    from sodoan.mails.actions.proving import ask_proof

    prove.defer(choice_id=ask_proof(by=by).pk)
