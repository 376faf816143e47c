"""Activities in the calendar of a phone: the addresses, and what calendar programs fetch."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.calendars import close_feed, open_feed
from sodoan.activities.models import CalendarFeed
from sodoan.activities.queries.calendars import calendar_of, name_of, shown_in
from sodoan.activities.queries.units import PLANNING_TIERS
from sodoan.activities.views.reach import VIEW, unit_or_404
from sodoan.common.clock import today
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import toast
from sodoan.org.models import Unit


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: ScopedRequest) -> HttpResponse:
    """The addresses of the account: its own, and of units (`?don_vi=` adds one it looks at)."""
    if request.method == "POST":
        return _changed(request)
    units = {post.unit_id for post in request.scope.posts if post.tier in PLANNING_TIERS}
    units |= {whole(request.GET.get("don_vi", ""))}
    given = {one.unit_id: one for one in _given(request)}
    seen = Unit.objects.in_scope(request.scope, VIEW).filter(pk__in={*units, *given} - {None})
    calendars: list[Unit | None] = [None] if request.scope.person_id else []
    calendars += seen.order_by("path")
    rows = [
        (unit, name_of(unit), *_address(request, given.get(unit.pk if unit else None)))
        for unit in calendars
    ]
    return render(request, "activities/feeds.html", {"rows": rows, "nav_key": "activities"})


def _changed(request: ScopedRequest) -> HttpResponse:
    wanted = whole(request.POST.get("don_vi", ""))
    unit = unit_or_404(request, wanted, VIEW) if wanted else None
    if request.POST.get("viec") == "tat":
        close_feed(unit, by=request.scope)
        toast(request, "Địa chỉ cũ không còn dùng được.")
    else:
        open_feed(unit, by=request.scope)
        toast(request, "Đã có địa chỉ mới. Địa chỉ cũ, nếu có, không còn dùng được.")
    return redirect(f"{reverse('activities:feeds')}{f'?don_vi={wanted}' if wanted else ''}")


def _given(request: ScopedRequest) -> list[CalendarFeed]:
    return list(CalendarFeed.objects.filter(user=request.scope.user_id))


def _address(request: ScopedRequest, feed: CalendarFeed | None) -> tuple[str, str]:
    """The address, and the one that opens the calendar program of the device."""
    if feed is None:
        return "", ""
    address = request.build_absolute_uri(reverse("activities:feed", args=[feed.key]))
    return address, f"webcal:{address.partition(':')[2]}"


@require_safe
def feed(request: ScopedRequest, key: str) -> HttpResponse:
    """What a calendar program fetches; it is there while the account may still see it."""
    rows = CalendarFeed.objects.select_related("user", "unit")
    found: CalendarFeed = get_object_or_404(rows, key=key, user__is_active=True)
    scope = scope_of(found.user, today())
    if found.unit and not scope.covers(VIEW, found.unit.path):
        raise Http404
    person = getattr(found.user, "person", None)
    activities = shown_in(found, person, scope.on)
    data = calendar_of(activities, name_of(found.unit), request.get_host())
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="hoat-dong.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
