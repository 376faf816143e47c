"""The request as views of the house know it: with the scope of the signed-in user."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.decorators import rate_limit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sodoan.common.scoping import Actor

_View = TypeVar("_View", bound=Callable[..., Any])


class ScopedRequest(HttpRequest):
    """A request after `sodoan.access.middleware.ScopeMiddleware`; for annotations only."""

    scope: Actor


_DIGITS = 10  # a longer number names nothing, and Python refuses to read very long ones


def whole(text: str | None) -> int:
    """A number of an address or a form, from 0; 0 for whatever is none or too long."""
    known = text and len(text) < _DIGITS and text.isascii() and text.isdigit()
    return int(text) if text and known else 0


def need(request: ScopedRequest, capability: str) -> None:
    """Raise `PermissionDenied` when the signed-in user holds the capability nowhere."""
    if not request.scope.can(capability):
        raise PermissionDenied("Trang này dành cho người giữ chức danh có quyền tương ứng.")


def limited(action: str) -> Callable[[_View], _View]:
    """Let a page be opened so often only; how often is said in `ACCOUNT_RATE_LIMITS`."""
    found: Callable[[_View], _View] = rate_limit(action=action, limit_get=True)
    return found
