"""Which work the job centre can do: apps above register theirs when they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from sodoan.jobs.work import Work


@dataclass(frozen=True)
class Outcome:
    """What came out: words for the notice, a file when `Work.result` wrote one, a page to open."""

    words: str
    file_name: str = ""
    url: str = ""


Run = Callable[[Work], Outcome]
KINDS: dict[str, Run] = {}


def register(key: str, run: Run) -> None:
    """Name the function that does a kind of work; running it again must do no harm."""
    KINDS[key] = run
