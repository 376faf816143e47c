"""The account of a person is unique among those who have one; the many others are in no index.

Django's own index of the one-to-one field holds every row that has no account too, all alike, and
lists that come in are slowed down by it: whoever adds people at a time waits at its last page.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_foundation")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE people_person DROP CONSTRAINT people_person_user_id_key;
            CREATE UNIQUE INDEX person_of_user ON people_person (user_id) WHERE user_id IS NOT NULL;
            """,
            """
            DROP INDEX person_of_user;
            ALTER TABLE people_person ADD CONSTRAINT people_person_user_id_key UNIQUE (user_id);
            """,
        )
    ]
