"""Rounds of branches that moved before now go to who approves the branch today.

What was published, or changed after a complaint, keeps who decided it (`issuer`).
"""

from django.db import migrations

_TODAY = """
    WITH today AS (
        SELECT r.id, r.approver_id AS before, (
            SELECT a.id FROM org_unit a JOIN org_unittype t ON t.key = a.type_id
             WHERE a.id = ANY(string_to_array(trim('.' FROM u.path), '.')::bigint[])
               AND a.id <> u.id AND t.approves AND a.closed_on IS NULL
             ORDER BY length(a.path) DESC LIMIT 1
        ) AS approver
          FROM programmes_round r JOIN org_unit u ON u.id = r.unit_id
    ), moved AS (
        SELECT * FROM today WHERE approver <> before
    ), answered AS (
        UPDATE programmes_complaint c SET issuer_id = m.before
          FROM programmes_result t JOIN moved m ON m.id = t.round_id
         WHERE t.id = c.result_id AND c.state = 'changed' AND c.issuer_id IS NULL
    )
    UPDATE programmes_round r SET
           approver_id = m.approver,
           issuer_id = CASE WHEN r.state = 'published' THEN COALESCE(r.issuer_id, m.before)
                            ELSE r.issuer_id END,
           cap_decision = CASE WHEN r.state = 'published' THEN r.cap_decision ELSE '' END
      FROM moved m WHERE m.id = r.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0008_issuer_of_decisions'),
    ]

    operations = [
        migrations.RunSQL(_TODAY, migrations.RunSQL.noop),
    ]
