"""The committee's proposals: all members in one table, or one member with all there is to weigh."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.common.listing import Column, Filter, WorkingListing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.programmes.actions import assessment, proposing
from sodoan.programmes.actions.assessment import PledgeMark
from sodoan.programmes.choices import MarkOutcome, ResultState
from sodoan.programmes.forms.lines import shown
from sodoan.programmes.forms.proposals import ProposalLine, ProposalTable
from sodoan.programmes.queries.approvals import results_in
from sodoan.programmes.queries.hosting import host_comments_on
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.queries.vote_rows import VoteRow
from sodoan.programmes.queries.weighing import weigh
from sodoan.programmes.views.rounds import Place, among, frame, meeting_page

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@meeting_page
def proposals(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """Grade, reason where it differs from the vote, and yearly comment, for the whole branch.

    Who the list hides stays as stored.
    """
    table = ProposalTable(board, request.POST if request.method == "POST" else None)
    listing = _listing(request, board)
    if listing.export_wanted:
        return listed_xlsx(
            board.rows_of(listing.queryset), _SHEET, title=f"Đề xuất xếp loại, {place.title}"
        )
    if request.method == "POST":
        done = _save(request, board, [line for line in table.lines if line.to_save])
        if not table.faulty:
            toast(request, f"Đã lưu {done} thay đổi.")
            onward = request.POST.get("nut") == "tiep"
            return redirect(place.url("send_round") if onward else request.get_full_path())
    context = {
        **frame(place, board, 3),
        "list": listing,
        "table": table,
        "lines": shown(table.lines, listing.rows),
        "unsaved": table.faulty,
    }
    status = 422 if table.faulty else 200
    return render(request, "programmes/evaluation/proposals.html", context, status=status)


def _listing(request: ScopedRequest, board: Board) -> WorkingListing:
    name = ("enrolment__person__sort_key",)
    rated = [row for row in board.rows if row.is_rated]
    return WorkingListing(
        request,
        results_in(board.round),
        columns=[
            Column("ten", "Họ và tên", name),
            Column("quy-tac", "Theo quy tắc"),
            Column("bieu-quyet", "Biểu quyết"),
            Column("de-xuat", "Đề xuất và lý do", ("place", *name)),
            Column("nhan-xet", "Nhận xét năm"),
        ],
        noun="đoàn viên",
        search=holding("enrolment__person__search_key"),
        filters=[
            Filter("chua", "Chưa đề xuất", among(row for row in rated if row.proposal is None)),
            Filter("khac", "Khác biểu quyết", among(row for row in rated if row.differs)),
            Filter("tra-lai", "Trả lại", Q(state=ResultState.RETURNED)),
            *(
                Filter(f"muc-{one.key}", one.short, among(r for r in rated if r.proposal == one))
                for one in board.scale.grades
            ),
            *_unrated(board),
        ],
        exports_here=True,
    )


def _unrated(board: Board) -> list[Filter]:
    """Those not voted on, by the reason (`Board.populations`)."""
    return [
        Filter(
            f"dien-{place}",
            title,
            among(row for row in board.unrated if row.population == title),
        )
        for place, (title, _) in enumerate(board.populations)
    ]


def _ruled(row: VoteRow) -> str:
    """The grade by the rules, or why there is none."""
    if not row.is_rated:
        return row.population
    return row.ruled.short if row.ruled else "Chưa khớp mức nào"


def _voted(row: VoteRow) -> str:
    if not row.is_rated:
        return ""
    return row.tally.word if row.tally else "Chưa biểu quyết"


_SHEET = [
    (SheetColumn("Họ và tên", width=28), lambda row: row.name),
    (SheetColumn("Theo quy tắc", width=20), _ruled),
    (SheetColumn("Biểu quyết", width=20), _voted),
    (SheetColumn("Đề xuất", width=20), lambda row: row.proposal.short if row.proposal else ""),
    (SheetColumn("Lý do đề xuất khác", width=36), lambda row: row.result.proposal_reason),
    (SheetColumn("Nhận xét năm", width=56), lambda row: row.result.comment),
    (SheetColumn("Trả lại vì", width=36), lambda row: row.result.why_returned),
]


def _save(request: ScopedRequest, board: Board, lines: Sequence[ProposalLine]) -> int:
    """Save these lines; what is refused is told on its line. Returns how many were kept."""
    given = {line.row.result.pk: line.proposal for line in lines}
    refused = proposing.save_proposals(board.round, by=request.scope, proposals=given)
    for line in lines:
        line.error = refused.get(line.row.result.pk, "")
    return len(given) - len(refused)


@require_http_methods(_METHODS)
@meeting_page
def propose(request: ScopedRequest, place: Place, board: Board, pk: int) -> HttpResponse:
    """One member: pledges with evidence and marks, why this grade, the proposal, the comment."""
    row = board.row(pk)
    if row is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    line = ProposalLine(row, board, data)
    lines = weigh(row.result.enrolment, data)
    if data is not None:
        marks = {one.pledge.pk: PledgeMark(one.outcome, one.note) for one in lines if one.changed}
        try:
            if marks:
                assessment.save_committee_marks(row.result.enrolment, by=request.scope, marks=marks)
        except ValidationError as error:
            line.error = " ".join(error.messages)
        if not line.error and line.to_save:
            _save(request, board, [line])
        if not line.error:
            toast(request, f"Đã lưu phần của {row.name}.")
            return redirect(_onward(request, place, board, pk))
    context: dict[str, Any] = {
        **frame(place, board, 3),
        "row": row,
        "line": line,
        "lines": lines,
        "outcomes": MarkOutcome,
        "enrolment": row.result.enrolment,
        "host_comments": host_comments_on(row.result.enrolment),
    }
    status = 422 if line.error else 200
    return render(request, "programmes/evaluation/propose.html", context, status=status)


def _onward(request: ScopedRequest, place: Place, board: Board, pk: int) -> str:
    """The next member, or the same one again."""
    keys = [row.result.pk for row in board.rows]
    following = keys[keys.index(pk) + 1 :][:1]
    if request.POST.get("nut") == "tiep":
        return place.url("propose", following[0]) if following else place.url("proposals")
    return place.url("propose", pk)
