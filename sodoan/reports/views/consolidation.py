"""The level above: what was handed in below, side by side, and words to quote."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.common.words import number
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.reports.actions.filling import quote_text
from sodoan.reports.choices import Standing
from sodoan.reports.models import Obligation
from sodoan.reports.queries.lists import Below, board
from sodoan.reports.views.reach import report_or_404


@login_required
@require_safe
def below(request: ScopedRequest, pk: int) -> HttpResponse:
    """Every report below one: its standing and its figures, summed up; `?xuat=xlsx` as a table."""
    obligation = report_or_404(request, pk)
    rows = board(obligation, request.scope.on)
    cells = list(obligation.period.pack.cells)
    if request.GET.get("xuat") == "xlsx":
        return _sheet(obligation, rows)
    page = reverse("reports:report", args=[pk])
    context = {
        "report": obligation,
        "cells": cells,
        "rows": [
            (row, [number(row.figures.get(cell.key), cell.decimals) for cell in cells])
            for row in rows
        ],
        "sums": [
            number(sum(row.figures.get(cell.key) or 0 for row in rows), cell.decimals)
            for cell in cells
        ],
        "handed_in": sum(row.submission is not None for row in rows),
        "crumbs": [Crumb("Báo cáo", reverse("reports:home")), Crumb(str(obligation.period), page)],
        "nav_key": "reports",
    }
    return render(request, "reports/below.html", context)


def _sheet(obligation: Obligation, rows: list[Below]) -> HttpResponse:
    columns = [
        (SheetColumn("Đơn vị", width=36), lambda row: row.report.unit.name),
        (SheetColumn("Tình hình", width=16), lambda row: Standing(row.report.standing).label),
        *(
            (SheetColumn(cell.label, "number", 16), lambda row, key=cell.key: row.figures.get(key))
            for cell in obligation.period.pack.cells
        ),
    ]
    return listed_xlsx(rows, columns, title=f"Báo cáo cấp dưới, {obligation}")


@login_required
@require_POST
def quote(request: ScopedRequest, pk: int) -> HttpResponse:
    """Quote chosen units below (`nguon`) in a part (`phan`) of one's own report."""
    obligation = report_or_404(request, pk)
    require(request.scope, "reports.fill_in", obligation)
    key = request.POST.get("phan", "")
    sources = [whole(one) for one in request.POST.getlist("nguon")]
    try:
        quote_text(obligation, by=request.scope, key=key, sources=sources)
    except ValidationError as error:
        toast(request, error.messages[0])
    else:
        toast(request, "Đã trích vào báo cáo.")
    return redirect(f"{reverse('reports:report', args=[pk])}#t-{key}")
