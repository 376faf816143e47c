"""Fixed words of reports: rhythms, states with their moves, where a figure comes from."""

from typing import Final

from django.db import models


class Rhythm(models.TextChoices):
    """How often a report is owed."""

    WEEK = "week", "Hằng tuần"
    MONTH = "month", "Hằng tháng"
    QUARTER = "quarter", "Hằng quý"
    HALF_YEAR = "half_year", "Sáu tháng"
    YEAR = "year", "Hằng năm"
    SCHOOL_YEAR = "school_year", "Hằng năm học"
    ONCE = "once", "Một lần"


class ObligationState(models.TextChoices):
    """Where a report stands. Overdue and late are told from the days, see `standing`."""

    PENDING = "pending", "Chưa nộp"
    SUBMITTED = "submitted", "Đã nộp"
    RETURNED = "returned", "Trả lại"
    RESUBMITTED = "resubmitted", "Đã nộp lại"
    ACCEPTED = "accepted", "Đã duyệt"
    EXEMPT = "exempt", "Được miễn"
    CLOSED = "closed", "Đã khóa sổ"


_S = ObligationState
OBLIGATION_MOVES: Final = {
    _S.PENDING: {_S.SUBMITTED, _S.ACCEPTED, _S.EXEMPT, _S.CLOSED},
    _S.SUBMITTED: {_S.RETURNED, _S.ACCEPTED},
    _S.RETURNED: {_S.RESUBMITTED, _S.EXEMPT, _S.CLOSED},
    _S.RESUBMITTED: {_S.RETURNED, _S.ACCEPTED},
    _S.ACCEPTED: {_S.RESUBMITTED},  # a correction after acceptance, accepted anew
    _S.EXEMPT: {_S.PENDING},
    _S.CLOSED: {_S.PENDING, _S.RETURNED},
}
OWED: Final = (_S.PENDING, _S.RETURNED)
"""The unit has to act."""
WAITING: Final = (_S.SUBMITTED, _S.RESUBMITTED)
"""The level above has to look."""
HANDED_IN: Final = (*WAITING, _S.ACCEPTED)
"""Figures of it count."""


class Standing(models.TextChoices):
    """How it looks on a day: the state, with what the days say."""

    ON_TIME = "on_time", "Đúng hạn"
    LATE = "late", "Nộp muộn"
    WAITING = "waiting", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    OVERDUE = "overdue", "Quá hạn"
    PENDING = "pending", "Chưa đến hạn"
    EXEMPT = "exempt", "Được miễn"
    CLOSED = "closed", "Đã khóa sổ"


class Source(models.TextChoices):
    """Where the figure of a cell comes from."""

    METRIC = "metric", "Tự điền"
    SUM = "sum", "Cộng cấp dưới"
    OVERRIDE = "override", "Đã sửa"
    TYPED = "typed", "Tự ghi"


class Deed(models.TextChoices):
    """What was done with a report."""

    SUBMITTED = "submitted", "Nộp"
    RETURNED = "returned", "Trả lại"
    ACCEPTED = "accepted", "Duyệt"
    EXTENDED = "extended", "Gia hạn"
    EXEMPTED = "exempted", "Miễn"
    CLOSED = "closed", "Khóa sổ"
    RESUMED = "resumed", "Bỏ miễn, bỏ khóa sổ"
