"""Saves that came from a phone, so that one sent twice is saved once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.activities.models.activity import Activity
from sodoan.audit.history import tracked


@tracked
class Sending(models.Model):
    """A save of an activity under the key a phone gave it; `version` is what it made.

    A phone that never got the answer sends again under the same key, or a corrected text under a
    new one, naming the old: neither is a change by somebody else.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="sendings", verbose_name="hoạt động", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    key = models.UUIDField("mã lần gửi")
    version = models.PositiveIntegerField("lần lưu")
    at = models.DateTimeField("nhận lúc", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "lần gửi từ máy"
        verbose_name_plural = "lần gửi từ máy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "by", "key"], name="sent_once"),
            models.UniqueConstraint(fields=["activity", "version"], name="one_sending_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} ({self.version})"
