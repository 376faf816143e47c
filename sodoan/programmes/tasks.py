"""The morning of programmes, done by the worker: steps of a day. What one needs it loads itself."""

import logging
from datetime import date

logger = logging.getLogger(__name__)


def follow(day: date, since: date) -> None:  # noqa: ARG001 - the shape of a step
    """Every morning: bring sheets after members who moved."""
    from sodoan.programmes.actions.moves import follow_members

    logger.info("moved %s sheets", follow_members(day))


def remind(day: date, since: date) -> None:
    """Every morning: tell people what is due, on days that were missed too."""
    from sodoan.programmes.actions.reminders import remind_due

    logger.info("reminded %s people", remind_due(day, since))
