"""E-mails of accounts made before they were settled: each opens that of the one file naming it."""

from django.db import migrations

_NAMED = """
    WITH named AS (
        SELECT email, CASE WHEN count(*) = 1 THEN min(user_id) END AS owner
          FROM people_person WHERE email <> '' AND merged_into_id IS NULL GROUP BY email
    )
"""
_TAKE = f"""{_NAMED}
    UPDATE accounts_user u SET email = NULL
     WHERE u.email IS NOT NULL AND EXISTS (SELECT FROM people_person p WHERE p.user_id = u.id)
       AND NOT EXISTS (SELECT FROM named n WHERE n.email = u.email AND n.owner = u.id)
"""
_GIVE = f"""{_NAMED}
    UPDATE accounts_user u SET email = n.email FROM named n
     WHERE n.owner = u.id AND NOT EXISTS (SELECT FROM accounts_user o WHERE o.email = n.email)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_account_of_person"), ("accounts", "0003_email_is_no_key")]

    operations = [migrations.RunSQL([_TAKE, _GIVE], migrations.RunSQL.noop)]
