"""What people owe in activities: times to choose, activities to tell of."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.activities.queries.units import ACTING_TIERS
from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability

_ASKED_FOR = timedelta(weeks=4)  # what is older is no longer asked for every day
_MOST = 20


def todos(scope: Actor) -> list[Todo]:
    """Everything the person owes: in a grassroots union, or given to them."""
    found: list[Todo] = []
    for post in scope.posts:
        if post.tier in ACTING_TIERS:
            if scope.covers(Capability.ACT, post.path):
                found += _times(scope, post)
            found += _untold(scope, post)
    return found


def _times(scope: Actor, post: Any) -> Iterable[Todo]:
    """Schemes of which the unit has chosen no times yet. One query."""
    above = [int(key) for key in post.path.split(".") if key]
    slots = Slot.objects.filter(scheme=OuterRef("pk"), unit=post.unit_id)
    schemes = Scheme.objects.filter(unit__in=above, during__endswith__gt=scope.on)
    for scheme in schemes.exclude(Exists(slots)).order_by("pk"):
        yield Todo(
            f"slots-{scheme.pk}-{post.unit_id}",
            f"Đăng ký khung giờ: {scheme.short}",
            f"Chọn ngày, giờ thực hiện mỗi tuần; {scheme.minutes} phút mỗi hoạt động.",
            f"{reverse('activities:slots', args=[post.unit_id])}?mo_hinh={scheme.pk}",
            "Đăng ký khung giờ",
            "clock",
            scheme.register_by,
        )


def _untold(scope: Actor, post: Any) -> Iterable[Todo]:
    """Activities whose day has come: of the unit, or only those one is in charge of. One query."""
    rows = Activity.objects.filter(unit=post.unit_id, theme__isnull=False).unreported(scope.on)
    rows = rows.filter(on__gte=scope.on - _ASKED_FOR)
    if not scope.covers(Capability.ACT, post.path):
        rows = rows.filter(in_charge=scope.person_id)
    waiting = list(rows.select_related("theme").order_by("on", "starts_at", "pk")[:_MOST])
    if len(waiting) == 1:
        (one,) = waiting
        yield Todo(
            f"report-{one.pk}",
            f"Báo cáo hoạt động: {one.title}",
            "Khoảng một phút: điểm danh, ghi đã làm gì, thêm ảnh.",
            reverse("activities:report", args=[one.pk]),
            "Báo cáo hoạt động",
            "send",
            one.on + timedelta(days=1),
        )
    elif waiting:
        count = f"{len(waiting)}{'+' if len(waiting) == _MOST else ''}"
        yield Todo(
            f"reports-{post.unit_id}",
            f"Báo cáo {count} hoạt động đã qua ngày",
            f"Cũ nhất: {waiting[0].title}.",
            f"{reverse('activities:month', args=[post.unit_id])}?thang={waiting[0].on:%Y-%m}"
            f"&mo_hinh={waiting[0].theme.scheme_id}&mo={waiting[0].pk}",
            "Xem và báo cáo",
            "send",
            waiting[-1].on + timedelta(days=1),
        )
