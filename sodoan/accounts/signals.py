"""Hooks of django-allauth that exist as signals only."""

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest

from sodoan.accounts.adapter import log_sign_in
from sodoan.accounts.models import User
from sodoan.audit.choices import SignInMethod


@receiver(authentication_failed)
def log_wrong_second_factor(request: HttpRequest, user: User, **_facts: Any) -> None:
    """Log a wrong code of an authenticator app, or a wrong recovery code."""
    log_sign_in(request, user, succeeded=False, method=SignInMethod.MFA)
