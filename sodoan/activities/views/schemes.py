"""Schemes: asked for, and how the units below stand."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.activities.actions.nudging import nudge_units
from sodoan.activities.actions.schemes import launch_scheme
from sodoan.activities.forms.schemes import LaunchForm
from sodoan.activities.models import Scheme
from sodoan.activities.packfile import shipped_schemes
from sodoan.activities.queries.units import acting_units, overview, schemes_seen
from sodoan.activities.views.month import month
from sodoan.activities.views.reach import VIEW
from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Chip, Crumb, toast
from sodoan.common.weeks import week_of
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

_NOT_YET = "Chưa đăng ký"


@login_required
@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """The month of the unit one acts in, when a scheme is asked of it; else the units below."""
    need(request, VIEW)
    rows = Unit.objects.in_scope(request.scope, VIEW).active(request.scope.on)
    own = [post.unit_id for post in request.scope.posts]
    asked = acting_units(rows, request.scope.on).filter(pk__in=own)
    first = asked.order_by("path").first()
    answer: HttpResponse = month(request, first.pk) if first else units(request)
    return answer


@login_required
@require_safe
def units(request: ScopedRequest) -> HttpResponse:
    """Units asked for a scheme (`?mo_hinh=`): who has chosen its times, who lacks this week."""
    need(request, VIEW)
    schemes = list(schemes_seen(request.scope)[:20])
    may_launch = request.scope.can(Capability.LAUNCH)
    if not schemes:
        context = {"nav_key": "activities", "may_launch": may_launch}
        return render(request, "activities/none.html", context)
    wanted = whole(request.GET.get("mo_hinh", ""))
    scheme = next((one for one in schemes if one.pk == wanted), None) or _running(schemes, request)
    listing = _listing(request, scheme)
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title=scheme.title)
    context = {
        "list": listing,
        "scheme": scheme,
        "choices": [Chip(one.short, f"?mo_hinh={one.pk}", current=one == scheme) for one in schemes]
        if len(schemes) > 1
        else [],
        "week": week_of(request.scope.on),
        "may_launch": may_launch,
        "nav_key": "activities",
    }
    return render(request, "activities/units.html", context)


_SHEET = (
    (SheetColumn("Đơn vị", width=36), lambda unit: unit.name),
    (SheetColumn("Cấp trên", width=30), lambda unit: unit.parent.name if unit.parent else ""),
    (SheetColumn("Khung giờ", width=16), lambda unit: "Đã đăng ký" if unit.has_slot else _NOT_YET),
    (SheetColumn("Đã báo cáo tuần này", "number", 14), lambda unit: unit.reported),
    (SheetColumn("Chưa báo cáo tuần này", "number", 14), lambda unit: unit.planned),
)


def _listing(request: ScopedRequest, scheme: Scheme) -> Listing:
    lacking = Q(reported__lt=scheme.weekly_minimum)
    return Listing(
        request,
        overview(scheme, request.scope),
        columns=[
            Column("ten", "Đơn vị", ("sort_key", "pk")),
            Column("khung", "Khung giờ", ("has_slot", "sort_key", "pk")),
            Column("tuan", "Tuần này", ("reported", "sort_key", "pk")),
        ],
        noun="đơn vị",
        search=holding("search_key"),
        filters=[
            Filter("chua-dang-ky", _NOT_YET, Q(has_slot=False)),
            Filter("thieu", "Tuần này còn thiếu", lacking),
            Filter("du", "Tuần này đã đủ", Q(reported__gte=F("reported")) & ~lacking),
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
