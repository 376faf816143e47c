"""Lists of reports: what one owes, what waits for one, what led to a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability
from sodoan.reports.choices import HANDED_IN
from sodoan.reports.models import Obligation, Submission, SubmittedCell
from sodoan.reports.queries.sheets import children, counted, latest
from sodoan.reports.querysets import ObligationQuerySet

VIEW = Capability.VIEW_REPORTS


def reports_seen(scope: Actor) -> ObligationQuerySet:
    """All reports in scope, with what pages show of them."""
    rows: ObligationQuerySet = Obligation.objects.in_scope(scope, VIEW).standing(scope.on)
    return rows.select_related("period__form", "unit", "receiver")


def own_reports(scope: Actor) -> ObligationQuerySet:
    """Reports of the units one holds posts in, the next due first."""
    own = [post.unit_id for post in scope.posts]
    return reports_seen(scope).filter(unit__in=own, period__content__has_key="sections")


def waiting_reports(scope: Actor) -> ObligationQuerySet:
    """Reports that wait for the units one reports for, the oldest first."""
    own = [post.unit_id for post in scope.posts if scope.covers(Capability.REPORT, post.path)]
    return reports_seen(scope).filter(receiver__in=own).waiting()


@dataclass(frozen=True)
class Below:
    """One report below: its state, and the figures and words of what was handed in last."""

    report: Obligation
    submission: Submission | None
    figures: Mapping[str, Decimal | None]
    texts: Mapping[str, str]


def board(obligation: Obligation, day: date) -> list[Below]:
    """All reports below one, in order of units. Four queries, however many."""
    rows = list(children(obligation).standing(day))
    handed = latest(children(obligation).filter(state__in=HANDED_IN).order_by())
    told = {one.obligation_id: one for one in handed.prefetch_related("cells", "texts")}
    return [_told(row, told.get(row.pk)) for row in rows]


def _told(report: Obligation, made: Submission | None) -> Below:
    figures = {cell.key: cell.value for cell in made.cells.all()} if made else {}
    texts = {part.key: part.text for part in made.texts.all() if part.text} if made else {}
    return Below(report, made, figures, texts)


def versions(obligation: Obligation) -> QuerySet[Submission]:
    """What was handed in of a report, the newest first, with its figures and words."""
    rows = Submission.objects.filter(obligation=obligation).select_related("by", "entry")
    return rows.prefetch_related("cells", "texts").order_by("-number")


def summands(obligation: Obligation, key: str, kept: Sequence[int] | None) -> QuerySet[Any]:
    """The figures below that a sum is made of, one row a unit: of today, or of `kept` versions."""
    handed = counted(obligation) if kept is None else kept
    rows = SubmittedCell.objects.filter(submission__in=handed, key=key, value__isnull=False)
    return rows.select_related("submission__obligation__unit").order_by(
        "submission__obligation__unit__sort_key", "pk"
    )


def changed_since(obligation: Obligation, submission: Submission | None) -> list[Obligation]:
    """Reports below that changed after this one was handed in: corrected, added or taken back."""
    if submission is None:
        return []
    signed = {key for cell in submission.cells.all() if cell.is_sum for key in cell.records}
    if not any(cell.is_sum for cell in submission.cells.all()):
        return []
    now = dict(counted(obligation).values_list("pk", "obligation"))
    gone = Submission.objects.filter(pk__in=signed - set(now)).values_list("obligation", flat=True)
    changed = {now[key] for key in set(now) - signed} | set(gone)
    return list(children(obligation).filter(pk__in=changed)) if changed else []
