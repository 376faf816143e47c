"""Fixed words of the imports app."""

from django.db import models


class BatchState(models.TextChoices):
    """Where an import is on its way from a file to people."""

    CHECKING = "checking", "Đang kiểm tra"
    READY = "ready", "Chờ nhập"
    APPLYING = "applying", "Đang nhập"
    APPLIED = "applied", "Đã nhập"
    UNDOING = "undoing", "Đang hoàn tác"
    UNDONE = "undone", "Đã hoàn tác"
    FAILED = "failed", "Tệp không dùng được"
    CANCELLED = "cancelled", "Đã hủy"


MOVES: dict[str, frozenset[str]] = {
    BatchState.CHECKING: frozenset({BatchState.READY, BatchState.FAILED, BatchState.CANCELLED}),
    BatchState.READY: frozenset({BatchState.CHECKING, BatchState.APPLYING, BatchState.CANCELLED}),
    BatchState.APPLYING: frozenset({BatchState.APPLIED, BatchState.READY, BatchState.UNDOING}),
    BatchState.APPLIED: frozenset({BatchState.UNDOING}),
    BatchState.UNDOING: frozenset({BatchState.UNDONE, BatchState.APPLIED, BatchState.APPLYING}),
    BatchState.UNDONE: frozenset(),
    BatchState.FAILED: frozenset({BatchState.CHECKING, BatchState.CANCELLED}),
    BatchState.CANCELLED: frozenset(),
}
"""Allowed moves; a batch in a running state is resumed by the same job, not moved.

From failed back only when the user points at the header of a file in which no list was found.
From applying and undoing back only when the job finds that who ordered it may not any more, or
failed for good with nothing done; from applying to undoing only where it stopped midway, and
back there from undoing when nothing of that half was undone.
"""

WRITING = frozenset({BatchState.APPLYING, BatchState.UNDOING})
RUNNING = WRITING | {BatchState.CHECKING}

STOPPED = "stopped"
"""The error of a batch whose job has failed for good; in a running state: midway."""


class Verdict(models.TextChoices):
    """What becomes of a row."""

    ACCEPTED = "accepted", "Nhận"
    WARNING = "warning", "Cảnh báo"
    REJECTED = "rejected", "Bị loại"
    DUPLICATE = "duplicate", "Trùng"
    EXISTING = "existing", "Đã có"


TAKEN = (Verdict.ACCEPTED, Verdict.WARNING)
"""Verdicts whose rows become new people."""


class Choice(models.TextChoices):
    """What the user decided about a row in the preview."""

    ACCEPT = "accept", "Chấp nhận"
    SKIP = "skip", "Bỏ dòng này"
    NEW = "new", "Đúng là người mới"
    FILL = "fill", "Bổ sung ô còn trống"


STAYS, STAYS_LABEL = "stays", "Vẫn còn sinh hoạt"
"""What the user may say of a row of people who have left, whatever else is chosen."""


class LinkKind(models.TextChoices):
    """What a row did to a person."""

    CREATED = "created", "Thêm mới"
    FILLED = "filled", "Bổ sung ô còn trống"
