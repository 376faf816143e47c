"""The committee's proposals: all members in one table, or one member with all there is to weigh."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.programmes.actions import assessment, rounds
from sodoan.programmes.actions.assessment import PledgeMark
from sodoan.programmes.choices import MarkOutcome
from sodoan.programmes.forms.proposals import ProposalLine, ProposalTable
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.queries.weighing import weigh
from sodoan.programmes.views.rounds import Place, frame, meeting_page

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@meeting_page
def proposals(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """Grade, reason where it differs from the vote, and yearly comment, for the whole branch."""
    table = ProposalTable(board, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = sum(_save(request, line) for line in table.lines if line.changed)
        if not table.faulty:
            toast(request, f"Đã lưu {done} thay đổi.")
            return redirect(
                place.url("send_round" if request.POST.get("nut") == "tiep" else "proposals")
            )
    context = {**frame(place, board, 3), "table": table}
    status = 422 if table.faulty else 200
    return render(request, "programmes/evaluation/proposals.html", context, status=status)


def _save(request: ScopedRequest, line: ProposalLine) -> bool:
    """Save one line; its fault is kept on it."""
    result = line.row.result
    try:
        if line.row.is_rated:
            rounds.propose_grade(
                result,
                by=request.scope,
                grade=line.grade,
                reason=line.reason,
                comment=line.comment,
            )
        else:
            rounds.save_comment(result, by=request.scope, comment=line.comment)
    except ValidationError as error:
        line.error = " ".join(error.messages)
    return not line.error


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
        if not line.error and (not line.changed or _save(request, line)):
            toast(request, f"Đã lưu phần của {row.name}.")
            return redirect(_onward(request, place, board, pk))
    context: dict[str, Any] = {
        **frame(place, board, 3),
        "row": row,
        "line": line,
        "lines": lines,
        "outcomes": MarkOutcome,
        "enrolment": row.result.enrolment,
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
