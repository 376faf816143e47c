"""Jobs whose units are moved after they were ordered: what counts is where they lie today."""

import pytest

from sodoan.common.clock import today
from sodoan.jobs import actions, kinds
from sodoan.jobs.models import Job
from sodoan.org.actions import move_unit
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

pytestmark = pytest.mark.django_db
KIND = "tests.reach"
OFFER, LOST = "Tải tệp", "không tải tệp được nữa"


def one_file(work):
    """A file that says where the run may read."""
    with work.result() as file:
        file.write(" ".join(work.by.paths(Capability.VIEW_PEOPLE)).encode())
    return kinds.Outcome("Xong", file_name="tep.txt")


@pytest.fixture(autouse=True)
def _kind(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(kinds.KINDS, KIND, f"{__name__}.one_file")
    settings.SODOAN_DATA = tmp_path


def ordered(by, *paths):
    job, _ = actions.order(
        KIND, by=by, title="Gói", args={}, capabilities=[Capability.VIEW_PEOPLE], paths=paths
    )
    return job


def moved(units, by):
    """Branch A1 hangs under B from today on; returns its path there."""
    unit = Unit.objects.get(pk=units.a1.pk)
    return move_unit(unit, by=by, parent=units.b, since=today()).path


def offered(client):
    page = client.get("/viec-nen/").content.decode()
    return OFFER in page, LOST in page


def test_officer_gets_no_file_of_a_unit_that_moved_away(units, binh, em, scope, login):
    job = ordered(scope(binh), units.a1.path)
    actions.carry_out(job.pk)
    assert offered(login(binh)) == (True, False)
    moved(units, scope(em))
    assert login(binh).get(f"/viec-nen/{job.pk}/tep/").status_code == 404
    assert offered(login(binh)) == (False, True)


def test_secretary_of_the_moved_unit_gets_what_the_list_offers(units, an, em, scope, login):
    job = ordered(scope(an), units.a1.path)
    actions.carry_out(job.pk)
    moved(units, scope(em))
    assert offered(login(an)) == (True, False)
    answer = login(an).get(f"/viec-nen/{job.pk}/tep/")
    assert (answer.status_code, len(b"".join(answer.streaming_content)) > 0) == (200, True)


def test_job_that_waits_reads_its_unit_where_it_lies_now(units, an, em, scope):
    job = ordered(scope(an), units.a1.path)
    path = moved(units, scope(em))
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert job.result.read_text() == path


def test_job_that_waits_for_a_unit_that_moved_away_fails(units, binh, em, scope):
    job = ordered(scope(binh), units.a1.path)
    moved(units, scope(em))
    actions.carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result.exists()) == ("failed", False)
    assert "không còn phụ trách" in job.error


def test_unit_that_is_gone_is_in_nobodys_reach(units, em, scope, login):
    gone = f"{units.t.path}999999."
    job = ordered(scope(em), units.a1.path)
    actions.carry_out(job.pk)
    Job.objects.filter(pk=job.pk).update(paths=[units.a1.path, gone])
    assert login(em).get(f"/viec-nen/{job.pk}/tep/").status_code == 404
    assert offered(login(em)) == (False, True)


def test_order_of_everything_names_no_unit(units, em):
    assert Job(paths=["", units.a1.path]).paths_now == ["", units.a1.path]
    assert Job(paths=[]).paths_now == []
