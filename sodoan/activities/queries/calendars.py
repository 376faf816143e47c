"""What a calendar program gets: the activities of a person or a unit as iCalendar (RFC 5545)."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from icalendar import Calendar, Event

from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity, CalendarFeed
from sodoan.activities.queries.duties import expects
from sodoan.org.models import Unit
from sodoan.people.models import Person

_BACK, _AHEAD = timedelta(days=92), timedelta(days=366)
_REFRESH = timedelta(hours=1)


def shown_in(feed: CalendarFeed, person: Person | None, day: date) -> QuerySet[Activity]:
    """Activities of the last three months and the coming year, for a unit or for a person."""
    rows = Activity.objects.between(day - _BACK, day + _AHEAD)
    rows = rows.filter(unit=feed.unit_id) if feed.unit_id else rows.filter(_concerns(person))
    return rows.select_related("unit", "theme").order_by("on", "starts_at", "pk")


def _concerns(person: Person | None) -> Q:
    """Where the person is expected on the day, or is in charge."""
    return Q(pk=None) if person is None else expects(person) | Q(in_charge=person)


def calendar_of(activities: QuerySet[Activity], name: str, host: str) -> bytes:
    """Return the calendar. `name` is what programs call it; `host` makes keys of events unique.

    Nobody is named in it: calendars are kept by others.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//So Doan//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    now = timezone.now()
    for activity in activities:
        calendar.add_component(_event(activity, host, now))
    return bytes(calendar.to_ical())


def _event(activity: Activity, host: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"activity-{activity.pk}@{host}")
    event.add("dtstamp", now)
    event.add("sequence", activity.version)
    event.add("summary", activity.title)
    start, end = _times(activity)
    event.add("dtstart", start)
    event.add("dtend", end)
    if activity.place:
        event.add("location", activity.place)
    event.add("description", _about(activity))
    is_skipped = activity.state == ActivityState.SKIPPED
    event.add("status", "CANCELLED" if is_skipped else "CONFIRMED")
    return event


def _times(activity: Activity) -> tuple[date, date]:
    """From when to when, in UTC; of what has no hour, the day and the next."""
    if activity.starts_at:
        here = timezone.make_aware(datetime.combine(activity.on, activity.starts_at))
        start = here.astimezone(UTC)
        return start, start + timedelta(minutes=activity.minutes)
    return activity.on, activity.on + timedelta(days=1)


def _about(activity: Activity) -> str:
    lines = [activity.unit.name, str(activity.theme or ""), activity.form]
    if activity.state == ActivityState.SKIPPED:
        lines.append(f"Nghỉ: {activity.skip_reason}")
    return "\n".join(filter(None, lines))


def name_of(unit: Unit | None) -> str:
    """What calendar programs call it."""
    return f"Hoạt động {unit.name}" if unit else "Hoạt động Đoàn của tôi"
