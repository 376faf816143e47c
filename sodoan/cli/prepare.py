"""`sodoan prepare`: bring database and static files to this version; harmless to repeat."""

import argparse

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers
from sodoan.common.memory import rare_collections

LOCK = "sodoan prepare"
_TOO_OLD = (
    "Cơ sở dữ liệu này thuộc một bản quá cũ, chưa nâng cấp thẳng lên bản này được. "
    "Đồng chí chạy `sodoan prepare` của bản ngay trước (docs/decisions/0004-migrations.md) "
    "rồi chạy lại bản này."
)


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "prepare", help="chuẩn bị cơ sở dữ liệu và tệp giao diện cho phiên bản này"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - the shape of every command
    """Prepare and say so."""
    done = prepare()
    print(
        f"Đã áp dụng {done} thay đổi của cơ sở dữ liệu." if done else "Cơ sở dữ liệu đã sẵn sàng."
    )
    return 0


def prepare() -> int:
    """Apply migrations, load fixed lists and collect static files; return how many migrations."""
    from sodoan.org.actions import load_reference

    waiting = migrate()
    load_reference()
    collect_static()
    return waiting


def migrate() -> int:
    """Apply migrations, one process at a time; return how many."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [LOCK])
        try:
            waiting = pending_migrations()
            if waiting:
                with rare_collections():
                    call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
    return waiting


def collect_static() -> None:
    """Gather static files where the settings serve them from one folder."""
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
    from django.core.management import call_command

    if isinstance(staticfiles_storage, ManifestFilesMixin):
        call_command("collectstatic", interactive=False, verbosity=0)


def pending_migrations() -> int:
    """How many migrations this version knows and the database lacks.

    Raises `Refusal` for a database older than the migrations that were put together since: Django
    would leave those out without a word.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    applied = set(executor.recorder.applied_migrations())
    for together in executor.loader.replacements.values():
        known = [each in applied for each in together.replaces]
        if any(known) and not all(known):
            raise Refusal(_TOO_OLD)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
