"""One branch before the approving unit: its proposals as a list; approve those ticked, or all."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.common.listing import Column, Filter, WorkingListing, holding
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.programmes.actions import approval as actions
from sodoan.programmes.choices import DECIDED, Population, ResultState, RoundState
from sodoan.programmes.engine.schema import Scale
from sodoan.programmes.models import Meeting, Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries import approvals as queries
from sodoan.programmes.queries.awaited import left_to_others
from sodoan.programmes.queries.evaluation import caps_of, may_return, meetings_of
from sodoan.programmes.queries.official import lacks_decision
from sodoan.programmes.queries.terms import round_due
from sodoan.programmes.views.approval import crumbs_of, round_or_404

_CHOOSING = (RoundState.SENT, RoundState.RETURNED)
_IN_HAND = (*_CHOOSING, RoundState.APPROVED)
_WHOLE_WHILE_HIDDEN = (
    "Danh sách đang lọc nên chưa duyệt kết quả nào. Đồng chí bỏ lọc rồi duyệt cả chi đoàn, "
    "hoặc chọn từng người đang hiện."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve_round(request: ScopedRequest, pk: int) -> HttpResponse:
    """One branch: everybody's proposal with its evidence; approve the ticked ones or all."""
    round_ = round_or_404(request, pk)
    if request.method == "POST":
        return _approve(request, round_)
    listing = _listing(request, round_)
    return _export(listing, round_) if listing.export_wanted else _draw(request, round_, listing)


def _listing(request: ScopedRequest, round_: Round) -> WorkingListing:
    """Everybody in the round; nobody while it is the branch's own affair."""
    results = queries.results_in(round_)
    sent = round_.state != RoundState.PREPARING
    pack = pack_of(round_.plan)
    grades = pack.active_scale.grades
    back = [Filter("tra-lai", "Trả lại", Q(state=ResultState.RETURNED))] if may_return(pack) else []
    may = _may(request, round_)
    name = ("enrolment__person__sort_key",)
    return WorkingListing(
        request,
        results if sent else results.none(),
        columns=[
            *([Column("chon", "Chọn", align="c")] if may and round_.state in _CHOOSING else []),
            Column("ten", "Họ và tên", name),
            Column("de-xuat", "Chi đoàn đề xuất", ("place", *name)),
            Column("tu-xep", "Tự xếp loại"),
            Column("mc", "Minh chứng", align="r"),
            Column("tt", "Trạng thái", ("state", *name)),
            *([Column("viec", "Việc", align="r")] if may and round_.state in _IN_HAND else []),
        ],
        noun="đoàn viên",
        search=holding(
            "enrolment__person__search_key", "enrolment__appointment__person__search_key"
        ),
        filters=[
            Filter("cho", "Chờ duyệt", Q(state=ResultState.PROPOSED)),
            Filter("duyet", "Đã duyệt", Q(state__in=DECIDED)),
            *back,
            Filter("khac", "Khác quy tắc", queries.departing(pack.active_scale)),
            Filter("khac-phieu", "Khác biểu quyết", Q(is_against_vote=True)),
            Filter("dien", "Thuộc diện xếp loại", Q(population=Population.RATED)),
            *(Filter(f"muc-{one.key}", one.short, queries.graded(one.key)) for one in grades),
            Filter("khong", "Không xếp loại", ~Q(population=Population.RATED)),
        ],
        exports_here=sent,
    )


def _may(request: ScopedRequest, round_: Round) -> bool:
    return allowed(request.scope, "programmes.approve_round", round_)


def _draw(
    request: ScopedRequest,
    round_: Round,
    listing: WorkingListing,
    refused: ValidationError | None = None,
) -> HttpResponse:
    """The page of a round; after a refusal with what was ticked and typed."""
    scale = pack_of(round_.plan).active_scale
    may = _may(request, round_)
    caps = caps_of(round_, scale)
    context = {
        "round": round_,
        "list": listing,
        "lines": queries.lines_of(round_, _shown(listing, _ticked(request) if refused else [])),
        **_waiting(request, round_, listing),
        "counts": queries.counts_by_grade(scale, queries.grade_counts([round_.pk])[round_.pk]),
        "top": scale.grades[0],
        "caps": caps,
        "asks_why": isinstance(refused, actions.CapsExceededError)
        or (any(status.over for _, status in caps) and not round_.cap_decision),
        "refused": refused.messages if refused else [],
        "ticked": request.POST.getlist("ket-qua"),
        "cap_note": request.POST.get("y-kien-han-muc", ""),
        "complaints": queries.complaints_for(request.scope).filter(result__round=round_).count(),
        "outlier": queries.outlier_of(round_, scale),
        "may": may,
        **_work(round_, may=may),
        "meetings": _minuted(request, round_),
        "crumbs": crumbs_of(round_.programme_id),
        "nav_key": "results",
    }
    return render(
        request, "programmes/approval/round.html", context, status=422 if refused else 200
    )


def _minuted(request: ScopedRequest, round_: Round) -> list[Meeting]:
    """The meetings whose minutes may be read here."""
    found = meetings_of(round_.pk)
    for meeting in found:
        meeting.round = round_
    return [one for one in found if allowed(request.scope, "programmes.read_minutes", one)]


def _waiting(request: ScopedRequest, round_: Round, listing: WorkingListing) -> dict[str, Any]:
    """How many wait, how many of them this approver decides, and whose result others decide."""
    choosing = _may(request, round_) and round_.state in _CHOOSING
    waiting = listing.count_of("cho")
    others = left_to_others(round_, request.scope) if choosing else ""
    return {
        "waiting": waiting,
        "mine": waiting - (bool(others) and not listing.search_text),
        "others": others,
        "not_mine": request.scope.person_id if others else 0,
    }


def _work(round_: Round, *, may: bool) -> dict[str, Any]:
    """What the approver may do with the round now."""
    return {
        "due": round_due(round_) if may and round_.is_to_decide else None,  # type: ignore[attr-defined]
        "in_hand": may and round_.state in _IN_HAND,
        "choosing": may and round_.state in _CHOOSING,
        "returnable": may_return(pack_of(round_.plan)),
        "lacking": may and round_.state == RoundState.PUBLISHED and lacks_decision(round_),
        "publishable": may and round_.state == RoundState.APPROVED,
    }


def _shown(listing: WorkingListing, ticked: list[int]) -> list[Result]:
    """The rows of the page, then the ticked ones of further pages that were open as well."""
    here = {one.pk for one in listing.rows}
    further = set(ticked) - here
    return listing.rows + (list(listing.queryset.filter(pk__in=further)) if further else [])


def _ticked(request: ScopedRequest) -> list[int]:
    return [number for key in request.POST.getlist("ket-qua") if (number := whole(key))]


def _approve(request: ScopedRequest, round_: Round) -> HttpResponse:
    """Approve the ticked results, or all when asked so; never all while the list hides some."""
    everything, ticked = "tat-ca" in request.POST, _ticked(request)
    listing = _listing(request, round_)
    here = redirect(request.get_full_path())
    if (everything and listing.narrowed) or (not everything and not ticked):
        require(request.scope, "programmes.approve_round", round_)
        none = "Đồng chí chưa chọn ai nên chưa duyệt kết quả nào."
        toast(request, _WHOLE_WHILE_HIDDEN if everything else none)
        return here
    try:
        only = None if everything else ticked
        note = request.POST.get("y-kien-han-muc", "")
        count = actions.approve_results(round_, by=request.scope, only=only, cap_note=note)
    except ValidationError as error:
        fresh = round_or_404(request, round_.pk)
        return _draw(request, fresh, _listing(request, fresh), error)
    told = f"Đã duyệt {count} kết quả." if count else "Chưa duyệt thêm kết quả nào."
    toast(request, f"{told} {left_to_others(round_, request.scope)}".strip())
    return here


def _export(listing: WorkingListing, round_: Round) -> HttpResponse:
    """The people as shown, with what the folded “Vì sao” says."""
    lines = queries.lines_of(round_, listing.queryset)
    return listed_xlsx(lines, _sheet(pack_of(round_.plan).active_scale), title=round_.title)


def _sheet(scale: Scale) -> list[Any]:
    populations, states = dict(Population.choices), dict(ResultState.choices)
    return [
        (SheetColumn("Họ và tên", width=28), lambda line: line.name),
        (SheetColumn("Diện xếp loại", width=18), lambda line: populations[line.result.population]),
        (SheetColumn("Miễn xếp loại vì", width=36), _exempt_for),
        (SheetColumn("Chi đoàn đề xuất", width=18), lambda line: _short(line.proposed)),
        (SheetColumn("Theo quy tắc", width=18), lambda line: _short(line.ruled)),
        *(
            (
                SheetColumn(f"Phiếu {one.short}", "number", 11),
                lambda line, key=one.key: line.votes.get(key, 0) if line.votes else None,
            )
            for one in scale.grades
        ),
        (SheetColumn("Phiếu trắng", "number", 11), lambda line: line.blank),
        (SheetColumn("Đề xuất khác", width=24), _unlike),
        (SheetColumn("Lý do đề xuất khác", width=36), lambda line: line.result.proposal_reason),
        (SheetColumn("Tự xếp loại", width=18), lambda line: _short(line.self_grade)),
        (SheetColumn("Nội dung có minh chứng", "number", 12), lambda line: line.proven),
        (SheetColumn("Nội dung đăng ký", "number", 12), lambda line: line.pledges),
        (SheetColumn("Trạng thái", width=16), lambda line: states[line.result.state]),
        (SheetColumn("Mức được duyệt", width=18), lambda line: _short(line.given)),
        (SheetColumn("Căn cứ", width=48), lambda line: line.result.sentence),
        (SheetColumn("Nhận xét", width=48), lambda line: line.result.comment),
        (SheetColumn("Lý do trả lại", width=36), lambda line: line.result.why_returned),
    ]


def _unlike(line: queries.Line) -> str:
    against = ["Khác biểu quyết"] if line.result.is_against_vote else []
    return "; ".join([*against, *(["Khác quy tắc"] if line.departs else [])])


def _exempt_for(line: queries.Line) -> str:
    result = line.result
    return result.population_reason if result.population == Population.EXEMPT else ""


def _short(grade: Any) -> str:
    return grade.short if grade is not None else ""
