"""The inbox."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sodoan.common.requests import ScopedRequest
from sodoan.notices.actions import mark_all_read
from sodoan.notices.models import Notice

_PAGE = 30


@login_required
def inbox(request: ScopedRequest) -> HttpResponse:
    """One's own notices, newest first."""
    notices = Notice.objects.filter(user=request.user.pk)
    page = Paginator(notices, _PAGE).get_page(request.GET.get("trang"))
    return render(request, "notices/inbox.html", {"page": page})


@login_required
@require_POST
def read_all(request: ScopedRequest) -> HttpResponse:
    """Mark everything as read."""
    if request.scope.user_id is not None:
        mark_all_read(request.scope.user_id, timezone.now())
    return redirect("notices:inbox")
