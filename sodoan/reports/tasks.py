"""The night of reports, done by the worker. Thin: fetch the day, call, tell.

Every process loads this file to know the task; what it needs is loaded when it runs.
"""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


@app.periodic(cron="5 17 * * *")  # UTC: five past midnight in Việt Nam
@app.task(name="reports.night", queueing_lock="reports.night")
def night(timestamp: int) -> None:
    """Every night: open periods that have begun, mark what records fulfil, close, remind.

    Each step is whole or not there and finds its own work by the day, so that a night that was
    missed or killed is made up for by the next.
    """
    from sodoan.reports.actions.opening import close_due, open_due, settle_all
    from sodoan.reports.actions.reminding import remind_reports

    day = timezone.localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    opened, settled = open_due(day), settle_all()
    closed, told = close_due(day), remind_reports(day)
    logger.info(
        "opened %s periods, settled %s reports, closed %s, reminded %s leads",
        opened, settled, closed, told,
    )  # fmt: skip
