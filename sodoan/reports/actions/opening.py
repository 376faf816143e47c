"""Asking a report, opening its periods, and what records fulfil by themselves: set by set."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from sodoan.audit.history import acting, deed
from sodoan.common.indicators import Span
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.indicators.registry import INDICATORS
from sodoan.org.models import Unit
from sodoan.reports.calendar import Stretch, due_of, stretch_of, stretches
from sodoan.reports.choices import ObligationState
from sodoan.reports.models import Obligation, ReportForm, ReportPeriod
from sodoan.reports.packfile import ReportPack

# Who existed on the first day of the period owes it, where the unit lay that day; it goes to the
# nearest unit above that owes the form too, at last to the one that issued it.
_WRITE = """
INSERT INTO reports_obligation
       (period_id, unit_id, receiver_id, state, due_on, is_late, reason)
SELECT %(period)s, p.unit_id, above.id, 'pending', %(due)s, false, ''
  FROM org_placement p
  JOIN org_unit u ON u.id = p.unit_id
  JOIN org_unittype t ON t.key = u.type_id
  CROSS JOIN LATERAL (
       SELECT a.id
         FROM unnest(string_to_array(rtrim(p.path, '.'), '.')::bigint[])
              WITH ORDINALITY AS step (id, depth)
         JOIN org_unit a ON a.id = step.id
         JOIN org_unittype kind ON kind.key = a.type_id
        WHERE step.depth >= %(depth)s AND a.id <> p.unit_id
          AND (a.id = %(issuer)s
               OR (kind.tier = ANY(%(tiers)s)
                   AND (%(sectors)s::text[] = '{}' OR a.sector = ANY(%(sectors)s))))
        ORDER BY step.depth DESC
        LIMIT 1) AS above
 WHERE p.during @> %(first)s::date AND p.path LIKE %(below)s
   AND (u.closed_on IS NULL OR u.closed_on > %(first)s)
   AND t.tier = ANY(%(tiers)s)
   AND (%(sectors)s::text[] = '{}' OR u.sector = ANY(%(sectors)s))
 ORDER BY p.unit_id
    ON CONFLICT (period_id, unit_id) DO NOTHING
"""


@transaction.atomic
@deed("Ban hành biểu mẫu báo cáo")
def issue_form(
    unit: Unit, *, by: Actor, pack: ReportPack, start: date, end: date | None = None
) -> ReportForm:
    """Ask a report of the units below from `start` to `end`, both included; opens what has begun.

    Raises `ValidationError` by field: days the wrong way round, and when the unit asks for the same
    form in days that overlap.
    """
    require(by, "reports.issue", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two taps issue once
    if end is not None and end < start:
        raise ValidationError({"end": "Ngày kết thúc trước ngày bắt đầu."})
    if due_of(pack, stretch_of(pack, start)) < start:
        raise ValidationError({"start": "Hạn nộp của biểu mẫu này đã qua trước ngày áp dụng."})
    during = period(start, end + timedelta(days=1) if end else None)
    if ReportForm.objects.filter(unit=unit, key=pack.key, during__overlap=during).exists():
        raise ValidationError(
            {"start": f"{unit.name} đã ban hành biểu mẫu này trong thời gian ấy."}
        )
    form = ReportForm.objects.create(
        unit=unit,
        key=pack.key,
        code=pack.code,
        title=pack.title,
        short=pack.short,
        rhythm=pack.rhythm,
        content=pack.model_dump(mode="json", exclude_defaults=True)
        | {"kind": pack.kind, "format": pack.format},
        during=during,
    )
    open_periods(form, by.on)
    return form


@transaction.atomic
@deed("Thôi dùng biểu mẫu báo cáo")
def end_form(form: ReportForm, *, by: Actor, on: date) -> ReportForm:
    """Let `on` be the last day of the form; what was opened stays owed.

    Raises `ValidationError` for a day before the form began, or after it has ended.
    """
    require(by, "reports.keep_form", form)
    held = ReportForm.objects.select_for_update(of=("self",)).select_related("unit").get(pk=form.pk)
    if on < held.during.lower or (held.during.upper and on >= held.during.upper):
        raise ValidationError({"on": f"Biểu mẫu có hiệu lực từ {full_date(held.during.lower)}."})
    held.during = period(held.during.lower, on + timedelta(days=1))
    held.save(update_fields=["during"])
    return held


def open_due(day: date) -> int:
    """Open every period that has begun by that day; returns how many were opened.

    One transaction a form: killed midway it is simply run again, and nothing is written twice.
    """
    opened = 0
    for form in ReportForm.objects.filter(during__startswith__lte=day).order_by("pk"):
        with acting(user_id=None, reason="Mở kỳ báo cáo"):
            opened += open_periods(form, day)
    return opened


@transaction.atomic
def open_periods(form: ReportForm, day: date) -> int:
    """Open the periods of a form that have begun by that day; returns how many were not before."""
    held = ReportForm.objects.select_for_update(of=("self",)).select_related("unit").get(pk=form.pk)
    pack, first, upper = held.pack, held.during.lower, held.during.upper
    last = min(day, upper - timedelta(days=1)) if upper else day
    if last < first:
        return 0
    known = set(held.periods.values_list("during__startswith", flat=True))
    latest = max(known, default=first)
    fresh = [one for one in stretches(pack, max(first, latest), last) if one.start not in known]
    for one in fresh:
        open_period(held, pack, one)
    return len(fresh)


def open_period(form: ReportForm, pack: ReportPack, stretch: Stretch) -> ReportPeriod:
    """Write one period and who owes it, as of its first day. Two statements."""
    due = due_of(pack, stretch)
    made = ReportPeriod.objects.create(
        form=form,
        during=period(stretch.start, stretch.end + timedelta(days=1)),
        label=stretch.label,
        due_on=due,
        closes_on=None if pack.closes_after is None else due + timedelta(days=pack.closes_after),
        content=form.content,
        opened_at=timezone.now(),
    )
    first = max(stretch.start, form.during.lower)
    place = form.unit.placements.on(first).first()
    below = place.path if place else form.unit.path
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "period": made.pk,
                "due": due,
                "issuer": form.unit_id,
                "depth": below.count("."),
                "below": f"{below}_%",
                "first": first,
                "tiers": [int(tier) for tier in pack.tiers],
                "sectors": [str(sector) for sector in pack.sectors],
            },
        )
    return made


def close_due(day: date) -> int:
    """Close what was not handed in by the closing day of its period. One statement."""
    late = Obligation.objects.owed().filter(period__closes_on__lt=day)
    with acting(user_id=None, reason="Khóa sổ báo cáo"):
        return late.update(state=ObligationState.CLOSED, reason="Quá ngày khóa sổ.")


def settle_units(units: Collection[int]) -> int:
    """Mark what the records of these units have fulfilled by now (`met_by`); returns how many.

    The moment is that of the record that completed it, so that in time is told by the facts.
    """
    return _settle(Obligation.objects.owed().filter(unit__in=units))


def settle_all() -> int:
    """The same of all units: whatever was written past the actions (imports, repairs)."""
    with acting(user_id=None, reason="Ghi nhận theo số liệu"):
        return _settle(Obligation.objects.owed())


def _settle(owed: QuerySet[Obligation]) -> int:
    """One statement a period that somebody owes something in."""
    met_by = ReportPeriod.objects.filter(content__has_key="met_by", obligations__in=owed)
    periods = met_by.select_related("form__unit").distinct().order_by("pk")
    return sum(_settle_period(one, owed.filter(period=one)) for one in periods)


def _settle_period(one: ReportPeriod, owed: QuerySet[Obligation]) -> int:
    pack = one.pack
    assert pack.met_by is not None  # asked for above
    goal, indicator = pack.met_by, INDICATORS[pack.met_by.metric]
    last = one.during.upper - timedelta(days=1)
    span = Span(one.form.unit.path, one.during.lower, last, last, pack.about or "")
    rows = indicator.rows(span).filter(**{indicator.owner: OuterRef("unit")})
    many = rows.values(indicator.owner).annotate(n=Count("pk")).values("n")
    moments = rows.order_by(indicator.moment).values(indicator.moment)
    moment = Subquery(moments[goal.least - 1 : goal.least])
    late = When(due_on__lt=TruncDate(moment), then=Value(True))
    return (
        owed.annotate(n=Subquery(many))
        .filter(n__gte=goal.least)
        .update(
            state=ObligationState.ACCEPTED,
            submitted_at=moment,
            settled_at=moment,
            is_late=Case(late, default=Value(False)),
        )
    )
