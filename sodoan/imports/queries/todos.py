"""Lists somebody handed in, which were read and wait to be looked at."""

from collections.abc import Iterable

from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.imports.choices import BatchState
from sodoan.imports.queries.lists import batches_in
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability

_MOST = 3


def import_todos(scope: Actor) -> Iterable[Todo]:
    """One's own lists that were judged and not taken in; the newest ones."""
    if not scope.can(Capability.IMPORT):
        return
    waiting = batches_in(scope).filter(state=BatchState.READY, uploaded_by=scope.user_id)
    for batch in waiting.order_by("-pk")[:_MOST]:
        rows = batch.counts.get("rows", 0)
        yield Todo(
            f"import-{batch.pk}",
            f"Xem lại danh sách “{batch.file_name}” rồi nhập",
            f"{rows} dòng đã đọc, chưa nhập ai.",
            reverse("imports:batch", args=[batch.pk]),
            "Xem và nhập",
            "table-import",
        )
