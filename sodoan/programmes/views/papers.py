"""Official papers as downloads: fetch in scope, fill the context, print the unit's template."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest, whole
from sodoan.documents.choices import MediaType, PaperKey
from sodoan.documents.downloads import paper_response
from sodoan.documents.papers import kinds
from sodoan.documents.papers.workbooks import branch_summary_xlsx
from sodoan.documents.queries import template_for
from sodoan.jobs.tasks import start
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.bundles import PAPER_CAPABILITIES, PAPERS
from sodoan.programmes.models import Enrolment, Programme, Round
from sodoan.programmes.queries import issued, papers
from sodoan.programmes.queries.approvals import complaints_for
from sodoan.programmes.queries.evaluation import meetings_of
from sodoan.programmes.queries.plans import visible_plans

_BRANCH = PAPER_CAPABILITIES
_ROUND = (Capability.EVALUATE, Capability.VIEW_RESULTS)


@login_required
@require_safe
def registration_sheet(request: ScopedRequest, pk: int) -> HttpResponse:
    """One member's registration sheet in two copies."""
    found = Enrolment.objects.select_related("unit__type", "unit__parent", "person", "result")
    enrolment = get_object_or_404(found.with_plan().prefetch_related("pledges"), pk=pk)
    if enrolment.person is None or not allowed(
        request.scope, "programmes.view_enrolment", enrolment
    ):
        raise Http404
    unit = enrolment.unit
    sheets = papers.registration_sheets(unit, [enrolment], request.scope.on)
    data = kinds.registration_sheets(sheets, template_for(unit, PaperKey.REGISTRATION))
    return paper_response(data, f"Phiếu đăng ký {enrolment.person.full_name}")


@login_required
@require_safe
def sheets(request: ScopedRequest, unit: int, programme: int) -> HttpResponse:
    """The sheets of the whole branch, one file for the printer."""
    branch, members = _branch(request, unit, programme)
    found = papers.registration_sheets(branch, members, request.scope.on)
    data = kinds.registration_sheets(found, template_for(branch, PaperKey.REGISTRATION))
    return paper_response(data, f"Phiếu đăng ký {branch.name}")


@login_required
@require_safe
def wall(request: ScopedRequest, unit: int, programme: int) -> HttpResponse:
    """The wall sheet: only members who agreed to it."""
    branch, members = _branch(request, unit, programme)
    sheet = papers.wall_sheet(branch, members)
    if not sheet.cards:
        messages.warning(
            request,
            "Chưa có đoàn viên nào vừa đồng ý treo phiếu vừa có phiếu đã duyệt, nên chưa in được.",
        )
        return redirect("programmes:branch", unit=unit)
    data = kinds.wall_sheet(sheet, template_for(branch, PaperKey.WALL))
    return paper_response(data, f"Phiếu treo {branch.name}")


@login_required
@require_safe
def summary(request: ScopedRequest, unit: int, programme: int, format: str) -> HttpResponse:  # noqa: A002 - the name in the address
    """The branch's summary of registrations, on paper or as a spreadsheet."""
    branch, members = _branch(request, unit, programme)
    context = papers.branch_summary(branch, members, request.scope.on)
    name = f"Tổng hợp đăng ký {branch.name}"
    if format == "xlsx":
        return paper_response(branch_summary_xlsx(context), name, MediaType.XLSX)
    if format != "docx":
        raise Http404
    data = kinds.branch_summary(context, template_for(branch, PaperKey.SUMMARY))
    return paper_response(data, name)


@login_required
@require_safe
def minutes(request: ScopedRequest, pk: int) -> HttpResponse:
    """The minutes of the latest evaluation meeting, or of the one asked for by `lan`.

    As they were kept, else a draft, which only the branch reads.
    """
    round_ = _round(request, pk, *_ROUND)
    held = meetings_of(round_.pk)
    wanted = whole(request.GET.get("lan", "")) if "lan" in request.GET else len(held)
    meeting = next((one for one in held if one.number == wanted), None)
    if meeting is None:
        raise Http404
    meeting.round = round_
    if not allowed(request.scope, "programmes.read_minutes", meeting):
        raise Http404
    data = issued.minutes_paper(meeting)
    return paper_response(data, issued.minutes_name(meeting))


@login_required
@require_safe
def decision(request: ScopedRequest, pk: int) -> HttpResponse:
    """The decision a round was published by, as issued; a draft with dots before that."""
    round_ = _round(request, pk, Capability.APPROVE)
    data = issued.decision_paper(round_, request.scope.on)
    name = f"Quyết định {round_.decision_no or 'nháp'} {round_.decided_in.name}"
    return paper_response(data, name)


@login_required
@require_safe
def correction(request: ScopedRequest, pk: int) -> HttpResponse:
    """The decision of correction after a complaint, as issued; a draft with dots before that."""
    complaint = get_object_or_404(complaints_for(request.scope), pk=pk)
    complaint.result.round = _round(request, complaint.result.round_id, Capability.APPROVE)
    data = issued.correction_paper(complaint, request.scope.on)
    who = complaint.result.enrolment.subject
    name = f"Quyết định điều chỉnh {complaint.decision_no or 'nháp'} {who}"
    return paper_response(data, name)


@login_required
@require_safe
def plan(request: ScopedRequest, pk: int) -> HttpResponse:
    """The plan of one level, as issued; a draft with dots for number and date."""
    found = get_object_or_404(visible_plans(request.scope), pk=pk)
    data = issued.plan_paper(found, request.scope.on)
    name = f"Kế hoạch {found.number or 'nháp'} {found.programme.title} {found.unit.name}"
    return paper_response(data, name)


@login_required
@require_POST
def bundle(request: ScopedRequest, unit: int, programme: int) -> HttpResponse:
    """Order every paper below a unit as one ZIP."""
    found: Unit = get_object_or_404(_units(request), pk=unit)
    taken = get_object_or_404(Programme, pk=programme)
    start(
        PAPERS,
        by=request.scope,
        title=f"Gói giấy tờ {taken.title}: {found.name}",
        args={"unit": unit, "programme": programme},
        capabilities=_BRANCH,
        paths=[found.path],
    )
    return redirect("jobs:list")


def _branch(request: ScopedRequest, unit: int, programme: int) -> tuple[Unit, list[Enrolment]]:
    """The branch in scope and its members of the programme; 404 when nobody takes part."""
    branch: Unit = get_object_or_404(_units(request), pk=unit)
    get_object_or_404(Programme, pk=programme)
    members = list(papers.enrolments_of_branch(branch, programme))
    if not members:
        raise Http404
    return branch, members


def _units(request: ScopedRequest) -> QuerySet[Unit]:
    first, *others = (Unit.objects.in_scope(request.scope, c) for c in _BRANCH)
    for other in others:
        first |= other
    return first.select_related("type", "parent")


def _round(request: ScopedRequest, pk: int, *capabilities: Capability) -> Round:
    first, *others = (Round.objects.in_scope(request.scope, c) for c in capabilities)
    for other in others:
        first |= other
    rows = first.select_related(
        "unit__type", "unit__parent", "plan__programme", "programme", "approver__type"
    )
    found: Round = get_object_or_404(rows, pk=pk)
    return found
