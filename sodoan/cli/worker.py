"""`sodoan worker`: long work in the background, by procrastinate."""

import argparse
from typing import TYPE_CHECKING, Any

from sodoan.cli.parser import Subparsers

if TYPE_CHECKING:
    from procrastinate import JobContext

STALLED_AFTER = 60  # seconds without a sign of life from the worker that held the job


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("worker", help="chạy việc nền (nhập danh sách, nhắc việc…)")
    parser.add_argument(
        "--once", action="store_true", help="làm hết việc đang chờ rồi thôi (không chờ việc mới)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; jobs of workers that were killed are taken up again."""
    from procrastinate.contrib.django import app as jobs

    from sodoan.cli import nightly
    from sodoan.common.memory import keep_loaded

    name = "sodoan.resume_stalled"
    task = jobs.task(name=name, queueing_lock=name, pass_context=True)(resume_stalled)
    jobs.periodic(cron="* * * * *")(task)
    nightly.schedule(jobs)
    keep_loaded()
    connector: Any = jobs.connector  # Django's connector, which the base class does not describe
    with jobs.replace_connector(connector.get_worker_connector()):
        jobs.run_worker(wait=not args.once, install_signal_handlers=True)
    return 0


async def resume_stalled(context: "JobContext", timestamp: int) -> None:  # noqa: ARG001
    """Queue again what a worker held when it was killed; jobs may run twice without harm."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.retry_job(job)
