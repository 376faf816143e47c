"""The inbox: one line for one person, with a link to what it is about."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Notice(models.Model):
    """Something a user should know. `key` makes sending idempotent."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="người nhận"
    )
    key = models.CharField("khóa", max_length=120)
    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung", blank=True)
    url = models.CharField("liên kết", max_length=200, blank=True)
    created_at = models.DateTimeField("gửi lúc", db_default=Now())
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="one_notice_per_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
