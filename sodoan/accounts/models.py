"""People who sign in, and the slips that let them."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from sodoan.accounts.choices import SlipPurpose
from sodoan.audit.history import tracked_except


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their natural key; creation is in `actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this code."""
        return self.get(code=username)


@tracked_except("password", "last_login")
class User(AbstractBaseUser):
    """An account of one human being. Never shared, never with a default password."""

    code = models.CharField("mã tài khoản", max_length=20, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", null=True, blank=True)  # noqa: DJ001 - none is not unique
    phone = models.CharField("điện thoại", max_length=15, null=True, blank=True)  # noqa: DJ001 - none is not unique
    is_active = models.BooleanField("đang dùng", default=True)
    is_admin = models.BooleanField("quản trị hệ thống", default=False)
    activated_at = models.DateTimeField("kích hoạt lúc", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc", db_default=Now())

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "code"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints: ClassVar = [
            # With a condition neither is a key to PostgreSQL: handing it on does not wait for
            # transactions that have named the account in another row (FOR KEY SHARE).
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(email__isnull=False),
                name="one_account_per_email",
            ),
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(phone__isnull=False),
                name="one_account_per_phone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"

    def get_full_name(self) -> str:
        """The name to greet."""
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Django's name for who may use administration tools."""
        return self.is_admin

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the permission backends (rules)."""
        return any(
            backend.has_perm(self, perm, obj)
            for backend in auth.get_backends()
            if hasattr(backend, "has_perm")
        )


@tracked_except("code_hash")
class ActivationSlip(models.Model):
    """A one-time code on paper: first sign-in, or a new password after a loss.

    Only the hash of the code is kept. Issuing a new slip revokes the older ones.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="slips", verbose_name="tài khoản")
    purpose = models.CharField("mục đích", max_length=10, choices=SlipPurpose)
    code_hash = models.CharField("mã băm", max_length=64)
    issued_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name="người cấp"
    )
    issued_at = models.DateTimeField("cấp lúc", db_default=Now())
    expires_at = models.DateTimeField("hết hạn lúc")
    tries_left = models.PositiveSmallIntegerField("số lần thử còn lại", default=5)
    used_at = models.DateTimeField("dùng lúc", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiếu kích hoạt"
        verbose_name_plural = "phiếu kích hoạt"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="one_open_slip_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_purpose_display()}"

    def is_open(self, now: datetime) -> bool:
        """Whether the code may still be tried at `now`."""
        return (
            self.used_at is None
            and self.revoked_at is None
            and self.tries_left > 0
            and now < self.expires_at
        )
