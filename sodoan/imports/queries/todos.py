"""Lists somebody handed in, which wait to be looked at or have stopped midway."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.common.words import number
from sodoan.imports.choices import BatchState
from sodoan.imports.queries.lists import HAS_STOPPED, batches_in
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability

_MOST = 3


def import_todos(scope: Actor) -> Iterable[Todo]:
    """One's own lists that were judged and not taken in, or only by half; the newest ones."""
    if not scope.can(Capability.IMPORT):
        return
    own = batches_in(scope).filter(uploaded_by=scope.user_id)
    waiting = own.filter(Q(state=BatchState.READY) | HAS_STOPPED)
    for batch in waiting.order_by("-pk")[:_MOST]:
        rows = number(batch.counts.get("rows", 0))
        title, note, action = (
            (f"Danh sách “{batch.file_name}” dừng giữa chừng", batch.error, "Xem và làm tiếp")
            if batch.has_stopped
            else (
                f"Xem lại danh sách “{batch.file_name}” rồi nhập",
                f"{rows} dòng đã đọc, chưa nhập ai.",
                "Xem và nhập",
            )
        )
        url = reverse("imports:batch", args=[batch.pk])
        mailed = "Một danh sách chờ đồng chí xem và nhập"
        yield Todo(f"import-{batch.pk}", title, note, url, action, "table-import", mailed=mailed)
