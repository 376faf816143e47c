"""Addresses at which calendar programs fetch activities."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked_except


@tracked_except("key")
class CalendarFeed(models.Model):
    """A private address of an account: one's own activities, or (`unit`) those of a unit.

    Whoever has the `key` reads them; a new one takes its place, and the old address is dead.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds",
        verbose_name="tài khoản",
    )  # fmt: skip
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    key = models.CharField("khóa", max_length=64, unique=True)
    created_at = models.DateTimeField("lập lúc", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "unit"], nulls_distinct=False, name="one_feed_a_calendar"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or 'Lịch của tôi'} ({self.user})"
