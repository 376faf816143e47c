"""The first screen (what is owed and by when), the “more” page and the search."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from sodoan.common.requests import ScopedRequest
from sodoan.common.text import clean
from sodoan.home.navigation import sidebar
from sodoan.home.queries import (
    branch_facts,
    first_screen,
    own_sheets,
    own_years,
    search_everything,
)


@login_required
def home(request: ScopedRequest) -> HttpResponse:
    """Việc cần làm: one card for the most important, rows for the rest."""
    context = {
        "nav_key": "home",
        "screen": first_screen(request.scope),
        "sheets": own_sheets(request.scope),
        "years": own_years(request.scope),
        "facts": branch_facts(request.scope),
    }
    return render(request, "home/home.html", context)


@login_required
def more(request: ScopedRequest) -> HttpResponse:
    """Everything that does not fit the four tabs of a phone."""
    items = sidebar(request.scope)[1:]
    return render(request, "home/more.html", {"items": items, "nav_key": "more"})


@login_required
def search(request: ScopedRequest) -> HttpResponse:
    """Members and units by name, in the scope of the searcher."""
    text = clean(request.GET.get("q", ""))
    found = search_everything(request.scope, text)
    return render(request, "home/search.html", {"text": text, "found": found})
