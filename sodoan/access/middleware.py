"""Puts the scope on the request, and keeps officers out until their second factor is set up."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sodoan.access.rules import needs_second_factor
from sodoan.access.scopes import Scope, scope_of
from sodoan.accounts.models import User
from sodoan.accounts.queries import has_second_factor

ROLE_KEY = "role"  # in the session: the role chosen on the account page

# Pages that stay open while the second factor is missing: setting it up, and leaving.
_SET_UP = frozenset({"account_logout", "account_reauthenticate"})
_SET_UP_PREFIX = "mfa_"

# What one person may see is kept by no proxy and by no browser: on a shared machine nobody comes
# back to it after sign-out by the Back button.
_UNKEPT = "private, no-store"


class ScopeMiddleware:
    """Adds `request.scope`, narrowed to one role and computed when first asked for.

    Anonymous requests have none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102 - Django's protocol
        user: User | AnonymousUser = request.user
        if isinstance(user, AnonymousUser):
            return self.get_response(request)
        chosen = request.session.get(ROLE_KEY, "")
        request.scope = SimpleLazyObject(lambda: scope_of(user, only=chosen))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["Cache-Control"] = _UNKEPT
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Send an officer who must have a second factor to the page that sets it up."""
        if not settings.MFA_REQUIRED or not request.user.is_authenticated:
            return None
        scope: Scope = request.scope  # type: ignore[attr-defined]
        missing = needs_second_factor(scope) and not has_second_factor(request.user.pk)
        request.second_factor_missing = missing  # type: ignore[attr-defined]
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not missing or name in _SET_UP or name.startswith(_SET_UP_PREFIX):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))
