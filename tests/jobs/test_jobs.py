"""The job centre: progress kept, resumed after a kill, results for their owner only."""

import io
import os
import random
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sodoan.jobs import actions, kinds
from sodoan.jobs.models import Job
from sodoan.jobs.tasks import start
from sodoan.jobs.work import Work
from sodoan.notices.models import Notice
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment
from sodoan.people import longwork
from sodoan.programmes import bundles

ROOT = Path(__file__).parents[2]
PARTS = 40
KIND = "tests.parts"


def broken(work):
    raise ZeroDivisionError


def ten_parts(work):
    """A ZIP of small parts; each part says on disk that it was made."""
    made = []
    for n in range(PARTS):
        work.told(n, PARTS)
        made.append(work.part(str(n), lambda n=n: b"%d" % n))
    with work.result() as file, zipfile.ZipFile(file, "w") as bundle:
        for path in made:
            bundle.write(path, path.name)
    work.told(PARTS, PARTS)
    return kinds.Outcome("Xong", file_name="tep.zip")


@pytest.fixture(autouse=True)
def _kind(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(kinds.KINDS, KIND, f"{__name__}.ten_parts")
    settings.SODOAN_DATA = tmp_path


def ordered(by, paths, **args):
    job, _ = actions.order(
        KIND, by=by, title="Việc thử", args=args, capabilities=[Capability.VIEW_PEOPLE], paths=paths
    )
    return job


@pytest.mark.django_db
def test_order_out_of_reach_is_refused(units, an, scope):
    with pytest.raises(PermissionDenied):
        ordered(scope(an), [units.b1.path])
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_same_order_at_work_is_one_job(units, an, scope):
    first = ordered(scope(an), [units.a1.path])
    assert ordered(scope(an), [units.a1.path]) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(owner=an, kind=KIND, title="Lại")
    actions.carry_out(first.pk)
    assert ordered(scope(an), [units.a1.path]) != first


@pytest.mark.django_db
def test_result_is_for_its_owner_while_the_post_lasts(units, an, binh, scope, login):
    job = ordered(scope(an), [units.a1.path])
    actions.carry_out(job.pk)
    page = f"/viec-nen/{job.pk}/tep/"
    answer = login(an).get(page)
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert len(names) == PARTS
    assert login(binh).get(page).status_code == 404
    assert "Việc thử" not in login(binh).get("/viec-nen/").content.decode()
    Appointment.objects.filter(person__user=an).delete()
    assert login(an).get(page).status_code == 404


@pytest.mark.django_db
def test_job_of_a_post_that_ended_makes_nothing(units, an, scope):
    job = ordered(scope(an), [units.a1.path])
    Appointment.objects.filter(person__user=an).delete()
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result.exists()) == ("failed", False)
    assert "không còn phụ trách" in job.error
    assert Notice.objects.filter(user=an).count() == 1


@pytest.mark.django_db
def test_stopped_job_ends_at_its_next_step(units, an, binh, scope, login):
    job = ordered(scope(an), [units.a1.path])
    assert login(binh).post(f"/viec-nen/{job.pk}/dung/").status_code == 404
    login(an).post(f"/viec-nen/{job.pk}/dung/")
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result.exists()) == ("cancelled", False)
    assert not Notice.objects.filter(user=an).exists()


@pytest.mark.django_db
def test_time_left_is_told_by_the_pace_of_this_run(units, an, scope, login):
    job = ordered(scope(an), [units.a1.path])
    Job.objects.filter(pk=job.pk).update(done=40, total=100)
    assert "còn " not in told_of(login(an))
    Work(job, scope(an)).begin()
    Work(job, scope(an)).told(25, 100)
    assert "còn " not in told_of(login(an))  # three seconds tell no pace yet
    Job.objects.filter(pk=job.pk).update(began_at=timezone.now() - timedelta(seconds=90))
    assert "25/100 · còn khoảng 5 phút" in told_of(login(an))


@pytest.mark.django_db
def test_pace_is_that_of_what_is_made_now_not_of_what_lay_there(units, an, scope, login):
    job = ordered(scope(an), [units.a1.path])
    for n in range(40):
        Work(job, scope(an)).part(str(n), lambda: b"")
    work = Work(job, scope(an))
    work.begin()
    work.told(0, 100)
    for n in range(70):
        work.part(str(n), lambda: b"")
        work.told(n + 1, 100)
    job.refresh_from_db()
    assert (job.done, job.began_done) == (70, 40)
    Job.objects.filter(pk=job.pk).update(began_at=timezone.now() - timedelta(seconds=150))
    assert "70/100 · còn khoảng 3 phút" in told_of(login(an))


def told_of(client):
    page = client.get("/viec-nen/").content.decode()
    return page.split("<progress", 1)[0].split('id="viec"', 1)[1]


@pytest.mark.django_db
@pytest.mark.error_logs
def test_unforeseen_error_ends_the_job_with_words(units, an, scope, monkeypatch):
    monkeypatch.setitem(kinds.KINDS, KIND, f"{__name__}.broken")
    job = ordered(scope(an), [units.a1.path])
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "ngoài dự kiến" in job.error


@pytest.mark.django_db
def test_purge_deletes_old_results_only(units, an, scope, login):
    old, young = (ordered(scope(an), [units.a1.path], n=n) for n in range(2))
    for job in (old, young):
        actions.carry_out(job.pk)
    past = timezone.now() - actions.KEPT - timedelta(minutes=1)
    Job.objects.filter(pk=old.pk).update(finished_at=past)
    assert actions.purge() == 1
    assert not old.folder.exists()
    assert young.result.exists()
    assert login(an).get(f"/viec-nen/{old.pk}/tep/").status_code == 404
    assert "Tệp đã xóa theo hạn" in login(an).get("/viec-nen/?q=thu+VIEC").content.decode()
    assert "Việc thử" not in login(an).get("/viec-nen/?loc=dang-chay").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_as_many_queries_for_3_jobs_as_for_300(units, an, login, count):
    browser, now = login(an), timezone.now()
    Job.objects.bulk_create(
        Job(
            owner=an, kind="k", title="v", state="done", finished_at=now, file_name="t.zip",
            capabilities=[Capability.VIEW_PEOPLE], paths=[units.a1.path],
        )
        for _ in range(count)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/viec-nen/?co=200")
    assert len(page.context["list"].rows) == min(count, 200)
    assert page.content.decode().count("Tải tệp") == min(count, 200)
    assert len(queries) == 8


@pytest.mark.django_db(transaction=True)
def test_long_member_list_is_written_by_a_job(units, an, dung, login, run_jobs, monkeypatch):
    monkeypatch.setattr(longwork, "LONG", 1)
    browser = login(an)
    assert "Lập tệp .xlsx" in browser.get("/doan-vien/xuat/").content.decode()
    assert browser.post("/doan-vien/xuat/").status_code == 302
    run_jobs()
    job = Job.objects.get(owner=an)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    answer = browser.get(f"/viec-nen/{job.pk}/tep/")
    text = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Hồ Gia Dung" in b"".join(text.read(n) for n in text.namelist()).decode()


WORK = """
import django; django.setup()
import sys, time
from pathlib import Path
from django.conf import settings
settings.SODOAN_DATA = Path(sys.argv[2])
from sodoan.jobs import actions, kinds, work
from tests.jobs.test_jobs import KIND
plain = work.Work.part
def slow(self, name, make):
    time.sleep(0.01)
    return plain(self, name, make)
work.Work.part = slow
kinds.register(KIND, "tests.jobs.test_jobs.ten_parts")
print("ready", flush=True)
actions.carry_out(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_one_whole_result(units, an, scope, test_database_url, tmp_path):
    job = ordered(scope(an), [units.a1.path])
    environment = os.environ | {
        "DATABASE_URL": test_database_url, "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(job.pk), str(tmp_path)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "ready\n"
        enough = random.Random(int(os.environ.get("SODOAN_SEED", "3"))).randrange(1, PARTS // 2)
        while len(list(job.folder.glob("part-*"))) < enough and process.poll() is None:
            pass
        process.kill()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    job.refresh_from_db()
    assert job.state == "running"
    kept = {path: path.stat().st_mtime_ns for path in job.folder.glob("part-*")}
    assert len(kept) >= enough
    actions.carry_out(job.pk)
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", PARTS, PARTS)
    assert all(path.stat().st_mtime_ns == made for path, made in kept.items())
    with zipfile.ZipFile(job.result) as bundle:
        assert [bundle.read(f"part-{n}") for n in range(PARTS)] == [b"%d" % n for n in range(PARTS)]
        assert len(bundle.namelist()) == PARTS
    assert Notice.objects.filter(user=an).count() == 1


@pytest.mark.django_db(transaction=True)
def test_start_queues_what_is_new_only(units, an, scope, run_jobs):
    for _ in range(2):
        start(KIND, by=scope(an), title="Việc", args={}, capabilities=[], paths=[])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (1,)
    run_jobs()
    assert Job.objects.get().state == "done"


def test_every_kind_of_work_can_be_loaded():
    """What pages order is what apps have registered, without loading it."""
    assert {longwork.MEMBERS, bundles.PAPERS, bundles.DRAFTS, KIND} == set(kinds.KINDS)
    for key in kinds.KINDS:
        assert callable(kinds.run_of(key))
