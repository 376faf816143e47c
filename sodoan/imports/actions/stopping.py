"""What becomes of a batch whose job has failed for good: it says so, and goes on or goes back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.imports.actions.contacts import settle_contacts_of
from sodoan.imports.actions.guard import SupersededError, go_back, holding, save
from sodoan.imports.choices import STOPPED, BatchState
from sodoan.imports.models import Batch

_TELL = "đồng chí báo quản trị hệ thống."
_NOTHING = {
    BatchState.APPLYING: "Chưa ghi gì: việc nhập gặp lỗi ngoài dự kiến. "
    f"Đồng chí bấm nhập lại; nếu vẫn lỗi, {_TELL}",
    BatchState.UNDOING: "Chưa gỡ gì: việc hoàn tác gặp lỗi ngoài dự kiến. "
    f"Đồng chí bấm hoàn tác lại; nếu vẫn lỗi, {_TELL}",
}
_MIDWAY = {
    BatchState.APPLYING: "Việc nhập dừng giữa chừng vì lỗi ngoài dự kiến: {done} dòng đã nhập "
    "xong, các dòng sau chưa ghi gì. "
    "Đồng chí bấm “Làm tiếp”; nếu lại dừng, đồng chí hoàn tác và báo quản trị hệ thống.",
    BatchState.UNDOING: "Việc hoàn tác dừng giữa chừng vì lỗi ngoài dự kiến: {done} dòng đã xử "
    "lý xong, các dòng khác vẫn như sau khi nhập. "
    f"Đồng chí bấm “Làm tiếp”; nếu lại dừng, {_TELL}",
}


def stop(batch_id: int, state: BatchState) -> None:
    """Say that applying or undoing (`state`) has failed for good; a batch in another stays so.

    With nothing done yet the batch goes back to where it may be ordered anew. Half a list stays
    in its state, says how far it came, and waits for `resume` (or, applied by half, for undoing).
    """
    try:
        with holding(batch_id, state) as batch:
            links = batch.links.all()
            if state == BatchState.UNDOING:
                links = links.exclude(undone_at=None, kept_because="")
            done = links.count()
            if done:
                error = _MIDWAY[state].format(done=done)
                save(batch, done=done, error_code=STOPPED, error=error)
                settle_contacts_of(batch)
            else:
                go_back(batch, STOPPED, _NOTHING[state])
    except SupersededError:
        return


@transaction.atomic
def resume(batch: Batch, *, by: Actor) -> Batch:
    """Let a batch that stopped midway go on; the caller starts the job of its state.

    Raises `PermissionDenied`; `ValidationError` when it has not stopped.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if not held.has_stopped:
        raise ValidationError("Lần nhập này không dừng giữa chừng. Đồng chí mở lại trang.")
    save(held, error="", error_code="", began_at=None)
    return held
