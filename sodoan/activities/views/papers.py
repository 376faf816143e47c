"""Papers about activities, as downloads."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from sodoan.accounts.models import User
from sodoan.activities.queries.papers import month_table
from sodoan.activities.views.reach import VIEW, scheme_of, unit_or_404
from sodoan.common.requests import ScopedRequest
from sodoan.common.weeks import month_of, read_month
from sodoan.documents.choices import MediaType, PaperKey
from sodoan.documents.downloads import paper_response
from sodoan.documents.papers import kinds
from sodoan.documents.papers.workbooks import activities_xlsx
from sodoan.documents.queries import template_for


@login_required
@require_safe
def month(request: ScopedRequest, unit: int, format: str) -> HttpResponse:  # noqa: A002 - the name in the address
    """What a unit did for a scheme in a month (`?thang=2026-10`), on paper or as a spreadsheet."""
    here = unit_or_404(request, unit, VIEW)
    shown = read_month(request.GET.get("thang", ""), month_of(request.scope.on))
    table = month_table(
        here,
        scheme_of(request, here),
        shown,
        day=request.scope.on,
        compiler=cast("User", request.user).full_name,
    )
    name = f"Kết quả hoạt động {table.period}, {here.name}"
    if format == "xlsx":
        return paper_response(activities_xlsx(table), name, MediaType.XLSX)
    if format != "docx":
        raise Http404
    data = kinds.activities(table, template_for(here, PaperKey.ACTIVITIES))
    return paper_response(data, name)
