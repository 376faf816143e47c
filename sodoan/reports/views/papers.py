"""A report on paper: downloads, and its number in the register."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.documents.choices import DocumentKind, MediaType, PaperKey
from sodoan.documents.downloads import paper_response
from sodoan.documents.forms import IssueForm
from sodoan.documents.letterhead import signer_of, usual_code
from sodoan.documents.papers import kinds
from sodoan.documents.papers.reports import PeriodicReport
from sodoan.documents.papers.workbooks import report_xlsx
from sodoan.documents.queries import template_for
from sodoan.reports.actions.numbering import number_report
from sodoan.reports.models import Obligation, Submission
from sodoan.reports.queries.lists import versions
from sodoan.reports.queries.papers import draft_paper, paper_of, valid
from sodoan.reports.views.reach import report_or_404


@login_required
@require_safe
def paper(request: ScopedRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 - the name in the address
    """The last version handed in, or an earlier one (`?lan=2`), on paper or as a spreadsheet.

    `?du-thao=1`: as it stands, for who fills it in.
    """
    obligation = report_or_404(request, pk)
    if obligation.period.pack.met_by:
        raise Http404
    context = _context(request, obligation)
    draft = ", dự thảo" if context.is_draft else ""
    name = f"{obligation.period.form.short}, {obligation.period.label}, {context.unit}{draft}"
    if format == "xlsx":
        return paper_response(report_xlsx(context), name, MediaType.XLSX)
    if format != "docx":
        raise Http404
    data = kinds.report(context, template_for(obligation.unit, PaperKey.REPORT))
    return paper_response(data, name)


@login_required
def number(request: ScopedRequest, pk: int) -> HttpResponse:
    """Enter the last version in the register of the unit."""
    obligation = report_or_404(request, pk)
    require(request.scope, "reports.fill_in", obligation)
    shown, unit, day = version_or_404(obligation, ""), obligation.unit, request.scope.on
    initial = {"issued_on": day, "issuer_code": usual_code(unit)}
    form = IssueForm(request.POST or None, initial=initial, unit=unit, kind=DocumentKind.REPORT)
    if request.method == "POST" and form.is_valid():
        try:
            entry = number_report(shown, by=request.scope, **form.head)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã vào sổ: Báo cáo số {entry.code}.")
            return redirect("reports:report", pk)
    context = {
        "form": form,
        "report": obligation,
        "entry": valid(shown.entry),
        "signer": signer_of(unit, day),
        "crumbs": [
            Crumb("Báo cáo", reverse("reports:home")),
            Crumb(str(obligation.period), reverse("reports:report", args=[pk])),
        ],
        "nav_key": "reports",
    }
    return render(request, "reports/number.html", context, status=422 if form.errors else 200)


def _context(request: ScopedRequest, obligation: Obligation) -> PeriodicReport:
    if request.GET.get("du-thao") == "1":
        require(request.scope, "reports.fill_in", obligation)
        return draft_paper(obligation, request.scope)
    return paper_of(version_or_404(obligation, request.GET.get("lan", "")))


def version_or_404(obligation: Obligation, wanted: str) -> Submission:
    """The version of that number; without one the last."""
    rows = versions(obligation)
    found: Submission | None = (
        get_object_or_404(rows, number=whole(wanted)) if wanted else rows.first()
    )
    if found is None:
        raise Http404
    found.obligation = obligation
    return found
