"""What a branch says of the members who are on temporary stay with it: a list that is filled in."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sodoan.common.listing import Column, Filter, WorkingListing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.actions.hosting import LONGEST, write_host_comment
from sodoan.programmes.choices import SubjectKind
from sodoan.programmes.forms.hosting import HostLine, lines_of
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.queries.hosting import hosted_in
from sodoan.programmes.views.reach import unit_or_404

_SHEET = (
    (SheetColumn("Họ và tên", width=28), lambda stay: stay.person.full_name),
    (SheetColumn("Chi đoàn chính thức", width=32), lambda stay: stay.home or ""),
    (SheetColumn("Góp ý", width=64), lambda stay: stay.said or ""),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def host_comments(request: ScopedRequest, unit: int, programme: int) -> HttpResponse:
    """Comments on everybody on temporary stay. Who the list hides keeps what is stored."""
    branch = unit_or_404(request, unit, Capability.EVALUATE)
    plan = Plan.objects.in_force(programme, branch)
    if plan is None or plan.programme.subject != SubjectKind.MEMBER:
        raise Http404
    everybody = hosted_in(branch, plan.programme, request.scope.on)
    listing = _listing(request, everybody)
    if listing.export_wanted:
        title = f"Góp ý cho đoàn viên sinh hoạt tạm, {branch.name}"
        return listed_xlsx(listing.queryset, _SHEET, title=title)
    me, faulty = request.scope.person_id, []
    if request.method == "POST":
        sent = [line for line in lines_of(everybody, me, request.POST) if line.to_save]
        done = _save(request, branch, plan.programme, sent)
        faulty = [line for line in sent if line.error]
        if not faulty:
            toast(request, f"Đã lưu {done} góp ý.")
            return redirect(request.get_full_path())
    lines = _with(faulty, lines_of(listing.rows, me))
    context = {
        "unit": branch,
        "plan": plan,
        "nav_key": "results",
        "list": listing,
        "lines": lines,
        "open": any(line.is_open for line in lines),
        "faulty": faulty,
        "longest": LONGEST,
    }
    status = 422 if faulty else 200
    return render(request, "programmes/branch/host_comments.html", context, status=status)


def _save(
    request: ScopedRequest, unit: Unit, programme: Programme, lines: Sequence[HostLine]
) -> int:
    """Save these lines; what is refused is told on its line. Returns how many were kept."""
    for line in lines:
        try:
            write_host_comment(
                line.stay.person, by=request.scope, programme=programme, unit=unit, text=line.text
            )
        except ValidationError as error:
            line.error = " ".join(error.messages)
    return sum(not line.error for line in lines)


def _with(faulty: Sequence[HostLine], stored: Sequence[HostLine]) -> list[HostLine]:
    """The stored lines of the page, each refused one as it was typed; then those hidden by now."""
    refused = {line.stay.pk: line for line in faulty}
    return [refused.pop(line.stay.pk, line) for line in stored] + list(refused.values())


def _listing(request: ScopedRequest, everybody: QuerySet) -> WorkingListing:
    return WorkingListing(
        request,
        everybody,
        columns=[
            Column("ten", "Họ và tên", ("person__sort_key",)),
            Column("gop-y", "Góp ý của chi đoàn"),
        ],
        noun="đoàn viên",
        search=holding("person__search_key"),
        filters=[
            Filter("chua", "Chưa góp ý", Q(said=None)),
            Filter("da", "Đã góp ý", Q(said__isnull=False)),
        ],
        exports_here=True,
    )
