"""Step 3 in the branch: open the round, its heading, sending up."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.org.models import Appointment
from sodoan.people.models import Person
from sodoan.programmes.actions import meetings, rounds
from sodoan.programmes.forms.evaluation import MeetingForm
from sodoan.programmes.models import Enrolment, Evidence
from sodoan.programmes.queries.meeting import Board, board_of
from sodoan.programmes.queries.terms import too_early
from sodoan.programmes.queries.troubles import departing, troubles_of, unassessed
from sodoan.programmes.views.attending import attendance
from sodoan.programmes.views.fact_grid import fact_entries
from sodoan.programmes.views.proposing import proposals, propose
from sodoan.programmes.views.rounds import Place, frame, meeting_page, place_or_404, sent_already
from sodoan.programmes.views.voting import LATE, save_votes, voting

_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(_METHODS)
def round_home(request: ScopedRequest, unit: int, programme: int, block: str) -> HttpResponse:
    """Open the round and write the heading of its minutes; later: where the round stands."""
    place = place_or_404(request, unit, programme, block)
    board = board_of(place.round) if place.round is not None else None
    form = _meeting_form(request, place, board)
    if request.method == "POST":
        if board is not None and not board.is_open:
            return sent_already(request, place)
        try:
            answer = _open(request, place, form)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            answer = redirect(place.url("round"))
        if answer is not None:
            return answer
    context = {
        **frame(place, board, 1 if board is None or board.is_open else 5),
        "form": form,
        "early": "" if board else too_early(place.plan, block, request.scope.on),
        "called": len(board.called) if board else _called(place, request.scope.on).count(),
        "troubles": troubles_of(board) if board is not None and board.is_open else [],
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/evaluation/round.html", context, status=status)


def _called(place: Place, on: date) -> Any:
    return Enrolment.objects.called(programme=place.plan.programme_id, unit=place.unit.pk, on=on)


def _meeting_form(request: ScopedRequest, place: Place, board: Board | None) -> MeetingForm:
    led = Appointment.objects.on(request.scope.on).filter(unit=place.unit).values("person")
    concerned = Q(pk__in=_called(place, request.scope.on).values("person")) | Q(pk__in=led)
    meeting = board.meeting if board is not None else None
    if meeting is not None:  # who led it and wrote there may have left since
        concerned |= Q(pk__in=[meeting.chair_id, meeting.secretary_id])
    people = Person.objects.filter(concerned).order_by("sort_key")
    data = request.POST if request.method == "POST" and "day" in request.POST else None
    initial = {"day": request.scope.on, "chair": request.scope.person_id}
    return MeetingForm(data, people=people, meeting=meeting, initial=initial)


def _open(request: ScopedRequest, place: Place, form: MeetingForm) -> HttpResponse | None:
    """Open the round (again: take newcomers in), keep the heading; None: the form has faults."""
    if place.approver is None:
        messages.error(request, "Chưa có đơn vị cấp trên duyệt kết quả của chi đoàn này.")
        return None
    if form.is_bound and not form.is_valid():
        return None
    here: dict[str, Any] = {"unit": place.unit, "block": place.block, "approver": place.approver}
    if not form.is_bound:
        rounds.open_round(place.plan.programme, by=request.scope, **here)
        toast(request, "Đã thêm người mới vào đợt đánh giá.")
        return redirect(place.url("voting"))
    try:
        rounds.convene(place.plan.programme, by=request.scope, **here, **form.heading)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):  # not a fault of one field
            raise
        form.add_error(None, error)
        return None
    return redirect(place.url("attendance"))


@require_POST
@meeting_page
def meet_again(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """Call another meeting with its reason, or take back one that was called by mistake."""
    try:
        if "huy" in request.POST and board.meeting is not None:
            meetings.drop_meeting(board.meeting, by=request.scope)
            toast(request, "Đã hủy cuộc họp vừa mở; biên bản lần trước vẫn được dùng.")
        else:
            meetings.meet_again(board.round, by=request.scope, reason=request.POST.get("ly_do", ""))
            toast(request, "Đã mở cuộc họp mới. Đồng chí ghi thời gian rồi điểm danh.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(place.url("round"))


@require_http_methods(_METHODS)
@meeting_page
def send(request: ScopedRequest, place: Place, board: Board) -> HttpResponse:
    """The exact consequence in numbers, what is still missing, and the sending."""
    if not board.is_open:
        return redirect(place.url("round"))
    errors: list[str] = []
    reason = request.POST.get("ly_do", board.round.cap_reason)
    if request.method == "POST":
        try:
            rounds.send_round(
                board.round,
                by=request.scope,
                cap_reason=reason,
                without_self="van-chuyen" in request.POST,
            )
        except rounds.RoundSentError:
            raise
        except ValidationError as error:
            errors = list(error.messages)
        else:
            above = place.approver.name if place.approver else "cấp trên"
            toast(request, f"Đã chuyển kết quả lên {above}.")
            return redirect(place.url("round"))
    late = unassessed(board)
    judged = Enrolment.objects.judged_in(board.round)
    context = {
        **frame(place, board, 4),
        "unseen": Evidence.objects.waiting(request.scope.on)
        .filter(pledge__enrolment__in=judged)
        .count(),
        "troubles": [(one.sentence, place.url(one.step)) for one in troubles_of(board)],
        "departing": departing(board),
        "still": "van-chuyen" in request.POST,
        "late": late,
        "late_in_time": late.in_time(request.scope.on),
        "late_names": f"{place.url('voting')}?loc={LATE}",
        "errors": errors,
        "reason": reason,
    }
    status = 422 if errors else 200
    return render(request, "programmes/evaluation/send.html", context, status=status)


__all__ = [
    "attendance",
    "fact_entries",
    "meet_again",
    "proposals",
    "propose",
    "round_home",
    "save_votes",
    "send",
    "voting",
]
