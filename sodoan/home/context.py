"""What every page frame needs: who is here, for which unit, and where they can go."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sodoan.access.scopes import Scope
from sodoan.common.ui import Identity
from sodoan.common.words import initials
from sodoan.home.navigation import sidebar, tabs
from sodoan.notices.models import Notice


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation and identity of the signed-in person."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None:
        return {"nav": [], "nav_tabs": [], "identity": None}
    return {"nav": sidebar(scope), "nav_tabs": tabs(scope), "identity": _identity(request, scope)}


def _identity(request: HttpRequest, scope: Scope) -> Identity:
    user = request.user
    post = scope.posts[0] if scope.posts else None
    name = user.get_full_name() if user.is_authenticated else ""
    return Identity(
        unit_name=post.unit_name if post else "Sổ Đoàn",
        unit_sub=post.label if post else "Đoàn viên" if scope.person_id else "Quản trị hệ thống",
        person_name=name,
        post_label=post.label if post else "",
        initials=initials(name),
        unread=Notice.objects.filter(user=user.pk, read_at=None).count(),
        account_url=reverse("accounts:account"),
        inbox_url=reverse("notices:inbox"),
        search_url=reverse("search") if scope.posts else "",
        help_url="",
    )
