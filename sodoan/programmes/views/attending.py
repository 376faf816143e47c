"""Attendance of the branch meeting: a list that is filled in."""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.common.listing import Column, Filter, WorkingListing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.programmes.actions import rounds
from sodoan.programmes.choices import Presence
from sodoan.programmes.engine.votes import quorum
from sodoan.programmes.forms.evaluation import Attendance
from sodoan.programmes.queries.evaluation import called_to
from sodoan.programmes.queries.meeting import Board
from sodoan.programmes.views.rounds import Place, frame, meeting_page

_UNKNOWN = "Chưa điểm danh"
_SHEET = [
    (SheetColumn("Họ và tên", width=28), lambda seat: seat.person.full_name),
    (
        SheetColumn("Điểm danh", width=18),
        lambda seat: Presence(seat.presence).label if seat.presence else _UNKNOWN,
    ),
    (SheetColumn("Lý do vắng", width=48), lambda seat: seat.excuse),
]


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def attendance(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """Who is there; the quorum follows at once. Who the list hides keeps what was saved."""
    if board.meeting is None or place.round is None:
        return redirect(place.url("round"))
    called = called_to(place.round, board.meeting)
    listing = _listing(request, called)
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title=f"Điểm danh họp, {place.title}")
    if request.method == "POST":
        page = Attendance(called, request.POST)
        return _save(request, place, board, listing, page)
    everybody = request.GET.get("tat_ca") == "1"
    return _draw(request, place, board, listing, Attendance(listing.rows, everybody=everybody))


def _save(
    request: ScopedRequest, place: Place, board: Board, listing: WorkingListing, page: Attendance
) -> HttpResponse:
    lapse = False
    if page.is_valid() and board.meeting is not None:
        try:
            rounds.save_attendance(
                board.meeting,
                by=request.scope,
                people=page.people,
                drop_votes="huy_phieu" in request.POST,
            )
        except ValidationError as error:
            page.errors = list(error.messages)
            lapse = isinstance(error, rounds.VotesLapseError)
        else:
            if not listing.narrowed:
                return redirect(place.url("voting"))
            toast(request, f"Đã lưu điểm danh {len(page.people)} người đang hiện.")
            return redirect(request.get_full_path())
    return _draw(request, place, board, listing, page, lapse=lapse)


def _draw(  # noqa: PLR0913 - the parts of the page
    request: ScopedRequest,
    place: Place,
    board: Board,
    listing: WorkingListing,
    page: Attendance,
    *,
    lapse: bool = False,
) -> HttpResponse:
    called = len(board.called)
    context = {
        **frame(place, board, 1),
        "list": listing,
        "page": page,
        "quorum": quorum(board.rule, called=called, present=page.present(board.present)),
        "presences": Presence,
        "unsaved": page.errors or request.GET.get("tat_ca"),
        "lapse": lapse,
    }
    status = 422 if page.errors else 200
    return render(request, "programmes/evaluation/attendance.html", context, status=status)


def _listing(request: ScopedRequest, called: QuerySet) -> WorkingListing:
    name = ("person__sort_key",)
    first, *others = Presence
    return WorkingListing(
        request,
        called,
        columns=[
            Column("ten", "Họ và tên", name),
            Column("diem-danh", first.label, ("rank", *name), "c"),
            *(Column(one.value, one.label, align="c") for one in others),
            Column("ly-do", "Lý do vắng", ("excuse", *name)),
        ],
        noun="người",
        search=holding("person__search_key"),
        filters=[
            Filter("chua", _UNKNOWN, Q(presence="")),
            *(Filter(one.value, one.label, Q(presence=one)) for one in Presence),
            Filter("thieu", "Không có mặt", ~Q(presence=first)),
        ],
        exports_here=True,
    )
