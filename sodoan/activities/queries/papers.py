"""Fills the papers about activities."""

from collections import Counter
from dataclasses import replace
from datetime import date, time

from django.db.models import Count, Q

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance, Minutes, Scheme
from sodoan.activities.queries.digest import Digest, UnitWeek
from sodoan.activities.queries.duties import expected
from sodoan.common.weeks import Month, week_of
from sodoan.documents.letterhead import author_of, heading, signature, signer_of
from sodoan.documents.papers.activities import ActivityRow, ActivityTable
from sodoan.documents.papers.evaluation import Absence
from sodoan.documents.papers.meetings import Assignment, MeetingMinutes
from sodoan.documents.papers.weeks import LateUnit, UnitInWeek, WeekDigest
from sodoan.documents.rendering.text import DOTS, paragraphs
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


def week_paper(digest: Digest, unit: Unit, *, day: date, compiler: str) -> WeekDigest:
    """A digest as the office of `unit` prints it. A fixed number of queries."""
    week, met, before = digest.week, digest.tally, digest.before
    return WeekDigest(
        heading=replace(heading(unit, issued_on=day), symbol=""),
        scheme=digest.scheme.title,
        period=f"{week.label}, từ {week.start:%d/%m/%Y} đến {week.end:%d/%m/%Y}",
        receiver=author_of(unit),
        compiler=compiler,
        owing=met.owing,
        met=met.met,
        percent=met.percent,
        before_owing=before.owing,
        before_met=before.met,
        activities=digest.activities,
        attendances=digest.attendances,
        people=digest.people,
        guests=digest.guests,
        units=tuple(map(_unit_in_week, digest.rows)),
        late=tuple(
            LateUnit(name=row.unit.name, state=row.cell.status.word, in_charge=row.cell.late)
            for row in digest.lacking
            if row.cell.status
        ),
    )


def _unit_in_week(row: UnitWeek) -> UnitInWeek:
    return UnitInWeek(
        name=row.unit.name,
        activities=len(row.told),
        attendances=row.attendances,
        people=row.people,
        members=row.members,
        percent=row.percent,
        told=tuple(f"{one.title}: {one.result or one.done}" for one in row.told),
    )


def meeting_minutes(activity: Activity) -> MeetingMinutes:
    """The minutes of a meeting as they are printed. A fixed number of queries."""
    minutes = Minutes.objects.select_related("chair", "secretary").filter(activity=activity).first()
    came = Counter(activity.attendances.values_list("presence", flat=True))
    excused = activity.attendances.filter(presence=Presence.EXCUSED).select_related("person")
    return MeetingMinutes(
        heading=replace(heading(activity.unit, issued_on=activity.on), symbol=""),
        unit=activity.unit.name,
        subject=activity.title,
        day=activity.on,
        starts_at=_hour(activity.starts_at),
        ends_at=_hour(minutes.ended_at if minutes else None),
        place=activity.place,
        chair=minutes.chair.full_name if minutes else DOTS,
        secretary=minutes.secretary.full_name if minutes else DOTS,
        members=expected(activity.unit, activity.on).count(),
        present=came[Presence.PRESENT],
        guests=activity.guests,
        excused=tuple(
            Absence(full_name=one.person.full_name, reason=one.reason)
            for one in excused.order_by("person__sort_key", "pk")
        ),
        absent=came[Presence.ABSENT],
        agenda=tuple(activity.agenda.values_list("text", flat=True)),
        discussion=paragraphs(activity.done) or (DOTS,),
        conclusions=paragraphs(activity.result) or (DOTS,),
        decisions=tuple(
            Assignment(text=one.text, person=one.person.full_name, due_on=one.due_on)
            for one in activity.resolutions.select_related("person").order_by("pk")
        ),
    )


def _hour(at: time | None) -> str:
    return f"{at.hour:02d} giờ {at.minute:02d}" if at else ""


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
