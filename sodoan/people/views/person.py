"""One file: profile, memberships and posts, training, history, sensitive facts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sodoan.access.queries import why_visible
from sodoan.audit.actions import record_opening
from sodoan.audit.queries import Source, history_of
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Chip, Crumb
from sodoan.documents.downloads import history_xlsx
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment
from sodoan.people import queries
from sodoan.people.actions import reveal_sensitive
from sodoan.people.choices import MembershipKind
from sodoan.people.forms import ReasonForm
from sodoan.people.models import Membership, Person, SensitiveProfile
from sodoan.people.outcomes import outcomes_of

_TABS = (
    ("person", "Hồ sơ"),
    ("story", "Sinh hoạt và chức danh"),
    ("training", "Rèn luyện"),
    ("history", "Lịch sử"),
)


def person_open_to(request: ScopedRequest, pk: int) -> Person:
    """The person, or 404 when the signed-in user may not open the file."""
    people = Person.objects.open_to(request.scope, Capability.VIEW_PEOPLE)
    person: Person = get_object_or_404(people.select_related("user"), pk=pk)
    note_opening(request, person)
    return person


def note_opening(request: ScopedRequest, person: Person) -> None:
    """Let the person know who looked (“Ai xem được hồ sơ của tôi”)."""
    scope = request.scope
    if not scope.is_self(person.pk):
        record_opening(person.pk, user_id=scope.user_id, on=scope.on)


def frame(request: ScopedRequest, person: Person, tab: str) -> dict[str, Any]:
    """What every page of a file shows: who, where, the tabs, and what may be done."""
    scope = request.scope
    rows = queries.story(person)
    now = queries.running_memberships(rows, scope.on)
    left = [] if now else queries.left_last(person, scope.on)
    may_read_history = allowed(scope, "people.view_history", person)
    return {
        "person": person,
        "memberships": rows,
        "now": now,
        "left": left,
        "home": queries.home_of(now),
        "is_self": scope.is_self(person.pk),
        "seen_as": why_visible(scope, [row.unit for row in (*now, *left)]),
        "may_manage": allowed(scope, "people.manage_person", person),
        "may_reveal": allowed(scope, "people.reveal_sensitive", person),
        "tabs": [
            Chip(label, reverse(f"people:{key}", args=[person.pk]), None, key == tab)
            for key, label in _TABS
            if key != "history" or may_read_history
        ],
        "crumbs": crumbs(request),
        "nav_key": "people" if scope.can(Capability.VIEW_PEOPLE) else "book",
    }


def crumbs(request: ScopedRequest) -> list[Crumb]:
    """The way back to the list, for those who have one."""
    seen = request.scope.can(Capability.VIEW_PEOPLE)
    return [Crumb("Đoàn viên", reverse("people:person_list") if seen else "")]


@login_required
@require_safe
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """The ordinary columns; a file that was merged leads to the one it became part of."""
    if kept := Person.objects.filter(merged=pk).first():
        return redirect("people:person", pk=person_open_to(request, kept.pk).pk)
    person = person_open_to(request, pk)
    context = frame(request, person, "person") | {
        "number": queries.masked_number(person),
        "posts": queries.held_today(person, request.scope.on),
    }
    return render(request, "people/person_detail.html", context)


@login_required
@require_safe
def story(request: ScopedRequest, pk: int) -> HttpResponse:
    """Where the person belonged and which posts they held."""
    person = person_open_to(request, pk)
    context = frame(request, person, "story") | {"posts": queries.posts_of(person)}
    context["may_transfer"] = allowed(request.scope, "people.transfer", person)
    context["is_official"] = any(row.kind == MembershipKind.OFFICIAL for row in context["now"])
    context["withdrawable"] = {
        row.pk
        for row in context["memberships"]
        if not row.has_lasted(request.scope.on)
        and allowed(request.scope, "people.withdraw_membership", row)
    }
    return render(request, "people/person_story.html", context)


@login_required
@require_safe
def training(request: ScopedRequest, pk: int) -> HttpResponse:
    """The programmes the person takes part in; sheets in reach with their way and result."""
    person = person_open_to(request, pk)
    found = person.enrolments.select_related("programme", "unit")
    rows = list(found.order_by("-programme__year", "-pk"))
    seen = [row for row in rows if allowed(request.scope, "programmes.view_enrolment", row)]
    context = frame(request, person, "training") | {
        "enrolments": rows,
        "seen": {row.pk for row in seen},
        "outcomes": outcomes_of(seen),
    }
    return render(request, "people/person_training.html", context)


@login_required
@require_safe
def history(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who changed what in the file, and in those merged into it."""
    person = person_open_to(request, pk)
    require(request.scope, "people.view_history", person)
    files = [person, *person.merged.all()]
    keys = [file.pk for file in files]
    entries = history_of(
        Source.of(*files),
        Source.rows(SensitiveProfile, pgh_obj_id__in=keys),
        Source.rows(Membership, person_id__in=keys),
        Source.rows(Appointment, person_id__in=keys),
    )
    if request.GET.get("xuat") == "xlsx":
        return history_xlsx(entries, request.GET, title=f"Lịch sử hồ sơ {person.full_name}")
    context = frame(request, person, "history") | {"entries": entries}
    return render(request, "people/person_history.html", context)


@login_required
@never_cache
def sensitive(request: ScopedRequest, pk: int) -> HttpResponse:
    """Ask for a reason; on POST show the values once, in this answer only."""
    person = person_open_to(request, pk)
    require(request.scope, "people.reveal_sensitive", person)
    form = ReasonForm(request.POST or None)
    if request.scope.is_self(person.pk):
        form.fields["reason"].required = False
    revealed = None
    if request.method == "POST" and form.is_valid():
        try:
            revealed = reveal_sensitive(
                person, by=request.scope, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error("reason", error)
    back = reverse("people:person", args=[person.pk])
    context = {
        "person": person,
        "form": form,
        "revealed": revealed,
        "is_self": request.scope.is_self(person.pk),
        "back": back,
        "crumbs": [*crumbs(request), Crumb(person.full_name, back)],
        "nav_key": "people",
    }
    return render(
        request, "people/person_sensitive.html", context, status=422 if form.errors else 200
    )
