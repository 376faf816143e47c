"""What people owe in reports: to hand in, to look at."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability
from sodoan.reports.choices import OWED, WAITING, ObligationState
from sodoan.reports.models import Obligation
from sodoan.reports.queries.lists import reports_seen

_SHOWN = 6
_MOST = 100  # looked at; whoever has more than that waiting reads “100+”


def todos(scope: Actor) -> list[Todo]:
    """Reports that units one reports for hand in once their period is over, or look at. One query.

    What records fulfil by themselves is asked for where the records are made.
    """
    own = [post.unit_id for post in scope.posts if scope.covers(Capability.REPORT, post.path)]
    if not own:
        return []
    over = Q(period__during__endswith__lte=scope.on) | Q(state=ObligationState.RETURNED)
    owed = Q(over, unit__in=own, state__in=OWED, period__content__has_key="sections")
    waits = Q(receiver__in=own, state__in=WAITING)
    found = reports_seen(scope).filter(owed | waits).order_by("due_on", "pk")[:_MOST]
    mine = [one for one in found if one.state in OWED]
    return [*_owed(mine[:_SHOWN]), *_waiting([one for one in found if one.state in WAITING])]


def _owed(rows: Sequence[Obligation]) -> Iterable[Todo]:
    for one in rows:
        returned = one.state == ObligationState.RETURNED
        yield Todo(
            f"report-owed-{one.pk}",
            f"{'Nộp lại' if returned else 'Nộp'} {one.period.form.short}: {one.period.label}",
            f"Nơi nhận: {one.receiver.name}. Số liệu đã điền sẵn, đồng chí xem lại rồi nộp.",
            reverse("reports:report", args=[one.pk]),
            "Mở báo cáo",
            "file-text",
            one.due_on,
        )


def _waiting(rows: Sequence[Obligation]) -> Iterable[Todo]:
    """Reports to look at, together when there are several."""
    if len(rows) == 1:
        (one,) = rows
        yield Todo(
            f"report-waiting-{one.pk}",
            f"Duyệt báo cáo của {one.unit.name}",
            f"{one.period.form.short}, {one.period.label}.",
            reverse("reports:report", args=[one.pk]),
            "Xem báo cáo",
            "file-text",
        )
    elif rows:
        since = min(one.submitted_at for one in rows if one.submitted_at)
        many = f"{len(rows)}{'+' if len(rows) == _MOST else ''}"
        yield Todo(
            "reports-waiting",
            f"Duyệt {many} báo cáo đang chờ",
            f"Chờ lâu nhất từ {full_date(timezone.localdate(since))}.",
            f"{reverse('reports:home')}?xem=cho-duyet",
            "Xem các báo cáo",
            "file-text",
        )
