"""Whose the yearly comments are that came with answers before `Complaint.comment` was kept.

The history of a result says what stood there last with the grade that was contested; what differs
from it came with the answer.
"""

from django.db import migrations

_TELL = """
    UPDATE programmes_complaint c SET comment = r.comment
      FROM programmes_result r
     WHERE r.id = c.result_id AND c.state = 'changed' AND c.new_grade = r.grade_key
       AND r.comment <> '' AND r.comment <> (
           SELECT e.comment FROM programmes_resultevent e
            WHERE e.pgh_obj_id = r.id AND e.state = 'published' AND e.grade_key = c.old_grade
            ORDER BY e.pgh_id DESC LIMIT 1
       )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0005_comment_of_answer'),
    ]

    operations = [
        migrations.RunSQL(_TELL, migrations.RunSQL.noop),
    ]
