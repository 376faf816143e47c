"""One import of one file, and the column choices a unit made before."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from sodoan.common.pace import time_left
from sodoan.imports.choices import RUNNING, STOPPED, WRITING, BatchState
from sodoan.imports.querysets import BatchQuerySet

UNDO_WINDOW = timedelta(hours=72)


class Batch(models.Model):
    """A member list on its way into a unit: uploaded, staged, checked, applied, perhaps undone.

    `sheets` describes what was found in the file, one object a list: `place` (of its sheet among
    the visible ones, from 0), `name`, `first`, `last` (header rows as Excel counts), `headers`,
    `fields` (one key or null a column), `sure` (columns taken for certain), `rows`, `skipped` (row
    count by reason). `counts` holds rows by verdict.
    `header_rows` are the header rows the user pointed at, by sheet name (0: it has none).
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="import_batches", verbose_name="đơn vị"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=BatchState, default=BatchState.CHECKING
    )
    file_name = models.CharField("tên tệp", max_length=200)
    file_sha256 = models.CharField(max_length=64, editable=False)
    file_size = models.PositiveBigIntegerField("dung lượng (byte)")
    stored_as = models.CharField(max_length=60, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người nhập",
    )  # fmt: skip
    uploaded_at = models.DateTimeField("tải lên lúc", db_default=Now())
    judged_on = models.DateField("kiểm tra theo ngày")
    fills_empty = models.BooleanField("bổ sung ô còn trống của hồ sơ đã có", default=False)
    mapping = models.JSONField("ghép cột đã chọn", default=dict, blank=True)
    header_rows = models.JSONField("dòng tiêu đề đã chọn", default=dict, blank=True)
    sheets = models.JSONField(default=list, editable=False)
    notices = models.JSONField(default=list, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    run = models.UUIDField(null=True, editable=False)
    done = models.PositiveIntegerField("số dòng đã xong", default=0)
    total = models.PositiveIntegerField("tổng số dòng", default=0)
    began_at = models.DateTimeField("chạy từ lúc", null=True, editable=False)
    began_done = models.PositiveIntegerField("số dòng đã xong khi bắt đầu chạy", default=0)
    touched_at = models.DateTimeField(db_default=Now(), editable=False)
    error_code = models.CharField(max_length=40, blank=True, editable=False)
    error = models.TextField("lỗi", blank=True, editable=False)
    applied_at = models.DateTimeField("nhập xong lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    purged_at = models.DateTimeField("xóa tệp và dòng tạm lúc", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập danh sách"
        verbose_name_plural = "lần nhập danh sách"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["touched_at"],
                name="import_running",
                condition=models.Q(state__in=sorted(RUNNING)),
            ),
            models.Index(fields=["unit", "file_sha256"], name="import_same_file"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state_words})"

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets with a list, each at its place; others in between are blank."""
        names = {sheet.get("place", at): sheet["name"] for at, sheet in enumerate(self.sheets)}
        return [names.get(place, "") for place in range(max(names, default=-1) + 1)]

    @property
    def may_point_at_header(self) -> bool:
        """Whether it may still be said which row of the file is the header."""
        unread = self.state == BatchState.FAILED and self.error_code == "no_list"
        return bool(self.stored_as) and (unread or self.state == BatchState.READY)

    @property
    def is_running(self) -> bool:
        """Whether a job is at work on it (or should be)."""
        return self.state in RUNNING and not self.has_stopped

    @property
    def has_stopped(self) -> bool:
        """Whether its job has failed for good, midway."""
        return self.state in WRITING and self.error_code == STOPPED

    @property
    def time_left(self) -> str:
        """How long the run at work still takes, in words; "" while that cannot be told."""
        if not self.began_at:
            return ""
        done, total = self.done - self.began_done, self.total - self.began_done
        return time_left(done, total, timezone.now() - self.began_at)

    @property
    def state_words(self) -> str:
        """How it stands, for people."""
        return "Dừng giữa chừng" if self.has_stopped else self.get_state_display()

    @property
    def undo_until(self) -> datetime | None:
        """When the right to undo ends; None before it was applied."""
        return self.applied_at + UNDO_WINDOW if self.applied_at else None


class ColumnMemory(models.Model):
    """What a unit takes a column header for, when it once chose otherwise than the program."""

    unit = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name="đơn vị")
    header_key = models.CharField("tiêu đề cột", max_length=200)
    field = models.CharField("nhập vào", max_length=30, blank=True)

    class Meta:
        verbose_name = "cách ghép cột đã nhớ"
        verbose_name_plural = "cách ghép cột đã nhớ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "header_key"], name="one_memory_per_header"),
        ]

    def __str__(self) -> str:
        return f"{self.header_key} → {self.field or 'không nhập'}"
