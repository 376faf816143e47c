"""Lines of a list that is filled in (`WorkingListing`), each with the member it is about."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from sodoan.programmes.models import Result
from sodoan.programmes.queries.vote_rows import VoteRow


class Line(Protocol):
    """What every such line has; `is_sent` tells whether its fields came along."""

    row: VoteRow
    is_sent: bool


L = TypeVar("L", bound=Line)


def shown(lines: Sequence[L], results: Iterable[Result]) -> list[L]:
    """Return the lines of these results, then those of further pages that were sent as well."""
    by_key = {line.row.result.pk: line for line in lines}
    here = [by_key.pop(one.pk) for one in results if one.pk in by_key]
    return here + [line for line in by_key.values() if line.is_sent]
