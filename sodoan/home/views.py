"""The first screen (what is owed and by when), the “more” page, the search and the handbook."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.requests import ScopedRequest, limited
from sodoan.common.text import clean
from sodoan.common.ui import Chip
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.home.handbook import INDEX, names
from sodoan.home.handbook import page as handbook_page
from sodoan.home.navigation import sidebar
from sodoan.home.queries import (
    branch_facts,
    first_screen,
    own_branch,
    own_sheets,
    own_years,
    search_everything,
)
from sodoan.notices.views import inbox_listing

_NOTICES = (
    (SheetColumn("Lúc", "datetime"), lambda notice: notice.created_at),
    (SheetColumn("Thông báo", width=48), lambda notice: notice.title),
    (SheetColumn("Nội dung", width=64), lambda notice: notice.body),
    (SheetColumn("Đã đọc lúc", "datetime"), lambda notice: notice.read_at),
)


@login_required
def home(request: ScopedRequest) -> HttpResponse:
    """Việc cần làm: one card for the most important, rows for the rest."""
    branch = own_branch(request.scope)
    context = {
        "nav_key": "home",
        "screen": first_screen(request.scope, branch),
        "sheets": own_sheets(request.scope),
        "years": own_years(request.scope),
        "facts": branch_facts(request.scope, branch),
    }
    return render(request, "home/home.html", context)


@login_required
def more(request: ScopedRequest) -> HttpResponse:
    """Everything that does not fit the four tabs of a phone."""
    items = sidebar(request.scope)[1:]
    return render(request, "home/more.html", {"items": items, "nav_key": "more"})


@login_required
@require_safe
def notice_export(request: ScopedRequest) -> HttpResponse:
    """The inbox exactly as shown, as .xlsx."""
    return listed_xlsx(inbox_listing(request).queryset, _NOTICES, title="Thông báo")


@login_required
@limited("search")
def search(request: ScopedRequest) -> HttpResponse:
    """Members and units by name, in the scope of the searcher."""
    text = clean(request.GET.get("q", ""))
    found = search_everything(request.scope, text)
    return render(request, "home/search.html", {"text": text, "found": found})


def handbook(request: HttpRequest, name: str = INDEX) -> HttpResponse:
    """One page of the handbook; also for visitors, who may be stuck before they can sign in."""
    if name not in (INDEX, *names()):
        raise Http404
    chips = [Chip("Mục lục", reverse("handbook"), current=name == INDEX)] + [
        Chip(
            handbook_page(one).title.removeprefix("Dành cho ").capitalize(),
            reverse("handbook_page", args=[one]),
            current=one == name,
        )
        for one in names()
    ]
    frame = "layouts/phone.html" if request.user.is_authenticated else "layouts/plain.html"
    context = {"page": handbook_page(name), "chips": chips, "frame": frame}
    return render(request, "home/handbook.html", context)
