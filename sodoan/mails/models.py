"""What a person wants mailed to which proven address, and the digest of a person and day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from sodoan.audit.history import tracked_except
from sodoan.mails.choices import TO_SEND, DigestState, Rhythm


@tracked_except("nonce")
class MailChoice(models.Model):
    """Mail goes to `address` alone, and only while it is the one of the account.

    `nonce` is in the link that is out; it is taken away with the first use.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail", verbose_name="tài khoản"
    )
    rhythm = models.CharField("nhận thư", max_length=5, choices=Rhythm, default=Rhythm.DAILY)
    address = models.EmailField("thư điện tử đã xác nhận", blank=True)
    proven_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    asked_address = models.EmailField("thư điện tử chờ xác nhận", blank=True)
    asked_at = models.DateTimeField("gửi thư xác nhận lúc", null=True, blank=True)
    nonce = models.CharField("khóa xác nhận", max_length=43, blank=True)

    class Meta:
        verbose_name = "lựa chọn nhận thư"
        verbose_name_plural = "lựa chọn nhận thư"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(address="", proven_at=None)
                | (~models.Q(address="") & models.Q(proven_at__isnull=False)),
                name="mail_address_is_proven",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_rhythm_display()}"

    @property
    def is_proven(self) -> bool:
        """Whether mail may go to the address the account has now."""
        return bool(self.address) and self.address == self.user.email


class Digest(models.Model):
    """One mail at the most for a person and local day; what it says is put together as it goes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name="người nhận"
    )
    day = models.DateField("ngày")
    state = models.CharField(
        "trạng thái", max_length=8, choices=DigestState, default=DigestState.WAITING
    )
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thư tóm tắt"
        verbose_name_plural = "thư tóm tắt"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
            models.CheckConstraint(
                condition=models.Q(state__in=TO_SEND, ended_at=None)
                | (~models.Q(state__in=TO_SEND) & models.Q(ended_at__isnull=False)),
                name="digest_over_has_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tries", "id"],
                name="digest_to_send",
                condition=models.Q(state__in=TO_SEND),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} · {self.get_state_display()}"

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a second delivery is known as one; names nobody."""
        key = salted_hmac("sodoan.mails.digest", f"{self.user_id} {self.day}").hexdigest()[:32]
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        return f"<tom-tat.{self.day:%Y%m%d}.{key}@{host}>"
