"""The tree as of a day, and the same units as a list."""

from datetime import date
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.forms import read_date
from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.org.choices import Capability, Tier
from sodoan.org.models import Unit
from sodoan.org.queries import names_above, roots, tree_as_of
from sodoan.org.querysets import UnitQuerySet

_COLUMNS = (
    Column("ten", "Tên đơn vị", ("sort_key",)),
    Column("ma", "Mã", ("code",)),
    Column("loai", "Loại", ("type__tier", "type__position", "sort_key")),
    Column("khoi", "Khối", ("sector", "sort_key")),
    Column("lap", "Thành lập", ("opened_on", "sort_key")),
    Column("tinhtrang", "Tình trạng"),
)


@login_required
@require_safe
def tree(request: ScopedRequest) -> HttpResponse:
    """The tree below the units of the scope, as it was on the day asked for."""
    need(request, Capability.VIEW_UNITS)
    day, mistake = _day(request)
    in_scope = Unit.objects.in_scope(request.scope, Capability.VIEW_UNITS)
    wanted = request.GET.get("goc", "")
    if wanted.isascii() and wanted.isdigit():
        tops = [get_object_or_404(in_scope, pk=whole(wanted))]
    else:
        tops = list(roots(request.scope)[:50])
    nodes = [tree_as_of(day, top, by=request.scope) for top in tops]
    context = {
        "day": day,
        "today": request.scope.on,
        "mistake": mistake,
        "typed": request.GET.get("ngay", ""),
        "root": tops[0] if wanted and tops else None,
        "nodes": [node for node in nodes if node is not None],
        "nav_key": "units",
    }
    return render(request, "org/tree.html", context, status=422 if mistake else 200)


def _day(request: ScopedRequest) -> tuple[date, str]:
    typed = request.GET.get("ngay", "").strip()
    if not typed:
        return request.scope.on, ""
    try:
        return read_date(typed, on=request.scope.on), ""
    except ValidationError as error:
        return request.scope.on, " ".join(error.messages)


def _search(rows: QuerySet, text: str) -> QuerySet:
    return cast("UnitQuerySet", rows).matching(text)


def unit_listing(request: ScopedRequest) -> Listing:
    """Units of the scope as the page, its counts and its export see them."""
    day = request.scope.on
    running = (Q(closed_on=None) | Q(closed_on__gt=day)) & Q(opened_on__lte=day)
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_UNITS).select_related("type")
    return Listing(
        request,
        units,
        columns=_COLUMNS,
        noun="đơn vị",
        search=_search,
        filters=[
            Filter("chi-doan", "Chi đoàn", running & Q(type__tier=Tier.BRANCH)),
            Filter("co-so", "Cơ sở, bộ phận", running & Q(type__tier__in=(4, 5))),
            Filter("cap-tren", "Cấp xã trở lên", running & Q(type__tier__lte=Tier.COMMUNE)),
            Filter("lam-thoi", "Lâm thời", running & Q(is_provisional=True)),
            Filter("da-ket-thuc", "Đã kết thúc", Q(closed_on__lte=day)),
        ],
        export_url=reverse("people:unit_export"),
    )


@login_required
@require_safe
def unit_list(request: ScopedRequest) -> HttpResponse:
    """Units of the scope: search, chips, sort, pages."""
    need(request, Capability.VIEW_UNITS)
    listing = unit_listing(request)
    context = {
        "list": listing,
        "above": names_above(listing.rows),
        "today": request.scope.on,
        "nav_key": "units",
    }
    return render(request, "org/unit_list.html", context)
