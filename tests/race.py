"""Several people doing something at the same moment, each on a connection of their own."""

import threading
import time
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

_AWAITED = (
    "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def race(*acts: Callable[[], object]) -> list[str]:
    """Start all at once (the test is `transaction=True`); what each came to: done or refused."""
    outcomes = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(30)
            act()
            outcomes.append("done")
        except (ValidationError, PermissionDenied, IntegrityError):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def cross(act: Callable[[], object], *, held: Callable[[], object], then: Callable[[], object]):
    """Race `act` against who has `held` something and goes on `then`, once `act` waits for it."""
    ready = threading.Event()

    def other() -> None:
        with transaction.atomic():
            held()
            ready.set()
            _until_awaited()
            then()

    def late() -> None:
        ready.wait(30)
        act()

    return race(other, late)


def _until_awaited() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(_AWAITED)
            if cursor.fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")
