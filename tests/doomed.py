"""Processes that a test starts in order to kill them."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def processes(work, database_url, **environment):
    """`start(*order)` runs a Python text; it has said that it is ready. None outlives the test."""
    started = []
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        **environment,
    }

    def start(*order):
        process = subprocess.Popen(
            [sys.executable, "-c", work, *map(str, order)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start
    for process in started:
        kill(process)
        process.stdout.close()


def kill(process):
    """End it at once with all it has started, unless it has finished."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
