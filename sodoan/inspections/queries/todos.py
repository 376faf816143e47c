"""What people owe in inspections: to check, to confirm; to put right."""

from collections.abc import Iterable

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.inspections.choices import OWED, FindingState, InspectionState
from sodoan.inspections.models import Finding, Inspection, Inspector
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability, Tier

_SHOWN = 6


def todos(scope: Actor) -> list[Todo]:
    """Samples to check and answers to confirm for who is named; findings to put right for units."""
    found: list[Todo] = []
    if scope.person_id and any(post.tier < Tier.BRANCH for post in scope.posts):
        found += _checking(scope)  # nobody lies below a branch, so it checks nobody
    own = [post.unit_id for post in scope.posts if scope.covers(Capability.REPORT, post.path)]
    if own:
        found += _findings(own)
    return found


def _checking(scope: Actor) -> Iterable[Todo]:
    """Inspections one is named in. One query."""
    own = [post.unit_id for post in scope.posts]
    named = Inspector.objects.filter(inspection=OuterRef("pk"), person=scope.person_id)
    rows = Inspection.objects.filter(Exists(named), unit__in=own).exclude(
        state=InspectionState.CANCELLED
    )
    answered = Q(findings__state=FindingState.ANSWERED)
    counts = rows.annotate(
        unjudged=Count("sample", filter=Q(sample__verdict=""), distinct=True),
        answers=Count("findings", filter=answered, distinct=True),
    )
    waiting = counts.filter(Q(state=InspectionState.OPEN, unjudged__gt=0) | Q(answers__gt=0))
    for one in waiting.order_by("ends_on", "pk")[:_SHOWN]:
        page = reverse("inspections:inspection", args=[one.pk])
        if one.unjudged and one.is_open:
            yield Todo(
                f"inspection-{one.pk}",
                f"Đối chiếu {one.unjudged} mẫu: {one.title}",
                f"Kiểm tra đến hết ngày {full_date(one.ends_on)}.",
                f"{page}?loc=chua",
                "Đối chiếu mẫu",
                "search",
                one.ends_on,
            )
        if one.answers:
            yield Todo(
                f"inspection-answers-{one.pk}",
                f"Xác nhận {one.answers} phát hiện đã khắc phục",
                f"{one.title}.",
                f"{reverse('inspections:findings')}?cuoc={one.pk}&loc=cho-xac-nhan",
                "Xem phát hiện",
                "checks",
            )


def _findings(own: list[int]) -> Iterable[Todo]:
    """Findings about one's own units. One query, two when there are many."""
    rows = Finding.objects.filter(unit__in=own, state__in=OWED)
    few = list(rows.select_related("inspection__unit").order_by("due_on", "pk")[: _SHOWN + 1])
    if len(few) > _SHOWN:
        facts = rows.aggregate(many=Count("pk"), first=Min("due_on"))
        yield Todo(
            "findings",
            f"Khắc phục {facts['many']} phát hiện qua kiểm tra",
            f"Hạn gần nhất: {full_date(facts['first'])}.",
            f"{reverse('inspections:findings')}?loc=phai-lam",
            "Xem phát hiện",
            "alert-triangle",
            facts["first"],
        )
        return
    for one in few:
        again = one.state == FindingState.RETURNED
        yield Todo(
            f"finding-{one.pk}",
            f"{'Bổ sung minh chứng' if again else 'Khắc phục'}: {one.text[:80]}",
            f"{one.inspection.unit.name}, {one.inspection.title}.",
            reverse("inspections:finding", args=[one.pk]),
            "Mở phát hiện",
            "alert-triangle",
            one.due_on,
            mailed="Bổ sung minh chứng cho một phát hiện" if again else "Khắc phục một phát hiện",
        )
