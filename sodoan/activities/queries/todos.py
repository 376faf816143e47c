"""What people owe in activities: times, reports, what meetings decided, late projects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from sodoan.activities.choices import ActivityKind
from sodoan.activities.models import Activity, Project, Resolution, Scheme, Slot
from sodoan.activities.queries.units import ACTING_TIERS, PLANNING_TIERS
from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability

_ASKED_FOR = timedelta(weeks=4)  # what is older is no longer asked for every day
_MOST = 20


def todos(scope: Actor) -> list[Todo]:
    """Everything the person owes: in a unit that plans, or given to them."""
    found: list[Todo] = []
    for post in scope.posts:
        if post.tier in ACTING_TIERS and scope.covers(Capability.ACT, post.path):
            found += _times(scope, post)
        if post.tier in PLANNING_TIERS:
            found += _untold(scope, post)
    kept = {
        post.unit_id: post.unit_name
        for post in scope.posts
        if post.tier in PLANNING_TIERS and scope.covers(Capability.ACT, post.path)
    }
    return [*found, *_decided(scope, kept), *_late_projects(scope, kept)]


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
    rows = Activity.objects.filter(unit=post.unit_id).unreported(scope.on)
    rows = rows.filter(on__gte=scope.on - _ASKED_FOR)
    if not scope.covers(Capability.ACT, post.path):
        rows = rows.filter(in_charge=scope.person_id)
    waiting = list(rows.select_related("theme").order_by("on", "starts_at", "pk")[:_MOST])
    if len(waiting) == 1:
        (one,) = waiting
        is_meeting = one.kind == ActivityKind.MEETING
        what = "Ghi biên bản" if is_meeting else "Báo cáo hoạt động"
        yield Todo(
            f"report-{one.pk}",
            f"{what}: {one.title}",
            "Điểm danh, ghi nội dung thảo luận, kết luận, nghị quyết."
            if is_meeting
            else "Khoảng một phút: điểm danh, ghi đã làm gì, thêm ảnh.",
            reverse(f"activities:{'minutes' if is_meeting else 'report'}", args=[one.pk]),
            what,
            "send",
            one.on + timedelta(days=1),
        )
    elif waiting:
        theme = waiting[0].theme
        count = f"{len(waiting)}{'+' if len(waiting) == _MOST else ''}"
        yield Todo(
            f"reports-{post.unit_id}",
            f"Báo cáo {count} hoạt động đã qua ngày",
            f"Cũ nhất: {waiting[0].title}.",
            f"{reverse('activities:month', args=[post.unit_id])}?thang={waiting[0].on:%Y-%m}"
            f"{f'&mo_hinh={theme.scheme_id}' if theme else ''}&mo={waiting[0].pk}",
            "Xem và báo cáo",
            "send",
            waiting[-1].on + timedelta(days=1),
        )


def _decided(scope: Actor, kept: Mapping[int, str]) -> Iterable[Todo]:
    """Open resolutions: given to the person each by itself, others of a unit one keeps together.

    One query.
    """
    mine = Q(person=scope.person_id) if scope.person_id else Q(pk=None)
    rows = Resolution.objects.open().filter(mine | Q(activity__unit__in=kept))
    others: dict[int, list[Resolution]] = defaultdict(list)
    for one in rows.select_related("activity", "person").order_by("due_on", "pk"):
        if one.person_id == scope.person_id:
            yield _of_one(
                one, f"{one.activity.title}, ngày {one.activity.on:%d/%m/%Y}.", "Ghi kết quả"
            )
        else:
            others[one.activity.unit_id].append(one)
    for unit, found in others.items():
        if len(found) == 1:
            yield _of_one(found[0], f"Đồng chí {found[0].person} thực hiện.", "Xem nghị quyết")
            continue
        late = sum(one.is_late(scope.on) for one in found)
        yield Todo(
            f"resolutions-{unit}",
            f"Theo dõi {len(found)} nghị quyết chưa xong",
            f"{f'{late} việc quá hạn. ' if late else ''}Gần hạn nhất: {found[0].text}",
            f"{reverse('activities:resolutions', args=[unit])}?loc=chua-xong",
            "Xem nghị quyết",
            "gavel",
            found[0].due_on,
        )


def _of_one(one: Resolution, sentence: str, action: str) -> Todo:
    address = reverse("activities:resolution", args=[one.pk])
    title = f"Nghị quyết: {one.text}"
    key, mailed = f"resolution-{one.pk}", "Nghị quyết chưa xong"
    return Todo(key, title, sentence, address, action, "gavel", one.due_on, mailed=mailed)


def _late_projects(scope: Actor, kept: Mapping[int, str]) -> Iterable[Todo]:
    """Projects whose planned end has passed: of units one keeps. One query."""
    if not kept:
        return
    rows = Project.objects.filter(unit__in=kept).late(scope.on).order_by("ends_on", "pk")
    for one in rows[:_MOST]:
        yield Todo(
            f"project-{one.pk}",
            f"{one.get_kind_display()} quá ngày hoàn thành: {one.title}",
            f"Dự kiến xong ngày {one.ends_on:%d/%m/%Y}. Đồng chí ghi đã hoàn thành, dời ngày "
            "hoặc dừng kèm lý do.",
            reverse("activities:project", args=[one.pk]),
            "Xem công trình",
            "building",
            one.ends_on,
        )
