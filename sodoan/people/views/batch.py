"""Admission by decision: the list on one page, and what came of it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.documents.choices import DocumentKind
from sodoan.documents.letterhead import usual_code
from sodoan.documents.models import RegisterEntry
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.people.actions import admit_by_decision
from sodoan.people.actions.batch import MOST_ROWS, NewMember, RowsRefused, usual_wording
from sodoan.people.forms import AdmissionForm, NewMemberForm
from sodoan.people.queries import admitted_by, branches_to_choose

_STEP = 5
_ROWS = formset_factory(
    NewMemberForm, extra=_STEP, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS + _STEP
)


@login_required
def admit_many(request: ScopedRequest, pk: int) -> HttpResponse:
    """Enter the list; one decision admits everybody or nobody."""
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_UNITS).select_related("type")
    unit = get_object_or_404(units, pk=pk)
    require(request.scope, "people.decide_admission", unit)
    form, rows = _forms(request, unit)
    bad = False
    if request.method == "POST" and "more" not in request.POST:
        entry = _decide(request, unit, form, rows)
        if entry is not None:
            toast(request, f"Đã kết nạp theo Quyết định số {entry.code}.")
            return redirect("people:admitted", pk=entry.pk)
        bad = True
    context = {"unit": unit, "form": form, "rows": rows, "bad": bad, "most": MOST_ROWS}
    context |= {"crumbs": [Crumb("Đoàn viên", reverse("people:person_list"))], "nav_key": "people"}
    return render(request, "people/admit_many.html", context, status=422 if bad else 200)


def _forms(
    request: ScopedRequest, unit: Unit
) -> "tuple[AdmissionForm, BaseFormSet[NewMemberForm]]":
    """The head and the rows; “Thêm dòng” comes back with what was typed and more empty rows."""
    day = request.scope.on
    found = branches_to_choose(request.scope, day).filter(path__startswith=unit.path)
    form = AdmissionForm(
        request.POST or None,
        initial={
            "decided_on": day,
            "issuer_code": usual_code(unit),
            "grounds": "\n".join(usual_wording().grounds),
        },
        unit=unit,
        kind=DocumentKind.DECISION,
    )
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and "more" in data:
        count = data.get("form-TOTAL_FORMS", "")
        total = int(count) if count.isascii() and count.isdigit() and len(count) < _STEP else 0
        data["form-TOTAL_FORMS"] = str(min(total + _STEP, MOST_ROWS))
    branches = list(found)
    return form, _ROWS(data, form_kwargs={"branches": branches})


def _decide(
    request: ScopedRequest, unit: Unit, form: AdmissionForm, rows: "BaseFormSet[NewMemberForm]"
) -> RegisterEntry | None:
    """Admit, or leave the reasons at the head and at the rows."""
    if not (form.is_valid() & rows.is_valid()):
        return None
    filled = [row for row in rows.forms if row.has_changed()]
    members = [NewMember(**row.cleaned_data) for row in filled]
    try:
        return admit_by_decision(unit, by=request.scope, members=members, **form.cleaned_data)
    except RowsRefused as refused:
        for at, messages in refused.errors.items():
            filled[at].add_error(None, list(messages))
            filled[at].asks = at in refused.questions
    except ValidationError as error:
        form.add_error(None, error)
    return None


@login_required
@require_safe
def admitted(request: ScopedRequest, pk: int) -> HttpResponse:
    """A decision of admission: its paper, the new members, their slips."""
    entries = RegisterEntry.objects.issued_in_scope(request.scope).select_related("unit")
    entry = get_object_or_404(entries, pk=pk, kind=DocumentKind.DECISION)
    context = {
        "entry": entry,
        "members": admitted_by(request.scope, entry.unit, entry.code, entry.issued_on),
        "may_print": request.scope.covers(Capability.ISSUE_SLIPS, entry.unit.path),
        "crumbs": [Crumb("Đoàn viên", reverse("people:person_list"))],
        "nav_key": "people",
    }
    return render(request, "people/admitted.html", context)
