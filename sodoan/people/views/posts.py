"""Posts of a unit: choose a person by search, record, end."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.text import clean
from sodoan.common.ui import Crumb, toast
from sodoan.org.actions import appoint as record
from sodoan.org.actions import end_appointment as end
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment, Post, Unit
from sodoan.org.queries import choosable, posts_for, terms_for
from sodoan.people.forms import AppointForm, DayForm
from sodoan.people.models import Person
from sodoan.people.queries import candidates, with_units

_MISTAKEN = (
    " Chức danh này chưa giữ hết một ngày: ghi hôm nay là hủy phân công ghi nhầm, quyền hết ngay; "
    "lịch sử vẫn giữ."
)


@login_required
def appoint(request: ScopedRequest, pk: int) -> HttpResponse:
    """Search a person of the scope and record the post; `chuc` is the vacant one to fill."""
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_UNITS).select_related("type")
    unit = get_object_or_404(units, pk=pk)
    require(request.scope, "org.appoint", unit)
    text = clean(request.GET.get("q", ""))
    people = _people(request, text)
    posts = posts_for(unit)
    vacant = next((post for post in posts if post.key == request.GET.get("chuc")), None)
    form = AppointForm(
        request.POST or None,
        initial=_beforehand(people, unit, vacant, request.scope.on),
        people=people,
        posts=posts,
        terms=terms_for(unit, posts if vacant is None else [vacant]),
    )
    back = reverse("org:unit", args=[unit.pk])
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        key = data.pop("post")
        post = next(post for post in posts if post.key == key)
        try:
            record(int(data.pop("person")), by=request.scope, unit=unit, post=post, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã ghi chức danh {post.label}.")
            return redirect(back)
    context = {
        "unit": unit,
        "form": form,
        "q": text,
        "vacant": vacant,
        "people": people,
        "back": back,
        "crumbs": [Crumb("Đơn vị", reverse("org:tree")), Crumb(unit.name, back)],
        "nav_key": "units",
    }
    return render(request, "people/appoint.html", context, status=422 if form.errors else 200)


def _beforehand(
    people: Sequence[Person], unit: Unit, vacant: Post | None, day: date
) -> dict[str, object]:
    """What is filled in: today, the only one found, the vacant post with its running term."""
    known: dict[str, object] = {"start": day}
    if len(people) == 1:
        known["person"] = people[0].pk
    if vacant is not None:
        running = unit.terms.filter(body=vacant.body, during__contains=day)
        known |= {"post": vacant.key, "term": running.first()}
    return known


def _people(request: ScopedRequest, text: str) -> list[Person]:
    """The answers of the search; on POST the one chosen, if it may be chosen.

    Oneself stays on the page, so that the form tells why not and keeps what was typed.
    """
    chosen = request.POST.get("person", "")
    if chosen.isascii() and chosen.isdigit():
        key = whole(chosen)
        reach = Person.objects if request.scope.is_self(key) else choosable(request.scope)
        people = reach.filter(pk=key)
        return list(with_units(people, request.scope.on))
    return candidates(request.scope, text) if text else []


@login_required
def end_appointment(request: ScopedRequest, pk: int) -> HttpResponse:
    """Record that somebody leaves a post."""
    posts = Appointment.objects.in_scope(request.scope, Capability.VIEW_UNITS)
    held = get_object_or_404(posts.select_related("unit", "post", "person"), pk=pk)
    require(request.scope, "org.appoint", held.unit)
    form = DayForm(request.POST or None, initial={"on": request.scope.on})
    back = reverse("org:unit", args=[held.unit_id])
    if request.method == "POST" and form.is_valid():
        try:
            end(held, by=request.scope, end=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            what = "thôi giữ chức" if held.pk else "không giữ chức"
            toast(request, f"Đã ghi {held.person.full_name} {what} {held.post.label}.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"{held.person.full_name} thôi giữ chức {held.post.label}?",
        "lead": f"Quyền gắn với chức danh ở {held.unit.name} hết từ ngày này."
        + ("" if held.has_lasted(request.scope.on) else _MISTAKEN),
        "verb": "Ghi thôi giữ chức",
        "back": back,
        "crumbs": [Crumb("Đơn vị", reverse("org:tree")), Crumb(held.unit.name, back)],
        "nav_key": "units",
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
