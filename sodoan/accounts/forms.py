"""Sign-in, activation and security forms; the allauth ones get our words and manners."""

import json
import struct
from collections.abc import Callable
from typing import Any, Final

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from sodoan.accounts.actions import try_code
from sodoan.accounts.models import ActivationSlip, User
from sodoan.accounts.queries import account_by_identifier
from sodoan.accounts.validators import SLIP_LENGTH, one_spelling, read_code
from sodoan.common.forms import FormMixin, HouseForm

_CREDENTIAL_LENGTH: Final = 16_000  # characters; a real one has about a tenth
_RUBBISH: Final = (
    AssertionError, AttributeError, InvalidSignature, LookupError, RecursionError, TypeError,
    ValueError, struct.error,
)  # fmt: skip
_NO_KEY = (
    "Chưa có khóa nào được thêm. Bạn bấm “Thêm khóa” rồi làm theo lời máy hỏi; "
    "trình duyệt phải bật JavaScript."
)
_KEEP_HINT = "Giữ đăng nhập 30 ngày trên máy này"


def _own_phone() -> forms.BooleanField:
    return forms.BooleanField(
        label="Đây là điện thoại của riêng tôi", help_text=_KEEP_HINT, required=False
    )


def _password(label: str, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
    )


def keep_signed_in(request: HttpRequest, *, keep: bool) -> None:
    """Let the session live 30 days on somebody's own phone, else until the browser closes."""
    request.session.set_expiry(settings.KEEP_SIGNED_IN if keep else 0)


class MemberForm(FormMixin):
    """Before sign-in and on one's own account everybody is addressed as `bạn`."""

    you = "Bạn"


class SignInForm(MemberForm, LoginForm):
    """Account code, phone or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Số điện thoại, thư điện tử hoặc mã tài khoản",
            max_length=254,
            widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.fields["password"] = _password("Mật khẩu", "current-password")
        self.fields["remember"] = _own_phone()
        for name in ("login", "password"):
            self.teach(self.fields[name])
        self.order_fields(["login", "password", "remember"])

    def user_credentials(self) -> dict[str, str]:
        """Name the account by its code, so that tries are counted per account, not per spelling.

        A name nobody has is counted alike: when it locks tells nothing.
        """
        typed = self.cleaned_data["login"]
        user = account_by_identifier(typed)
        return {
            "username": user.code if user else one_spelling(typed),
            "password": self.cleaned_data["password"],
        }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go through the sign-in steps; keep the session as long as was asked."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        keep_signed_in(request, keep=self.cleaned_data["remember"])
        return response


class ActivationForm(HouseForm):
    """Phone or account code, and the code on the slip. Valid: `slip` is the one they open."""

    you = "Bạn"
    slip: ActivationSlip

    identifier = forms.CharField(
        label="Số điện thoại hoặc mã tài khoản",
        help_text="Số điện thoại có hai người dùng thì bạn nhập mã tài khoản in trên phiếu.",
        max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label="Mã kích hoạt",
        max_length=40,
        help_text="Mã dùng được một lần, đến ngày ghi trên phiếu.",
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
                "data-slip-code": "",
            }
        ),
    )
    keep = _own_phone()

    def clean_code(self) -> str:
        """The code without gaps; a code of the wrong length costs no try."""
        code = read_code(self.cleaned_data["code"])
        if len(code) != SLIP_LENGTH:
            raise ValidationError(f"Mã có {SLIP_LENGTH} ký tự, bạn đang nhập {len(code)}.")
        return code

    def clean(self) -> dict[str, Any]:
        """Try the code once both fields are there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "identifier" in data and "code" in data:
            try:
                self.slip = try_code(data["identifier"], data["code"])
            except ValidationError as error:
                self.add_error("code", error)
        return data


class NewPasswordForm(HouseForm):
    """A password chosen by its owner, typed or pasted twice."""

    you = "Bạn"

    password = _password("Mật khẩu mới", "new-password")
    again = _password("Nhập lại mật khẩu mới", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields[
            "password"
        ].help_text = "Ít nhất 10 ký tự. Dễ nhớ, khó đoán: ghép ba bốn từ không liên quan với nhau."

    def clean_password(self) -> str:
        """The password if it is long and unusual enough."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields must agree."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in data and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Hai lần nhập chưa giống nhau. Bạn nhập lại ô này.")
        return data


class ChangePasswordForm(NewPasswordForm):
    """A new password of somebody who knows the old one."""

    current = _password("Mật khẩu đang dùng", "current-password")
    field_order = ("current", "password", "again")

    def clean_current(self) -> str:
        """The password in use."""
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise ValidationError("Mật khẩu đang dùng chưa đúng. Bạn nhập lại.")
        return current


class ReauthenticateForm(MemberForm, AllauthReauthenticateForm):
    """The password once more, before a security change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password("Mật khẩu đang dùng", "current-password")
        self.teach(self.fields["password"])


class _CodeForm(MemberForm):
    """A six-figure code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Mã 6 số trên ứng dụng, hoặc mã dự phòng"
        code.widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        )


class SecondFactorForm(_CodeForm, factor_forms.AuthenticateForm):
    """Second step of signing in. `has_app` and `has_key` say what its owner can use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_key = Authenticator.Type.WEBAUTHN in kinds
        if not self.has_app:
            self.fields["code"].label = "Mã dự phòng"

    def clean_code(self) -> str:
        """The code of the app, or a recovery code."""
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            if self.has_app or error.code != "incorrect_code":
                raise
            raise ValidationError(
                "Mã dự phòng này chưa đúng hoặc đã dùng rồi. Bạn nhập một mã khác."
            ) from error
        return code


class SecondFactorAgainForm(_CodeForm, factor_forms.ReauthenticateForm):
    """The second factor once more, before a security change."""


class ActivateTOTPForm(_CodeForm, totp_forms.ActivateTOTPForm):
    """First code of a newly set up authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Mã 6 số đang hiện trên ứng dụng"


class DeactivateTOTPForm(MemberForm, totp_forms.DeactivateTOTPForm):
    """Taking the authenticator app away."""


class _CredentialField(forms.Field):
    """What the browser's key says: short JSON, whatever somebody else may send."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The object. Endless numbers and nests break Python's own reader."""
        if not value:
            return None
        try:
            found = json.loads(value) if len(value) <= _CREDENTIAL_LENGTH else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise _wrong_key()
        return found


class _PasskeyForm(MemberForm, forms.Form):
    """django-allauth reads the key without distrust: rubbish in it is a wrong key, no error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _CredentialField()
        self.teach(self.fields["credential"])

    def clean_credential(self) -> Any:
        """The key that was used, or the words for a wrong one."""
        read = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        return _distrustful(read)

    def clean(self) -> Any:
        """A new key, checked as a whole."""
        return _distrustful(super().clean)


def _distrustful(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValidationError:
        raise
    except _RUBBISH as error:
        raise _wrong_key() from error


def _wrong_key() -> ValidationError:
    return ValidationError("Chưa dùng được khóa này. Bạn thử lại hoặc chọn cách khác.")


class PasskeySignInForm(_PasskeyForm, webauthn_forms.LoginWebAuthnForm):
    """Signing in by a passkey alone."""


class PasskeyFactorForm(_PasskeyForm, webauthn_forms.AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class PasskeyAgainForm(_PasskeyForm, webauthn_forms.ReauthenticateWebAuthnForm):
    """The passkey once more, before a security change."""


class AddPasskeyForm(_PasskeyForm, webauthn_forms.AddWebAuthnForm):
    """A name for a new passkey; the browser fills in the key itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Đặt tên để dễ nhận ra"
        self.fields["credential"].error_messages["required"] = _NO_KEY
        passwordless = self.fields["passwordless"]
        passwordless.label = "Đăng nhập chỉ bằng khóa này, không cần mật khẩu"
        passwordless.help_text = "Máy sẽ hỏi vân tay, khuôn mặt hoặc mã khóa màn hình."

    def clean(self) -> Any:
        """The new key; what is wrong with it is said of the form, the field itself is hidden."""
        data = super().clean()
        for error in self.errors.pop("credential", forms.utils.ErrorList()).as_data():
            self.add_error(None, error)
        return data


class RenamePasskeyForm(MemberForm, webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Tên khóa"
