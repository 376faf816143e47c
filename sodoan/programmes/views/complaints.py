"""Complaints about published results: the list, the answer, its decision of correction."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb, toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.forms import IssueForm
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.programmes.actions.approval import CapsExceededError
from sodoan.programmes.actions.issuing import answer_with_decision, issue_correction
from sodoan.programmes.choices import ComplaintState
from sodoan.programmes.forms.approval import AnswerForm
from sodoan.programmes.models import Complaint
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries import approvals as queries
from sodoan.programmes.queries.evaluation import has_own_words
from sodoan.programmes.queries.official import lacks_decision
from sodoan.programmes.views.approval import issue_head, round_or_404


@login_required
@require_safe
def complaints(request: ScopedRequest) -> HttpResponse:
    """Complaints of the scope, or about one round (`?dot=`); the nearest deadline first."""
    need(request, Capability.APPROVE)
    rows = queries.complaints_for(request.scope)
    wanted = request.GET.get("dot", "")
    round_ = round_or_404(request, whole(wanted)) if wanted else None
    listing = Listing(
        request,
        rows.filter(result__round=round_) if round_ else rows,
        columns=[
            Column("han", "Hạn trả lời", ("due_on",)),
            Column("ten", "Đoàn viên", ("result__enrolment__person__sort_key",)),
            Column("chi-doan", "Chi đoàn", ("result__round__unit__sort_key",)),
            Column("noi-dung", "Nội dung"),
            Column("trang-thai", "Trạng thái", ("state", "due_on")),
        ],
        noun="khiếu nại",
        search=queries.find_complaints,
        exports_here=True,
        filters=[
            Filter("mo", "Đang xem xét", Q(state=ComplaintState.OPEN)),
            Filter("xong", "Đã trả lời", ~Q(state=ComplaintState.OPEN)),
        ],
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _COMPLAINT_SHEET, title="Khiếu nại xếp loại")
    crumbs = [Crumb("Duyệt xếp loại", reverse("programmes:approvals"))]
    context = {"list": listing, "round": round_, "crumbs": crumbs, "nav_key": "results"}
    return render(request, "programmes/approval/complaints.html", context)


@login_required
def answer_complaint(request: ScopedRequest, pk: int) -> HttpResponse:
    """The complaint beside the facts the grade was based on; uphold or correct.

    A change that stands on no decision of correction any more is given one here.
    """
    complaint = get_object_or_404(queries.complaints_for(request.scope), pk=pk)
    result = complaint.result
    round_ = result.round = round_or_404(request, result.round_id)
    if request.method == "POST":
        require(request.scope, "programmes.answer_complaint", complaint)
    scale = pack_of(round_.plan).active_scale
    lacking = complaint.state == ComplaintState.CHANGED and lacks_decision(complaint)
    form = _issue_form(request, complaint) if lacking else _answer_form(request, complaint)
    if request.method == "POST" and form.is_valid():
        try:
            told = _write(request, complaint, form)
        except ValidationError as error:
            form.add_error(None, error)
            if not isinstance(error, CapsExceededError):
                form.fields.pop("cap_note", None)
        else:
            toast(request, told)
            return redirect("programmes:complaints")
    line = next(one for one in queries.lines_of(round_) if one.result.pk == result.pk)
    context = {
        "form": form,
        "complaint": complaint,
        "lacking": lacking,
        "line": line,
        "round": round_,
        "names": {grade.key: grade for grade in scale.grades},
        "may": allowed(request.scope, "programmes.answer_complaint", complaint),
        "crumbs": [Crumb("Khiếu nại", reverse("programmes:complaints"))],
        "nav_key": "results",
    }
    bad = 422 if form.errors else 200
    return render(request, "programmes/approval/complaint.html", context, status=bad)


def _issue_form(request: ScopedRequest, complaint: Complaint) -> IssueForm:
    return IssueForm(request.POST or None, **issue_head(complaint.result.round, request.scope.on))


def _answer_form(request: ScopedRequest, complaint: Complaint) -> AnswerForm:
    result = complaint.result
    return AnswerForm(
        request.POST or None,
        scale=pack_of(result.round.plan).active_scale,
        current=result.grade_key,
        comment=result.comment if has_own_words(result) else "",
        **issue_head(result.round, request.scope.on),
    )


def _write(request: ScopedRequest, complaint: Complaint, form: IssueForm) -> str:
    """Keep what was decided; returns what to tell."""
    if not isinstance(form, AnswerForm):
        entry = issue_correction(complaint, by=request.scope, **form.head)
        return f"Đã ban hành Quyết định điều chỉnh số {entry.code}."
    done = answer_with_decision(complaint, by=request.scope, head=form.head, **form.said)
    name = complaint.result.enrolment.subject
    by = f" theo Quyết định số {done.decision_no}" if done.decision_no else ""
    return f"Đã trả lời khiếu nại của {name}{by}."


_COMPLAINT_SHEET = (
    (SheetColumn("Hạn trả lời", "date", 13), lambda one: one.due_on),
    (SheetColumn("Đoàn viên", width=28), lambda one: one.name),
    (SheetColumn("Chi đoàn", width=30), lambda one: one.result.round.unit.name),
    (SheetColumn("Nội dung", width=60), lambda one: one.text),
    (SheetColumn("Trạng thái"), lambda one: one.get_state_display()),
)
