"""Fixed words of mail."""

from django.db import models


class Rhythm(models.TextChoices):
    """How often a person wants the digest."""

    DAILY = "daily", "Mỗi ngày, khi có việc cần làm hoặc thông báo mới"
    DUE = "due", "Chỉ ngày có việc đến hạn hoặc quá hạn"
    OFF = "off", "Không nhận thư"


class DigestState(models.TextChoices):
    """Where a person's digest of a day stands: waiting → sending → sent, or one of the others."""

    WAITING = "waiting", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    EMPTY = "empty", "Không có gì để báo"
    FAILED = "failed", "Máy chủ thư từ chối"
    DROPPED = "dropped", "Hết ngày, không gửi nữa"


TO_SEND = (DigestState.WAITING, DigestState.SENDING)
