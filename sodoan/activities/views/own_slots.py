"""Times of the unit itself that come back: its monthly meeting and the like."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sodoan.activities.actions.slots import add_slot, end_slot
from sodoan.activities.forms.own import OwnSlotForm
from sodoan.activities.models import Slot
from sodoan.activities.views.reach import ACT, month_url, shown_scheme, unit_or_404
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_slots(request: ScopedRequest, unit: int) -> HttpResponse:
    """The times that hold or will, and one more."""
    here = unit_or_404(request, unit, ACT)
    form = OwnSlotForm(request.POST or None, initial={"since": request.scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = add_slot(
                here, by=request.scope, what=form.time, start=form.cleaned_data["since"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã thêm “{made.title}”: {made}.")
            return redirect("activities:own_slots", unit)
    slots = Slot.objects.filter(unit=here, scheme=None).lasting(request.scope.on)
    back = month_url(here, request.scope.on, shown_scheme(request, here))
    context = {
        "unit": here,
        "form": form,
        "slots": slots.order_by("during", "pk"),
        "back": back,
        "crumbs": [Crumb("Lịch hoạt động", back)],
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/own_slots.html", context, status=status)


@login_required
@require_POST
def end(request: ScopedRequest, pk: int) -> HttpResponse:
    """The time no longer holds from today on."""
    rows = Slot.objects.in_scope(request.scope, ACT).filter(scheme=None)
    slot = get_object_or_404(rows, pk=pk)
    try:
        end_slot(slot, by=request.scope, day=request.scope.on)
    except ValidationError as error:
        toast(request, " ".join(error.messages))
    else:
        toast(request, f"Đã kết thúc “{slot.title}”. Hoạt động đã xếp vẫn giữ.")
    return redirect(reverse("activities:own_slots", args=[slot.unit_id]))
