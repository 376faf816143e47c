"""Signing in by account code, e-mail or phone."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from sodoan.accounts.models import User
from sodoan.accounts.queries import account_by_identifier


class AccountBackend(BaseBackend):
    """Checks a password against the one account an identifier names."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's protocol
        identifier: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """The account, or `None`; takes as long for an unknown identifier as for a wrong one."""
        identifier = identifier or credentials.get("username")
        if not identifier or not password:
            return None
        user = account_by_identifier(identifier)
        if user is None:
            User().set_password(password)  # spend the same time
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The active account of a session, with its person."""
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
