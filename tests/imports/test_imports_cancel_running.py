"""Giving up a list whose file is being read."""

import pytest
from django.urls import reverse

from sodoan.imports.actions import stage as staging
from sodoan.imports.actions.batches import begin_apply, cancel, upload
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
STOP = "Dừng, hủy lần nhập này"


@pytest.fixture
def batch(units, binh, scope, list_file):
    """A list that waits to be read."""
    path = list_file([member(n, A1) for n in range(1, 4)])
    return upload([path.read_bytes()], by=scope(binh), unit=units.a, name=path.name)


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


def test_what_is_being_written_offers_no_stopping(batch, binh, scope, login):
    begin_apply(stage(batch.pk), by=scope(binh))
    assert STOP not in login(binh).get(address("batch", batch)).content.decode()
    login(binh).post(address("cancel", batch))
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLYING


def test_file_being_read_is_given_up_on_its_page(
    batch, binh, login, data_folder, django_capture_on_commit_callbacks
):
    page = login(binh).get(address("batch", batch)).content.decode()
    assert STOP in page
    assert address("cancel", batch) in page
    with django_capture_on_commit_callbacks(execute=True):
        login(binh).post(address("cancel", batch))
    assert stage(batch.pk).state == BatchState.CANCELLED
    assert not batch.rows.exists()
    assert not list((data_folder / "imports").iterdir())


def test_reading_ends_at_the_next_chunk_once_given_up(batch, binh, scope, monkeypatch):
    """Between two chunks somebody else presses the button: the next one is not written."""
    copied = []

    def copy_and_cancel(*args):
        count = copy_in(*args)
        copied.append(count)
        cancel(batch, by=scope(binh))
        return count

    copy_in = staging.copy_in
    monkeypatch.setattr(staging, "copy_in", copy_and_cancel)
    monkeypatch.setattr(staging, "CHUNK", 1)
    monkeypatch.setattr("sodoan.imports.lists._AT_A_TIME", 1)
    assert stage(batch.pk).state == BatchState.CANCELLED
    assert copied == [1]
    assert not batch.rows.exists()
