"""Reads that put a report together: figures of records, of reports below, of last time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, DecimalField, OuterRef, QuerySet, Subquery, Sum

from sodoan.common.indicators import Span
from sodoan.indicators.registry import INDICATORS
from sodoan.reports.choices import HANDED_IN
from sodoan.reports.models import Draft, Obligation, Submission, SubmittedCell
from sodoan.reports.packfile import PackCell, ReportPack
from sodoan.reports.querysets import ObligationQuerySet
from sodoan.reports.sheet import Cell, Computed, Sheet, Typed, Words, fill, findings

_Figures = Mapping[str, Decimal | None]
_ENOUGH = 3  # sisters that say what is usual


class _Median(Aggregate):
    """The lower of the two in the middle, so that it is a figure somebody handed in."""

    template = "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DecimalField(max_digits=16, decimal_places=2)


def span_of(obligation: Obligation, pack: ReportPack, day: date) -> Span:
    """What the figures of a report are asked of; of a period that still runs, up to that day."""
    during = obligation.period.during
    last = during.upper - timedelta(days=1)
    return Span(obligation.unit.path, during.lower, last, min(last, day), pack.about or "")


def latest(obligations: QuerySet[Obligation]) -> QuerySet[Submission]:
    """The last version of each of these reports that was handed in."""
    newest = (
        Submission.objects.filter(obligation=OuterRef("obligation"))
        .order_by("-number")
        .values("pk")[:1]
    )
    return Submission.objects.filter(obligation__in=obligations.values("pk"), pk=Subquery(newest))


def children(obligation: Obligation) -> ObligationQuerySet:
    """Reports of the same period that are owed to the unit of this one."""
    rows: ObligationQuerySet = Obligation.objects.filter(
        period=obligation.period_id, receiver=obligation.unit_id
    )
    return rows.select_related("unit").order_by("unit__sort_key", "pk")


def counted(obligation: Obligation) -> QuerySet[Submission]:
    """The versions below whose figures are summed up: handed in and not returned."""
    return latest(children(obligation).filter(state__in=HANDED_IN).order_by())


def computed(obligation: Obligation, pack: ReportPack, day: date) -> dict[str, Computed]:
    """What the records give for each cell that fills itself. One query a metric, two for sums."""
    span = span_of(obligation, pack, day)
    found: dict[str, Computed] = {}
    sums = _sums(obligation) if children(obligation).exists() else None
    for cell in pack.cells:
        if sums is not None and cell.upward == "sum":
            found[cell.key] = Computed(sums.get(cell.key, Decimal(0)), is_sum=True)
        elif cell.metric is not None:
            found[cell.key] = Computed(Decimal(INDICATORS[cell.metric].value(span)))
    return found


def _sums(obligation: Obligation) -> dict[str, Decimal]:
    rows = SubmittedCell.objects.filter(submission__in=counted(obligation), value__isnull=False)
    return dict(rows.values_list("key").annotate(total=Sum("value")).order_by("key"))


def last_time(obligation: Obligation) -> _Figures:
    """What the unit handed in for the period before; empty when there is none. One query."""
    before = (
        Obligation.objects.filter(
            unit=obligation.unit_id,
            period__form=obligation.period.form_id,
            period__during__endswith__lte=obligation.period.during.lower,
        )
        .order_by("-period__during")
        .values("pk")[:1]
    )
    rows = SubmittedCell.objects.filter(
        submission__in=latest(Obligation.objects.filter(pk__in=Subquery(before)))
    )
    return dict(rows.values_list("key", "value"))


def usual(obligation: Obligation) -> _Figures:
    """The middle of what three or more sister units handed in to the same receiver. One query."""
    sisters = Obligation.objects.filter(
        period=obligation.period_id, receiver=obligation.receiver_id, state__in=HANDED_IN
    ).exclude(pk=obligation.pk)
    rows = SubmittedCell.objects.filter(submission__in=latest(sisters), value__isnull=False)
    told = rows.values_list("key").annotate(n=Count("pk"), middle=_Median("value"))
    return {key: middle for key, n, middle in told.order_by("key") if n >= _ENOUGH}


def draft_of(obligation: Obligation) -> Draft | None:
    """What is being filled in, if anything was saved."""
    return Draft.objects.select_related("saved_by").filter(obligation=obligation).first()


def typed_cells(draft: Draft | None) -> dict[str, Typed]:
    """What the draft says per cell."""
    saved: dict[str, Any] = draft.cells if draft else {}
    return {
        key: Typed(Decimal(one["value"]) if one["value"] else None, one["reason"])
        for key, one in saved.items()
    }


def sheet_of(obligation: Obligation, draft: Draft | None, day: date) -> Sheet:
    """The report as it would be handed in on that day."""
    pack = obligation.period.pack
    known, typed = computed(obligation, pack, day), typed_cells(draft)
    before, others = last_time(obligation), usual(obligation)

    def cell(one: PackCell) -> Cell:
        made = fill(one, known.get(one.key), typed.get(one.key, Typed()))
        return replace(made, previous=before.get(one.key), usual=others.get(one.key))

    cells = {one.key: cell(one) for one in pack.cells}
    texts = draft.texts if draft else {}
    words = [Words(part, texts.get(part.key, "")) for part in pack.texts]
    return Sheet(pack, cells, words, findings(cells, words))
