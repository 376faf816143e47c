"""A file that takes too long is given up, and nothing of it stays."""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from sodoan.imports.actions.batches import upload
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.limits import Limits
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
TOO_SLOW = (BatchState.FAILED, "too_slow")


@pytest.fixture
def batch(units, boss, list_file):
    """A list that waits to be read."""
    path = list_file([member(1, A1), member(2, A1)])
    return upload([path.read_bytes()], by=boss, unit=units.a, name=path.name)


@contextmanager
def people_locked():
    """Let the checks, which ask who is known, wait for somebody else all the time."""
    is_locked, may_end = Event(), Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_person IN ACCESS EXCLUSIVE MODE")
            is_locked.set()
            may_end.wait(60)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert is_locked.wait(10)
    try:
        yield
    finally:
        may_end.set()
        holder.join()


def test_file_that_is_read_too_long_is_given_up_and_changes_nothing(batch, contents):
    before = contents()
    failed = stage(batch.pk, limits=Limits(seconds=0))
    assert (failed.state, failed.error_code) == TOO_SLOW
    assert "Đồng chí chia danh sách thành nhiều tệp nhỏ" in failed.error
    assert not batch.rows.exists()
    assert contents() == before


@pytest.mark.django_db(transaction=True)
def test_check_that_takes_too_long_is_given_up_and_changes_nothing(batch, contents):
    before = contents()
    with people_locked():
        failed = stage(batch.pk, limits=Limits(seconds=3))
    assert (failed.state, failed.error_code) == TOO_SLOW
    assert not batch.rows.exists()
    assert contents() == before


def test_time_that_rows_wait_to_be_judged_counts(list_file, monkeypatch):
    path = list_file([member(n, A1) for n in range(1, 4)])
    now = [0.0]
    monkeypatch.setattr("sodoan.imports.reader.limits.monotonic", lambda: now[0])
    with open_workbook(path, Limits(seconds=60)) as book:
        rows = book.sheet("DANH SÁCH").rows()
        next(rows)
        now[0] = 59
        next(rows)
        now[0] = 60
        with pytest.raises(UnusableFileError, match="quá 1 phút"):
            next(rows)


def test_usual_limit_is_generous(batch):
    assert stage(batch.pk).state == BatchState.READY
