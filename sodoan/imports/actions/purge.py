"""Deleting what an import needs only for a while: the uploaded file and the staged rows."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sodoan.imports import files
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch, Decision, StagedRow
from sodoan.imports.models.batch import UNDO_WINDOW

UNUSED_FOR = timedelta(days=7)
"""A list that nobody imported is forgotten after this."""


def purge_batches() -> int:
    """Empty the batches that can neither be applied nor undone any more; return how many.

    The batch itself and what its rows did stay. Stored files that no batch names go as well.
    """
    now = timezone.now()
    idle = (BatchState.CHECKING, BatchState.READY, BatchState.FAILED, BatchState.CANCELLED)
    over = (
        Q(state=BatchState.APPLIED, applied_at__lt=now - UNDO_WINDOW)
        | Q(state=BatchState.UNDONE, undone_at__lt=now - UNDO_WINDOW)
        | Q(state__in=idle, touched_at__lt=now - UNUSED_FOR)
    )
    found = list(Batch.objects.filter(over, purged_at=None).values_list("pk", flat=True))
    for pk in found:
        _purge(pk)
    _remove_strays()
    return len(found)


@transaction.atomic
def _purge(pk: int) -> None:
    batch = Batch.objects.select_for_update().get(pk=pk)
    StagedRow.objects.filter(batch=batch).delete()
    Decision.objects.filter(batch=batch).delete()
    stored_as = batch.stored_as
    if batch.state in {BatchState.CHECKING, BatchState.READY}:
        batch.state = BatchState.CANCELLED
    batch.stored_as, batch.purged_at = "", timezone.now()
    batch.save(update_fields=["state", "stored_as", "purged_at"])
    transaction.on_commit(lambda: files.remove(stored_as))


def _remove_strays() -> None:
    """Delete files an interrupted upload left behind more than a day ago."""
    named = set(Batch.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for path in files.folder().glob("*.xlsx"):
        if path.name not in named and path.stat().st_mtime < yesterday:
            files.remove(path.name)
