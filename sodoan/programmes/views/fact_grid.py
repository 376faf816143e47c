"""Figures of each member that the rules need: a list that is filled in."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from sodoan.common.listing import Column, Filter, WorkingListing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import Kind, SheetColumn
from sodoan.programmes.actions import assessment
from sodoan.programmes.engine.facts import EXEMPT
from sodoan.programmes.engine.schema import FactKind
from sodoan.programmes.forms.evaluation import COMPUTED, FactGrid
from sodoan.programmes.forms.lines import shown
from sodoan.programmes.models import FactEntry
from sodoan.programmes.queries.approvals import results_in
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.views.rounds import Place, frame, meeting_page

_SAVED = "Đã lưu số liệu và tính lại mức theo quy tắc."
_KINDS: dict[FactKind, Kind] = {FactKind.NUMBER: "number"}
_NOBODY = "Chưa có ai trong bảng vừa gửi nên không lưu số liệu nào."


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def fact_entries(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """Meetings, dues, discipline, standing, exemption: one grid with its source.

    Who the list hides keeps what is stored, and so does a column the page did not show.
    """
    data = request.POST if request.method == "POST" else None
    grid, source = _grid(board, data, full=request.GET.get("cot") == "du")
    listing = _listing(request, board, grid)
    if listing.export_wanted:
        lines = shown(grid.lines, listing.queryset)
        return listed_xlsx(lines, _sheet(grid), title=f"Số liệu đánh giá, {place.title}")
    errors: list[str] = []
    if data is not None and grid.is_valid():
        try:
            assessment.save_branch_facts(
                board.round,
                by=request.scope,
                values=grid.values,
                source=data.get("can_cu", "")[:200],
                exempt_for=grid.exempt_for,
            )
        except ValidationError as error:
            errors = list(error.messages)
        else:
            toast(request, _SAVED if grid.values else _NOBODY)
            return redirect(request.get_full_path())
    failed = bool(errors) or any(line.error for line in grid.lines)
    context = {
        **frame(place, board, 2),
        "grid": grid,
        "list": listing,
        "lines": shown(grid.lines, listing.rows),
        "source": data.get("can_cu", "") if data is not None else source,
        "errors": errors,
        "unsaved": failed,
    }
    template = "programmes/evaluation/facts.html"
    return render(request, template, context, status=422 if failed else 200)


def _grid(board: Board, data: Any, *, full: bool) -> tuple[FactGrid, str]:
    """The figures as stored or sent, with all that may be entered if `full`; their usual source."""
    kept: dict[int, dict[str, str]] = defaultdict(dict)
    sources: dict[str, int] = defaultdict(int)
    reasons: dict[int, str] = {}
    keys = [row.result.enrolment_id for row in board.rows]
    for entry in FactEntry.objects.filter(enrolment__in=keys):
        kept[entry.enrolment_id][entry.fact] = entry.value
        if entry.fact == EXEMPT:
            reasons[entry.enrolment_id] = entry.source
        else:
            sources[entry.source] += 1
    grid = FactGrid(board.rows, board.pack, kept, data, reasons=reasons, full=full)
    return grid, max(sources, key=lambda text: sources[text]) if sources else ""


def _listing(request: ScopedRequest, board: Board, grid: FactGrid) -> WorkingListing:
    name = ("enrolment__person__sort_key",)
    entries = FactEntry.objects.filter(enrolment=OuterRef("enrolment"))
    lacking = Q(pk__in=grid.unsure)
    for fact in grid.facts:
        if fact.key not in {EXEMPT, *COMPUTED}:
            lacking |= ~Q(Exists(entries.filter(fact=fact.key)))
    return WorkingListing(
        request,
        results_in(board.round),
        columns=[Column("ten", "Họ và tên", name)],
        noun="đoàn viên",
        search=holding("enrolment__person__search_key"),
        lasting=("cot",),
        filters=[
            Filter("thieu", "Còn thiếu số liệu", lacking),
            Filter("mien", "Miễn xếp loại", Q(Exists(entries.filter(fact=EXEMPT)))),
        ],
        exports_here=True,
    )


def _sheet(grid: FactGrid) -> list[Any]:
    facts = [
        (
            SheetColumn(capfirst(fact.label), _KINDS.get(fact.kind, "text"), 16),
            lambda line, place=place: line.cells[place].figure,
        )
        for place, fact in enumerate(grid.facts)
    ]
    why = (SheetColumn("Lý do, căn cứ miễn xếp loại", width=36), lambda line: line.why)
    return [(SheetColumn("Họ và tên", width=28), lambda line: line.row.name), *facts, why]
