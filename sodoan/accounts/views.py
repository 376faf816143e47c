"""Signing in, activating, and looking after one's own account."""

import time
from operator import itemgetter
from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView
from allauth.decorators import rate_limit
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.internal.flows.sessions import end_sessions as end_chosen_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sodoan.accounts import actions, queries
from sodoan.accounts.forms import (
    ActivationForm,
    ChangePasswordForm,
    NewPasswordForm,
    keep_signed_in,
)
from sodoan.accounts.models import ActivationSlip, User
from sodoan.audit.agents import device_name
from sodoan.audit.choices import SignInMethod
from sodoan.audit.logs import sign_ins_of
from sodoan.audit.models import SignInAttempt
from sodoan.common.ui import Event, toast

_SLIP_KEY = "slip"
_SLIP_MINUTES = 15


class SignInView(LoginView):
    """allauth's sign-in with an honest status code for a refused form."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with its errors."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = SignInView.as_view()


class SignOutView(LogoutView):
    """allauth's sign-out that leaves no page behind on a shared machine.

    Unsent text stays: it is kept under its owner's key and must not vanish silently.
    """

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session and let the browser forget the pages it holds."""
        response: HttpResponse = super().post(*args, **kwargs)
        return _forget_pages(response)


sign_out = SignOutView.as_view()


@rate_limit(action="activate")
@never_cache
@sensitive_post_parameters("code")
def activate(request: HttpRequest) -> HttpResponse:
    """First step with a slip: who, and the code on it. Signs out whoever is signed in here."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = _sign_out_for(request, form.slip.user)
        request.session.cycle_key()
        request.session[_SLIP_KEY] = {
            "id": form.slip.pk,
            "until": time.time() + _SLIP_MINUTES * 60,
            "keep": form.cleaned_data["keep"],
        }
        response = redirect("accounts:choose_password")
        return _forget_pages(response) if other else response
    return render(request, "accounts/activate.html", {"form": form}, status=_status(request))


@never_cache
@sensitive_post_parameters("password", "again")
def choose_password(request: HttpRequest) -> HttpResponse:
    """Second step: the password; then sign-in goes on, second factor included."""
    state = request.session.get(_SLIP_KEY) or {"id": 0, "until": 0}
    slip = ActivationSlip.objects.select_related("user").filter(pk=state["id"]).first()
    if slip is None or time.time() > state["until"]:
        messages.warning(request, "Bạn nhập lại mã trên phiếu để tiếp tục.")
        return redirect("accounts:activate")
    form = NewPasswordForm(request.POST or None, user=slip.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.redeem_slip(slip.pk, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _enter(request, user, keep=request.session.pop(_SLIP_KEY)["keep"])
    context = {"form": form, "slip": slip}
    return render(request, "accounts/choose_password.html", context, status=_status(request))


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, security, devices, sign-in log."""
    user = cast("User", request.user)
    context = {
        "nav_key": "account",
        "sessions": queries.open_sessions(user),
        "log": _log(user),
        "has_second_factor": queries.has_second_factor(user.pk),
    }
    return render(request, "accounts/account.html", context)


@login_required
@rate_limit(action="change_password")
@never_cache
@sensitive_post_parameters("current", "password", "again")
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; all other devices are signed out by it."""
    user = cast("User", request.user)
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user, password=form.cleaned_data["password"])
        finalize_password_change(request, user)
        return redirect("accounts:account")
    context = {"form": form, "nav_key": "account"}
    return render(request, "accounts/change_password.html", context, status=_status(request))


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_other_sessions(request, request.user)
    toast(request, "Đã đăng xuất khỏi mọi máy khác.")
    return redirect("accounts:account")


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one device."""
    sessions = queries.sessions_of(cast("User", request.user))
    end_chosen_sessions(request, [get_object_or_404(sessions, pk=pk)])
    toast(request, "Đã đăng xuất khỏi máy đó.")
    return redirect("accounts:account")


@require_safe
def data_notice(request: HttpRequest) -> HttpResponse:
    """What is kept about a member, what for, and who sees it. Open to everybody."""
    return render(request, "accounts/data_notice.html")


def _enter(request: HttpRequest, user: User, *, keep: bool) -> HttpResponse:
    other = _sign_out_for(request, user)  # signed in since the code was entered
    record_authentication(request, user, SignInMethod.SLIP)
    response: HttpResponse = perform_login(request, Login(user=user))
    keep_signed_in(request, keep=keep)
    return _forget_pages(response) if other else response


def _sign_out_for(request: HttpRequest, owner: User) -> bool:
    """End the session of whoever is signed in in this browser; whether it was somebody else's."""
    before = request.user
    logout(request, show_message=False)
    if not isinstance(before, User) or before.pk == owner.pk:
        return False
    name = before.full_name
    messages.info(request, f"Tài khoản của {name} đang mở trên trình duyệt này vừa được đăng xuất.")
    return True


def _forget_pages(response: HttpResponse) -> HttpResponse:
    """Let the browser forget the pages it holds of whoever was signed in."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _log(user: User) -> list[Event]:
    entries = [(row.at, _sign_in_event(row)) for row in sign_ins_of(user.pk)]
    for slip in queries.recent_slips(user):
        who = slip.issued_by.full_name if slip.issued_by else "Quản trị máy chủ"
        title = f"Cấp phiếu: {slip.get_purpose_display().lower()}"
        entries.append((slip.issued_at, Event(title, slip.issued_at, who, icon="key", tone="mute")))
    return [event for _, event in sorted(entries, key=itemgetter(0), reverse=True)]


def _sign_in_event(row: SignInAttempt) -> Event:
    return Event(
        "Đăng nhập" if row.succeeded else "Thử đăng nhập không được",
        row.at,
        device_name(row.agent),
        text=str(SignInMethod(row.method).label).lower(),
        icon="login" if row.succeeded else "alert-triangle",
        tone="ok" if row.succeeded else "warn",
    )


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
