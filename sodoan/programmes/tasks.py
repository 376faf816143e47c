"""Long work of programmes, done by the worker. Thin: ids in, fetch, call, tell.

Every process loads this file to know the tasks; what a task needs is loaded when it runs.
"""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


@app.periodic(cron="0 0 * * *")  # midnight UTC: seven in the morning in Việt Nam
@app.task(name="programmes.remind", queueing_lock="programmes.remind")
def remind(timestamp: int) -> int:
    """Every morning: bring sheets after members who moved, then tell people what is due."""
    from sodoan.programmes.actions.moves import follow_members
    from sodoan.programmes.actions.reminders import remind_due

    day = timezone.localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    moved = follow_members(day)
    told = remind_due(day)
    logger.info("moved %s sheets, reminded %s people", moved, told)
    return told
