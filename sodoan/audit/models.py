"""What the audit app keeps itself; row history lives in event tables beside each model."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.common.clock import today


class SensitiveRead(models.Model):
    """Somebody opened sensitive facts of a person, and why. Never edited, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="sensitive_reads")
    reason = models.CharField("lý do", max_length=300)
    at = models.DateTimeField("lúc", db_default=Now())

    class Meta:
        verbose_name = "lượt xem thông tin nhạy cảm"
        verbose_name_plural = "lượt xem thông tin nhạy cảm"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at}: {self.person_id}"


class FileOpening(models.Model):
    """Somebody opened the file or the record book of somebody else: one row a day, no reason."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", db_index=False, verbose_name="người"
    )
    on = models.DateField("ngày", default=today)

    merge_spare: ClassVar[models.Q] = models.Q()  # both files of one person opened: one opening

    class Meta:
        verbose_name = "lượt mở hồ sơ"
        verbose_name_plural = "lượt mở hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "on", "user"], name="one_opening_a_day_per_reader"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.person_id}"


class SignInAttempt(models.Model):
    """A sign-in, good or bad: for the account's own page and for rate limits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sign_ins"
    )
    succeeded = models.BooleanField("thành công")
    method = models.CharField("cách đăng nhập", max_length=20)
    ip_hash = models.CharField(max_length=64)
    agent = models.CharField("thiết bị", max_length=200, blank=True)
    at = models.DateTimeField("lúc", db_default=Now())

    class Meta:
        verbose_name = "lượt đăng nhập"
        verbose_name_plural = "lượt đăng nhập"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at} {self.method}"
