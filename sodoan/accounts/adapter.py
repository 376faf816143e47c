"""Where django-allauth meets this house: its words, the sign-in log, encrypted second factors."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sodoan.accounts.actions import change_password
from sodoan.accounts.models import User
from sodoan.accounts.queries import account_by_identifier
from sodoan.audit.actions import record_sign_in
from sodoan.audit.choices import SignInMethod

STEP_AGAIN = "step_again"  # in the session: signed out amid a step, which was not taken

_PRESS_AGAIN = (
    "Phiên đăng nhập đã hết nên bước vừa bấm chưa được ghi. "
    "Bạn xem lại trang này rồi bấm lại bước đó."
)
_WAIT = "Bạn đã thử sai nhiều lần. Bạn chờ 5 phút rồi thử lại."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out and passwords."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã ngừng dùng.",
        "enter_current_password": "Mật khẩu đang dùng chưa đúng. Bạn nhập lại.",
        "invalid_login": "Tài khoản hoặc mật khẩu chưa đúng. Bạn nhập lại.",
        "incorrect_password": "Mật khẩu chưa đúng. Bạn nhập lại.",
        "too_many_login_attempts": _WAIT,
        "rate_limited": _WAIT,
        "username_password_mismatch": (
            "Tài khoản hoặc mật khẩu chưa đúng. Bạn kiểm tra phím hoa/thường rồi nhập lại. "
            "Số điện thoại có hai người dùng không đăng nhập được: bạn dùng mã tài khoản hoặc thư "
            "điện tử. Quên mật khẩu thì nhắn bí thư chi đoàn cấp phiếu mới."
        ),
    }

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password."""
        user = account_by_identifier(credentials.get("username", ""))
        log_sign_in(request, user, succeeded=False, method=SignInMethod.PASSWORD)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Log a sign-in that went through all its steps."""
        log_sign_in(request, user, succeeded=True, method=_method_used(request, user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if request.session.pop(STEP_AGAIN, False):
            messages.warning(request, _PRESS_AGAIN)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002 - allauth's hook
        """Send a closed account back to the sign-in page with a sentence."""
        messages.error(request, self.error_messages["account_inactive"])
        return HttpResponseRedirect(reverse("account_login"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Tell of new recovery codes as of a success; that they show once stands beside them."""
        if message_template == "mfa/messages/recovery_codes_generated.txt":
            level = messages.SUCCESS
        super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password."""
        change_password(user, password=password)

    def is_reauthentication_required(self, **_kwargs: Any) -> bool:
        """Ask for the password again before security changes, except just after signing in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not (records and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network address; a server behind a Unix socket sees none."""
        if not request.META.get("REMOTE_ADDR") and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            return "127.0.0.1"
        address: str = super().get_client_ip(request)
        return address


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys, recovery codes."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Bước xác thực thứ hai này chưa gỡ được.",
        "cannot_generate_recovery_codes": (
            "Bạn bật ứng dụng xác thực hoặc khóa trên máy trước, rồi tạo mã dự phòng."
        ),
        "incorrect_code": (
            "Mã này chưa đúng, đã đổi hoặc đã dùng rồi. Bạn nhập mã đang hiện trên ứng dụng; "
            "vừa dùng mã ấy thì chờ mã kế tiếp."
        ),
        "unverified_email": "Thư điện tử của bạn chưa được xác nhận nên chưa bật được bước này.",
    }

    def get_totp_label(self, user: User) -> str:
        """The account code: says nothing about the person on a shared screen."""
        return user.code

    def _get_user_identifier(self, user: User) -> str:
        return user.code

    def _get_site_name(self) -> str:
        return "Sổ Đoàn"

    def encrypt(self, text: str) -> str:
        """A secret as stored, under the newest data key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; older data keys still open it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's name
        """A first name for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Khóa {count + 1}"


def log_sign_in(request: HttpRequest, user: User | None, *, succeeded: bool, method: str) -> None:
    """Write one line of the sign-in log from what the request tells."""
    record_sign_in(
        user.pk if user else None,
        succeeded=succeeded,
        method=method,
        address=AccountAdapter(request).get_client_ip(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
    )


def _method_used(request: HttpRequest, user: User) -> str:
    records = get_authentication_records(request, user)
    if any(record.get("passwordless") for record in records):
        return SignInMethod.PASSKEY
    methods = [record["method"] for record in records]
    return next(
        (method for method in (SignInMethod.MFA, SignInMethod.SLIP) if method in methods),
        SignInMethod.PASSWORD,
    )


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ID_NUMBER_KEYS])
