"""Step 1 for the member: the wizard, handing in, and asking for a change later."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Step, steps, toast
from sodoan.org.choices import Capability
from sodoan.programmes.actions.amending import propose_amendment
from sodoan.programmes.actions.member import (
    LockedError,
    StaleError,
    hand_in_sheet,
    save_cards,
)
from sodoan.programmes.actions.registration import set_category
from sodoan.programmes.engine.amend import diff_pledges
from sodoan.programmes.engine.schema import Group
from sodoan.programmes.forms.member import ReasonForm
from sodoan.programmes.forms.pledges import BLANK, CardPage, mark_faults
from sodoan.programmes.models import Enrolment
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.last_year import last_year_of
from sodoan.programmes.queries.member import (
    WRITING,
    Sheet,
    enrolments_for,
    group_state,
    sheet_of,
    subject_name,
)
from sodoan.programmes.queries.pledges import as_engine, problems_of

_LOCKED = "Phiếu đã gửi nên không sửa thẳng được nữa. Chi đoàn trả lại thì bạn sửa tiếp."
_NOT_FOR_OTHERS = "Phiếu do chính đoàn viên gửi. Phiếu giấy đã ký thì đồng chí ghi nhận ở đây."
_UNREAD = "Có ô chưa đọc được, được đánh dấu màu đỏ. {you} sửa ô ấy rồi bấm lại"
_REST_SAVED = "những ô khác đã lưu"
_STALE = (
    "Phiếu này vừa được sửa ở máy khác. Bản đang hiện là nội dung bạn vừa gõ, chưa lưu. "
    "Bạn bấm lưu lần nữa để thay bản kia, hoặc tải lại trang để xem bản kia."
)


def enrolment_or_404(request: ScopedRequest, pk: int, *capabilities: str) -> Enrolment:
    """The enrolment when it is one's own or in scope."""
    found: Enrolment = get_object_or_404(enrolments_for(request.scope, *capabilities), pk=pk)
    return found


def frame(request: ScopedRequest, enrolment: Enrolment) -> dict[str, Any]:
    """What every page about one enrolment shows."""
    own = request.scope.is_self(enrolment.subject_person_id)
    calendar = schedule_of(enrolment)
    return {
        "enrolment": enrolment,
        "is_own": own,
        "you": "bạn" if own else "đồng chí",
        "subject": subject_name(enrolment),
        "calendar": calendar,
        "register_due": calendar.phase("register").end,
        "nav_key": "mine" if own else "results",
    }


@login_required
@require_safe
def register(request: ScopedRequest, pk: int) -> HttpResponse:
    """Go on where the registration was left: the first group that is not complete."""
    enrolment = enrolment_or_404(request, pk, Capability.SUPPORT)
    if enrolment.state not in WRITING:
        return redirect("programmes:sheet", pk)
    sheet = sheet_of(enrolment)
    if sheet.total and not sheet.problems:
        return redirect("programmes:sheet", pk)
    return redirect("programmes:group", pk, sheet.blank_group.key)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_group(request: ScopedRequest, pk: int, group: str) -> HttpResponse:
    """One step of the wizard; saves itself (204) when asked with `X-Autosave`."""
    enrolment = enrolment_or_404(request, pk, Capability.SUPPORT)
    if enrolment.state not in WRITING:
        return _locked(request, pk)
    page = _page(request, enrolment, group)
    if request.method != "POST":
        return _draw(request, page)
    if key := request.GET.get("goi-y"):
        return _say(request, page, key)
    return _save(request, page)


def _page(request: ScopedRequest, enrolment: Enrolment, key: str) -> CardPage:
    pack = pack_of(enrolment.plan)
    found = next((group for group in pack.groups if group.key == key), None)
    if found is None:
        raise Http404
    saved = _saved_by(request, enrolment, key)
    return CardPage(
        enrolment,
        pack,
        found,
        list(enrolment.pledges.filter(group_key=key, is_dropped=False)),
        data=request.POST if request.method == "POST" else None,
        last=last_year_of(enrolment),
        is_same=bool(saved) and saved == group_state(enrolment, key),
    )


def _place(enrolment: Enrolment, group: str) -> str:
    return f"phieu-{enrolment.pk}-{group}"


def _saved_by(request: ScopedRequest, enrolment: Enrolment, group: str) -> str:
    """The mark of what this very page saved last; empty when none or another page did."""
    token, mark = request.session.get(_place(enrolment, group), ("", ""))
    return str(mark) if token and token == request.POST.get("trang") else ""


def _draw(request: ScopedRequest, page: CardPage, *, status: int = 200) -> HttpResponse:
    enrolment, groups = page.enrolment, page.pack.groups
    place = groups.index(page.group)
    following = groups[place + 1] if place + 1 < len(groups) else None
    urls = [reverse("programmes:group", args=[enrolment.pk, one.key]) for one in groups]
    context = {
        **frame(request, enrolment),
        "page": page,
        "pack": page.pack,
        "group": page.group,
        "category": next((c for c in page.pack.categories if c.key == enrolment.category), None),
        "steps": _steps(enrolment, groups, place, urls),
        "place": place,
        "following": following,
        "mark": group_state(enrolment, page.group.key),
        "token": secrets.token_hex(4),
        "here": urls[place],
    }
    return render(request, "programmes/member/group.html", context, status=status)


def _steps(
    enrolment: Enrolment, groups: Sequence[Group], place: int, urls: Sequence[str]
) -> list[Step]:
    """The step bar: a group is done when nothing is missing in it, wherever one stands."""
    pledges = as_engine(enrolment)
    lacking = {one.group for one in problems_of(enrolment, pledges) if one.blocking}
    done = {pledge.group for pledge in pledges} - lacking
    return [
        step
        if step.state == "now"
        else replace(step, state="done" if group.key in done else "next")
        for step, group in zip(
            steps([one.short for one in groups], place + 1, urls), groups, strict=True
        )
    ]


def _say(request: ScopedRequest, page: CardPage, key: str) -> HttpResponse:
    """The hint and the ready sentence of one card, as a fragment."""
    card = page.card(key)
    if card is None:
        raise Http404
    context = {"card": card, "oob": True, "may_take": True}
    return render(request, "programmes/member/_card_say.html", context)


def _save(request: ScopedRequest, page: CardPage) -> HttpResponse:
    """Save the step; then stay, go on or back, as the button says."""
    enrolment, silent = page.enrolment, "X-Autosave" in request.headers
    button, _, key = request.POST.get("nut", "").partition(":")
    readable = page.is_valid(but=key)
    if not readable:  # what is typed is saved as far as it goes, and stays before the eyes
        button = ""
    pledges = page.pledges(
        suggest=key if button == "goi-y" else "", repeat=key if button == "nam-truoc" else ""
    )
    seen = {request.POST.get("moc", ""), _saved_by(request, enrolment, page.group.key)}
    try:
        mark = save_cards(
            enrolment, by=request.scope, group=page.group.key, pledges=pledges, seen=seen
        )
        if button == "doi-tuong":
            set_category(enrolment, by=request.scope, category=request.POST.get("doi_tuong", ""))
    except LockedError:
        return _locked(request, enrolment.pk)
    except StaleError:
        return _stale(request, page, silent=silent)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _draw(request, page, status=422)
    request.session[_place(enrolment, page.group.key)] = [request.POST.get("trang", ""), mark]
    if not readable:
        return _refused(request, page, silent=silent)
    return HttpResponse(status=204) if silent else redirect(_onward(page, button, key))


def _refused(request: ScopedRequest, page: CardPage, *, silent: bool) -> HttpResponse:
    """What could not be read, by name: for autosave the sentences of its fields alone."""
    if silent:
        return render(request, "programmes/member/_refused.html", {"page": page}, status=422)
    you: str = frame(request, page.enrolment)["you"]
    words = [_UNREAD.format(you=you.capitalize())]
    if page.is_rest_saved and request.POST.get("nut") != "doi-tuong":
        words.append(_REST_SAVED)
    messages.error(request, f"{'; '.join(words)}.")
    return _draw(request, page, status=422)


def _stale(request: ScopedRequest, page: CardPage, *, silent: bool) -> HttpResponse:
    if silent:
        text = "Chưa lưu: phiếu vừa được sửa ở máy khác. Bấm Tiếp tục để chọn giữ bản nào."
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    messages.warning(request, _STALE)
    return _draw(request, page, status=409)


def _onward(page: CardPage, button: str, key: str) -> str:
    """Where the pressed button leads."""
    groups, pk = page.pack.groups, page.enrolment.pk
    place = groups.index(page.group)
    if button == "lui":
        place -= 1
    elif button == "tiep":
        place += 1
    if place < 0:
        return reverse("programmes:mine")
    if place >= len(groups):
        return reverse("programmes:sheet", args=[pk])
    here = reverse("programmes:group", args=[pk, groups[place].key])
    if key in page.own_last:  # it stands above the empty card now
        key = f"{page.group.key}-{BLANK}"
    return f"{here}#the-{key}" if key else here


def _locked(request: ScopedRequest, pk: int) -> HttpResponse:
    if "X-Autosave" in request.headers:
        return HttpResponse(_LOCKED, status=409, content_type="text/plain; charset=utf-8")
    messages.info(request, _LOCKED)
    return redirect("programmes:sheet", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Hand the sheet to the branch; what is missing is shown on the sheet."""
    enrolment = enrolment_or_404(request, pk, Capability.SUPPORT)
    if request.method == "POST":
        if enrolment.state not in WRITING:  # pressed twice
            return _locked(request, pk)
        if not allowed(request.scope, "programmes.submit_enrolment", enrolment):
            messages.info(request, _NOT_FOR_OTHERS)
            return redirect("programmes:on_behalf", pk)
        try:
            hand_in_sheet(enrolment, by=request.scope, may_hang="treo" in request.POST)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        else:
            toast(request, "Đã gửi phiếu. Chi đoàn duyệt xong sẽ báo cho bạn.")
    return redirect("programmes:sheet", pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: ScopedRequest, pk: int) -> HttpResponse:
    """Ask to change an accepted registration, with the reason; the branch decides."""
    enrolment = enrolment_or_404(request, pk, Capability.SUPPORT)
    sheet = sheet_of(enrolment)
    if closed := _closed(sheet):
        messages.info(request, closed)
        return redirect("programmes:sheet", pk)
    data = request.POST if request.method == "POST" else None
    stored = list(enrolment.pledges.filter(is_dropped=False))
    pages = [
        CardPage(
            enrolment, sheet.pack, group, [p for p in stored if p.group_key == group.key], data=data
        )
        for group in sheet.pack.groups
    ]
    form = ReasonForm(data)
    if data is not None and _propose(request, enrolment, pages, form):
        toast(request, "Đã gửi đề nghị điều chỉnh. Bản cũ vẫn có hiệu lực đến khi được duyệt.")
        return redirect("programmes:sheet", pk)
    context = {**frame(request, enrolment), "sheet": sheet, "pages": pages, "form": form}
    context["support"] = sheet.calendar.phase("support")
    context["is_late"] = request.scope.on > context["support"].end
    status = 200 if data is None else 422
    return render(request, "programmes/member/amend.html", context, status=status)


def _closed(sheet: Sheet) -> str:
    """Why no change can be asked for now; empty when one can."""
    if sheet.open_amendment:
        return "Đang có một đề nghị điều chỉnh chờ duyệt."
    if not sheet.is_accepted:
        return "Phiếu chưa duyệt thì sửa thẳng, chưa cần đề nghị điều chỉnh."
    return (
        "Kết quả đã chuyển lên cấp trên nên không điều chỉnh được nữa." if sheet.is_sent_up else ""
    )


def _propose(
    request: ScopedRequest, enrolment: Enrolment, pages: list[CardPage], form: ReasonForm
) -> bool:
    if not (all([form.is_valid(), *(page.is_valid() for page in pages)])):
        return False
    wanted = [pledge for page in pages for pledge in page.pledges()]
    if not diff_pledges(as_engine(enrolment), wanted):
        form.add_error(None, "Bạn chưa đổi nội dung nào.")
        return False
    try:
        propose_amendment(
            enrolment, by=request.scope, reason=form.cleaned_data["reason"], pledges=wanted
        )
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
        mark_faults(pages, problems_of(enrolment, wanted))
        return False
    return True
