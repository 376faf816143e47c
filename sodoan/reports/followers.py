"""What comes along when units move or end: reports still on their way go to who is above today."""

from typing import TYPE_CHECKING

from django.db import connection

from sodoan.reports.actions.opening import settle_units

if TYPE_CHECKING:
    from sodoan.common.scoping import Actor
    from sodoan.org.models import Unit

# Only what is owed or waits; what was accepted stays where it was accepted.
_FOLLOW = """
UPDATE reports_obligation o
   SET receiver_id = found.above
  FROM (SELECT mine.id, above.id AS above
          FROM reports_obligation mine
          JOIN org_unit u ON u.id = mine.unit_id
          JOIN reports_reportperiod p ON p.id = mine.period_id
          JOIN reports_reportform f ON f.id = p.form_id
          CROSS JOIN LATERAL (
               SELECT a.id
                 FROM unnest(string_to_array(rtrim(u.path, '.'), '.')::bigint[])
                      WITH ORDINALITY AS step (id, depth)
                 JOIN org_unit a ON a.id = step.id
                WHERE a.id <> u.id AND a.closed_on IS NULL
                  AND (a.id = f.unit_id OR EXISTS (
                       SELECT FROM reports_obligation theirs
                        WHERE theirs.period_id = mine.period_id AND theirs.unit_id = a.id))
                ORDER BY step.depth DESC
                LIMIT 1) AS above
         WHERE mine.state IN ('pending', 'submitted', 'returned', 'resubmitted')
           AND (u.path LIKE %(below)s OR mine.receiver_id = %(unit)s)) AS found
 WHERE o.id = found.id AND o.receiver_id <> found.above
"""


def follow_units(unit: "Unit", by: "Actor") -> None:  # noqa: ARG001 - as `org.followers` calls it
    """Bring reports of the unit and all below it, and those owed to it, to who is above today."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"below": f"{unit.path}%", "unit": unit.pk})


def follow_records(units: "list[int]") -> None:
    """Mark what these units have fulfilled by what they just told of."""
    settle_units(units)
