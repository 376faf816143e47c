"""What stands before every page: scope, second factor, and the way back after a sign-out."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sodoan.access.pages import page_above, page_of
from sodoan.access.rules import needs_second_factor
from sodoan.access.scopes import Scope, scope_of
from sodoan.accounts.adapter import STEP_AGAIN
from sodoan.accounts.models import User
from sodoan.accounts.queries import has_second_factor

ROLE_KEY = "role"  # in the session: the role chosen on the account page

# Pages that stay open while the second factor is missing: setting it up, what everybody may read
# about it, and leaving.
_SET_UP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "accounts:data_notice",
        "handbook",
        "handbook_page",
    }
)
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


class StepMiddleware:
    """What a browser sends (POST) is never opened: neither after signing in nor by its address.

    Whoever was signed out amid a step is brought back to the page with its button, and told to
    press it again; an address that is only sent to answers with a page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102 - Django's protocol
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            page = render(request, "405.html", {"page": page_above(request.path)}, status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        if request.method == "POST" and _asks_to_sign_in(request, response):
            request.session[STEP_AGAIN] = True
            query = urlencode({"next": page_of(request)})
            return HttpResponseRedirect(f"{reverse('account_login')}?{query}")
        return response


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    if not isinstance(response, HttpResponseRedirect) or request.user.is_authenticated:
        return False
    where = urlsplit(response.url)
    return where.path == reverse("account_login") and where.query.startswith("next=")
