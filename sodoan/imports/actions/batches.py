"""The way of a batch as its user walks it: upload, correct, decide, apply, cancel."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from sodoan.common.clock import today
from sodoan.common.oswords import os_reason
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.imports import files
from sodoan.imports.actions.guard import KNOWN_GONE, move
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch
from sodoan.imports.queries.counts import effect_of, knows_gone
from sodoan.imports.reader.detect import require_zip
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.org.models import Unit

_NAME = 200
_READ = 1 << 20


def upload(content: Iterable[bytes], *, by: Actor, unit: Unit, name: str) -> Batch:
    """Take in a file for a unit and return the batch, still to be staged.

    Raises `PermissionDenied`, and `UnusableFileError` for a file that is plainly no workbook:
    nothing is kept of it then. Staging looks inside.
    """
    require(by, "imports.import_members", unit)
    stored = files.keep(content)
    try:
        require_zip(files.stored_path(stored.stored_as))
        return Batch.objects.create(
            unit=unit,
            file_name=Path(name).name[-_NAME:],
            file_sha256=stored.sha256,
            file_size=stored.size,
            stored_as=stored.stored_as,
            uploaded_by_id=by.user_id,
            judged_on=today(),
        )
    except BaseException:
        files.remove(stored.stored_as)
        raise


def upload_copy(path: Path, *, by: Actor, unit: Unit) -> Batch:
    """Take in a file of this machine; see `upload`. A file that cannot be read is unusable."""
    try:
        with path.open("rb") as file:
            return upload(iter(lambda: file.read(_READ), b""), by=by, unit=unit, name=path.name)
    except OSError as reason:
        message = f"Không mở được tệp {path}: {os_reason(reason)}."
        raise UnusableFileError("unreadable", message) from reason


def interrupted(batch: Batch) -> Batch | None:
    """Return an import of the same file into the same unit by the command line left unfinished."""
    unfinished = (BatchState.CHECKING, BatchState.READY, BatchState.APPLYING)
    return (
        Batch.objects.filter(
            unit=batch.unit_id,
            file_sha256=batch.file_sha256,
            uploaded_by=None,
            state__in=unfinished,
            pk__lt=batch.pk,
        )
        .order_by("-pk")
        .first()
    )


@transaction.atomic
def begin_apply(batch: Batch, *, by: Actor) -> Batch:
    """Give a batch free for applying; where somebody it knows is gone, it is checked again first.

    The caller starts the job of its state. Raises `PermissionDenied`; `ValidationError` out of
    turn.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state == BatchState.READY and knows_gone(held):
        return check_again(held, by=by, why=KNOWN_GONE)
    move(held, BatchState.APPLYING, done=0, total=effect_of(held).rows)
    return held


@transaction.atomic
def check_again(batch: Batch, *, by: Actor, why: str = "") -> Batch:
    """Send a list that waited back to be checked against the people known today.

    `why` is told meanwhile, and among the notices of the preview afterwards. The caller starts the
    job. Raises `PermissionDenied`; `ValidationError` when it is not waiting.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    move(held, BatchState.CHECKING, done=0, judged_on=today(), error=why)
    return held


@transaction.atomic
def cancel(batch: Batch, *, by: Actor) -> None:
    """Give a list up that was not applied; file and staged rows go, the entry stays."""
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    stored_as = held.stored_as
    move(held, BatchState.CANCELLED, stored_as="", purged_at=timezone.now())
    held.rows.all().delete()
    held.decisions.all().delete()
    transaction.on_commit(lambda: files.remove(stored_as))


@transaction.atomic
def discard(batch: Batch, *, by: Actor) -> None:
    """Forget a batch that changed nothing: rows, decisions, file and the batch itself."""
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    move(held, BatchState.CANCELLED)
    stored_as = held.stored_as
    held.delete()
    transaction.on_commit(lambda: files.remove(stored_as))
