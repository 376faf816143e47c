"""Who has handed in what: a heat map, rates, the list behind a number, nudges."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Chip, Crumb, toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.models import Unit
from sodoan.reports.actions.nudging import nudge_reports
from sodoan.reports.choices import HANDED_IN, OWED, Standing
from sodoan.reports.models import ReportForm, ReportPeriod
from sodoan.reports.queries.completeness import (
    Rates,
    forms_owed_to,
    last_periods,
    late_units,
    lines,
    listed,
    present_periods,
    rates_by_form,
    rates_of,
    units_owing,
)
from sodoan.reports.views.reach import VIEW

YEARS = (2000, 2100)


def _receiver(request: ScopedRequest) -> Unit:
    """The unit whose reports are asked for: of the address, else the one a post is held in."""
    units = Unit.objects.in_scope(request.scope, VIEW).select_related("parent")
    if wanted := whole(request.GET.get("don_vi", "")):
        found: Unit = get_object_or_404(units, pk=wanted)
        return found
    own = units.filter(pk__in=[post.unit_id for post in request.scope.posts])
    first: Unit | None = own.order_by("path").first() or units.order_by("path").first()
    if first is None:
        raise Http404
    return first


@login_required
@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """Units × periods of a form (`?mau=`), or units × forms (`?theo=mau`), owed to one unit."""
    need(request, VIEW)
    receiver = _receiver(request)
    forms = list(forms_owed_to(receiver))
    wanted = whole(request.GET.get("mau", ""))
    form = next((one for one in forms if one.pk == wanted), forms[0] if forms else None)
    if form is None:
        context = {"receiver": receiver, "nav_key": "reports"}
        return render(request, "reports/nothing.html", context)
    by_form = request.GET.get("theo") == "mau"
    day = request.scope.on
    periods = present_periods(forms, day) if by_form else last_periods(form, day)
    listing = _listing(request, receiver, periods, by_form=by_form)
    if listing.export_wanted:
        return _sheet(request, receiver, periods, list(listing.queryset), by_form=by_form)
    late = late_units(receiver, day)
    context = {
        "receiver": receiver,
        "form": form,
        "by_form": by_form,
        "periods": periods,
        "list": listing,
        "lines": lines(listing.rows, receiver, periods, day),
        "rates": rates_of(receiver, periods),
        "whole": rates_of(receiver, periods, whole=True),
        "late": [(one, one.days(day)) for one in late],
        "may_nudge": allowed(request.scope, "reports.nudge", receiver),
        "standings": list(Standing),
        "forms": [Chip(one.short, _address(receiver, one), current=one == form) for one in forms],
        "crumbs": [Crumb("Báo cáo", reverse("reports:home"))],
        "nav_key": "reports",
    }
    return render(request, "reports/overview.html", context)


def _address(receiver: Unit, form: ReportForm) -> str:
    return f"?don_vi={receiver.pk}&mau={form.pk}"


def _head(period: ReportPeriod, *, by_form: bool) -> str:
    """What stands over a column: the form, or a short word for the period."""
    if by_form:
        return period.form.short
    return period.label.replace("Tuần ", "T").replace("Tháng ", "Th.")


def _listing(
    request: ScopedRequest, receiver: Unit, periods: Sequence[ReportPeriod], *, by_form: bool
) -> Listing:
    return Listing(
        request,
        units_owing(receiver, periods),
        columns=[
            Column("ten", "Đơn vị", ("sort_key",)),
            *(Column(f"k{one.pk}", _head(one, by_form=by_form), align="c") for one in periods),
            Column("da-nop", "Đã nộp", align="r"),
        ],
        noun="đơn vị",
        search=holding("search_key"),
        lasting=("don_vi", "mau", "theo"),
        exports_here=True,
    )


def _sheet(
    request: ScopedRequest,
    receiver: Unit,
    periods: Sequence[ReportPeriod],
    units: list[Unit],
    *,
    by_form: bool,
) -> HttpResponse:
    rows = lines(units, receiver, periods, request.scope.on)
    columns = [
        (SheetColumn("Đơn vị", width=36), lambda line: line.unit.name),
        *(
            (
                SheetColumn(one.form.short if by_form else one.label, width=18),
                lambda line, at=at: _word(line.reports[at]),
            )
            for at, one in enumerate(periods)
        ),
        (SheetColumn("Đã nộp", "number", 10), lambda line: line.done),
        (SheetColumn("Phải nộp", "number", 10), lambda line: line.owing),
    ]
    return listed_xlsx(rows, columns, title=f"Tình hình nộp báo cáo, {receiver.name}")


def _word(report: Any) -> str:
    return Standing(report.standing).label if report is not None else ""


@login_required
@require_safe
def year(request: ScopedRequest) -> HttpResponse:
    """Every form over a year (`?nam=2026`), owed to a unit or below it: expected, had, in time."""
    need(request, VIEW)
    receiver = _receiver(request)
    wanted = whole(request.GET.get("nam", ""))
    shown = wanted if wanted in range(*YEARS) else request.scope.on.year
    rates = rates_by_form([receiver.path], date(shown, 1, 1), date(shown, 12, 31))
    forms = ReportForm.objects.filter(pk__in=rates).select_related("unit").order_by("code", "pk")
    rows = [(form, rates[form.pk]) for form in forms]
    if request.GET.get("xuat") == "xlsx":
        return _year_sheet(rows, f"Nộp báo cáo năm {shown}, {receiver.name}")
    context = {
        "receiver": receiver,
        "year": shown,
        "rows": rows,
        "crumbs": [
            Crumb("Báo cáo", reverse("reports:home")),
            Crumb("Tình hình nộp", f"{reverse('reports:overview')}?don_vi={receiver.pk}"),
        ],
        "nav_key": "reports",
    }
    return render(request, "reports/year.html", context)


def _year_sheet(rows: list[tuple[ReportForm, Rates]], title: str) -> HttpResponse:
    columns = [
        (SheetColumn("Ký hiệu", width=12), lambda one: one[0].code),
        (SheetColumn("Biểu mẫu", width=44), lambda one: one[0].title),
        (SheetColumn("Phải nộp", "number", 12), lambda one: one[1].owing),
        (SheetColumn("Đã nộp", "number", 12), lambda one: one[1].submitted),
        (SheetColumn("Đúng hạn", "number", 12), lambda one: one[1].on_time),
        (SheetColumn("Đã duyệt", "number", 12), lambda one: one[1].accepted),
        (SheetColumn("Được miễn", "number", 12), lambda one: one[1].exempt),
    ]
    return listed_xlsx(rows, columns, title=title)


@login_required
@require_safe
def reports(request: ScopedRequest) -> HttpResponse:
    """The reports behind a number: owed to a unit or below it, of a form (`?mau=`) or all."""
    need(request, VIEW)
    receiver = _receiver(request)
    wanted = whole(request.GET.get("mau", ""))
    forms = ReportForm.objects.in_scope(request.scope, VIEW)
    form = get_object_or_404(forms, pk=wanted) if wanted else None
    listing = Listing(
        request,
        listed(request.scope, receiver, form),
        columns=[
            Column("han", "Hạn nộp", ("-due_on", "unit__sort_key")),
            Column("don-vi", "Đơn vị", ("unit__sort_key", "-due_on")),
            Column("bao-cao", "Báo cáo", ("period__form__code", "-due_on")),
            Column("trang-thai", "Tình hình", ("state", "-due_on")),
        ],
        noun="báo cáo",
        search=holding("unit__search_key"),
        filters=_filters(request),
        lasting=("don_vi", "mau"),
        exports_here=True,
    )
    if listing.export_wanted:
        return _list_sheet(listing.queryset, receiver)
    context = {
        "list": listing,
        "receiver": receiver,
        "form": form,
        "crumbs": [
            Crumb("Báo cáo", reverse("reports:home")),
            Crumb("Tình hình nộp", f"{reverse('reports:overview')}?don_vi={receiver.pk}"),
        ],
        "nav_key": "reports",
    }
    return render(request, "reports/list.html", context)


def _filters(request: ScopedRequest) -> list[Filter]:
    handed = Q(submitted_at__isnull=False)
    return [
        Filter("da-nop", "Đã nộp", handed),
        Filter("dung-han", "Nộp đúng hạn", handed & Q(is_late=False)),
        Filter("muon", "Nộp muộn", Q(is_late=True)),
        Filter("cho-duyet", "Chờ duyệt", Q(state__in=HANDED_IN) & ~Q(state="accepted")),
        Filter("qua-han", "Quá hạn", Q(state__in=OWED, due_on__lt=request.scope.on)),
        Filter("mien", "Được miễn", Q(state="exempt")),
    ]


def _list_sheet(rows: QuerySet, receiver: Unit) -> HttpResponse:
    columns = [
        (SheetColumn("Đơn vị", width=36), lambda one: one.unit.name),
        (SheetColumn("Biểu mẫu", width=36), lambda one: one.period.form.title),
        (SheetColumn("Kỳ", width=18), lambda one: one.period.label),
        (SheetColumn("Nơi nhận", width=36), lambda one: one.receiver.name),
        (SheetColumn("Hạn nộp", "date", 12), lambda one: one.due_on),
        (
            SheetColumn("Nộp lần đầu", "datetime", 18),
            lambda one: timezone.localtime(one.submitted_at) if one.submitted_at else None,
        ),
        (SheetColumn("Tình hình", width=18), _word),
    ]
    return listed_xlsx(rows, columns, title=f"Báo cáo nộp về {receiver.name}")


@login_required
@require_POST
def nudge(request: ScopedRequest, unit: int) -> HttpResponse:
    """Tell the leads of units what is overdue: all, or those named (`no`)."""
    receiver = get_object_or_404(Unit.objects.in_scope(request.scope, VIEW), pk=unit)
    named = [whole(one) for one in request.POST.getlist("no")] or None
    told = nudge_reports(receiver, by=request.scope, units=named)
    toast(request, f"Đã nhắc {told} đồng chí." if told else "Chưa có ai cần nhắc.")
    return redirect(f"{reverse('reports:overview')}?don_vi={receiver.pk}")
