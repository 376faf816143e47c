"""Lists: one's own reports and those that wait; the rows behind a figure."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.indicators import Trait
from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb
from sodoan.common.words import full_date, number
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.indicators.registry import INDICATORS
from sodoan.org.choices import Tier
from sodoan.reports.choices import OWED, WAITING, ObligationState
from sodoan.reports.models import Obligation, SubmittedCell
from sodoan.reports.packfile import PackCell
from sodoan.reports.queries.lists import own_reports, summands, waiting_reports
from sodoan.reports.queries.sheets import children, span_of
from sodoan.reports.views.reach import VIEW, report_or_404

_SUMMANDS = (
    Trait("Đơn vị", lambda row: row.submission.obligation.unit.name),
    Trait("Số đã nộp", lambda row: row.value, "number", 14),
)


@login_required
@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """One's own reports; with `?xem=cho-duyet` those that wait for one."""
    need(request, VIEW)
    waiting = request.GET.get("xem") == "cho-duyet"
    rows = waiting_reports(request.scope) if waiting else own_reports(request.scope)
    listing = Listing(
        request,
        rows,
        columns=[
            Column("han", "Hạn nộp", ("-due_on",)),
            Column("bao-cao", "Báo cáo", ("period__form__short", "-period__during")),
            Column("don-vi", "Đơn vị", ("unit__sort_key",)),
            Column("trang-thai", "Trạng thái", ("state",)),
        ],
        noun="báo cáo",
        search=holding("unit__search_key"),
        lasting=("xem",),
        filters=[] if waiting else _filters(request),
    )
    context = {
        "list": listing,
        "waiting": waiting,
        "sees_below": any(post.tier < Tier.BRANCH for post in request.scope.posts),
        "waits": waiting_reports(request.scope).count(),
        "nav_key": "reports",
    }
    return render(request, "reports/home.html", context)


def _filters(request: ScopedRequest) -> list[Filter]:
    return [
        Filter("phai-nop", "Phải nộp", Q(state__in=OWED)),
        Filter("qua-han", "Quá hạn", Q(state__in=OWED, due_on__lt=request.scope.on)),
        Filter("cho-duyet", "Chờ duyệt", Q(state__in=WAITING)),
        Filter("da-duyet", "Đã duyệt", Q(state=ObligationState.ACCEPTED)),
    ]


@login_required
@require_safe
def behind(request: ScopedRequest, pk: int, key: str) -> HttpResponse:
    """The rows a figure was counted from: now, or of a version handed in (`?lan=2`)."""
    obligation = report_or_404(request, pk)
    pack = obligation.period.pack
    cell = next((one for one in pack.cells if one.key == key), None)
    if cell is None:
        raise Http404
    version = whole(request.GET.get("lan", ""))
    rows, traits = _rows(request, obligation, cell, version)
    listing = Listing(
        request,
        rows,
        columns=[
            Column(f"c{at}", one.label, align="r" if one.kind == "number" else "")
            for at, one in enumerate(traits)
        ],
        noun="dòng",
        lasting=("lan",),
        exports_here=True,
    )
    if listing.export_wanted:
        columns = [(SheetColumn(one.label, one.kind, one.width), one.of) for one in traits]
        return listed_xlsx(listing.queryset, columns, title=f"{cell.label}, {obligation}")
    page = reverse("reports:report", args=[pk])
    context = {
        "cell": cell,
        "report": obligation,
        "list": listing,
        "version": version,
        "rows": [[(_written(one, row), one.kind) for one in traits] for row in listing.rows],
        "traits": traits,
        "crumbs": [Crumb("Báo cáo", reverse("reports:home")), Crumb(str(obligation.period), page)],
        "nav_key": "reports",
    }
    return render(request, "reports/behind.html", context)


def _written(trait: Trait, row: Any) -> str:
    """A value of the list as people read it."""
    value = trait.of(row)
    if isinstance(value, date):
        return full_date(value)
    if isinstance(value, (int, Decimal)):
        return number(value)
    return str(value or "–")


def _rows(
    request: ScopedRequest, obligation: Obligation, cell: PackCell, version: int
) -> tuple[Any, tuple[Trait, ...]]:
    """What stands behind the figure, with the columns it is shown in."""
    pack = obligation.period.pack
    told = None
    if version:
        rows = SubmittedCell.objects.filter(submission__obligation=obligation, key=cell.key)
        told = get_object_or_404(rows, submission__number=version)
    is_sum = told.is_sum if told else cell.upward == "sum" and children(obligation).exists()
    if is_sum:
        return summands(obligation, cell.key, told.records if told else None), _SUMMANDS
    if cell.metric is None:
        raise Http404
    indicator, span = INDICATORS[cell.metric], span_of(obligation, pack, request.scope.on)
    traits = tuple(indicator.traits)
    if indicator.weight:
        traits += (Trait(indicator.measure.capitalize(), indicator.weigh, "number", 12),)
    return (indicator.kept(span, told.records) if told else indicator.listed(span)), traits
