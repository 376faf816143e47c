"""The server processes of this machine, by what the system says of them."""

import contextlib
import os
import signal
import time
from pathlib import Path

END_SECONDS = 10
PROCESSES = Path("/proc")


def postmaster_of(cluster: Path) -> int | None:
    """Number of the living server process of this cluster, by its pid file; None when stale."""
    pid = pid_in(cluster / "postmaster.pid")
    if pid is None or not _exists(pid):
        return None
    if not PROCESSES.exists():  # cannot tell a re-used number: leave it to PostgreSQL
        return pid
    return pid if working_folder(pid) == str(cluster) else None


def end_orphans(cluster: Path) -> None:
    """Kill a server whose data was deleted, wholly or in part: it would write into the new one."""
    for entry in PROCESSES.glob("[0-9]*"):
        pid = int(entry.name)
        if working_folder(pid) in {str(cluster), f"{cluster} (deleted)"} and is_server(pid):
            end_process(pid, signal.SIGKILL)


def end_process(pid: int, number: int) -> None:
    """Send a process a signal and wait until it is gone, END_SECONDS at the most."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    deadline = time.monotonic() + END_SECONDS
    while working_folder(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def is_server(pid: int) -> bool:
    """Is this a process of PostgreSQL? A number may belong to another by now."""
    try:
        return (PROCESSES / str(pid) / "comm").read_text().startswith("postgres")
    except OSError:
        return False


def working_folder(pid: int) -> str | None:
    """Where a process works; None when it is gone, a zombie or not ours to look at."""
    try:
        return str((PROCESSES / str(pid) / "cwd").readlink())
    except OSError:
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def pid_in(path: Path) -> int | None:
    """The process number on the first line of a pid or lock file; None without one."""
    try:
        return int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
