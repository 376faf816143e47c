"""Several commands as one: started together, stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from sodoan.cli.errors import EX_FAILED

GRACE = 20  # seconds to finish what is in hand
_PARENT = "_SODOAN_PARENT"  # between ourselves, no setting
_PR_SET_PDEATHSIG = 1
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def run_together(
    commands: Sequence[Sequence[str]], *, when_started: Callable[[], None] = lambda: None
) -> int:
    """Run `sodoan` subcommands until one ends or we are told to stop, then stop them all.

    `commands` are arguments of `sodoan`, for instance `[["web"], ["worker"]]`. Returns 0 when told
    to stop (Ctrl-C, SIGTERM, SIGHUP), 1 when one of them ended by itself.
    """
    told: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's shape
        told.append(number)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in signals}
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.extend(_start(command) for command in commands)
        when_started()
        while not told and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        _stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if told else EX_FAILED


def obey_signals() -> None:
    """Let a process end in order when told to at any moment, and with the parent that started it.

    Python alone would drop everything at SIGTERM or SIGHUP, and leave the embedded database behind.
    A parent that is killed outright cannot stop its children; on Linux the system does.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    parent = os.environ.pop(_PARENT, "")
    if parent and hasattr(system := ctypes.CDLL(None), "prctl"):
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):
            sys.exit(128 + signal.SIGTERM)  # it has gone already


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-P", "-m", "sodoan", *command],
        env={**os.environ, "PYTHONPATH": path, _PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches us alone; we pass it on once
    )


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
