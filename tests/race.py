"""Several people doing something at the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection


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
