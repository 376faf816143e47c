"""Fills the papers about activities."""

from dataclasses import replace
from datetime import date

from django.db.models import Count, Q

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance, Scheme
from sodoan.common.weeks import Month, week_of
from sodoan.documents.letterhead import heading, signature, signer_of
from sodoan.documents.papers.activities import ActivityRow, ActivityTable
from sodoan.org.models import Unit

_PRESENT = Q(attendances__presence=Presence.PRESENT)


def month_table(
    unit: Unit, scheme: Scheme, month: Month, *, day: date, compiler: str
) -> ActivityTable:
    """What the unit reported for the scheme in the month, of the days that lie in it.

    A fixed number of queries for any number of activities. The paper has no number of its own:
    it goes with the monthly report (S2, V).
    """
    held = (
        Activity.objects.filter(unit=unit, theme__scheme=scheme)
        .between(month.start, month.end)
        .held()
    )
    rows = held.select_related("theme").annotate(present=Count("attendances", filter=_PRESENT))
    came = Attendance.objects.filter(activity__in=held, presence=Presence.PRESENT)
    return ActivityTable(
        heading=replace(heading(unit, issued_on=day), symbol=""),
        signature=signature(unit, signer_of(unit, day)),
        scheme=scheme.title,
        period=f"tháng {month.number} năm {month.year}",
        unit=unit.name,
        compiler=compiler,
        rows=tuple(map(_row, rows.order_by("on", "starts_at", "pk"))),
        people=came.aggregate(n=Count("person", distinct=True))["n"],
    )


def _row(activity: Activity) -> ActivityRow:
    return ActivityRow(
        day=activity.on,
        week=week_of(activity.on).number,
        place=activity.place,
        present=activity.present,  # type: ignore[attr-defined] # annotated
        content=f"{theme.short}: {activity.title}" if (theme := activity.theme) else activity.title,
        form=activity.form,
        result=activity.result or activity.done,
        guests=activity.guests,
    )
