"""What becomes of a batch whose job failed for good or was halted: it goes on or goes back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import number
from sodoan.imports.actions.guard import SupersededError, holding, move, save
from sodoan.imports.actions.phones import settle_phones_of
from sodoan.imports.choices import STOPPED, BatchState
from sodoan.imports.models import Batch

_BACK = {BatchState.APPLYING: BatchState.READY, BatchState.UNDOING: BatchState.APPLIED}
_STEP = {BatchState.APPLYING: "nhập", BatchState.UNDOING: "hoàn tác"}
_NONE = {BatchState.APPLYING: "Chưa ghi gì", BatchState.UNDOING: "Chưa gỡ gì"}
_SOME = {
    BatchState.APPLYING: "{done} dòng đã nhập xong, các dòng sau chưa ghi gì.",
    BatchState.UNDOING: "{done} dòng đã xử lý xong, các dòng khác vẫn như sau khi nhập.",
}
_FAILED_NONE = (
    "{none}: việc {step} gặp lỗi ngoài dự kiến. "
    "Đồng chí bấm {step} lại; nếu vẫn lỗi, đồng chí báo quản trị hệ thống."
)
_FAILED = {
    BatchState.APPLYING: "Việc nhập dừng giữa chừng vì lỗi ngoài dự kiến: {some} Đồng chí bấm "
    "“Làm tiếp”; nếu lại dừng, đồng chí hoàn tác và báo quản trị hệ thống.",
    BatchState.UNDOING: "Việc hoàn tác dừng giữa chừng vì lỗi ngoài dự kiến: {some} Đồng chí bấm "
    "“Làm tiếp”; nếu lại dừng, đồng chí báo quản trị hệ thống.",
}
_HALTED_NONE = "{none}: việc {step} đã được dừng theo yêu cầu."
_HALTED = {
    BatchState.APPLYING: "Việc nhập đã được dừng theo yêu cầu: {some} "
    "Đồng chí bấm “Làm tiếp”, hoặc hoàn tác phần đã nhập.",
    BatchState.UNDOING: "Việc hoàn tác đã được dừng theo yêu cầu: {some} Đồng chí bấm “Làm tiếp”.",
}


def stop(batch_id: int, state: BatchState) -> None:
    """Say that applying or undoing (`state`) has failed for good; a batch in another stays so.

    With nothing done yet the batch goes back to where it may be ordered anew. Half a list stays
    in its state, says how far it came, and waits for `resume` (or, applied by half, for undoing).
    """
    try:
        with holding(batch_id, state) as batch:
            _stop(batch, nothing=_FAILED_NONE, midway=_FAILED[state])
    except SupersededError:
        return


@transaction.atomic
def halt(batch: Batch, *, by: Actor) -> Batch:
    """Stop applying or undoing at the end of the rows it is at; what then, see `stop`.

    Raises `PermissionDenied`; `ValidationError` when neither is at work.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state not in _BACK or held.has_stopped:
        raise ValidationError("Việc này đã xong hoặc đã dừng. Đồng chí mở lại trang.")
    _stop(held, nothing=_HALTED_NONE, midway=_HALTED[BatchState(held.state)])
    return held


def _stop(batch: Batch, *, nothing: str, midway: str) -> None:
    """Stop a locked batch: back with the words for `nothing` done, or where it is, `midway`."""
    state = BatchState(batch.state)
    links = batch.links.all()
    if state == BatchState.UNDOING:
        links = links.exclude(undone_at=None, kept_because="")
    done = links.count()
    if done:
        error = midway.format(some=_SOME[state].format(done=number(done)))
        save(batch, done=done, error_code=STOPPED, error=error)
        settle_phones_of(batch)
    else:
        error = nothing.format(none=_NONE[state], step=_STEP[state])
        move(batch, _BACK[state], error_code=STOPPED, error=error)


@transaction.atomic
def resume(batch: Batch, *, by: Actor) -> Batch:
    """Let a batch that stopped midway go on; the caller starts the job of its state.

    Raises `PermissionDenied`; `ValidationError` when it has not stopped.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if not held.has_stopped:
        raise ValidationError("Lần nhập này không dừng giữa chừng. Đồng chí mở lại trang.")
    save(held, error="", error_code="")
    return held
