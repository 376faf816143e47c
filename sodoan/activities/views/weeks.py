"""A week of a scheme: a page, and the paper of the office."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.accounts.models import User
from sodoan.activities.models import Scheme
from sodoan.activities.queries.digest import Digest, digest_of, told_for
from sodoan.activities.queries.papers import week_paper
from sodoan.activities.queries.units import schemes_seen
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb
from sodoan.common.weeks import read_week, week_of
from sodoan.documents.choices import PaperKey
from sodoan.documents.downloads import paper_response
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for


@login_required
@require_safe
def week(request: ScopedRequest, pk: int) -> HttpResponse:
    """What the units below did for a scheme in a week (`?tuan=2026-W42`), and who is late."""
    digest = _digest(request, pk)
    context = {
        "digest": digest,
        "scheme": digest.scheme,
        "week": digest.week,
        "this_week": week_of(request.scope.on),
        "crumbs": [Crumb("Hoạt động", f"{reverse('activities:units')}?mo_hinh={pk}")],
        "nav_key": "activities",
    }
    return render(request, "activities/week.html", context)


@login_required
@require_safe
def week_docx(request: ScopedRequest, pk: int) -> HttpResponse:
    """The same on paper, as the office tells its standing committee."""
    digest = _digest(request, pk)
    unit = told_for(digest.scheme, request.scope)
    compiler = cast("User", request.user).full_name
    context = week_paper(digest, unit, day=request.scope.on, compiler=compiler)
    data = kinds.week(context, template_for(unit, PaperKey.WEEK))
    return paper_response(data, f"Báo cáo {digest.week.label.lower()}, {digest.scheme.short}")


def _digest(request: ScopedRequest, pk: int) -> Digest:
    schemes = schemes_seen(request.scope).select_related("unit__type")
    scheme: Scheme = get_object_or_404(schemes, pk=pk)
    require(request.scope, "activities.oversee", scheme)
    shown = read_week(request.GET.get("tuan", ""), week_of(request.scope.on))
    return digest_of(scheme, request.scope, shown)
