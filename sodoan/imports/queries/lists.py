"""Lists of imports, and what one has done."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sodoan.common.scoping import HasPaths
from sodoan.imports.choices import (
    RUNNING,
    STOPPED,
    TAKEN,
    WRITING,
    BatchState,
    LinkKind,
    Verdict,
)
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
    """How many people an import made, and of how many it filled empty fields.

    With the rows rejected and repeated these and the `existing` left as they are and the `skipped`
    make up the file. `fewer` is how many rows less were written than the preview promised.
    """

    created: int
    filled: int
    existing: int
    skipped: int
    fewer: int


def done_of(batch: Batch) -> Done:
    """Return what the batch has done and what was not taken back."""
    found = batch.links.filter(undone_at=None).aggregate(
        created=Count("pk", filter=Q(kind=LinkKind.CREATED)),
        filled=Count("pk", filter=Q(kind=LinkKind.FILLED)),
    )
    counts = Counter(batch.counts)
    taken = sum(counts[verdict] for verdict in TAKEN)
    return Done(
        **found,
        existing=max(0, counts[Verdict.EXISTING] - found["filled"]),
        skipped=max(0, taken - found["created"]),
        fewer=max(0, batch.total - sum(found.values())),
    )
