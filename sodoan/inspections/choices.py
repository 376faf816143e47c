"""Fixed words of inspections: kinds, verdicts, states with their moves."""

from typing import Final

from django.db import models


class InspectionKind(models.TextChoices):
    """What is carried out; both are drawn and followed up the same way."""

    CHECK = "check", "Kiểm tra"
    SUPERVISION = "supervision", "Giám sát"


class InspectionState(models.TextChoices):
    """Drawn and under way, then concluded, or cancelled for a reason."""

    OPEN = "open", "Đang kiểm tra"
    CONCLUDED = "concluded", "Đã kết luận"
    CANCELLED = "cancelled", "Đã hủy"


class Verdict(models.TextChoices):
    """Whether what was reported is what is found."""

    MATCHES = "matches", "Khớp"
    DIFFERS = "differs", "Không khớp"
    UNCHECKABLE = "uncheckable", "Không kiểm tra được"


class FindingState(models.TextChoices):
    """Open until the unit has answered with proof and the inspectors have closed it."""

    OPEN = "open", "Chưa khắc phục"
    ANSWERED = "answered", "Chờ xác nhận"
    RETURNED = "returned", "Trả lại"
    CLOSED = "closed", "Đã khắc phục"


_S = FindingState
FINDING_MOVES: Final = {
    _S.OPEN: {_S.ANSWERED},
    _S.ANSWERED: {_S.RETURNED, _S.CLOSED},
    _S.RETURNED: {_S.ANSWERED},
    _S.CLOSED: set(),
}
OWED: Final = (_S.OPEN, _S.RETURNED)
"""The unit has to act."""


class Deed(models.TextChoices):
    """What was done about a finding."""

    RAISED = "raised", "Nêu phát hiện"
    ANSWERED = "answered", "Báo cáo khắc phục"
    RETURNED = "returned", "Trả lại"
    CLOSED = "closed", "Xác nhận đã khắc phục"
