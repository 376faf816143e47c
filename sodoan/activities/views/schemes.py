"""Schemes: asked for, and how the units below stand."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.activities.actions.nudging import nudge_units
from sodoan.activities.actions.schemes import launch_scheme
from sodoan.activities.forms.schemes import LaunchForm
from sodoan.activities.models import Scheme
from sodoan.activities.packfile import shipped_schemes
from sodoan.activities.queries.units import lacking, overview, planning_posts, schemes_seen
from sodoan.activities.queries.weeks import cells_of, tally
from sodoan.activities.states import WeekState
from sodoan.activities.views.month import month
from sodoan.activities.views.reach import VIEW
from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb, toast
from sodoan.common.weeks import Week, month_of, read_month
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

_NOT_YET = "Chưa đăng ký"


@login_required
@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """The month of the unit one holds a post in, the highest of several; else the units below."""
    need(request, VIEW)
    posts = planning_posts(request.scope)
    answer: HttpResponse = month(request, posts[0].unit_id) if posts else units(request)
    return answer


@login_required
@require_safe
def units(request: ScopedRequest) -> HttpResponse:
    """Units asked for a scheme (`?mo_hinh=`): who has chosen its times, who lacks this week."""
    need(request, VIEW)
    schemes = list(schemes_seen(request.scope))
    may_launch = request.scope.can(Capability.LAUNCH)
    if not schemes:
        context = {"nav_key": "activities", "may_launch": may_launch}
        return render(request, "activities/none.html", context)
    wanted = whole(request.GET.get("mo_hinh", ""))
    scheme = next((one for one in schemes if one.pk == wanted), None) or _running(schemes, request)
    shown = read_month(request.GET.get("thang", ""), month_of(request.scope.on))
    weeks = [week for week in shown.weeks if scheme.runs_in(week)] or shown.weeks
    listing = _listing(request, scheme, weeks)
    if listing.export_wanted:
        return _sheet(request, scheme, weeks, listing)
    rows = list(listing.rows)
    cells = cells_of(rows, scheme, weeks, request.scope.on)
    context = {
        "list": listing,
        "rows": [(unit, cells[unit.pk], tally(cells[unit.pk])) for unit in rows],
        "month": shown,
        "states": list(WeekState),
        "weeks": weeks,
        "scheme": scheme,
        "schemes": schemes if len(schemes) > 1 else [],
        "may_launch": may_launch,
        "nav_key": "activities",
    }
    return render(request, "activities/units.html", context)


def _sheet(
    request: ScopedRequest, scheme: Scheme, weeks: Sequence[Week], listing: Listing
) -> HttpResponse:
    """The table of weeks as shown, every unit of the list."""
    units = list(listing.queryset)
    cells = cells_of(units, scheme, weeks, request.scope.on)
    columns = [
        (SheetColumn("Đơn vị", width=36), lambda unit: unit.name),
        (SheetColumn("Cấp trên", width=30), lambda unit: unit.parent.name if unit.parent else ""),
        (SheetColumn("Khung giờ", width=16), lambda u: "Đã đăng ký" if u.has_slot else _NOT_YET),
        *(
            (
                SheetColumn(f"{week.label} ({week.span})", width=22),
                lambda unit, place=place: cells[unit.pk][place].words,
            )
            for place, week in enumerate(weeks)
        ),
        (SheetColumn("Tuần đạt", "number", 10), lambda unit: tally(cells[unit.pk]).met),
        (SheetColumn("Tuần phải có", "number", 12), lambda unit: tally(cells[unit.pk]).owing),
    ]
    return listed_xlsx(units, columns, title=scheme.title)


def _listing(request: ScopedRequest, scheme: Scheme, weeks: Sequence[Week]) -> Listing:
    late = lacking(scheme, request.scope.on)
    return Listing(
        request,
        overview(scheme, request.scope),
        columns=[
            Column("ten", "Đơn vị", ("sort_key", "pk")),
            Column("khung", "Khung giờ", ("has_slot", "sort_key", "pk")),
            *(Column(f"w{week.number}", week.label, align="c") for week in weeks),
            Column("dat", "Đạt", align="r"),
        ],
        noun="đơn vị",
        search=holding("search_key"),
        filters=[
            Filter("chua-dang-ky", _NOT_YET, Q(has_slot=False)),
            Filter("thieu", "Tuần này còn thiếu", late),
            Filter("du", "Tuần này không thiếu", ~late),
        ],
        exports_here=True,
    )


def _running(schemes: list[Scheme], request: ScopedRequest) -> Scheme:
    return next((one for one in schemes if request.scope.on in one.during), schemes[0])


@login_required
@require_POST
def nudge(request: ScopedRequest, pk: int) -> HttpResponse:
    """Tell the leads of units that lack activities this week."""
    need(request, VIEW)
    scheme = get_object_or_404(schemes_seen(request.scope), pk=pk)
    told = nudge_units(scheme, by=request.scope)
    toast(request, f"Đã nhắc {told} đồng chí." if told else "Không có ai cần nhắc.")
    return redirect(f"{reverse('activities:units')}?mo_hinh={pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: ScopedRequest) -> HttpResponse:
    """Ask a shipped scheme of the units below."""
    need(request, Capability.LAUNCH)
    packs = shipped_schemes()
    held = [post.unit_id for post in request.scope.posts]
    places = Unit.objects.in_scope(request.scope, Capability.LAUNCH).filter(pk__in=held)
    if not places.exists():
        raise Http404
    form = LaunchForm(
        request.POST or None, packs=packs, units=places.order_by("path"), on=request.scope.on
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = launch_scheme(
                form.cleaned_data["unit"], by=request.scope, pack=form.pack, days=form.days
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã phát động “{made.short}”.")
            return redirect(f"{reverse('activities:units')}?mo_hinh={made.pk}")
    context = {
        "form": form,
        "packs": packs.values(),
        "crumbs": [Crumb("Hoạt động", reverse("activities:units"))],
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/launch.html", context, status=status)
