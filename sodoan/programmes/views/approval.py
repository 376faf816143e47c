"""The approving unit: branches, returning, publication."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb, toast
from sodoan.documents.choices import DocumentKind
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.forms import IssueForm
from sodoan.documents.letterhead import signer_of, usual_code
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.actions import approval as actions
from sodoan.programmes.actions.issuing import publish_with_decision, replace_decision
from sodoan.programmes.choices import ComplaintState, RoundState
from sodoan.programmes.forms.approval import PublishForm, ReasonForm
from sodoan.programmes.models import Programme, Result, Round, title_of
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries import approvals as queries
from sodoan.programmes.queries.awaited import awaited
from sodoan.programmes.queries.current import current_programme
from sodoan.programmes.queries.figures import programmes_for, root_plan
from sodoan.programmes.queries.official import lacks_decision
from sodoan.programmes.queries.terms import decide_by, plans_of_approvers


@login_required
@require_safe
def approvals(request: ScopedRequest) -> HttpResponse:
    """Branches of the scope with the state of their evaluation."""
    need(request, Capability.APPROVE)
    programmes = programmes_for(request.scope, Capability.APPROVE)
    wanted = request.GET.get("chuong-trinh", "")
    programme: Programme | None
    if wanted:
        programme = get_object_or_404(programmes, pk=whole(wanted))
    else:
        programme = current_programme(programmes, request.scope, Capability.APPROVE)
    context: dict[str, Any] = {"programme": programme, "nav_key": "results"}
    if programme is not None:
        listing = _listing(request, programme)
        if listing.export_wanted:
            return _export(listing, programme)
        scale = pack_of(root_plan(programme)).active_scale
        sent = [row for row in listing.rows if row.round_state != RoundState.PREPARING]
        keys = [row.round_id for row in sent if row.round_id]
        counts = queries.grade_counts(keys)
        own = {post.unit_id for post in request.scope.posts}
        plans = plans_of_approvers(programme.pk, own)
        context |= {
            "list": listing,
            "rows": [
                (
                    row,
                    title_of(row, row.calendar),
                    queries.counts_by_grade(scale, counts.get(row.round_id, {})),
                    decide_by(plans.get(row.approver_id), row.sent_at),
                )
                for row in listing.rows
            ],
            "programmes": programmes[:10],
            "open_complaints": queries.complaints_for(request.scope)
            .filter(state=ComplaintState.OPEN)
            .count(),
            "own": own,
        }
    return render(request, "programmes/approval/list.html", context)


@login_required
def return_round(request: ScopedRequest, pk: int) -> HttpResponse:
    """Send the whole branch back with a reason."""
    round_ = round_or_404(request, pk)
    require(request.scope, "programmes.approve_round", round_)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_round(round_, by=request.scope, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã trả lại kết quả của {round_.unit.name}.")
            return _to_round(round_)
    context = {
        "form": form,
        "title": f"Trả lại kết quả của {round_.unit.name}?",
        "lead": "Mọi đề xuất đang chờ và đã duyệt của chi đoàn trở về để chi đoàn xem lại.",
        "verb": "Trả lại cả chi đoàn",
    }
    return _reason_page(request, round_, context)


@login_required
def return_result(request: ScopedRequest, pk: int) -> HttpResponse:
    """Send one person's proposal back; the others go on."""
    results = Result.objects.in_scope(request.scope, Capability.APPROVE)
    result = get_object_or_404(
        results.select_related(
            "round__unit", "round__programme", "round__approver", "enrolment__person",
            "enrolment__plan",
        ),
        pk=pk,
    )  # fmt: skip
    round_ = result.round
    require(request.scope, "programmes.approve_round", round_)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_result(result, by=request.scope, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã trả lại kết quả của {result.enrolment.subject}.")
            return _to_round(round_)
    context = {
        "form": form,
        "title": f"Trả lại kết quả của {result.enrolment.subject}?",
        "lead": "Những người khác của chi đoàn không bị ảnh hưởng.",
        "verb": "Trả lại người này",
        "result": result,
    }
    return _reason_page(request, round_, context)


@login_required
def publish(request: ScopedRequest, pk: int) -> HttpResponse:
    """Publish approved branches under one decision with the next number of the register.

    Of a published branch whose decision is void: issue another in its place.
    """
    round_ = round_or_404(request, pk)
    require(request.scope, "programmes.approve_round", round_)
    lacking = round_.state == RoundState.PUBLISHED and lacks_decision(round_)
    form = _issue_form(request, round_, replacing=lacking)
    if request.method == "POST" and form.is_valid():
        try:
            told = _issue(request, round_, form)
        except ValidationError as error:
            form.add_error(None, error)
            if not isinstance(error, actions.CapsExceededError):
                form.fields.pop("cap_note", None)
        else:
            toast(request, told)
            return _to_round(round_)
    context = {
        "form": form,
        "round": round_,
        "signer": signer_of(round_.approver, request.scope.on),
        "lacking": lacking,
        "ready": (ready := lacking or round_.state == RoundState.APPROVED),
        "awaited": [] if ready else awaited(round_, request.scope),
        "crumbs": [*crumbs_of(round_.programme_id), Crumb(round_.unit.name, _round_url(round_))],
        "nav_key": "results",
    }
    bad = 422 if form.errors else 200
    return render(request, "programmes/approval/publish.html", context, status=bad)


def issue_head(round_: Round, day: date) -> dict[str, Any]:
    """What an `IssueForm` of the round's approver begins with."""
    unit = round_.approver
    initial = {"issued_on": day, "issuer_code": usual_code(unit)}
    return {"initial": initial, "unit": unit, "kind": DocumentKind.DECISION}


def _issue_form(request: ScopedRequest, round_: Round, *, replacing: bool) -> IssueForm:
    head = issue_head(round_, request.scope.on)
    if replacing:
        return IssueForm(request.POST or None, **head)
    return PublishForm(request.POST or None, rounds=queries.publishable(round_), **head)


def _issue(request: ScopedRequest, round_: Round, form: IssueForm) -> str:
    """Publish, or issue anew; returns what to tell."""
    if not isinstance(form, PublishForm):
        entry = replace_decision(round_, by=request.scope, **form.head)
        return f"Đã ban hành Quyết định số {entry.code} thay quyết định đã hủy."
    entry = publish_with_decision(
        list(form.cleaned_data["rounds"]),
        by=request.scope,
        cap_note=form.cleaned_data["cap_note"],
        **form.head,
    )
    return f"Đã công bố theo Quyết định số {entry.code}."


def _listing(request: ScopedRequest, programme: Programme) -> Listing:
    units = queries.branches_for(request.scope, programme.pk)
    wanted = request.GET.get("don-vi", "")
    if wanted.isdecimal():
        within = get_object_or_404(
            Unit.objects.in_scope(request.scope, Capability.APPROVE), pk=whole(wanted)
        )
        units = units.filter(path__startswith=within.path)
    states = [("none", "Chưa mở", "")] + [(s.value, s.label, s.value) for s in RoundState]
    return Listing(
        request,
        units,
        columns=[
            Column("chi-doan", "Chi đoàn", ("parent__sort_key", "sort_key")),
            Column("trang-thai", "Trạng thái", ("round_state", "sort_key")),
            Column("nguoi", "Đoàn viên", ("members", "sort_key"), "r"),
            Column("xep-loai", "Đề xuất, xếp loại"),
            Column("chuyen", "Chuyển lúc", ("sent_at", "sort_key")),
            Column("viec", "Việc cần làm"),
        ],
        noun="chi đoàn",
        search=queries.find_branches,
        exports_here=True,
        filters=[Filter(key, label, Q(round_state=value)) for key, label, value in states],
    )


def _export(listing: Listing, programme: Programme) -> HttpResponse:
    """The branches as shown, each grade of the scale with its number of people."""
    rows = list(listing.queryset)
    counts = queries.grade_counts([row.round_id for row in rows if row.round_id])
    words = dict(RoundState.choices)
    columns = [
        (SheetColumn("Chi đoàn", width=36), lambda row: title_of(row, row.calendar)),
        (SheetColumn("Đơn vị cấp trên", width=30), lambda row: row.parent.name),
        (SheetColumn("Trạng thái"), lambda row: words.get(row.round_state, "Chưa mở")),
        (SheetColumn("Đoàn viên", "number", 11), lambda row: row.members),
        (SheetColumn("Thuộc diện xếp loại", "number", 11), lambda row: row.rated or 0),
        *(
            (
                SheetColumn(grade.short, "number", 11),
                lambda row, key=grade.key: counts.get(row.round_id, {}).get(key, 0),
            )
            for grade in pack_of(root_plan(programme)).active_scale.grades
        ),
        (SheetColumn("Chuyển lúc", "datetime"), lambda row: row.sent_at),
    ]
    return listed_xlsx(rows, columns, title=f"Duyệt xếp loại, {programme.title}")


def _reason_page(request: ScopedRequest, round_: Round, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "back": _round_url(round_),
        "crumbs": [*crumbs_of(round_.programme_id), Crumb(round_.unit.name, _round_url(round_))],
        "nav_key": "results",
    }
    bad = 422 if context["form"].errors else 200
    return render(request, "programmes/approval/reason.html", context, status=bad)


def round_or_404(request: ScopedRequest, pk: int) -> Round:
    """A round of the scope, with what its pages show (`is_to_decide` as in the list)."""
    rounds = Round.objects.in_scope(request.scope, Capability.APPROVE)
    to_decide = Exists(Round.objects.filter(pk=OuterRef("pk")).to_decide())
    found: Round = get_object_or_404(
        rounds.select_related(
            "unit__type", "plan__programme", "programme", "approver__type"
        ).annotate(is_to_decide=to_decide),
        pk=pk,
    )
    return found


def _round_url(round_: Round) -> str:
    return reverse("programmes:approve_round", args=[round_.pk])


def _to_round(round_: Round) -> HttpResponseRedirect:
    return HttpResponseRedirect(_round_url(round_))


def crumbs_of(programme_id: int | None = None) -> list[Crumb]:
    """Back to the branches of a programme."""
    query = f"?chuong-trinh={programme_id}" if programme_id else ""
    return [Crumb("Duyệt xếp loại", reverse("programmes:approvals") + query)]
