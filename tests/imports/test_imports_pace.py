"""How long an import still takes, told on its page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.stopping import resume
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import STOPPED
from sodoan.imports.models import Batch
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"


@pytest.fixture
def batch(units, binh, scope, staged):
    return staged(units.a, [member(n, A1) for n in range(1, 6)], by=scope(binh))


def progress(client, batch):
    return client.get(reverse("imports:progress", args=[batch.pk])).content.decode()


def at(batch, **facts):
    Batch.objects.filter(pk=batch.pk).update(**facts)


def test_is_that_of_the_run_at_work(batch, binh, scope, login):
    begin_apply(batch, by=scope(binh))
    assert "còn khoảng" not in progress(login(binh), batch)
    at(batch, done=4_000, began_done=2_000, total=6_000)
    at(batch, began_at=timezone.now() - timedelta(seconds=200))
    assert "4.000/6.000 dòng · còn khoảng 4 phút" in progress(login(binh), batch)


def test_what_goes_on_after_a_stop_tells_nothing_before_its_new_pace(batch, binh, scope, login):
    begin_apply(batch, by=scope(binh))
    at(batch, done=2, error_code=STOPPED, began_at=timezone.now() - timedelta(days=1))
    resume(batch, by=scope(binh))
    assert "còn khoảng" not in progress(login(binh), batch)


@pytest.mark.parametrize("step", ["checking", "applying", "undoing"])
def test_every_run_notes_when_it_began_and_how_far_an_earlier_one_had_come(
    batch, binh, scope, step
):
    by, before = scope(binh), timezone.now()
    if step == "checking":
        ended = Batch.objects.get(pk=batch.pk)
        assert before - timedelta(minutes=5) < ended.began_at < before
        assert ended.began_done == 0
        return
    begin_apply(batch, by=by)
    if step == "applying":
        at(batch, done=7)
        ended = apply(batch.pk, by=by)
    else:
        begin_undo(apply(batch.pk, by=by), by=by)
        at(batch, done=7)
        ended = undo(batch.pk, by=by)
    assert before <= ended.began_at <= timezone.now()
    assert ended.began_done == 7
