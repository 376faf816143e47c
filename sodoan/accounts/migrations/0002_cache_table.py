"""The table behind Django's database cache (rate limits, spent one-time codes).

Unlogged: its rows are short-lived and worthless after a crash, so they skip the write-ahead log.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_foundation")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE django_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamptz NOT NULL
                );
                CREATE INDEX django_cache_expires ON django_cache (expires);
            """,
            reverse_sql="DROP TABLE django_cache;",
        ),
    ]
