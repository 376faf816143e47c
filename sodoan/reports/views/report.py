"""One report: put together, or read as handed in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.documents.downloads import attachment_response
from sodoan.reports.actions.filling import StaleError, add_annex, drop_annex, save_draft
from sodoan.reports.actions.handing import submit_report
from sodoan.reports.choices import OWED, ObligationState, Source
from sodoan.reports.forms.filling import Filled, read_filled
from sodoan.reports.models import Annex, Obligation
from sodoan.reports.queries.lists import board, reports_seen
from sodoan.reports.queries.sheets import draft_of, sheet_of
from sodoan.reports.views.reach import report_or_404
from sodoan.reports.views.reading import read_context
from sodoan.reports.views.rows import sections_of, trail_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ScopedRequest, pk: int) -> HttpResponse:
    """The page of a report: filled in by who reports for its unit, read by who sees it."""
    obligation = report_or_404(request, pk)
    if request.method == "POST":
        return _send(request, obligation)
    if _fills_in(request, obligation):
        return _page(request, obligation)
    return render(request, "reports/read.html", read_context(request, obligation))


def _fills_in(request: ScopedRequest, obligation: Obligation) -> bool:
    """Whether this is the page to fill in: owed, or accepted and to be corrected (`?sua=1`)."""
    corrects = obligation.state == ObligationState.ACCEPTED and request.GET.get("sua") == "1"
    may = allowed(request.scope, "reports.fill_in", obligation)
    return may and (obligation.state in OWED or corrects) and not obligation.period.pack.met_by


def _send(request: ScopedRequest, obligation: Obligation) -> HttpResponse:
    filled = read_filled(obligation.period.pack, request.POST)
    if "X-Autosave" in request.headers:
        return _autosave(request, obligation, filled)
    if filled.faults:
        return _page(request, obligation, filled)
    hands_in = request.POST.get("viec") == "nop"
    try:
        _keep(request, obligation, filled, hands_in=hands_in)
    except StaleError as error:
        return _page(request, obligation, replace(filled, is_stale=True), list(error.messages))
    except ValidationError as error:
        return _page(request, obligation, filled, _read(error, filled))
    toast(request, "Đã nộp báo cáo." if hands_in else "Đã lưu báo cáo.")
    again = "?sua=1" if obligation.state == ObligationState.ACCEPTED and not hands_in else ""
    return redirect(reverse("reports:report", args=[obligation.pk]) + again)


def _autosave(request: ScopedRequest, obligation: Obligation, filled: Filled) -> HttpResponse:
    """Keep what can be read, and say of the rest what is wrong with it (see autosave.js)."""
    try:
        _keep(request, obligation, filled, hands_in=False)
    except StaleError as error:
        return HttpResponse(error.messages[0], status=409, content_type="text/plain")
    except ValidationError as error:
        if _read(error, filled):
            return HttpResponse(error.messages[0], status=409, content_type="text/plain")
    if filled.faults:
        return render(request, "reports/_refused.html", {"faults": filled.faults}, status=422)
    return HttpResponse(status=204)


def _keep(
    request: ScopedRequest, obligation: Obligation, filled: Filled, *, hands_in: bool
) -> None:
    """Save what was typed; then hand it in, when that is asked. What was saved stays saved."""
    draft = save_draft(
        obligation,
        by=request.scope,
        cells=filled.cells,
        texts=filled.texts,
        version=filled.version,
    )
    if hands_in:
        note = request.POST.get("note", "")
        submit_report(obligation, by=request.scope, version=draft.version, note=note)


def _read(error: ValidationError, filled: Filled) -> list[str]:
    """Faults of cells go to their cells; the others are told above the page."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    filled.faults.update({key: told[0].messages[0] for key, told in error.error_dict.items()})
    return []


def _page(
    request: ScopedRequest,
    obligation: Obligation,
    filled: Filled | None = None,
    errors: list[str] | None = None,
) -> HttpResponse:
    draft = draft_of(obligation)
    sheet = sheet_of(obligation, draft, request.scope.on)
    told = board(obligation, request.scope.on)
    context = common(request, obligation) | {
        "board": told,
        "handed_in": sum(row.submission is not None for row in told),
        "missing": sum(row.submission is None and row.report.state != "exempt" for row in told),
        "quotes": [
            (part, [(row, row.texts[part.key]) for row in told if part.key in row.texts])
            for part in sheet.pack.texts
        ],
        "sheet": sheet,
        "counts": {
            "filled": sheet.count(Source.METRIC, Source.SUM),
            "over": sheet.count(Source.OVERRIDE),
            "typed": sheet.count(Source.TYPED),
        },
        "sections": sections_of(sheet, obligation, filled),
        "words": _words(sheet, filled),
        "draft": draft,
        "version": draft.version if draft else 0,
        "errors": errors or [],
        "corrects": obligation.state == ObligationState.ACCEPTED,
        "returned": obligation.trail.filter(deed="returned").select_related("by").first()
        if obligation.state == ObligationState.RETURNED
        else None,
    }
    status = 422 if filled or errors else 200
    return render(request, "reports/fill_in.html", context, status=status)


def _words(sheet: Any, filled: Filled | None) -> list[tuple[Any, str]]:
    typed: Mapping[str, str] = filled.texts if filled else {}
    return [(part.pack, typed.get(part.pack.key, part.text)) for part in sheet.words]


def common(request: ScopedRequest, obligation: Obligation) -> dict[str, Any]:
    """What both pages of a report show."""
    return {
        "report": obligation,
        "period": obligation.period,
        "form": obligation.period.form,
        "trail": trail_of(obligation),
        "annexes": obligation.annexes.select_related("attachment"),
        "crumbs": [Crumb("Báo cáo", reverse("reports:home"))],
        "nav_key": "reports",
        "today": request.scope.on,
    }


@login_required
@require_POST
def annex_add(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keep a file with a report."""
    obligation = report_or_404(request, pk)
    require(request.scope, "reports.fill_in", obligation)
    file = request.FILES.get("file")
    if file is None:
        toast(request, "Đồng chí chọn tệp trước.")
        return redirect("reports:report", pk)
    try:
        add_annex(obligation, by=request.scope, file=file)
    except ValidationError as error:
        return _page(request, obligation, None, list(error.messages))
    toast(request, "Đã thêm tệp kèm theo.")
    return redirect("reports:report", pk)


def _annex_or_404(request: ScopedRequest, pk: int) -> Annex:
    rows = Annex.objects.filter(obligation__in=reports_seen(request.scope).values("pk"))
    found: Annex = get_object_or_404(
        rows.select_related("attachment", "obligation__unit", "obligation__receiver"), pk=pk
    )
    return found


@login_required
@require_safe
def annex(request: ScopedRequest, pk: int) -> FileResponse:
    """One file that goes with a report."""
    return attachment_response(_annex_or_404(request, pk).attachment)


@login_required
@require_POST
def annex_drop(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take a file away from a report."""
    found = _annex_or_404(request, pk)
    try:
        drop_annex(found, by=request.scope)
    except ValidationError as error:
        toast(request, error.messages[0])
    else:
        toast(request, "Đã bỏ tệp kèm theo.")
    return redirect("reports:report", found.obligation_id)
