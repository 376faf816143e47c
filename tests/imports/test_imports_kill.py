"""Killing the worker or the database midway: nothing is lost, nothing is doubled.

One hit a step in every run; as many as there is room for by `make crash`.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from sodoan.imports.actions import apply as applying
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.stage import stage
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch, RowLink, StagedRow
from sodoan.people.models import Membership, Person, SensitiveProfile
from tests.imports.reader_files import member

SEED = int(os.environ.get("SODOAN_SEED", "3"))  # another one strikes at other moments
LONGEST = 0.6  # seconds; about as long as the longest step takes
BLOWS, HITS = (6, 6) if os.environ.get("SODOAN_CRASH") else (2, 1)  # a step
DOOMED = "doomed-worker"
ROOT = Path(__file__).parents[2]
ROWS = 600
A1 = "Chi đoàn Khu phố 1"
WORK = """
import django; django.setup()
import sys
from pathlib import Path
from django.conf import settings
settings.SODOAN_DATA = Path(sys.argv[3])
from sodoan.imports import lists
from sodoan.imports.actions import apply, stage, undo
from sodoan.imports.actions.actor import command_scope
apply.CHUNK = undo.CHUNK = 20
lists._AT_A_TIME = 20
stage.CHUNK = 50
verb, batch = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
if verb == "stage":
    stage.stage(batch)
elif verb == "apply":
    apply.apply(batch, by=command_scope())
else:
    undo.undo(batch, by=command_scope())
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows():
    """As many different people."""
    people = []
    for n in range(ROWS):
        row = member(
            n + 1, A1, c1=f"Nguyễn Văn {chr(65 + n % 26)}{chr(97 + n // 26)}", c3="", c4=""
        )
        row[3], row[9] = f"{n % 28 + 1:02d}/{n // 28 % 12 + 1:02d}/2004", f"079204{n:06d}"
        people.append(row)
    return people


@pytest.fixture
def worker(test_database_url, data_folder):
    """`worker(verb, batch)`: another process that does the work of a job."""
    started = []

    def start(verb, batch):
        environment = os.environ | {
            "DATABASE_URL": test_database_url,
            "PGAPPNAME": DOOMED,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        process = subprocess.Popen(
            [sys.executable, "-c", WORK, verb, str(batch.pk), str(data_folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_until(done, process, seconds=20):
    """Wait until `done()` or the process ends; returns whether it was still at work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if done():
            return True
        time.sleep(0.003)
    return False


def wait_for_the_last_commit(seconds=20):
    """Wait until the server has noticed that the worker is gone: what it was told may still end."""
    end = time.monotonic() + seconds
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = %s"
    )
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(query, [DOOMED])
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    pytest.fail("the connections of the killed worker are still there")


def whole(count):
    """Everybody once, with facts and a place, and a link each."""
    assert Person.objects.filter(links_of()).count() == count
    assert SensitiveProfile.objects.filter(person__in=linked()).count() == count
    assert Membership.objects.filter(person__in=linked()).count() == count
    assert len(set(RowLink.objects.values_list("number", flat=True))) == RowLink.objects.count()


def linked():
    return list(RowLink.objects.values_list("person_id", flat=True))


def links_of():
    from django.db.models import Q

    return Q(pk__in=linked())


def test_killed_worker_applies_the_rest_when_started_again(units, boss, staged, rows, worker):
    batch = staged(units.a, rows)
    begin_apply(batch, by=boss)
    dice, killed = random.Random(7), 0
    for _ in range(BLOWS):
        before = RowLink.objects.count()
        process = worker("apply", batch)
        goal = before + dice.randrange(1, 120)
        killed += wait_until(lambda goal=goal: RowLink.objects.count() >= goal, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for_the_last_commit()
        whole(RowLink.objects.count())
    assert killed, "the worker was faster than the test; give it more rows"
    assert apply(batch.pk, by=boss).state == BatchState.APPLIED
    whole(ROWS)
    assert Person.objects.filter(phone__startswith="0900").count() == ROWS


def test_killed_undo_goes_on_when_started_again(units, boss, imported, rows, worker, contents):
    before = contents()
    batch = imported(units.a, rows)
    begin_undo(batch, by=boss)
    process = worker("undo", batch)
    undone = RowLink.objects.exclude(undone_at=None)
    assert wait_until(lambda: undone.count() >= 40, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for_the_last_commit()
    gone = undone.count()
    assert Person.objects.filter(phone__startswith="0900").count() == ROWS - gone
    assert undo(batch.pk, by=boss).state == BatchState.UNDONE
    assert contents() == before


def test_killed_staging_starts_anew(units, boss, list_file, rows, worker):
    path = list_file(rows)
    batch = upload([path.read_bytes()], by=boss, unit=units.a, name=path.name)
    process = worker("stage", batch)
    assert wait_until(lambda: StagedRow.objects.count() >= 100, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    batch = stage(batch.pk)
    assert (batch.state, batch.counts["rows"]) == (BatchState.READY, ROWS)
    assert StagedRow.objects.count() == ROWS


@pytest.mark.parametrize("blow", ["worker", "database"])
def test_import_struck_at_random_moments_ends_as_if_nothing_had_been(
    units, boss, list_file, rows, worker, contents, test_database_url, blow
):
    dice, before = random.Random(f"{SEED} {blow}"), contents()
    path = list_file([*rows, *rows[:30]])
    batch = upload([path.read_bytes()], by=boss, unit=units.a, name=path.name)
    struck = strike(worker, "stage", batch, dice, blow, test_database_url)
    assert counted(stage(batch.pk)) == {"rows": ROWS + 30, "accepted": ROWS, "duplicate": 30}
    begin_apply(batch, by=boss)
    struck += strike(worker, "apply", batch, dice, blow, test_database_url)
    wait_for_the_last_commit()
    whole(RowLink.objects.count())
    assert apply(batch.pk, by=boss).state == BatchState.APPLIED
    whole(ROWS)
    begin_undo(Batch.objects.get(), by=boss)
    struck += strike(worker, "undo", batch, dice, blow, test_database_url)
    assert undo(batch.pk, by=boss).state == BatchState.UNDONE
    assert contents() == before
    assert struck, "every blow came too late; give the test more rows"


def counted(batch):
    assert batch.state == BatchState.READY
    assert StagedRow.objects.filter(batch=batch).count() == batch.counts["rows"]
    return {key: batch.counts[key] for key in ("rows", "accepted", "duplicate")}


def strike(worker, verb, batch, dice, blow, url):
    """Start the step, and end its process or its connections, again and again; return the hits.

    Each blow falls after a random while, in the middle of whatever the step is doing then.
    """
    hits = 0
    for _ in range(BLOWS):
        if hits == HITS:
            break
        process = worker(verb, batch)
        time.sleep(dice.uniform(0, LONGEST))
        if blow == "worker":
            process.send_signal(signal.SIGKILL)
        else:
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND application_name = %s",
                    [DOOMED],
                )
        hits += process.wait(60) != 0
    return hits


def test_lost_database_connection_loses_nothing(
    units, boss, staged, rows, monkeypatch, test_database_url
):
    monkeypatch.setattr(applying, "CHUNK", 50)
    batch = staged(units.a, rows)
    begin_apply(batch, by=boss)
    for after in (1, 3, 2):
        cut_after(monkeypatch, after, test_database_url)
        with pytest.raises(OperationalError):
            apply(batch.pk, by=boss)
        connection.close()
        monkeypatch.undo()
        monkeypatch.setattr(applying, "CHUNK", 50)
        whole(RowLink.objects.count())
    assert 0 < RowLink.objects.count() < ROWS
    assert apply(batch.pk, by=boss).state == BatchState.APPLIED
    whole(ROWS)


def cut_after(monkeypatch, chunks, url):
    """Have the server drop our connection in the middle of the chunk after so many."""
    real, count = applying.check_existing, iter(range(1_000))

    def check(batch, *place):
        if next(count) == chunks:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
        return real(batch, *place)

    monkeypatch.setattr(applying, "check_existing", check)


def test_two_workers_on_one_batch_double_nobody(units, boss, staged, rows, worker):
    batch = staged(units.a, rows)
    begin_apply(batch, by=boss)
    processes = [worker("apply", batch), worker("apply", batch)]
    assert [process.wait(60) for process in processes] == [0, 0]
    whole(ROWS)
    assert Batch.objects.get().state == BatchState.APPLIED
