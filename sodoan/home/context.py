"""What every page frame needs: who is here, for which unit, and where they can go."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sodoan.access.scopes import Scope
from sodoan.activities.queries.kept import keeps_pages
from sodoan.common.ui import Identity
from sodoan.common.words import initials
from sodoan.home.handbook import page_for
from sodoan.home.navigation import sidebar, tabs
from sodoan.notices.models import Notice
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership


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
    unit_name, unit_sub = (post.unit_name, post.label) if post else _place(scope)
    return Identity(
        unit_name=unit_name,
        unit_sub=unit_sub,
        person_name=name,
        post_label=post.label if post else "",
        initials=initials(name),
        unread=Notice.objects.filter(user=user.pk, read_at=None).count(),
        account_url=reverse("accounts:account"),
        inbox_url=reverse("notices:inbox"),
        search_url=reverse("search") if scope.posts else "",
        help_url=reverse("handbook_page", args=[page_for(scope)]),
        outbox_url=reverse("common:outbox"),
        kept_url=reverse("activities:kept") if keeps_pages(scope) else "",
    )


def _place(scope: Scope) -> tuple[str, str]:
    """Where a person without a post belongs: the branch, and the unit above it."""
    if scope.person_id is None:
        return "Sổ Đoàn", "Quản trị hệ thống"
    own = Membership.objects.on(scope.on).filter(
        person=scope.person_id, kind=MembershipKind.OFFICIAL
    )
    found = own.values_list("unit__name", "unit__parent__name").first()
    return (found[0], found[1] or "Đoàn viên") if found else ("Sổ Đoàn", "Đoàn viên")
