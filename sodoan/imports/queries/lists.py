"""Lists of imports, and what one has done."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sodoan.common.scoping import HasPaths
from sodoan.imports.choices import RUNNING, STOPPED, WRITING, BatchState, LinkKind
from sodoan.imports.models import Batch
from sodoan.org.choices import Capability

HAS_STOPPED = Q(state__in=sorted(WRITING), error_code=STOPPED)
"""Batches as `Batch.has_stopped` knows them."""


def batches_in(scope: HasPaths) -> QuerySet[Batch]:
    """Return the imports into units on which the scope may import."""
    found: QuerySet[Batch] = Batch.objects.in_scope(scope, Capability.IMPORT)
    return found.select_related("unit", "uploaded_by").defer("sheets", "mapping", "notices")


def state_filters() -> list[tuple[str, str, Q]]:
    """Return the chips of the list: key, word, rows."""
    return [
        ("cho", "Chờ nhập", Q(state=BatchState.READY)),
        ("dang", "Đang chạy", Q(state__in=sorted(RUNNING)) & ~HAS_STOPPED),
        ("dung", "Dừng giữa chừng", HAS_STOPPED),
        ("xong", "Đã nhập", Q(state=BatchState.APPLIED)),
        ("hoan-tac", "Đã hoàn tác", Q(state=BatchState.UNDONE)),
    ]


@dataclass(frozen=True, slots=True)
class Done:
    """How many people an import made, and of how many it filled empty fields."""

    created: int
    filled: int


def done_of(batch: Batch) -> Done:
    """Return what the batch has done and what was not taken back."""
    found = batch.links.filter(undone_at=None).aggregate(
        created=Count("pk", filter=Q(kind=LinkKind.CREATED)),
        filled=Count("pk", filter=Q(kind=LinkKind.FILLED)),
    )
    return Done(found["created"], found["filled"])
