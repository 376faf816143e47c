"""Stopping what is being written or taken back; and how long it still takes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.imports.actions import apply as applying
from sodoan.imports.actions import guard
from sodoan.imports.actions import undo as undoing
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, check_again
from sodoan.imports.actions.stopping import halt
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import STOPPED, BatchState
from sodoan.imports.models import Batch
from sodoan.people.models import Person
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
STOP = ">Dừng</button>"


@pytest.fixture
def batch(units, binh, scope, staged, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 1)
    monkeypatch.setattr(undoing, "CHUNK", 1)
    return staged(units.a, [member(n, A1) for n in range(1, 6)], by=scope(binh))


@pytest.fixture
def halting(batch, binh, scope, monkeypatch):
    """`halting(module, n)`: have its button pressed as soon as `n` rows of a run are done."""

    def set_up(module, rows):
        def save_and_halt(held, **changes):
            guard.save(held, **changes)
            if held.done == rows and "done" in changes:
                halt(held, by=scope(binh))

        monkeypatch.setattr(module, "save", save_and_halt)

    return set_up


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


def made():
    return Person.objects.filter(phone__startswith="0900").count()


def progress(client, batch):
    return client.get(address("progress", batch)).content.decode()


def test_only_what_runs_is_halted_and_only_by_who_may(batch, binh, an, scope):
    with pytest.raises(ValidationError):
        halt(batch, by=scope(binh))
    begin_apply(batch, by=scope(binh))
    with pytest.raises(PermissionDenied):
        halt(batch, by=scope(an))
    apply(batch.pk, by=scope(binh))
    with pytest.raises(ValidationError):
        halt(batch, by=scope(binh))


def test_nothing_written_yet_goes_back_and_may_begin_anew(batch, binh, scope, login):
    begin_apply(batch, by=scope(binh))
    assert STOP in progress(login(binh), batch)
    login(binh).post(address("halt", batch))
    apply(batch.pk, by=scope(binh))
    batch.refresh_from_db()
    assert (batch.state, batch.error_code, made()) == (BatchState.READY, STOPPED, 0)
    page = login(binh).get(address("batch", batch), follow=True).content.decode()
    assert "Chưa ghi gì: việc nhập đã được dừng theo yêu cầu." in page
    assert check_again(batch, by=scope(binh)).is_running
    assert Batch.objects.get(pk=batch.pk).error == ""


def test_half_a_list_stays_and_goes_on_where_it_was(
    batch, binh, scope, login, halting, run_jobs, monkeypatch
):
    begin_apply(batch, by=scope(binh))
    halting(applying, 2)
    apply(batch.pk, by=scope(binh))
    monkeypatch.undo()
    apply(batch.pk, by=scope(binh))  # the queue runs it again after a kill: it stays stopped
    batch.refresh_from_db()
    assert (batch.state, batch.has_stopped, batch.done, made()) == (
        BatchState.APPLYING, True, 2, 2,
    )  # fmt: skip
    page = login(binh).get(address("batch", batch)).content.decode()
    assert "đã được dừng theo yêu cầu: 2 dòng đã nhập xong" in page
    assert "Hoàn tác phần đã nhập" in page
    login(binh).post(address("resume", batch))
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.error, made()) == (BatchState.APPLIED, "", 5)


def test_undoing_halted_midway_goes_on(batch, binh, scope, login, halting, run_jobs, monkeypatch):
    begin_apply(batch, by=scope(binh))
    apply(batch.pk, by=scope(binh))
    begin_undo(batch, by=scope(binh))
    halting(undoing, 3)
    undo(batch.pk, by=scope(binh))
    monkeypatch.undo()
    batch.refresh_from_db()
    assert (batch.state, batch.has_stopped, made()) == (BatchState.UNDOING, True, 2)
    assert "3 dòng đã xử lý xong" in batch.error
    login(binh).post(address("resume", batch))
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, made()) == (BatchState.UNDONE, 0)


def test_time_left_is_that_of_the_run_at_work(batch, binh, scope, login):
    begin_apply(batch, by=scope(binh))
    assert "còn " not in progress(login(binh), batch)
    began = timezone.now() - timedelta(seconds=200)
    Batch.objects.filter(pk=batch.pk).update(done=4_000, began_done=2_000, total=6_000)
    Batch.objects.filter(pk=batch.pk).update(began_at=began)
    assert "4.000/6.000 dòng · còn khoảng 4 phút" in progress(login(binh), batch)


def test_a_run_notes_when_it_began_and_how_far_an_earlier_one_had_come(batch, binh, scope):
    begin_apply(batch, by=scope(binh))
    Batch.objects.filter(pk=batch.pk).update(done=7)
    before = timezone.now()
    ended = apply(batch.pk, by=scope(binh))
    assert before <= ended.began_at <= timezone.now()
    assert ended.began_done == 7
