"""Lists to import, and what is in the tables before and after."""

from dataclasses import replace

import pytest
from django.db import connection

from sodoan.access.scopes import system_scope
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.stage import stage
from tests.imports.reader_files import member, national_rows, write_book

TABLES = ("people_person", "people_sensitiveprofile", "people_membership", "org_appointment")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Files of a test go to a folder of its own."""
    settings.SODOAN_DATA = tmp_path / "data"
    return settings.SODOAN_DATA


@pytest.fixture
def boss():
    """The scope of the command line."""
    return replace(system_scope(), is_admin=True)


@pytest.fixture
def list_file(tmp_path):
    """`list_file(members)`: a national workbook; give rows of `reader_files.member`."""
    count = iter(range(1_000))

    def write(members):
        path = tmp_path / f"list-{next(count)}.xlsx"
        return write_book(path, {"DANH SÁCH": national_rows(members)}, [(4, 3, 4, 4)])

    return write


@pytest.fixture
def staged(boss, list_file):
    """`staged(unit, members)`: a checked batch."""

    def take(unit, members, by=boss):
        path = list_file(members)
        batch = upload([path.read_bytes()], by=by, unit=unit, name=path.name)
        return stage(batch.pk)

    return take


@pytest.fixture
def imported(boss, staged):
    """`imported(unit, members)`: an applied batch."""

    def take(unit, members, by=boss):
        batch = staged(unit, members, by=by)
        return apply(begin_apply(batch, by=by).pk, by=by)

    return take


@pytest.fixture
def contents():
    """`contents()`: every row of the tables an import writes to, history aside."""

    def read():
        found = {}
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = [row for (row,) in cursor.fetchall()]
        return found

    return read


@pytest.fixture
def verdicts():
    """`verdicts(batch)`: (verdict, codes) by row number, in the order of the file."""

    def read(batch):
        return {
            row.number: (row.verdict, [issue["code"] for issue in row.issues or []])
            for row in batch.rows.order_by("sheet", "number")
        }

    return read


__all__ = ["member"]
