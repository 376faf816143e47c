"""The nightly backup: made and tried by the worker when `SODOAN_BACKUPS` names a folder for it."""

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procrastinate import App

NAME = "sodoan.nightly_backup"
HALF_PAST_ONE = "30 18 * * *"  # in UTC; in Việt Nam half past one at night


def schedule(jobs: "App") -> None:
    """Teach the worker the job; every night only where a folder is named."""
    task = jobs.task(name=NAME, queueing_lock=NAME, lock=NAME)(back_up)
    if os.environ.get("SODOAN_BACKUPS"):
        jobs.periodic(cron=HALF_PAST_ONE)(task)


def back_up(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
    """As `sodoan backup --drill`: what fails is written down for `sodoan doctor`."""
    from sodoan.cli import archives, backup

    order = argparse.Namespace(to=None, keep=backup.KEEP, drill=True)
    try:
        backup.run(order)
    except Exception as error:
        archives.note_failure(backup.home(order), error)
        raise
