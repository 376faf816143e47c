"""Hooks of django-allauth that exist as signals only."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.usersessions.adapter import get_adapter
from django.dispatch import receiver
from django.http import HttpRequest

from sodoan.accounts.adapter import log_sign_in
from sodoan.accounts.models import User
from sodoan.accounts.queries import sessions_of
from sodoan.audit.choices import SignInMethod


@receiver(authentication_failed)
def log_wrong_second_factor(request: HttpRequest, user: User, **_facts: Any) -> None:
    """Log a wrong code of an authenticator app, or a wrong recovery code."""
    log_sign_in(request, user, succeeded=False, method=SignInMethod.MFA)


@receiver(authenticator_added)
def end_sessions_without_it(
    request: HttpRequest, user: User, authenticator: Authenticator, **_facts: Any
) -> None:
    """A new second factor ends the account's other sessions: they were opened without it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        others = sessions_of(user).exclude(session_key=request.session.session_key)
        get_adapter().end_sessions(list(others))
