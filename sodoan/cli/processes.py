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
_PARTS = {"web": "Các trang web", "worker": "Việc nền"}
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def run_together(
    commands: Sequence[Sequence[str]], *, when_started: Callable[[], None] = lambda: None
) -> int:
    """Run `sodoan` subcommands until one ends or we are told to stop, then stop them all.

    `commands` are arguments of `sodoan`, for instance `[["web"], ["worker"]]`. Returns 0 when told
    to stop (Ctrl-C, SIGTERM, SIGHUP), 1 when one of them ended by itself, and says which.
    """
    told: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's shape
        told.append(number)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in signals}
    children: list[subprocess.Popen[bytes]] = []
    ended: list[str] = []
    try:
        children.extend(_start(command) for command in commands)
        when_started()
        while not told and all(child.poll() is None for child in children):
            time.sleep(0.2)
        if not told:
            ended = [
                _ended(command[0], child.returncode)
                for command, child in zip(commands, children, strict=True)
                if child.returncode is not None
            ]
    finally:
        _stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    for words in ended:
        print(words, file=sys.stderr, flush=True)
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


def _ended(name: str, code: int) -> str:
    """What to tell of a part that ended by itself, and where to look."""
    how = f"mã kết thúc {code}" if code >= 0 else f"bị tắt bởi tín hiệu {-code}"
    hint = " Tín hiệu 9 thường do máy hết bộ nhớ." if code == -signal.SIGKILL else ""
    return (
        f"{_PARTS.get(name, name)} (`sodoan {name}`) đã dừng, {how}, nên cả hệ thống dừng theo."
        f"{hint}\n"
        f"Xem lỗi ghi ở trên; chạy `sodoan doctor` để kiểm tra máy, hoặc riêng `sodoan {name}` "
        "để thấy lỗi, rồi chạy lại lệnh này."
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
