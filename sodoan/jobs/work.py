"""What a kind of work is handed: who acts, how to tell progress, where to put files."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone

from sodoan.access.scopes import Scope
from sodoan.jobs.choices import AT_WORK, JobState
from sodoan.jobs.models import Job


class StoppedError(Exception):
    """The owner stopped the job."""


class Work:
    """One run of a job. Parts already on disk are not made again."""

    def __init__(self, job: Job, by: Scope) -> None:
        self.job = job
        self.by = _narrowed(by, job.paths_now) if job.paths else by
        self._took_old = False

    def begin(self) -> None:
        """Say that a run begins. Raises StoppedError once the owner has stopped the job."""
        self._say(done=0, began_done=0, began_at=timezone.now())

    def told(self, done: int, total: int) -> None:
        """Say how far the work is. Raises StoppedError once the owner has stopped it."""
        if self._took_old:  # the pace is that of parts made now
            self._took_old = False
            self._say(began_done=done, began_at=timezone.now())
        self._say(done=done, total=total)

    def _say(self, **facts: Any) -> None:
        at_work = Job.objects.filter(pk=self.job.pk, state__in=AT_WORK)
        if not at_work.update(state=JobState.RUNNING, **facts):
            raise StoppedError

    def part(self, name: str, make: Callable[[], bytes]) -> Path:
        """Make one part, unless an earlier run has made it; returns where it lies."""
        path = self.job.folder / f"part-{name}"
        if path.exists():
            self._took_old = True
        else:
            with _whole(path) as file:
                file.write(make())
        return path

    @contextmanager
    def result(self) -> Iterator[BinaryIO]:
        """Write the result; it is there whole or not at all."""
        with _whole(self.job.result) as file:
            yield file


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("r+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _narrowed(scope: Scope, paths: list[str]) -> Scope:
    """Of what the account may do today, only what lies in the reach of the order."""
    grants = {
        capability: tuple(
            sorted(
                {path for path in paths if path.startswith(held)}
                | {path for path in held if path.startswith(tuple(paths))}
            )
        )
        for capability, held in scope.grants.items()
    }
    return replace(scope, grants=grants)
