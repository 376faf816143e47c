"""Fixed words of the audit app."""

from django.db import models


class SignInMethod(models.TextChoices):
    """How somebody signed in, or tried to."""

    PASSWORD = "password", "Mật khẩu"
    SLIP = "slip", "Mã trên phiếu"
    MFA = "mfa", "Bước xác thực thứ hai"
    PASSKEY = "passkey", "Khóa trên máy"
