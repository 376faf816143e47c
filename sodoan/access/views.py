"""Slips for one's people, the choice of role, and who sees me."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sodoan.access.actions import issue_slips
from sodoan.access.exports import cards
from sodoan.access.middleware import ROLE_KEY
from sodoan.access.queries import Holder, holders, people_for_slips, viewers_of
from sodoan.access.scopes import Scope
from sodoan.accounts.queries import newest_slip, slips_since, waiting_slips
from sodoan.audit.logs import openings_of, sensitive_reads_of
from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.permissions import allowed
from sodoan.common.ui import toast
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

_MOST = 500  # cards printed at once
_FIELDS = ("unit", "all", "person", "recover")
_INACTIVE = Q(user=None) | Q(user__activated_at=None)
_STATES = (
    Filter("khong", "Chưa có tài khoản", Q(user=None)),
    Filter("cho", "Chưa kích hoạt", Q(user__isnull=False, user__activated_at=None)),
    Filter("dung", "Đang dùng", Q(user__activated_at__isnull=False)),
)
_COLUMNS = (
    Column("chon", "Chọn", align="c"),
    Column("ten", "Họ và tên", ("sort_key",)),
    Column("don-vi", "Đơn vị"),
    Column("ma", "Mã tài khoản", ("user__code",)),
    Column("tt", "Tài khoản"),
    Column("vao", "Đăng nhập gần nhất", ("user__last_login",)),
)


@login_required
@require_safe
def who_sees_me(request: HttpRequest) -> HttpResponse:
    """Who can see what about me, why, and who did."""
    scope = _scope(request)
    context: dict[str, Any] = {"nav_key": "book", "has_person": scope.person_id is not None}
    if scope.person_id is not None:
        context |= {
            "viewers": viewers_of(scope.person_id, scope.on),
            "reads": list(sensitive_reads_of(scope.person_id, until=timezone.now())),
            "readers": openings_of(scope.person_id, until=scope.on),
        }
    return render(request, "access/who_sees_me.html", context)


@login_required
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Work in another of one's roles, from the first screen or `next` on; two never mix on one."""
    wanted = request.POST.get("role", "")
    words = dict(_scope(request).roles)
    if wanted not in words:
        messages.warning(request, "Vai trò này không còn hiệu lực. Đồng chí chọn lại.")
        return redirect("accounts:account")
    request.session[ROLE_KEY] = wanted
    toast(request, f"Đang làm việc với vai trò: {words[wanted]}.")
    to = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return redirect(to if is_here else "/")


def slip_listing(request: HttpRequest, pk: int | None) -> tuple[Unit | None, Listing]:
    """The unit, and people with the state of their accounts as the page and its export see them."""
    scope = _issuing_scope(request)
    unit = _unit(scope, pk)
    listing = Listing(
        request,
        _people(scope, unit),
        columns=_COLUMNS,
        noun="người",
        search=lambda rows, text: rows.matching(text),  # type: ignore[attr-defined]
        filters=_STATES,
        export_url=reverse("people:unit_accounts", args=[unit.pk])
        if unit
        else reverse("people:account_export"),
    )
    return unit, listing


@login_required
@require_safe
def slips(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Members and officers with the state of their accounts; choose, issue, print."""
    scope = _issuing_scope(request)
    unit, listing = slip_listing(request, pk)
    slips_out = waiting_slips((person.user_id for person in listing.rows), timezone.now())
    people_shown = {holder.person_id: holder for holder in _holders(listing.rows, scope)}
    context = {
        "nav_key": "slips",
        "unit": unit,
        "listing": listing,
        "rows": [
            (
                person,
                people_shown[person.pk],
                allowed(scope, "accounts.issue_slip", people_shown[person.pk]),
                slips_out.get(person.user_id, ""),
            )
            for person in listing.rows
        ],
        "newest": newest_slip(),
        "inactive": len(_unopened(scope, listing)),
        "most": _MOST,
    }
    return render(request, "access/slips.html", context)


@login_required
@require_POST
@never_cache
def print_slips(request: HttpRequest) -> HttpResponse:
    """Issue and show the cards: the only moment the codes exist in plain text.

    The address carries search and chip of the list: “all” are those it holds. The same form sent
    again (the page of codes loaded anew) asks first, for new codes end those just printed.
    """
    scope = _issuing_scope(request)
    unit, ids = _asked(request, scope)
    if not ids or len(ids) > _MOST:
        messages.warning(request, _cannot_print(len(ids)))
        return redirect(_list_url(unit))
    if again := _printed_since(request, scope, ids):
        return render(request, "access/slips_again.html", again | {"back": _list_url(unit)})
    printed = issue_slips(ids, by=scope, recover=bool(request.POST.get("recover")))
    address = request.build_absolute_uri(reverse("accounts:activate"))
    context = {"cards": cards(printed, address), "address": address, "back": _list_url(unit)}
    return render(request, "access/slip_sheet.html", context)


def _asked(request: HttpRequest, scope: Scope) -> tuple[Unit | None, list[int]]:
    """The unit, and the persons ticked or all that the list holds, in its order."""
    unit, listing = slip_listing(request, _number(request.POST.get("unit", "")))
    if request.POST.get("all"):
        return unit, [holder.person_id for holder in _unopened(scope, listing)]
    marked = {_number(text) for text in request.POST.getlist("person")}
    people = _people(scope, unit).filter(pk__in=marked - {None}).order_by("sort_key", "pk")
    return unit, list(people.values_list("pk", flat=True))


def _printed_since(request: HttpRequest, scope: Scope, ids: list[int]) -> dict[str, Any] | None:
    """What to ask where some of these slips were printed after the form was drawn."""
    known = _number(request.POST.get("newest", ""))
    if known is None or scope.user_id is None:
        return None
    since = list(slips_since(known, ids, by=scope.user_id).values_list("user_id", "issued_at"))
    if not since:
        return None
    kept = [(name, text) for name in _FIELDS for text in request.POST.getlist(name)]
    return {
        "count": len({user for user, _ in since}),
        "at": since[0][1],
        "fields": [*kept, ("newest", newest_slip())],
        "action": request.get_full_path(),
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return scope


def _issuing_scope(request: HttpRequest) -> Scope:
    scope = _scope(request)
    if not scope.can(Capability.ISSUE_SLIPS):
        raise PermissionDenied
    return scope


def _unit(scope: Scope, pk: int | None) -> Unit | None:
    if pk is None:
        return None
    unit: Unit = get_object_or_404(Unit.objects.in_scope(scope, Capability.ISSUE_SLIPS), pk=pk)
    return unit


def _people(scope: Scope, unit: Unit | None) -> QuerySet:
    people = people_for_slips(scope)
    return people.in_unit(unit.path, scope.on) if unit else people  # type: ignore[attr-defined]


def _holders(people: Any, scope: Scope) -> list[Holder]:
    return holders([person.pk for person in people], scope.on)


def _unopened(scope: Scope, listing: Listing) -> list[Holder]:
    """Whom “cấp … phiếu” prints: of the list those not activated and below the issuer.

    One too many where there are more than are printed at once.
    """
    people = listing.queryset.filter(_INACTIVE).order_by("sort_key", "pk")[: _MOST + 1]
    found = _holders(people, scope)
    if len(found) > _MOST:
        return found
    return [holder for holder in found if allowed(scope, "accounts.issue_slip", holder)]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def _list_url(unit: Unit | None) -> str:
    return reverse("access:unit_slips", args=[unit.pk]) if unit else reverse("access:slips")


def _cannot_print(count: int) -> str:
    if not count:
        return "Chưa có ai được chọn. Đồng chí đánh dấu người cần cấp phiếu rồi bấm lại."
    return f"Mỗi lần in tối đa {_MOST} phiếu. Đồng chí chọn từng đơn vị rồi in."
