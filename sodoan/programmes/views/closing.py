"""Ending a unit: one page that lists what is open and asks where it goes."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.org.choices import Capability
from sodoan.people.queries import need_a_taker
from sodoan.programmes.actions.closing import wind_up
from sodoan.programmes.forms.closing import CloseUnitForm, day_typed
from sodoan.programmes.queries.closing import holding_of, takers
from sodoan.programmes.views.reach import unit_or_404


@login_required
def close_unit(request: ScopedRequest, pk: int) -> HttpResponse:
    """End the unit, or say what has to be finished first."""
    unit = unit_or_404(request, pk, Capability.VIEW_UNITS)
    require(request.scope, "org.close_unit", unit)
    page, day = reverse("org:unit", args=[pk]), request.scope.on
    if unit.closed_on is not None:
        return redirect(page)
    holding = holding_of(unit, day, by=request.scope)
    needed = need_a_taker(unit, min(day, day_typed(request.POST) or day))
    form = CloseUnitForm(
        request.POST or None,
        initial={"closed_on": day},
        takers=takers(unit, request.scope, day) if needed else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            wind_up(unit, by=request.scope, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"{unit.name} đã kết thúc. Hồ sơ vẫn xem lại được.")
            return redirect(page)
    crumbs = [Crumb("Đơn vị", reverse("org:tree")), Crumb(unit.name, page)]
    context = {"unit": unit, "form": form, "holding": holding, "back": page, "crumbs": crumbs}
    context["nav_key"] = "units"
    status = 422 if form.errors else 200
    return render(request, "programmes/close_unit.html", context, status=status)
