"""Planning one activity: added, changed, skipped."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.activities.actions.planning import (
    StaleError,
    change_plan,
    plan_activity,
    skip_activity,
)
from sodoan.activities.forms.own import OwnForm
from sodoan.activities.forms.planning import PlanForm, SkipForm
from sodoan.activities.models import Activity, Project, Scheme, Slot
from sodoan.activities.views.reach import (
    ACT,
    activity_or_404,
    month_of_activity,
    month_url,
    shown_scheme,
    unit_or_404,
)
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.org.models import Unit


def show(form: Any, error: ValidationError) -> None:
    """Say what is wrong; of a save that came too late also what is stored, to be saved over."""
    form.add_error(None, error)
    if isinstance(error, StaleError):
        form.theirs = error.theirs
        form.data = form.data.copy()
        form.data["version"] = str(error.theirs.version)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ScopedRequest, unit: int) -> HttpResponse:
    """A new activity, of a slot and a day (`?khung=`, `?ngay=`) or of none.

    Of the scheme looked at; with `?rieng=1`, of a project (`?cong_trinh=`) or without a scheme one
    of the unit itself.
    """
    here = unit_or_404(request, unit, ACT)
    form, scheme = _form(request, here)
    day = _day(request.GET.get("ngay", ""), request.scope.on)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_activity(here, by=request.scope, what=form.planned)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã xếp “{made.title}”.")
            return redirect(month_url(here, made.on, scheme))
    return _draw(
        request, here, form, month_url(here, day, scheme), title="Thêm hoạt động", verb="Xếp lịch"
    )


def _form(request: ScopedRequest, unit: Unit) -> tuple[PlanForm | OwnForm, Scheme | None]:
    """The form for what is wanted, and the scheme looked at."""
    scheme = shown_scheme(request, unit)
    wanted = whole(request.GET.get("khung", ""))
    slots = Slot.objects.filter(unit=unit).shown_with(scheme)
    slot = get_object_or_404(slots, pk=wanted) if wanted else None
    day = _day(request.GET.get("ngay", ""), request.scope.on)
    data = request.POST or None
    project = Project.objects.filter(unit=unit, pk=whole(request.GET.get("cong_trinh", ""))).first()
    is_own = request.GET.get("rieng") == "1" or (slot is not None and slot.scheme_id is None)
    if scheme is None or is_own or project:
        return OwnForm(data, unit=unit, day=day, slot=slot, project=project), scheme
    return PlanForm(data, unit=unit, scheme=scheme, day=day, slot=slot), scheme


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another day, theme, place or person in charge."""
    activity = activity_or_404(request, pk, ACT, or_own=False)
    form = _form_of(request, activity)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_plan(
                activity,
                by=request.scope,
                what=form.planned,
                version=form.cleaned_data["version"] or 0,
            )
        except ValidationError as error:
            show(form, error)
        else:
            toast(request, "Đã lưu lịch.")
            return redirect(month_of_activity(made))
    return _draw(
        request, activity.unit, form, month_of_activity(activity), title="Sửa lịch", verb="Lưu"
    )


def _form_of(request: ScopedRequest, activity: Activity) -> PlanForm | OwnForm:
    data, unit, day = request.POST or None, activity.unit, activity.on
    if activity.theme is None:
        return OwnForm(data, unit=unit, day=day, activity=activity)
    scheme = activity.theme.scheme
    return PlanForm(data, unit=unit, scheme=scheme, day=day, activity=activity)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: ScopedRequest, pk: int) -> HttpResponse:
    """Nothing takes place, for a reason."""
    activity = activity_or_404(request, pk, ACT, or_own=False)
    form = SkipForm(request.POST or None, initial={"version": activity.version})
    if request.method == "POST" and form.is_valid():
        try:
            skip_activity(
                activity,
                by=request.scope,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            show(form, error)
        else:
            toast(request, "Đã ghi nghỉ.")
            return redirect(month_of_activity(activity))
    title = f"Nghỉ: {activity.title}"
    return _draw(
        request, activity.unit, form, month_of_activity(activity), title=title, verb="Ghi nghỉ"
    )


def _draw(  # noqa: PLR0913 - the parts of a form page
    request: ScopedRequest,
    unit: Unit,
    form: PlanForm | OwnForm | SkipForm,
    back: str,
    *,
    title: str,
    verb: str,
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "verb": verb,
        "back": back,
        "forms": form.forms if isinstance(form, PlanForm) else (),
        "crumbs": [Crumb("Lịch hoạt động", back)],
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/form.html", context, status=status)


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
