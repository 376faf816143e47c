"""What the pages of an evaluation round share: fetching in scope, the frame, the steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, Step, steps
from sodoan.org.choices import Block, Capability
from sodoan.org.models import Unit
from sodoan.org.queries import approving_unit
from sodoan.programmes.actions.rounds import RoundSentError, refresh_round
from sodoan.programmes.choices import RoundState
from sodoan.programmes.models import Plan, Round, title_of
from sodoan.programmes.queries.meeting import Board, board_of
from sodoan.programmes.queries.troubles import troubles_of
from sodoan.programmes.queries.vote_rows import VoteRow
from sodoan.programmes.views.reach import unit_or_404

_PAGES = ("round", "fact_entries", "meet_again")
_STEPS = ("attendance", "voting", "proposals", "send_round")
_PART_OF = {"round": "attendance", "fact_entries": "voting"}  # page → the step it belongs to

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Place:
    """A branch, its plan in one programme, one calendar, and the round if it was opened."""

    unit: Unit
    plan: Plan
    block: str
    round: Round | None
    approver: Unit | None

    @property
    def title(self) -> str:
        """The branch, with the calendar where it is not the branch's own."""
        return title_of(self.unit, self.block)

    def url(self, name: str, *args: int) -> str:
        """The address of a page of this round."""
        return reverse(
            f"programmes:{name}", args=[self.unit.pk, self.plan.programme_id, self.block, *args]
        )


def place_or_404(request: ScopedRequest, unit: int, programme: int, block: str) -> Place:
    """The branch whose evaluation the signed-in person runs, and the plan it follows."""
    branch = unit_or_404(request, unit, Capability.EVALUATE)
    round_ = (
        Round.objects.filter(unit=branch, programme=programme, block=block)
        .select_related("approver", "plan__programme", "programme", "unit__type")
        .first()
    )
    plan = round_.plan if round_ else Plan.objects.in_force(programme, branch)
    if plan is None or block not in Block:
        raise Http404
    if round_ is None or round_.state == RoundState.PREPARING:  # the branch may have moved
        return Place(branch, plan, block, round_, approving_unit(branch))
    return Place(branch, plan, block, round_, round_.approver)


def sent_already(request: ScopedRequest, place: Place) -> HttpResponse:
    """Say that the round was sent up, and show where it stands."""
    messages.info(request, RoundSentError().message)
    return redirect(place.url("round"))


def meeting_page(view: Page) -> Page:
    """A page of an opened round: the view gets `(request, place, board)`.

    Before the round is opened it leads to the page that opens it; what is posted after the round
    was sent changes nothing and says so. What is posted to an open round finds it up to date.
    """

    @login_required
    @wraps(view)
    def page(
        request: ScopedRequest, unit: int, programme: int, block: str, **rest: Any
    ) -> HttpResponse:
        place = place_or_404(request, unit, programme, block)
        if place.round is None:
            return redirect(place.url("round"))
        try:
            is_posted = request.method == "POST"
            if is_posted:
                refresh_round(place.round, by=request.scope)
            return view(request, place, board_of(place.round, is_refreshed=is_posted), **rest)
        except RoundSentError:  # while this request waited for another
            return sent_already(request, place)

    return page


def frame(place: Place, board: Board | None, current: int) -> dict[str, Any]:
    """What every page of the round shows; `current` is the step, from 1 (5: all done)."""
    programme, branch = place.plan.programme, reverse("programmes:branch", args=[place.unit.pk])
    return {
        "board": board,
        "place": place,
        "unit": place.unit,
        "programme": programme,
        "steps": round_steps(place, board, current),
        "urls": {name: place.url(name) for name in (*_PAGES, *_STEPS)},
        "crumbs": [
            Crumb("Rèn luyện, xếp loại", f"{branch}?chuong_trinh={programme.pk}"),
            Crumb(programme.title),
        ],
        "nav_key": "results",
    }


def round_steps(place: Place, board: Board | None, current: int) -> list[Step]:
    """The four steps of the meeting; one that lacks something is not ticked off."""
    above = place.approver.name if place.approver else "cấp trên"
    labels = (
        "Điểm danh",
        "Góp ý, biểu quyết",
        "Ban Chấp hành chốt đề xuất",
        f"Biên bản và chuyển {above}",
    )
    found = steps(labels, current, [place.url(name) for name in _STEPS] if place.round else [])
    missing = _unfinished(board) if board and board.is_open else set()
    return [
        replace(step, state="next") if step.state == "done" and name in missing else step
        for name, step in zip(_STEPS, found, strict=True)
    ]


def among(rows: Iterable[VoteRow]) -> Q:
    """Return the condition for the results of these rows.

    What an open round shows is judged anew, so that what is stored does not tell them.
    """
    return Q(pk__in=[row.result.pk for row in rows])


def _unfinished(board: Board) -> set[str]:
    """The steps that lack something; nothing is done before there is a meeting."""
    if board.meeting is None:
        return set(_STEPS)
    missing = {_PART_OF.get(one.step, one.step) for one in troubles_of(board)}
    return missing | {"proposals"} if board.unsettled else missing
