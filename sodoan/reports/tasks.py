"""The night of reports, done by the worker: steps of a day. What one needs it loads itself."""

import logging
from datetime import date

logger = logging.getLogger(__name__)


def open_begun(day: date, since: date) -> None:  # noqa: ARG001 - finds what is missing by the day
    """Open periods that have begun."""
    from sodoan.reports.actions.opening import open_due

    logger.info("opened %s periods", open_due(day))


def settle(day: date, since: date) -> None:  # noqa: ARG001 - finds what is missing by itself
    """Mark what records fulfil."""
    from sodoan.reports.actions.opening import settle_all

    logger.info("settled %s reports", settle_all())


def close(day: date, since: date) -> None:  # noqa: ARG001 - finds what is missing by the day
    """Close periods whose time is over."""
    from sodoan.reports.actions.opening import close_due

    logger.info("closed %s reports", close_due(day))


def remind(day: date, since: date) -> None:
    """Tell leads what is due, on days that were missed too."""
    from sodoan.reports.actions.reminding import remind_reports

    logger.info("reminded %s leads", remind_reports(day, since))
