"""The votes of the branch meeting: a list that is filled in, saved row by row."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sodoan.common.listing import SIZES, Column, Filter, WorkingListing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.programmes.actions import rounds
from sodoan.programmes.choices import ResultState
from sodoan.programmes.forms.ballots import VoteSheet
from sodoan.programmes.queries.approvals import results_in
from sodoan.programmes.queries.meeting import Board, board_of
from sodoan.programmes.queries.troubles import unassessed
from sodoan.programmes.queries.vote_rows import VoteRow
from sodoan.programmes.views.rounds import Place, among, frame, meeting_page

LATE = "chua-tu"


class VotingList(WorkingListing):
    """Its rows are saved one by one, so that it need not be one long page."""

    usual_size = SIZES[0]


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def voting(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """The table of votes; POST takes the rows that were shown (pages without script)."""
    listing = _listing(request, board)
    if listing.export_wanted:
        rows = board.rows_of(listing.queryset)
        return listed_xlsx(rows, _sheet(board), title=f"Biểu quyết xếp loại, {place.title}")
    error = ""
    if request.method == "POST":
        board, error = _save(request, board, board.rated)
        if not error:
            toast(request, "Đã lưu số phiếu.")
            return redirect(request.get_full_path())
    return render(
        request,
        "programmes/evaluation/voting.html",
        _context(request, place, board, listing, error),
        status=422 if error else 200,
    )


@require_POST
@meeting_page
def save_votes(request: ScopedRequest, place: Place, board: Board, pk: int) -> HttpResponse:
    """Save one row while it is being typed; answers with its cells and the figures above."""
    row = board.row(pk)
    if row is None:
        raise Http404
    fresh, error = _save(request, board, [row])
    shown = [one for one in fresh.rows if one.result.pk == pk]
    error = next((one.fault for one in shown if one.fault), error)
    if not getattr(request, "htmx", False):
        if error:
            messages.error(request, error)
        return redirect(place.url("voting"))
    listing = _listing(request, fresh)
    context = {**_context(request, place, fresh, listing, error), "rows": shown}
    template = "programmes/evaluation/voting.html#answer"
    return render(request, template, context, status=422 if error else 200)


def _save(request: ScopedRequest, board: Board, rows: Sequence[VoteRow]) -> tuple[Board, str]:
    """Save the ballots of these rows: what can be counted is kept, and what cannot stays typed.

    Returns the board afterwards and what is wrong, in a sentence.
    """
    sheet = VoteSheet(rows, request.POST, present=board.present)
    if board.meeting is None:
        error = "Chi đoàn chưa ghi thời gian, địa điểm họp và điểm danh."
        return sheet.laid_over(board, everything=True), error
    if gone := [row.name for row in rows if not row.is_rated]:
        return board, f"{', '.join(gone)} không còn thuộc diện biểu quyết xếp loại."
    try:
        rounds.save_ballots(board.meeting, by=request.scope, counted=sheet.counted)
    except ValidationError as refused:
        error = " ".join(refused.messages)
        return sheet.laid_over(board_of(board.round, is_refreshed=True), everything=True), error
    error = ""
    if sheet.faults:
        error = (
            f"{len(sheet.faults)} người có số phiếu chưa đúng, lý do ở ngay dưới tên. "
            "Những người khác đã lưu."
        )
    return sheet.laid_over(board_of(board.round, is_refreshed=True), everything=False), error


def _context(
    request: ScopedRequest, place: Place, board: Board, listing: VotingList, error: str
) -> dict[str, Any]:
    return {
        **frame(place, board, 2),
        "list": listing,
        "rows": board.rows_of(listing.rows),
        "opened": request.GET.get("mo", ""),
        "error": error,
    }


def _listing(request: ScopedRequest, board: Board) -> VotingList:
    name = ("enrolment__person__sort_key",)
    late = unassessed(board).rows
    back = Filter("tra-lai", "Trả lại", Q(state=ResultState.RETURNED))
    return VotingList(
        request,
        results_in(board.round),
        columns=[
            Column("ten", "Họ và tên", name),
            Column("de-xuat", "Đề xuất của tập thể", ("place", *name)),
        ],
        noun="đoàn viên",
        search=holding("enrolment__person__search_key"),
        filters=[
            Filter("chua", "Chưa biểu quyết", among(board.unvoted)),
            Filter("da", "Đã biểu quyết", among([row for row in board.rated if row.is_voted])),
            Filter("sua", "Cần sửa", among(board.wrong)),
            Filter("duoc", "Được xếp loại", among(board.rated)),
            Filter("khong", "Không xếp loại", among(board.unrated)),
            *([back] if board.returned else []),
            *([Filter(LATE, "Chưa tự đánh giá", among(late))] if late else []),
        ],
        exports_here=True,
    )


def _sheet(board: Board) -> list[Any]:
    return [
        (SheetColumn("STT", "number", 6), lambda row: row.number),
        (SheetColumn("Họ và tên", width=28), lambda row: row.name),
        (SheetColumn("Diện xếp loại", width=20), lambda row: row.population),
        (
            SheetColumn("Tự xếp loại", width=18),
            lambda row: row.self_grade.short if row.self_grade else "",
        ),
        (SheetColumn("Nội dung có minh chứng", "number", 12), lambda row: row.proven),
        (SheetColumn("Nội dung đăng ký", "number", 12), lambda row: row.pledged),
        *(
            (
                SheetColumn(f"Phiếu {grade.short}", "number", 11),
                lambda row, place=place: row.boxes[place].count,
            )
            for place, grade in enumerate(board.scale.grades)
        ),
        (SheetColumn("Phiếu trắng", "number", 11), lambda row: row.blank or None),
        (SheetColumn("Đề xuất của tập thể", width=24), _word),
    ]


def _word(row: VoteRow) -> str:
    if not row.is_rated:
        return ""
    return row.tally.word if row.tally else "Chưa biểu quyết"
