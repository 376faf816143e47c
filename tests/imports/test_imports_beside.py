"""People known are looked for in a connection beside the one that compares the rows."""

from contextlib import contextmanager

import pytest
from django.db import connection

from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def alter(how, back):
    """Change the database for a while, from a connection to another one."""
    with connection._nodb_cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} {how}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER DATABASE {name} {back}")


def verdicts(batch):
    return [batch.counts[name] for name in ("accepted", "duplicate", "existing")]


def test_people_known_are_found_beside(units, staged, imported):
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1), member(2, A1), member(2, A1)])
    assert verdicts(batch) == [1, 1, 1]


def test_people_known_are_found_where_there_is_no_second_connection(units, staged, imported):
    imported(units.a, [member(1, A1)])
    with alter("ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
        batch = staged(units.a, [member(1, A1), member(2, A1), member(2, A1)])
    assert verdicts(batch) == [1, 1, 1]


def test_row_that_repeats_another_is_not_told_as_known(units, staged, imported):
    """It was near somebody known when it was looked at, and was taken no more when judged."""
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1), member(1, A1)])
    assert verdicts(batch) == [0, 1, 1]
