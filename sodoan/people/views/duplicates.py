"""Files that may be one person: the queue, two of them side by side, the merge."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.listing import Column, Listing
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.org.choices import Capability
from sodoan.people import actions
from sodoan.people.duplicates import possible_duplicates
from sodoan.people.forms import MergeForm
from sodoan.people.merging import Pair
from sodoan.people.models import Person
from sodoan.people.queries import with_units
from sodoan.people.querysets import PersonQuerySet
from sodoan.people.views.changes import managed
from sodoan.people.views.person import crumbs

_COLUMNS = (
    Column("ten", "Họ và tên", ("sort_key",)),
    Column("sinh", "Ngày sinh", ("born_on", "sort_key")),
    Column("ho-so", "Hồ sơ có sau"),
    Column("truoc", "Hồ sơ có trước"),
    Column("xem", "Việc cần làm"),
)


def _search(rows: QuerySet, text: str) -> QuerySet:
    return cast("PersonQuerySet", rows).matching(text)


@login_required
@require_safe
def queue(request: ScopedRequest) -> HttpResponse:
    """Files with an older one of the same name and birth date, or name and telephone."""
    need(request, Capability.MANAGE_PEOPLE)
    people = with_units(possible_duplicates(request.scope), request.scope.on)
    listing = Listing(request, people, columns=_COLUMNS, noun="cặp hồ sơ", search=_search)
    rows = listing.rows
    older = with_units(Person.objects.filter(pk__in=[row.twin for row in rows]), request.scope.on)
    context = {
        "list": listing,
        "older": {person.pk: person for person in older},
        "crumbs": crumbs(request),
        "nav_key": "people",
    }
    return render(request, "people/duplicates.html", context)


def _two(request: ScopedRequest, pk: int, other: int) -> tuple[Person, Person]:
    if pk == other:
        raise Http404
    return managed(request, pk), managed(request, other)


@login_required
def compare(request: ScopedRequest, pk: int, other: int) -> HttpResponse:
    """The two side by side; on a good POST they become one."""
    first, second = _two(request, pk, other)
    pair = Pair(first, second)
    lines = pair.lines()
    form = MergeForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        kept, gone, theirs = (first, second, "2")
        if form.cleaned_data["keep"] == "2":
            kept, gone, theirs = second, first, "1"
        chosen = form.chosen_from(theirs)
        try:
            actions.merge_persons(kept, gone, by=request.scope, chosen=chosen)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã gộp hai hồ sơ {kept.full_name}.")
            return redirect("people:person", pk=kept.pk)
    context = {
        "form": form,
        "files": [("1", first), ("2", second)],
        "keep": form.data.get("keep") or _better(first, second),
        "lines": [(line, form.data.get(line.key, "")) for line in lines],
        "obstacles": pair.obstacles(request.scope) if request.method != "POST" else (),
        "crumbs": [*crumbs(request), Crumb("Hồ sơ có thể trùng", reverse("people:duplicates"))],
        "nav_key": "people",
    }
    status = 422 if form.errors else 200
    return render(request, "people/compare.html", context, status=status)


def _better(first: Person, second: Person) -> str:
    """The file with an account in use, else the older one."""
    in_use = [person.user is not None and person.user.activated_at for person in (first, second)]
    if bool(in_use[0]) != bool(in_use[1]):
        return "1" if in_use[0] else "2"
    return "1" if first.pk < second.pk else "2"


@login_required
@require_POST
def apart(request: ScopedRequest, pk: int, other: int) -> HttpResponse:
    """Remember that the two are two people."""
    first, second = _two(request, pk, other)
    actions.tell_apart(first, second, by=request.scope)
    toast(request, "Đã ghi nhớ: hai hồ sơ là hai người khác nhau.")
    return redirect("people:duplicates")
