"""The month of a unit: weeks down, its slots across, one activity open beside them."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.access.scopes import Scope
from sodoan.activities.actions.months import copy_weeks, fill_month
from sodoan.activities.actions.slots import take_slots
from sodoan.activities.beside import said_of
from sodoan.activities.forms.planning import SlotsForm
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.activities.queries.duties import expected
from sodoan.activities.queries.grid import Grid, grid_of
from sodoan.activities.queries.themes import counted_themes
from sodoan.activities.queries.units import PLANNING_TIERS
from sodoan.activities.views.reach import (
    ACT,
    VIEW,
    month_url,
    scheme_of,
    shown_scheme,
    unit_or_404,
)
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.common.weeks import Month, month_of, read_month
from sodoan.org.models import Unit


def _frame(unit: Unit, scheme: Scheme | None) -> dict[str, Any]:
    crumbs = []
    if scheme:
        crumbs = [Crumb(scheme.short, f"{reverse('activities:units')}?mo_hinh={scheme.pk}")]
    return {"unit": unit, "scheme": scheme, "crumbs": crumbs, "nav_key": "activities"}


def _month(request: ScopedRequest) -> Month:
    return read_month(request.GET.get("thang", ""), month_of(request.scope.on))


def _elsewhere(request: ScopedRequest) -> dict[int, str]:
    """Other units in which one holds a post and which plan: to work there is another role."""
    return {
        post.unit_id: post.unit_name
        for post in cast("Scope", request.scope).other_posts
        if post.tier in PLANNING_TIERS
    }


@login_required
@require_safe
def month(request: ScopedRequest, unit: int) -> HttpResponse:
    """What is planned and was done in a month (`?thang=2026-10`, `?mo=` opens one)."""
    here = unit_or_404(request, unit, VIEW)
    scheme = shown_scheme(request, here)
    grid = _grid(request, here, scheme, _month(request))
    wanted = whole(request.GET.get("mo", ""))
    shown = [one for row in grid.rows for one in row.activities]
    themes = list(counted_themes(here, scheme, request.scope.on)) if scheme else []
    opened = next((one for one in shown if one.pk == wanted), None)
    context = {
        **_frame(here, scheme),
        "elsewhere": _elsewhere(request),
        "grid": grid,
        "opened": opened,
        "beside": said_of(opened, request.scope) if opened else (),
        "photos": opened.photos.all() if opened else (),
        "themes": themes,
        "most": max((theme.held for theme in themes), default=0) or 1,
        "may_act": request.scope.covers(ACT, here.path),
        "may_report": opened is not None and allowed(request.scope, "activities.report", opened),
        "has_slots": scheme is None or Slot.objects.filter(unit=here, scheme=scheme).exists(),
        "may_copy": grid.month.end >= request.scope.on,
        "today": request.scope.on,
    }
    return render(request, "activities/month.html", context)


def _grid(request: ScopedRequest, unit: Unit, scheme: Scheme | None, month: Month) -> Grid:
    count = expected(unit, request.scope.on).count()
    return grid_of(unit, scheme, month, today=request.scope.on, expected=count)


@login_required
@require_POST
def copy_month(request: ScopedRequest, unit: int) -> HttpResponse:
    """Plan the month like the one before: the same weekdays, four weeks later or five."""
    here = unit_or_404(request, unit, ACT)
    scheme = shown_scheme(request, here)
    shown = read_month(request.POST.get("thang", ""), month_of(request.scope.on))
    before = shown.previous
    rows = Activity.objects.filter(unit=here)
    rows = rows.filter(Q(theme__scheme=scheme) | Q(theme=None)) if scheme else rows
    source = rows.between(before.weeks[0].start, before.end)
    weeks = (shown.weeks[0].start - before.weeks[0].start).days // 7
    made = copy_weeks(
        here,
        by=request.scope,
        source=source.select_related("theme__scheme", "slot", "project"),
        weeks=weeks,
        month=shown,
    )
    words = f"Đã chép {len(made)} hoạt động từ {before.label}." if made else "Không có gì để chép."
    toast(request, words)
    return redirect(month_url(here, shown.start, scheme))


@login_required
@require_POST
def fill(request: ScopedRequest, unit: int) -> HttpResponse:
    """Plan the unit's own times of the month."""
    here = unit_or_404(request, unit, ACT)
    shown = read_month(request.POST.get("thang", ""), month_of(request.scope.on))
    made = fill_month(here, by=request.scope, month=shown)
    toast(request, f"Đã xếp {len(made)} hoạt động định kỳ." if made else "Lịch định kỳ đã đủ.")
    return redirect(month_url(here, shown.start, shown_scheme(request, here)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: ScopedRequest, unit: int) -> HttpResponse:
    """The times of the week a unit takes for a scheme: its registration."""
    here = unit_or_404(request, unit, ACT)
    scheme = scheme_of(request, here)
    taken = Slot.objects.filter(unit=here, scheme=scheme, during__endswith__isnull=True)
    form = SlotsForm(
        request.POST or None,
        scheme=scheme,
        taken=list(taken[: scheme.most_slots]),
        on=request.scope.on,
    )
    if request.method == "POST" and form.is_valid():
        try:
            take_slots(
                here,
                by=request.scope,
                scheme=scheme,
                times=form.times,
                start=form.cleaned_data["since"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã đăng ký khung giờ.")
            return redirect(month_url(here, form.cleaned_data["since"], scheme))
    context = {**_frame(here, scheme), "form": form}
    status = 422 if form.errors else 200
    return render(request, "activities/slots.html", context, status=status)
