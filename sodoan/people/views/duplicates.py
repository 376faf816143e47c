"""Files that may be one person: the queue, two of them side by side, the merge."""

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.org.choices import Capability
from sodoan.people import actions, exports
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

_REASONS = (
    Filter("ngay-sinh", "Trùng tên, ngày sinh", Q(twin_born__isnull=False)),
    Filter("dien-thoai", "Trùng tên, điện thoại", Q(twin_born=None)),
)


def _search(rows: QuerySet, text: str) -> QuerySet:
    return cast("PersonQuerySet", rows).matching(text)


def _with_twins(request: ScopedRequest, rows: Iterable[Person]) -> list[tuple[Person, Person]]:
    """Each file with the older one it resembles."""
    newer = list(rows)
    found = Person.objects.filter(pk__in=[row.twin for row in newer])  # type: ignore[attr-defined]
    older = {person.pk: person for person in with_units(found, request.scope.on)}
    return [(row, older[row.twin]) for row in newer]  # type: ignore[attr-defined]


@login_required
@require_safe
def queue(request: ScopedRequest) -> HttpResponseBase:
    """Files with an older one of the same name and birth date, or name and telephone."""
    need(request, Capability.MANAGE_PEOPLE)
    people = with_units(possible_duplicates(request.scope), request.scope.on)
    listing = Listing(
        request,
        people,
        columns=_COLUMNS,
        noun="cặp hồ sơ",
        search=_search,
        filters=_REASONS,
        exports_here=True,
    )
    if listing.export_wanted:
        return exports.duplicates_xlsx(_with_twins(request, listing.queryset))
    context = {
        "list": listing,
        "pairs": _with_twins(request, listing.rows),
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
