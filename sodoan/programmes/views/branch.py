"""Step 1 in the branch: roster, opening drafts, reading, accepting, returning, entering paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.scoping import Actor
from sodoan.common.ui import Chip, toast
from sodoan.org.choices import Block, Capability
from sodoan.org.models import Unit
from sodoan.programmes.actions import amending
from sodoan.programmes.actions import registration as actions
from sodoan.programmes.actions.reminders import remind_unregistered
from sodoan.programmes.choices import AmendmentState, EnrolmentState
from sodoan.programmes.engine.amend import Change, diff_pledges
from sodoan.programmes.engine.registration import Pledge
from sodoan.programmes.engine.schema import Group
from sodoan.programmes.forms.branch import DecideForm, NoteForm, PaperSheet
from sodoan.programmes.models import Amendment, Enrolment, Evidence, Plan, title_of
from sodoan.programmes.packs import pack_of, schedule_for, schedule_of
from sodoan.programmes.queries.current import current_plan
from sodoan.programmes.queries.hosting import staying_in
from sodoan.programmes.queries.member import is_late
from sodoan.programmes.queries.pledges import from_json
from sodoan.programmes.queries.roots import with_sheet_beside, without_sheet
from sodoan.programmes.queries.roster import (
    WRITING,
    next_submitted,
    plans_of,
    pledges_of,
    sections_of,
    state_counts,
)
from sodoan.programmes.queries.roster import roster as roster_of
from sodoan.programmes.queries.talks import blocks_in, open_talks
from sodoan.programmes.views.branch_list import RosterListing, roster_xlsx
from sodoan.programmes.views.reach import supported_or_404, unit_or_404

_VIEW = Capability.VIEW_RESULTS
_SUPPORT = Capability.SUPPORT


def _plan_choice(request: ScopedRequest, unit: Unit) -> tuple[Plan | None, list[Plan]]:
    """The programme looked at (`?chuong_trinh=`, else the running) among those of the branch."""
    plans = plans_of(unit)
    wanted = request.GET.get("chuong_trinh", "")
    chosen = next((plan for plan in plans if str(plan.programme_id) == wanted), None)
    return chosen or current_plan(unit, plans, request.scope.on), plans


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: ScopedRequest, unit: int) -> HttpResponse:
    """The branch in one programme: who has registered what; POST accepts the sheets ticked."""
    if request.method == "POST":
        return _accept_selected(request, unit_or_404(request, unit, _SUPPORT))
    branch = unit_or_404(request, unit, _VIEW)
    plan, plans = _plan_choice(request, branch)
    if plan is None:
        return render(request, "programmes/branch/empty.html", _frame(branch))
    if request.GET.get("xem") == "phieu" and request.scope.covers(_SUPPORT, branch.path):
        return _read_sheets(request, branch, plan)
    listing = RosterListing(request, branch, plan)
    context = {
        **_frame(branch),
        "list": listing,
        "plan": plan,
        "choices": _programme_chips(plans, plan),
        "counts": state_counts(branch, plan.programme_id, request.scope.on),
        **_dates(branch, plan, request.scope),
        "hosted": staying_in(branch, request.scope.on).count(),
        "missing": without_sheet(branch, plan.programme, request.scope.on).count(),
        "may_support": request.scope.covers(_SUPPORT, branch.path),
        "may_evaluate": request.scope.covers(Capability.EVALUATE, branch.path),
        "may_design": request.scope.covers(Capability.DESIGN, branch.path),
        "pending": _pending(request, branch),
        "me": request.scope.person_id,
    }
    return render(request, "programmes/branch/roster.html", context)


def _frame(unit: Unit) -> dict[str, Any]:
    return {"unit": unit, "nav_key": "results"}


def _dates(unit: Unit, plan: Plan, by: Actor) -> dict[str, Any]:
    """Deadline and meeting of each calendar of the branch, and the talks to be held."""
    blocks = blocks_in(unit, plan.programme_id)
    return {
        "deadlines": [
            (Block(block).label, schedule_for(plan, block).phase("register").end)
            for block in blocks
        ],
        "meetings": [
            (
                f"Họp đánh giá, xếp loại{title_of(unit, block).removeprefix(unit.name)}",
                reverse("programmes:round", args=[unit.pk, plan.programme_id, block]),
            )
            for block in blocks
        ],
        "talks": open_talks(unit, plan, by),
    }


def _programme_chips(plans: list[Plan], chosen: Plan) -> list[Chip]:
    if len(plans) == 1:
        return []
    return [
        Chip(one.programme.short_title, f"?chuong_trinh={one.programme_id}", current=one is chosen)
        for one in plans
    ]


def _pending(request: ScopedRequest, unit: Unit) -> int:
    rows = Evidence.objects.waiting_for(request.scope)
    return rows.filter(pledge__enrolment__unit=unit).count()


@login_required
@require_safe
def roster_export(request: ScopedRequest, unit: int) -> HttpResponse:
    """The list exactly as shown, as .xlsx."""
    branch = unit_or_404(request, unit, _VIEW)
    plan, _ = _plan_choice(request, branch)
    if plan is None:
        raise Http404
    answer: HttpResponse = roster_xlsx(RosterListing(request, branch, plan), branch, plan, request)
    return answer


def _read_sheets(
    request: ScopedRequest, unit: Unit, plan: Plan, *, unticked: bool = False
) -> HttpResponse:
    """All sheets waiting, in full, to be read and ticked one by one; nothing is ticked before.

    `unticked`: they were sent with nothing ticked, which the page says.
    """
    waiting = list(
        roster_of(unit, plan.programme_id)
        .filter(state=EnrolmentState.SUBMITTED)
        .exclude(person=request.scope.person_id)
        .prefetch_related("plan")
    )
    stored = pledges_of(waiting)
    sheets = [(one, sections_of(one, pack_of(one.plan), stored[one.pk])) for one in waiting]
    proofs = {proof.key: proof.title for proof in pack_of(plan).proofs}
    context = {
        **_frame(unit),
        "plan": plan,
        "sheets": sheets,
        "proofs": proofs,
        "unticked": unticked,
    }
    status = 422 if unticked else 200
    return render(request, "programmes/branch/read_sheets.html", context, status=status)


def _accept_selected(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Accept the ticked sheets, each by itself: one that cannot be accepted holds up no other."""
    keys = [number for key in request.POST.getlist("phieu") if (number := whole(key))]
    plan, _ = _plan_choice(request, unit)
    if not keys and plan is not None:
        return _read_sheets(request, unit, plan, unticked=True)
    rows = Enrolment.objects.filter(unit=unit, pk__in=keys).select_related(
        "person", "unit", "plan__programme"
    )
    for enrolment in rows:
        require(request.scope, "programmes.decide_enrolment", enrolment)
    done = 0
    for enrolment in rows:
        try:
            actions.accept_enrolment(enrolment, by=request.scope)
            done += 1
        except ValidationError as error:
            messages.error(request, f"{enrolment.person}: {' '.join(error.messages)}")
    if done:
        toast(request, f"Đã duyệt {done} phiếu. Ai có tài khoản đã nhận thông báo.")
    address = reverse("programmes:branch", args=[unit.pk])
    programme = request.GET.get("chuong_trinh", "")
    query = f"&chuong_trinh={programme}" if programme.isascii() and programme.isdigit() else ""
    return redirect(f"{address}?nop=submitted{query}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_drafts(request: ScopedRequest, unit: int) -> HttpResponse:
    """Ask, with the number, then open a draft for everybody who has none. Nothing is ticked."""
    branch = unit_or_404(request, unit, _SUPPORT)
    plan, _ = _plan_choice(request, branch)
    if plan is None:
        raise Http404
    back = reverse("programmes:branch", args=[branch.pk])
    back = f"{back}?chuong_trinh={plan.programme_id}"
    if request.method == "POST":
        opened = actions.open_enrolments(plan.programme, by=request.scope, unit=branch)
        toast(request, f"Đã mở {opened} phiếu đăng ký." if opened else "Ai cũng đã có phiếu.")
        return redirect(back)
    asked = (branch, plan.programme, request.scope.on)
    missing = without_sheet(*asked).select_related("person")
    context = {
        **_frame(branch),
        "plan": plan,
        "people": missing.order_by("person__sort_key"),
        "elsewhere": with_sheet_beside(*asked).count(),
        "back": back,
    }
    return render(request, "programmes/branch/open_drafts.html", context)


@login_required
@require_POST
def remind(request: ScopedRequest, unit: int) -> HttpResponse:
    """Remind, with one tap, those who have not handed in."""
    branch = unit_or_404(request, unit, _SUPPORT)
    plan, _ = _plan_choice(request, branch)
    if plan is None:
        raise Http404
    told = remind_unregistered(branch, plan.programme, by=request.scope)
    toast(
        request,
        f"Đã nhắc {told} đoàn viên trong hộp thông báo của họ."
        if told
        else "Không nhắc được ai: những người còn lại chưa có tài khoản (đồng chí báo trực tiếp) "
        "hoặc đã thôi sinh hoạt.",
    )
    back = reverse("programmes:branch", args=[branch.pk])
    return redirect(f"{back}?chuong_trinh={plan.programme_id}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ScopedRequest, pk: int) -> HttpResponse:
    """Read one sheet; accept it, or return it with a comment; then the next one waiting."""
    enrolment = supported_or_404(request, pk)
    require(request.scope, "programmes.decide_enrolment", enrolment)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept = request.POST.get("nut") == "duyet"
        try:
            if accept:
                actions.accept_enrolment(
                    enrolment, by=request.scope, comment=form.cleaned_data["comment"]
                )
            else:
                actions.return_enrolment(
                    enrolment, by=request.scope, comment=form.cleaned_data["comment"]
                )
        except ValidationError as error:
            form.add_error("comment", error)
        else:
            words = "Đã duyệt phiếu của" if accept else "Đã trả lại phiếu cho"
            toast(request, f"{words} {enrolment.person}.")
            return redirect(_after(request, enrolment))
    pack = pack_of(enrolment.plan)
    waiting = enrolment.state == EnrolmentState.SUBMITTED
    context = {
        **_frame(enrolment.unit),
        "enrolment": enrolment,
        "sections": sections_of(enrolment, pack, pledges_of([enrolment])[enrolment.pk]),
        "pack": pack,
        "form": form,
        "waiting": waiting,
        "writing": enrolment.state in WRITING,
        "due": schedule_for(enrolment.plan, enrolment.block).phase("register").end,
        "category": next((c for c in pack.categories if c.key == enrolment.category), None),
        "proofs": {proof.key: proof.title for proof in pack.proofs},
    }
    return render(
        request, "programmes/branch/decide.html", context, status=422 if form.errors else 200
    )


def _after(request: ScopedRequest, enrolment: Enrolment) -> str:
    following = next_submitted(enrolment.unit_id, enrolment.programme_id, request.scope)
    if following is not None:
        return reverse("programmes:decide", args=[following.pk])
    address = reverse("programmes:branch", args=[enrolment.unit_id])
    return f"{address}?chuong_trinh={enrolment.programme_id}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_behalf(request: ScopedRequest, pk: int) -> HttpResponse:
    """Type a signed paper sheet: all contents on one long page; marked so, the member is told."""
    enrolment = supported_or_404(request, pk)
    require(request.scope, "programmes.enter_on_behalf", enrolment)
    if enrolment.state not in WRITING:
        messages.info(request, "Phiếu này đã gửi hoặc đã duyệt nên không nhập hộ nữa.")
        return redirect("programmes:decide", pk)
    sheet = PaperSheet(enrolment, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            done = sheet.save(by=request.scope, finish=request.POST.get("nut") == "xong")
        except ValidationError as error:
            sheet.errors = list(error.messages)
            done = False
        if done:
            toast(request, sheet.done_words)
            if request.POST.get("nut") == "xong":
                return redirect(_after(request, enrolment))
            return redirect("programmes:on_behalf", pk)
    context = {**_frame(enrolment.unit), "enrolment": enrolment, "sheet": sheet}
    return render(
        request, "programmes/branch/on_behalf.html", context, status=422 if sheet.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_amendment(request: ScopedRequest, pk: int) -> HttpResponse:
    """Both versions side by side; accept the change or refuse it with the reason."""
    amendment = _amendment_or_404(request, pk)
    enrolment = amendment.enrolment
    require(request.scope, "programmes.decide_enrolment", enrolment)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept = request.POST.get("nut") == "duyet"
        try:
            amending.decide_amendment(
                amendment, by=request.scope, accept=accept, note=form.cleaned_data["note"]
            )
        except ValidationError as error:
            form.add_error("note", error)
        else:
            toast(request, "Đã duyệt điều chỉnh." if accept else "Đã trả lời đề nghị điều chỉnh.")
            address = reverse("programmes:branch", args=[enrolment.unit_id])
            return redirect(f"{address}?nop=amending&chuong_trinh={enrolment.programme_id}")
    context = {
        **_frame(enrolment.unit),
        "amendment": amendment,
        "enrolment": enrolment,
        "groups": _compared(amendment),
        "form": form,
        "waiting": amendment.state == AmendmentState.PROPOSED,
        "support": (support := schedule_of(enrolment).phase("support")),
        "is_late": is_late(amendment, support),
    }
    return render(
        request, "programmes/branch/amendment.html", context, status=422 if form.errors else 200
    )


def _amendment_or_404(request: ScopedRequest, pk: int) -> Amendment:
    inside = Enrolment.objects.in_scope(request.scope, _SUPPORT)
    rows = Amendment.objects.filter(enrolment__in=inside).select_related(
        "enrolment__person",
        "enrolment__unit",
        "enrolment__plan__programme",
        "decided_by",
        "proposed_by",
    )
    found: Amendment = get_object_or_404(rows, pk=pk)
    return found


def _compared(amendment: Amendment) -> list[tuple[Group, list[Change], list[Pledge]]]:
    """Per content group: the changes, and the pledges that stay as they are."""
    pack = pack_of(amendment.enrolment.plan)
    old, new = from_json(amendment.before), from_json(amendment.after)
    changes = diff_pledges(old, new)
    touched = {id(change.new) for change in changes}
    found = []
    for group in pack.groups:
        changed = [one for one in changes if _group(one) == group.key]
        same = [one for one in new if one.group == group.key and id(one) not in touched]
        found.append((group, changed, same))
    return found


def _group(change: Change) -> str:
    pledge = change.new or change.old
    assert pledge is not None  # a change has at least one side
    return pledge.group
