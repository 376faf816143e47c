"""The inbox."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.requests import ScopedRequest
from sodoan.notices.actions import mark_all_read
from sodoan.notices.models import Notice


def inbox_listing(request: ScopedRequest) -> Listing:
    """One's own notices as the page and its export (in `home`) see them."""
    return Listing(
        request,
        Notice.objects.filter(user=request.user.pk),
        columns=[
            Column("luc", "Mới nhất", ("-created_at",)),
            Column("ten", "Nội dung", ("title", "-created_at")),
        ],
        noun="thông báo",
        search=reading(lambda notice: f"{notice.title} {notice.body}"),
        filters=[
            Filter("chua-doc", "Chưa đọc", Q(read_at=None)),
            Filter("da-doc", "Đã đọc", Q(read_at__isnull=False)),
        ],
        export_url=reverse("notice_export"),
    )


@login_required
@require_safe
def inbox(request: ScopedRequest) -> HttpResponse:
    """One's own notices, newest first."""
    return render(request, "notices/inbox.html", {"list": inbox_listing(request)})


@login_required
@require_POST
def read_all(request: ScopedRequest) -> HttpResponse:
    """Mark everything as read."""
    if request.scope.user_id is not None:
        mark_all_read(request.scope.user_id, timezone.now())
    return redirect("notices:inbox")
