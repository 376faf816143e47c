"""How often people were where they were expected: exact figures, for many in one statement.

What was not marked is not known: it is neither presence nor absence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from sodoan.activities.choices import OF_MEMBERS, ActivityKind, ActivityState, Presence
from sodoan.activities.models import Activity, Attendance
from sodoan.activities.queries.duties import expects
from sodoan.people.models import Person


@dataclass(frozen=True)
class Tally:
    """One person in one time: activities expected at, and what is known of them."""

    expected: int = 0
    attended: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def unmarked(self) -> int:
        """Activities at which nobody said whether the person was there."""
        return self.expected - self.attended - self.excused - self.absent

    def share(self, *, with_excused: bool) -> Fraction | None:
        """Which share was attended, exactly; `with_excused` leaves excused absences in the base.

        None when it is not known: nothing took place, something is not marked, or nothing is left
        of the base.
        """
        base = self.expected if with_excused else self.expected - self.excused
        if self.unmarked or base <= 0:
            return None
        return Fraction(self.attended, base)

    @property
    def percent(self) -> int | None:
        """The share of what one had to attend, absences with a reason apart, rounded down."""
        share = self.share(with_excused=False)
        return None if share is None else int(100 * share)


@dataclass(frozen=True)
class Time:
    """Whom to ask about and from which day to which, both included."""

    person: int
    first: date
    last: date


# Expected is who belonged to the unit of the activity, or below it, on its day (`duties.expected`).
_TALLY = """
SELECT asked.key, count(*),
       count(*) FILTER (WHERE there.presence = %(present)s),
       count(*) FILTER (WHERE there.presence = %(excused)s),
       count(*) FILTER (WHERE there.presence = %(absent)s)
  FROM unnest(%(keys)s::bigint[], %(people)s::bigint[], %(firsts)s::date[], %(lasts)s::date[])
       AS asked(key, person, first, last)
 CROSS JOIN LATERAL (
    SELECT DISTINCT a.id
      FROM people_membership m
      JOIN org_unit home ON home.id = m.unit_id
      JOIN activities_activity a
        ON a.unit_id = ANY (string_to_array(trim(BOTH '.' FROM home.path), '.')::bigint[])
       AND a."on" BETWEEN asked.first AND asked.last
       AND m.during @> a."on"
     WHERE m.person_id = asked.person
       AND a.state = %(reported)s
       AND (NOT %(meetings)s OR a.kind = %(meeting)s AND a.meeting = ANY (%(kinds)s))
 ) AS held
  LEFT JOIN activities_attendance there
         ON there.activity_id = held.id AND there.person_id = asked.person
 GROUP BY asked.key
"""


def tallies(times: Mapping[int, Time], *, only_meetings: bool = False) -> dict[int, Tally]:
    """The tally for each key that was expected somewhere in its time. One statement for all.

    `only_meetings` counts the meetings of members, without what else a unit does.
    """
    if not times:
        return {}
    values: dict[str, Any] = {
        "keys": list(times),
        "people": [one.person for one in times.values()],
        "firsts": [one.first for one in times.values()],
        "lasts": [one.last for one in times.values()],
        "present": Presence.PRESENT,
        "excused": Presence.EXCUSED,
        "absent": Presence.ABSENT,
        "reported": ActivityState.REPORTED,
        "meetings": only_meetings,
        "meeting": ActivityKind.MEETING,
        "kinds": list(OF_MEMBERS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, values)
        return {key: Tally(*counts) for key, *counts in cursor.fetchall()}


def held_for(person: Person, first: date, last: date) -> QuerySet[Any]:
    """Reported activities one was expected at or marked at, the latest first; with `presence`.

    `presence` is empty where nobody marked it; `excuse` is the reason of an absence. Two queries.
    """
    marks = Attendance.objects.filter(activity=OuterRef("pk"), person=person)
    marked = Q(pk__in=Attendance.objects.filter(person=person).values("activity"))
    rows: QuerySet[Any] = (
        Activity.objects.held()
        .between(first, last)
        .filter(expects(person) | marked)
        .select_related("unit", "theme")
        .annotate(
            presence=Subquery(marks.values("presence")[:1]),
            excuse=Subquery(marks.values("reason")[:1]),
        )
        .order_by("-on", "-pk")
    )
    return rows
