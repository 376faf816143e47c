"""Step 2 in the branch: the queue of evidence, and the quarterly talk."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Chip, toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.actions import support as actions
from sodoan.programmes.choices import EvidenceKind, EvidenceState, Standing
from sodoan.programmes.forms.branch import CheckForm
from sodoan.programmes.models import Enrolment, Evidence
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.roster import waiting_evidence
from sodoan.programmes.queries.talks import Talk, Talks, talks_of, talks_page
from sodoan.programmes.views.reach import supported_or_404, unit_or_404

_SUPPORT = Capability.SUPPORT
_PERSON = "pledge__enrolment__person__sort_key"
_HANDED_IN = (EvidenceKind.FILE, EvidenceKind.TEXT, EvidenceKind.LINK)
_COLUMNS = (
    Column("ten", "Họ và tên", (_PERSON, "added_at")),
    Column("viec", "Việc đã đăng ký", ("pledge__title", _PERSON)),
    Column("loai", "Minh chứng", ("kind", _PERSON)),
    Column("luc", "Gửi lúc", ("added_at",)),
)
_SHEET = (
    (SheetColumn("Họ và tên", width=28), lambda one: one.pledge.enrolment.person.full_name),
    (SheetColumn("Việc đã đăng ký", width=48), lambda one: one.pledge.title),
    (SheetColumn("Minh chứng", width=16), lambda one: one.get_kind_display()),
    (SheetColumn("Mô tả", width=48), lambda one: one.text or one.link),
    (SheetColumn("Gửi lúc", "datetime"), lambda one: one.added_at),
)


@login_required
@require_safe
def evidence_queue(request: ScopedRequest, unit: int) -> HttpResponse:
    """Evidence waiting in the branch: the first one open, the others in line."""
    branch = unit_or_404(request, unit, _SUPPORT)
    listing = _listing(request, branch)
    wanted = whole(request.GET.get("mo", ""))
    chosen = next((one for one in listing.rows if one.pk == wanted), None)
    if wanted and chosen is None:  # on another page of the list
        chosen = waiting_evidence(branch, request.scope).filter(pk=wanted).first()
    return _queue(request, branch, listing, chosen or next(iter(listing.rows), None))


def _listing(request: ScopedRequest, unit: Unit) -> Listing:
    """What waits in the branch, as the page and its export see it."""
    return Listing(
        request,
        waiting_evidence(unit, request.scope),
        columns=_COLUMNS,
        noun="minh chứng",
        search=holding("pledge__enrolment__person__search_key"),
        filters=[Filter(kind.value, kind.label, Q(kind=kind)) for kind in _HANDED_IN],
        exports_here=True,
    )


def _queue(
    request: ScopedRequest,
    unit: Unit,
    listing: Listing,
    shown: Evidence | None,
    form: CheckForm | None = None,
) -> HttpResponse:
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title="Minh chứng chờ duyệt")
    context = {
        "unit": unit,
        "nav_key": "results",
        "shown": shown,
        "list": listing,
        "form": form or CheckForm(),
        "proof": _proof_title(shown) if shown else "",
        "state": EvidenceState,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "programmes/branch/evidence.html", context, status=status)


def _proof_title(evidence: Evidence) -> str:
    """The kind of proof that was promised, in words."""
    pledge = evidence.pledge
    known = {proof.key: proof.title for proof in pack_of(pledge.enrolment.plan).proofs}
    return known.get(pledge.proof, "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_evidence(request: ScopedRequest, pk: int) -> HttpResponse:
    """One piece of evidence; POST says whether it proves its pledge, then the next one."""
    rows = Evidence.objects.in_scope(request.scope, _SUPPORT).select_related(
        "pledge__enrolment__person", "pledge__enrolment__unit", "attachment", "checked_by"
    )
    evidence = get_object_or_404(rows, pk=pk)
    require(request.scope, "programmes.check_evidence", evidence)
    unit = evidence.pledge.enrolment.unit
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verified = request.POST.get("nut") == "dat"
        try:
            actions.check_evidence(
                evidence, by=request.scope, verified=verified, note=form.cleaned_data["note"]
            )
        except ValidationError as error:
            form.add_error("note", error)
        else:
            person = evidence.pledge.enrolment.person
            words = "Đạt" if verified else "Chưa đạt, đã báo lý do"
            toast(request, f"{person}: {words}.")
            return redirect("programmes:evidence_queue", unit.pk)
    listing = _listing(request, unit)
    return _queue(request, unit, listing, evidence, form if request.method == "POST" else None)


@login_required
@require_safe
def review_roster(request: ScopedRequest, unit: int, period: str) -> HttpResponse:
    """The talk of one quarter with everybody: tiles, one of them open (`?mo=`).

    `?chuong_trinh=` says of which programme, where several have the quarter.
    """
    branch = unit_or_404(request, unit, _SUPPORT)
    programme = whole(request.GET.get("chuong_trinh"))
    talks = talks_of(branch, period, request.scope, programme)
    if talks is None:
        raise Http404
    return _draw_talks(request, branch, talks)


def _draw_talks(
    request: ScopedRequest,
    unit: Unit,
    talks: Talks,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    chip = request.GET.get("loc", "")
    shown = _shown(talks, chip)
    wanted = request.GET.get("mo", "")
    opened = next((one for one in talks.open if str(one.enrolment.pk) == wanted), None)
    address = talks_page(unit.pk, talks.plan.programme_id, talks.period.key)
    context = {
        "unit": unit,
        "nav_key": "results",
        "talks": talks,
        "shown": shown,
        "chip": chip,
        "address": address,
        "chips": _chips(talks, chip, address),
        "opened": opened,
        "following": talks.after(opened),
        "standings": Standing,
        "error": error,
    }
    part = "#bang" if getattr(request, "htmx", False) else ""
    template = f"programmes/branch/review.html{part}"
    return render(request, template, context, status=status)


def _shown(talks: Talks, chip: str) -> Sequence[Talk]:
    if chip == "con-lai":
        return talks.left
    if chip == "can-giup":
        return talks.needing_help
    return talks.people


def _chips(talks: Talks, chip: str, address: str) -> list[Chip]:
    return [
        Chip("Tất cả", address, len(talks.people), chip not in {"con-lai", "can-giup"}),
        Chip("Còn lại", f"{address}&loc=con-lai", len(talks.left), chip == "con-lai"),
        Chip("Cần giúp", f"{address}&loc=can-giup", len(talks.needing_help), chip == "can-giup"),
    ]


@login_required
@require_POST
def review(request: ScopedRequest, pk: int, period: str) -> HttpResponse:
    """Save the standing of one member and open the next who has none. Saving again is harmless."""
    enrolment = supported_or_404(request, pk)
    try:
        actions.save_review(
            enrolment,
            by=request.scope,
            period=period,
            standing=request.POST.get("muc", ""),
            note=request.POST.get("ghi_chu", ""),
        )
    except ValidationError as error:
        talks = talks_of(enrolment.unit, period, request.scope, enrolment.programme_id)
        if talks is None:
            raise Http404 from None
        return _draw_talks(
            request, enrolment.unit, talks, error=" ".join(error.messages), status=422
        )
    return redirect(_next_talk(request, enrolment, period))


def _next_talk(request: ScopedRequest, enrolment: Enrolment, period: str) -> str:
    talks = talks_of(enrolment.unit, period, request.scope, enrolment.programme_id)
    address = talks_page(enrolment.unit_id, enrolment.programme_id, period)
    done = next((one for one in talks.open if one.enrolment == enrolment), None) if talks else None
    following = talks.after(done) if talks else None
    if following is None:
        return address
    key = following.enrolment.pk
    return f"{address}&mo={key}#nguoi-{key}"
