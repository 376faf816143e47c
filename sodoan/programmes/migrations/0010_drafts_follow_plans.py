"""Sheets still being written when plans were issued before they followed: each takes its own now.

The plan in force for its branch, as `actions.moves` does whenever one is issued; nobody is told.
"""

from django.db import migrations

_FOLLOW = """
    WITH homes AS MATERIALIZED (
        SELECT place.programme_id, place.unit_id, (
            SELECT p.id FROM programmes_plan p JOIN org_unit pu ON pu.id = p.unit_id
             WHERE p.programme_id = place.programme_id AND p.state = 'published'
               AND starts_with(u.path, pu.path)
             ORDER BY length(pu.path) DESC LIMIT 1
        ) AS plan_id
          FROM (SELECT DISTINCT programme_id, unit_id FROM programmes_enrolment
                 WHERE state IN ('draft', 'returned')) place
          JOIN org_unit u ON u.id = place.unit_id
    )
    UPDATE programmes_enrolment e SET plan_id = h.plan_id
      FROM homes h
     WHERE e.programme_id = h.programme_id AND e.unit_id = h.unit_id
       AND e.state IN ('draft', 'returned') AND e.plan_id <> h.plan_id
       AND NOT EXISTS (SELECT 1 FROM programmes_result r WHERE r.enrolment_id = e.id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0009_approvers_of_moved_branches'),
    ]

    operations = [
        migrations.RunSQL(_FOLLOW, migrations.RunSQL.noop),
    ]
