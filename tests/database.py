"""Test databases: one per process, copied from a template that is migrated once per version."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from config.database import database_url

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = "sodoan test databases"
# Written when the database is made, not by tests.
ALWAYS_THERE = {"django_migrations", "django_content_type", "auth_permission"}
# As `sodoan prepare` does with an empty database, but without the rows it loads.
_MIGRATE = "import django; django.setup(); from sodoan.cli.prepare import migrate; migrate()"
_TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL(%s)
    ORDER BY relname
"""


def prepare(place: dict[str, Any]) -> None:
    """Name this process's test database and the template it is copied from.

    `place` is the entry of `DATABASES` and is changed. Raises CalledProcessError when the
    migrations fail; their output is shown.
    """
    prefix = f"test_{place['NAME']}_"
    with _alone(place) as connection:
        if place["HOST"].startswith("/"):  # this machine's server, so its process numbers mean us
            _drop_abandoned(connection, prefix)
        template = f"template_{place['NAME']}_{_version()}"
        if template not in _names(connection, "template_"):
            _build(connection, place, template)
    place["TEST"] |= {"NAME": f"{prefix}{os.getpid()}", "TEMPLATE": template}


def empty() -> bool:
    """Delete all rows that tests wrote, once nobody else is writing. False: not allowed to.

    Instead of Django's flush, which makes new files for every table and writes content types and
    permissions again: two thirds of a second after every test with real commits.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute(_TABLES, [sorted(ALWAYS_THERE)])
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables)
        )
        full = [table for (table,) in cursor.fetchall()]
        # As TRUNCATE does: no trigger asks whether these rows may be deleted.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(f"DELETE FROM {table}" for table in full) or "SELECT 1")
    return True


@contextmanager
def _alone(place: dict[str, Any]) -> Iterator[psycopg.Connection]:
    """A connection while no other process prepares."""
    with psycopg.connect(database_url(place), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [LOCK])
        yield connection


def _drop_abandoned(connection: psycopg.Connection, prefix: str) -> None:
    """Drop the databases of processes that were killed."""
    for name in _names(connection, prefix):
        owner = name.removeprefix(prefix)
        if owner.isdigit() and not _is_alive(int(owner)):
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _build(connection: psycopg.Connection, place: dict[str, Any], template: str) -> None:
    """Migrate an empty database; give it the template's name only when that went well."""
    for old in _names(connection, f"template_{place['NAME']}_"):
        connection.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    draft = f"{template}_draft"
    connection.execute(f"CREATE DATABASE \"{draft}\" ENCODING 'UTF8' TEMPLATE template0")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "DATABASE_URL": database_url({**place, "NAME": draft}),
    }
    subprocess.run([sys.executable, "-c", _MIGRATE], cwd=CHECKOUT, env=environment, check=True)
    connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')


def _version() -> str:
    """A mark of everything that shapes the schema: migrations, how they are done, libraries."""
    carried_out = ("sodoan/common/migrating.py", "requirements/base.txt")
    files = [*CHECKOUT.glob("sodoan/*/migrations/*.py"), *map(CHECKOUT.joinpath, carried_out)]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(CHECKOUT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _names(connection: psycopg.Connection, prefix: str) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [name for (name,) in connection.execute(query, [prefix]).fetchall()]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
