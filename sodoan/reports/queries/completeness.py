"""How complete reports are: rates from the tallies, one cell a unit and period, who is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum

from sodoan.common.scoping import Actor
from sodoan.notices.models import Notice
from sodoan.org.choices import Role
from sodoan.org.models import Appointment, Unit
from sodoan.reports.choices import OWED, Standing
from sodoan.reports.models import Obligation, ReportForm, ReportPeriod, Tally

SHOWN = 10
"""Periods side by side."""
_DONE = (Standing.ON_TIME, Standing.LATE, Standing.WAITING)
_OPEN = (Standing.PENDING, Standing.EXEMPT)


@dataclass(frozen=True)
class Rates:
    """Sums of obligations; shares are taken of what is expected and not let off."""

    expected: int = 0
    submitted: int = 0
    on_time: int = 0
    accepted: int = 0
    exempt: int = 0

    @property
    def owing(self) -> int:
        """How many have to be handed in."""
        return self.expected - self.exempt


_SUMS = {name: Sum(name) for name in ("expected", "submitted", "on_time", "accepted", "exempt")}


def rates_by_form(paths: Sequence[str], start: date, end: date) -> dict[int, Rates]:
    """Rates per form of all periods that end in [`start`, `end`], below these paths. One query."""
    below = Q()
    for path in paths:
        below |= Q(receiver__path__startswith=path)
    if not paths:
        return {}
    rows = Tally.objects.filter(below, period__in=_ended(start, end))
    sums = rows.values_list("period__form").annotate(**_SUMS).order_by()
    return {form: Rates(*numbers) for form, *numbers in sums}


def _ended(start: date, end: date) -> QuerySet[ReportPeriod]:
    """Periods whose last day lies in the days; the bound of the range is the day after it."""
    return ReportPeriod.objects.filter(
        during__endswith__gt=start, during__endswith__lte=end + timedelta(days=1)
    )


def rates_of(receiver: Unit, periods: Iterable[ReportPeriod], *, whole: bool = False) -> Rates:
    """Rates of what is owed to a unit (`whole`: and below it) in these periods. One query."""
    where = Q(receiver__path__startswith=receiver.path) if whole else Q(receiver=receiver)
    rows = Tally.objects.filter(where, period__in=[one.pk for one in periods])
    return Rates(**{key: value or 0 for key, value in rows.aggregate(**_SUMS).items()})


def forms_owed_to(receiver: Unit) -> QuerySet[ReportForm]:
    """Forms of which something is owed to the unit, those in force first."""
    owed = Tally.objects.filter(period__form=OuterRef("pk"), receiver=receiver)
    return ReportForm.objects.filter(Exists(owed)).order_by("-during", "code", "pk")


def last_periods(form: ReportForm, day: date) -> list[ReportPeriod]:
    """The last periods of a form that have begun, the oldest first."""
    rows = form.periods.filter(during__startswith__lte=day).order_by("-during")
    return list(reversed(rows[:SHOWN]))


def present_periods(forms: Iterable[ReportForm], day: date) -> list[ReportPeriod]:
    """Of each form the last period that is over, else the one that runs. Two queries."""
    rows = ReportPeriod.objects.filter(form__in=list(forms), during__startswith__lte=day)
    over = rows.filter(during__endswith__lte=day).values("form").annotate(last=Max("pk"))
    found = {row["form"]: row["last"] for row in over}
    running = rows.exclude(form__in=found).values("form").annotate(last=Max("pk"))
    found |= {row["form"]: row["last"] for row in running}
    kept = ReportPeriod.objects.filter(pk__in=found.values()).select_related("form")
    return list(kept.order_by("form__code", "pk"))


def units_owing(receiver: Unit, periods: Sequence[ReportPeriod]) -> QuerySet[Unit]:
    """Units that owe the unit something in these periods."""
    owed = Obligation.objects.filter(
        unit=OuterRef("pk"), receiver=receiver, period__in=[one.pk for one in periods]
    )
    return Unit.objects.filter(Exists(owed))


@dataclass(frozen=True)
class Line:
    """One unit across the periods: per period the report (none: nothing is owed)."""

    unit: Unit
    reports: Sequence[Any]

    @property
    def done(self) -> int:
        """How many were handed in."""
        return sum(one is not None and one.standing in _DONE for one in self.reports)

    @property
    def owing(self) -> int:
        """How many should be, by now."""
        return sum(one is not None and one.standing not in _OPEN for one in self.reports)


def lines(
    units: Sequence[Unit], receiver: Unit, periods: Sequence[ReportPeriod], day: date
) -> list[Line]:
    """The heat map of these units. One query, whatever their number."""
    rows = Obligation.objects.filter(unit__in=units, receiver=receiver, period__in=periods)
    found = {(one.unit_id, one.period_id): one for one in rows.standing(day)}
    return [Line(unit, [found.get((unit.pk, one.pk)) for one in periods]) for unit in units]


@dataclass
class Late:
    """A unit with reports that are overdue: which, since when, who leads it, the last nudge."""

    unit: Unit
    reports: list[Obligation] = field(default_factory=list)
    leads: list[Any] = field(default_factory=list)
    nudge: Notice | None = None

    def days(self, day: date) -> int:
        """For how long the oldest is overdue."""
        return (day - self.reports[0].due_on).days


def overdue(receiver: Unit, day: date) -> QuerySet[Obligation]:
    """Reports owed to the unit whose day is past, the oldest first."""
    rows = Obligation.objects.filter(receiver=receiver, state__in=OWED, due_on__lt=day)
    return rows.select_related("period__form", "unit").order_by("due_on", "pk")


def nudge_key(unit: int, day: date) -> str:
    """The key of the one nudge a unit gets on a day."""
    return f"report-nudge-{unit}-{day:%Y%m%d}"


def late_units(receiver: Unit, day: date, most: int = 50) -> list[Late]:
    """Units with overdue reports, the longest overdue first. Three queries."""
    found: dict[int, Late] = {}
    for one in overdue(receiver, day)[: most * SHOWN]:
        if one.unit_id in found or len(found) < most:
            found.setdefault(one.unit_id, Late(one.unit)).reports.append(one)
    leads = Appointment.objects.on(day).filter(unit__in=found, post__role=Role.LEAD)
    for held in leads.select_related("person", "post").order_by("post__position", "pk"):
        found[held.unit_id].leads.append(held.person)
    for unit, notice in _nudges(found).items():
        found[unit].nudge = notice
    return list(found.values())


def _nudges(units: Mapping[int, Late]) -> dict[int, Notice]:
    """The last nudge of each unit; read when one of those who got it has read it."""
    if not units:
        return {}
    people = [lead.user_id for late in units.values() for lead in late.leads if lead.user_id]
    rows = Notice.objects.filter(user__in=people, key__startswith="report-nudge-")
    found: dict[int, Notice] = {}
    for notice in rows.order_by("created_at", "pk"):
        unit = int(notice.key.split("-")[2])
        if unit in units:
            found[unit] = notice
    return found


def listed(scope: Actor, receiver: Unit, form: ReportForm | None) -> QuerySet[Obligation]:
    """Reports owed to a unit or below it, for the list behind a number."""
    rows = Obligation.objects.filter(receiver__path__startswith=receiver.path)
    if form is not None:
        rows = rows.filter(period__form=form)
    return rows.standing(scope.on).select_related("period__form", "unit", "receiver")
