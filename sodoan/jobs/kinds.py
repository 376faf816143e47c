"""Which work the job centre can do: apps above register theirs when they are loaded.

By name, so that what makes papers and lists is loaded by the process that makes one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.utils.module_loading import import_string

from sodoan.jobs.work import Work


@dataclass(frozen=True)
class Outcome:
    """What came out: words for the notice, a file when `Work.result` wrote one, a page to open."""

    words: str
    file_name: str = ""
    url: str = ""


Run = Callable[[Work], Outcome]
KINDS: dict[str, str] = {}


def register(key: str, path: str) -> None:
    """Name by its dotted path what does a kind of work; running it again must do no harm."""
    KINDS[key] = path


def run_of(key: str) -> Run:
    """The function that does a kind of work. Raises KeyError for a kind nobody registered."""
    return cast("Run", import_string(KINDS[key]))
