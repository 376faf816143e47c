"""Member lists too long for one answer, written by the job centre."""

from collections.abc import Iterable, Iterator
from typing import cast

from django.http import HttpRequest, QueryDict

from sodoan.common.requests import ScopedRequest
from sodoan.jobs.kinds import Outcome
from sodoan.jobs.work import Work
from sodoan.people import exports
from sodoan.people.listing import member_listing, unit_filter

MEMBERS = "people.members"
LONG = 5_000
"""Lists with more rows than this are written in the background."""
_EVERY = 1_000


def write_members(work: Work) -> Outcome:
    """Write the list as it was asked for.

    A killed run writes it anew: the order of rows decides.
    """
    request = cast("ScopedRequest", HttpRequest())
    request.GET = QueryDict(work.job.args["query"])
    request.scope = work.by
    people = member_listing(request, unit_filter(request)).queryset
    total = people.order_by().count()
    rows = _counted(exports.member_rows(people, work.by.on), work, total)
    with work.result() as file:
        exports.write_members(file, rows, note=work.job.args["note"])
    work.told(total, total)
    return Outcome(work.job.title, file_name=f"doan-vien-{work.by.on:%Y%m%d}.xlsx")


def _counted(
    rows: Iterable[tuple[object, ...]], work: Work, total: int
) -> Iterator[tuple[object, ...]]:
    for done, row in enumerate(rows):
        if done % _EVERY == 0:
            work.told(done, total)
        yield row
