"""People known are looked for in a connection beside the one that compares the rows."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def no_more_connections():
    """Close the database to whoever is not in it yet."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            yield
        finally:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def connections_made():
    """Keep what other connections are made meanwhile, each by the queries asked in it."""
    made = []

    def keep(connection, **_):
        connection.force_debug_cursor = True
        made.append(connection)

    connection_created.connect(keep)
    try:
        yield made
    finally:
        connection_created.disconnect(keep)


def verdicts(batch):
    return [batch.counts[name] for name in ("accepted", "duplicate", "existing")]


def test_people_known_are_found_beside(units, staged, imported):
    imported(units.a, [member(1, A1)])
    with connections_made() as made:
        batch = staged(units.a, [member(1, A1), member(2, A1), member(2, A1)])
    assert verdicts(batch) == [1, 1, 1]
    (beside,) = made
    assert any("people_person" in query["sql"] for query in beside.queries)
    assert beside.connection is None  # let go


def test_people_known_are_found_where_there_is_no_second_connection(units, staged, imported):
    imported(units.a, [member(1, A1)])
    with no_more_connections():
        batch = staged(units.a, [member(1, A1), member(2, A1), member(2, A1)])
    assert verdicts(batch) == [1, 1, 1]


def test_row_that_repeats_another_is_not_told_as_known(units, staged, imported):
    """It was near somebody known when it was looked at, and was taken no more when judged."""
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1), member(1, A1)])
    assert verdicts(batch) == [0, 1, 1]
