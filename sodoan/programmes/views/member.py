"""A member's own year: overview, sheet, evidence, self-assessment, complaint."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.activities.queries.attended import Tally, held_for, tallies
from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import attachment_response, history_xlsx
from sodoan.org.choices import Capability
from sodoan.people.actions import set_wall_consent
from sodoan.programmes.actions.approval import file_complaint
from sodoan.programmes.actions.assessment import save_self_assessment
from sodoan.programmes.actions.member import hand_in_evidence
from sodoan.programmes.actions.support import add_note
from sodoan.programmes.actions.support import withdraw_evidence as withdraw
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.forms.member import (
    ComplaintForm,
    EvidenceForm,
    NoteForm,
    SelfAssessmentForm,
)
from sodoan.programmes.models import Assessment, Enrolment, Pledge, Result
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.changes import changes_of
from sodoan.programmes.queries.facts import meeting_time
from sodoan.programmes.queries.hosting import host_comments_on
from sodoan.programmes.queries.member import (
    Sheet,
    enrolments_for,
    evidence_for,
    grade_of,
    grounds_of,
    reach,
    sheet_of,
)
from sodoan.programmes.queries.member_outcome import comment_words, contest_of, history_of, preview
from sodoan.programmes.views.registration import enrolment_or_404, frame

_SENT = "Chi đoàn đã chuyển kết quả lên cấp trên nên không sửa được nữa."
_SEEING = (Capability.SUPPORT, Capability.VIEW_RESULTS)


@login_required
@require_safe
def mine(request: ScopedRequest) -> HttpResponse:
    """The programmes of this year, and the way to earlier years."""
    enrolments = enrolments_for(request.scope).order_by("-programme__year", "pk")
    running = [one for one in enrolments if not _is_over(one)]
    shown = running or list(enrolments[:1])
    context = {
        "nav_key": "mine",
        "sheets": [(sheet, sheet.may_assess(request.scope.on)) for sheet in map(sheet_of, shown)],
        "day": request.scope.on,
    }
    return render(request, "programmes/member/mine.html", context)


def _is_over(enrolment: Enrolment) -> bool:
    result = getattr(enrolment, "result", None)
    return result is not None and result.published_at is not None


@login_required
@require_safe
def sheet(request: ScopedRequest, pk: int) -> HttpResponse:
    """The sheet with everything that happened to it; while open, the page to hand it in from."""
    enrolment = enrolment_or_404(request, pk, *_SEEING)
    return _draw_sheet(request, enrolment)


def _draw_sheet(request: ScopedRequest, enrolment: Enrolment) -> HttpResponse:
    scope, found = request.scope, sheet_of(enrolment)
    base = frame(request, enrolment)
    may_write = allowed(scope, "programmes.edit_enrolment", enrolment)
    context = {
        **base,
        "layout": "layouts/task.html" if may_write else "layouts/phone.html",
        "sheet": found,
        "events": history_of(found),
        "sees_history": allowed(scope, "programmes.view_changes", enrolment),
        "may_write": may_write,
        "may_add": found.is_accepted and allowed(scope, "programmes.add_evidence", enrolment),
        "may_assess": found.may_assess(scope.on)
        and allowed(scope, "programmes.self_assess", enrolment),
        "host_comments": host_comments_on(enrolment),
        "commented": comment_words(found.published) if found.published else "",
        "contest": contest_of(found.published) if found.published and base["is_own"] else None,
        "day": scope.on,
    }
    return render(request, "programmes/member/sheet.html", context)


@login_required
@require_POST
def wall_consent(request: ScopedRequest, pk: int) -> HttpResponse:
    """The member agrees to be on the wall, or takes it back, whenever they like."""
    enrolment = enrolment_or_404(request, pk)
    if enrolment.person is None:
        raise Http404
    agreed = request.POST.get("treo") == "1"
    set_wall_consent(enrolment.person, by=request.scope, consent=agreed)
    toast(
        request,
        "Đã ghi bạn đồng ý treo phiếu."
        if agreed
        else "Đã ghi bạn không đồng ý treo phiếu. Phiếu treo in từ nay không có tên bạn.",
    )
    return redirect(reverse("programmes:sheet", args=[pk]) + "#treo")


@login_required
@require_safe
def attended(request: ScopedRequest, pk: int) -> HttpResponse:
    """Activities of the sheet's time one was expected at, and whether one was there."""
    enrolment = enrolment_or_404(request, pk, *_SEEING)
    if enrolment.person is None:
        raise Http404
    time = meeting_time(enrolment, request.scope.on)
    context = {
        **frame(request, enrolment),
        "rows": held_for(enrolment.person, time.first, time.last),
        "all": tallies({pk: time}).get(pk, Tally()),
        "meetings": tallies({pk: time}, only_meetings=True).get(pk, Tally()),
    }
    return render(request, "programmes/member/attended.html", context)


@login_required
@require_safe
def history(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who changed what of a registration and its result; for the member and who may see history."""
    enrolment = enrolment_or_404(request, pk, *_SEEING)
    if not allowed(request.scope, "programmes.view_changes", enrolment):
        raise Http404
    entries = changes_of(enrolment)
    if request.GET.get("xuat") == "xlsx":
        return history_xlsx(entries, request.GET, title=f"Lịch sử phiếu {enrolment.subject}")
    context = {**frame(request, enrolment), "entries": entries}
    return render(request, "programmes/member/history.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_evidence(request: ScopedRequest, pk: int) -> HttpResponse:
    """Hand in a photo, a file, words or a link for one pledge; or a line of progress."""
    pledge = _pledge_or_404(request, pk)
    enrolment = enrolment_or_404(request, pledge.enrolment_id, Capability.SUPPORT)
    pledge.enrolment = enrolment
    found = sheet_of(enrolment)
    line = next((x for g in found.groups for x in g.lines if x.pledge.pk == pk), None)
    if line is None:
        raise Http404
    if found.is_sent_up and request.method != "POST":
        messages.info(request, _SENT)
        return redirect(reverse("programmes:sheet", args=[enrolment.pk]) + f"#viec-{pk}")
    noting = request.method == "POST" and "note" in request.POST
    data = request.POST if request.method == "POST" else None
    form = EvidenceForm(None if noting else data, None if noting else request.FILES or None)
    note = NoteForm(data if noting else None)
    if data is not None and _keep(request, pledge, note if noting else form):
        toast(request, "Đã ghi tiến độ." if noting else "Đã gửi minh chứng. Chi đoàn sẽ xem.")
        return redirect(reverse("programmes:sheet", args=[enrolment.pk]) + f"#viec-{pk}")
    context = {
        **frame(request, enrolment),
        "sheet": found,
        "line": line,
        "form": form,
        "note": note,
        "may_withdraw": True,
    }
    status = 200 if data is None else 422
    return render(request, "programmes/member/evidence.html", context, status=status)


def _pledge_or_404(request: ScopedRequest, pk: int) -> Pledge:
    where = reach(request.scope, (Capability.SUPPORT,), "enrolment__")
    found: Pledge = get_object_or_404(Pledge.objects.filter(where, is_dropped=False), pk=pk)
    return found


def _keep(request: ScopedRequest, pledge: Pledge, form: EvidenceForm | NoteForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        if isinstance(form, NoteForm):
            add_note(pledge, by=request.scope, text=data["note"])
        else:
            hand_in_evidence(
                pledge, by=request.scope, files=form.uploads, text=data["text"], link=data["link"]
            )
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence.replace("Đồng chí", "Bạn"))
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_evidence(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take back evidence nobody has looked at yet; asks first."""
    evidence = get_object_or_404(evidence_for(request.scope, Capability.SUPPORT), pk=pk)
    back = reverse("programmes:sheet", args=[evidence.pledge.enrolment_id])
    if request.method == "POST":
        try:
            withdraw(evidence, by=request.scope)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            toast(request, "Đã rút minh chứng.")
        return redirect(f"{back}#viec-{evidence.pledge_id}")
    name = evidence.attachment.name if evidence.attachment else evidence.link
    context = {
        "evidence": evidence,
        "what": evidence.text or name,
        "back": f"{back}#viec-{evidence.pledge_id}",
    }
    return render(request, "programmes/member/withdraw.html", context)


@login_required
@require_safe
def evidence_file(request: ScopedRequest, pk: int) -> HttpResponse | FileResponse:
    """The file of an evidence, to the member and those who look after or review the unit."""
    found = get_object_or_404(
        evidence_for(request.scope, *_SEEING).filter(attachment__isnull=False), pk=pk
    )
    return attachment_response(found.attachment)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def self_assess(request: ScopedRequest, pk: int) -> HttpResponse:
    """Judge oneself pledge by pledge; saves itself, and is handed in with the button."""
    enrolment = enrolment_or_404(request, pk, Capability.SUPPORT)
    found = sheet_of(enrolment)
    if not found.may_assess(request.scope.on):
        return _not_now(request, found)
    kept = Assessment.objects.filter(enrolment=enrolment, step="self")
    form = SelfAssessmentForm(
        request.POST if request.method == "POST" else None,
        pack=found.pack,
        pledges=[line.pledge for group in found.groups for line in group.lines],
        assessment=kept.prefetch_related("marks").first(),
    )
    status = 200
    if request.method == "POST":
        silent, submit = "X-Autosave" in request.headers, request.POST.get("nut") == "nop"
        if _assess(request, enrolment, form, submit=submit and not silent):
            if silent:
                return HttpResponse(status=204)
            toast(request, "Đã nộp bản tự đánh giá." if submit else "Đã lưu bản nháp.")
            return redirect("programmes:sheet", pk)
        status = 422
    return _draw_assessment(request, found, form, status)


def _draw_assessment(
    request: ScopedRequest, found: Sheet, form: SelfAssessmentForm, status: int
) -> HttpResponse:
    context = {
        **frame(request, found.enrolment),
        "sheet": found,
        "form": form,
        "grades": [
            (one, found.pack.active_scale.grade(one.data["value"])) for one in form["grade"]
        ],
        "groups": [
            (group, [(line, *form.row(line.pledge)) for line in group.lines])
            for group in found.groups
        ],
        "why": preview(found.enrolment, request.scope.on),
        "assess_due": assess_by(found.pack, found.calendar),
    }
    return render(request, "programmes/member/self_assess.html", context, status=status)


def _assess(
    request: ScopedRequest, enrolment: Enrolment, form: SelfAssessmentForm, *, submit: bool
) -> bool:
    if not form.is_valid():
        return False
    try:
        save_self_assessment(
            enrolment,
            by=request.scope,
            marks=form.marks,
            grade=form.cleaned_data["grade"],
            opinion=form.cleaned_data["opinion"],
            submit=submit,
        )
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
        return False
    return True


def _not_now(request: ScopedRequest, found: Sheet) -> HttpResponse:
    """Why one cannot assess oneself now: a plain answer, also to the autosave."""
    start = found.calendar.phase("evaluate").start
    if not found.is_accepted:
        text = "Phiếu đăng ký chưa được duyệt nên chưa tự đánh giá được."
    elif found.is_sent_up:
        text = _SENT
    else:
        text = f"Chưa đến kỳ đánh giá. Bạn tự đánh giá từ ngày {start:%d/%m/%Y}."
    if "X-Autosave" in request.headers:
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    messages.info(request, text)
    return redirect("programmes:sheet", found.enrolment.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: ScopedRequest, pk: int) -> HttpResponse:
    """Contest one's own published grade before the deadline."""
    results = Result.objects.filter(reach(request.scope, (), "enrolment__"), state="published")
    related = ("enrolment__plan__programme", "enrolment__programme", "round__plan")
    result = get_object_or_404(results.select_related(*related), pk=pk)
    contest, pack = contest_of(result), pack_of(result.enrolment.plan)
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _contest(request, result, form):
        toast(request, "Đã gửi khiếu nại. Bạn được trả lời trong hạn ghi ở trang này.")
        return redirect("programmes:complain", pk)
    context: dict[str, Any] = {
        "result": result,
        "enrolment": result.enrolment,
        "contest": contest,
        "grade": grade_of(pack, result.grade_key),
        "grounds": grounds_of(result, pack),
        "is_open": contest.is_open(request.scope.on),
        "form": form,
        "nav_key": "book",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/member/complain.html", context, status=status)


def _contest(request: ScopedRequest, result: Result, form: ComplaintForm) -> bool:
    if not form.is_valid():
        return False
    try:
        file_complaint(result, by=request.scope, text=form.cleaned_data["text"])
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
        return False
    return True
