"""Every paper below a unit as one ZIP."""

import zipfile

import pytest

from sodoan.jobs.models import Job
from tests.programmes import above
from tests.programmes import world as w


@pytest.mark.django_db(transaction=True)
def test_bundle_of_a_commune_holds_the_papers_of_its_branches(run_jobs):
    world = w.build()
    w.enrol(world.dung, world.plan)
    page = f"/giay-to/don-vi/{world.commune.pk}/{world.programme.pk}/goi/"
    assert above.account(world, "chi").post(page).status_code == 404
    assert above.account(world, "binh").post(page).status_code == 302
    run_jobs()
    job = Job.objects.get()
    assert job.state == "done", job.error
    folder = f"{world.branch.code} {world.branch.name}"
    with zipfile.ZipFile(job.result) as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == [
            f"{folder}/Phiếu đăng ký (2 bản).docx",
            f"{folder}/Tổng hợp đăng ký.docx",
            f"{folder}/Tổng hợp đăng ký.xlsx",
        ]
