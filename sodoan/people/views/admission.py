"""Adding a member: form, question about duplicates, return of somebody known."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb, toast
from sodoan.org.choices import Capability
from sodoan.people import actions
from sodoan.people.actions.profile import told_otherwise
from sodoan.people.choices import MembershipKind
from sodoan.people.duplicates import Match, PossibleDuplicate, find_duplicates
from sodoan.people.forms import AdmitForm
from sodoan.people.models import Membership, Person
from sodoan.people.queries import branches_to_choose, deciding_unit
from sodoan.people.validators import clean_id_number, clean_phone


@login_required
def admit(request: ScopedRequest) -> HttpResponse:
    """Add a member to a branch of the scope."""
    need(request, Capability.MANAGE_PEOPLE)
    day = request.scope.on
    initial = {"since": day, "unit": request.GET.get("don_vi") or _only_branch(request)}
    branches = branches_to_choose(request.scope, day)
    form = AdmitForm(request.POST or None, initial=initial, branches=branches)
    matches: tuple[Match, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            person, told = _admit(request, form)
        except ValidationError as error:
            form.add_error(None, error)
        except PossibleDuplicate as question:
            matches = question.matches
        else:
            toast(request, told)
            return redirect("people:person", pk=person.pk)
    context = {
        "form": form,
        "matches": _told(request, matches),
        "deciding": deciding_unit(request.scope),
        "honorary": form["kind"].value() == MembershipKind.HONORARY,
        "certain": any(match.is_certain for match in matches),
        "crumbs": [Crumb("Đoàn viên", reverse("people:person_list"))],
        "nav_key": "people",
    }
    bad = bool(form.errors or matches)
    return render(request, "people/admit.html", context, status=422 if bad else 200)


def _only_branch(request: ScopedRequest) -> int | None:
    """The branch of a secretary, who keeps no other."""
    found = branches_to_choose(request.scope, request.scope.on).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def _admit(request: ScopedRequest, form: AdmitForm) -> tuple[Person, str]:
    """Add, or bring back who is known; the person, and what to tell."""
    data = form.cleaned_data
    known = whole(request.POST.get("known"))
    if known:
        return _bring_back(request, form, known)
    person = actions.admit(
        by=request.scope,
        unit=data["unit"],
        facts=form.facts(),
        since=data["since"],
        decision_no=data["decision_no"],
        kind=data["kind"],
        sensitive={"id_number": data["id_number"]} if data["id_number"] else None,
        others={whole(key) for key in request.POST.get("others", "").split()},
    )
    return person, f"Đã thêm {person.full_name}."


def _bring_back(request: ScopedRequest, form: AdmitForm, pk: int) -> tuple[Person, str]:
    """Only somebody the typed facts found may be brought back, never any key."""
    data = form.cleaned_data
    matches = find_duplicates(
        full_name=data["full_name"],
        born_on=data["born_on"],
        phone=clean_phone(data["phone"]),
        id_number=clean_id_number(data["id_number"]),
    )
    person = next((match.person for match in matches if match.person.pk == pk), None)
    if person is None:
        raise ValidationError("Không tìm thấy người này. Đồng chí nhập lại thông tin.")
    actions.readmit(
        person,
        by=request.scope,
        unit=data["unit"],
        since=data["since"],
        decision_no=data["decision_no"],
        kind=data["kind"],
        facts=form.facts(),
        id_number=data["id_number"],
    )
    return person, _brought_back(person, form)


def _brought_back(person: Person, form: AdmitForm) -> str:
    """What was written, and what the file says otherwise than the form."""
    data = form.cleaned_data
    name, branch = person.full_name, data["unit"].name
    told = f"Đã ghi {name} sinh hoạt trở lại ở {branch}."
    if data["kind"] == MembershipKind.HONORARY:
        told = f"Đã ghi {name} là đoàn viên danh dự của {branch}."
    if kept := told_otherwise(person, form.facts(), data["id_number"]):
        told += (
            f" Hồ sơ đã ghi khác và giữ nguyên: {', '.join(kept)}. Cần đổi thì đồng chí sửa hồ sơ."
        )
    return told


def _told(
    request: ScopedRequest, matches: tuple[Match, ...]
) -> list[tuple[Match, list[Membership], bool]]:
    """For each match: the units it belongs to today, and whether its file may be opened."""
    told = []
    for match in matches:
        rows = Membership.objects.on(request.scope.on).filter(person=match.person)
        now = list(rows.select_related("unit__parent"))
        told.append((match, now, allowed(request.scope, "people.view_person", match.person)))
    return told
