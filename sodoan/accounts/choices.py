"""Fixed words of the accounts app."""

from django.db import models


class SlipPurpose(models.TextChoices):
    """What a slip opens."""

    ACTIVATE = "activate", "Kích hoạt"
    RESET = "reset", "Đặt lại mật khẩu"
    RECOVER = "recover", "Đặt lại mật khẩu và bước xác thực thứ hai"
