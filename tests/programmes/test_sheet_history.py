"""The history of a sheet repeats it: whoever may not read the sheet reads no history of it."""

import pytest
from django.urls import reverse

from tests.cast import administrator, enlist
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


def test_administrator_opens_no_sheet_by_its_history(world):
    sheet = w.enrol(world.dung, world.plan)
    boss = administrator()
    history = reverse("programmes:enrolment_history", args=[sheet.pk])
    assert w.browser(boss).get(history).status_code == 404
    assert w.browser(boss).get(f"{history}?xuat=xlsx").status_code == 404
    assert w.browser(world.an).get(history).status_code == 200
    assert w.browser(world.dung).get(history).status_code == 200


def test_committee_member_reads_the_sheet_but_not_its_history(world):
    sheet = w.enrol(world.dung, world.plan)
    committee = enlist("Đỗ Minh Ủy", world.branch, "uv-bch-chi-doan")
    assert w.browser(committee).get(f"/ren-luyen/phieu/{sheet.pk}/").status_code == 200
    assert w.browser(committee).get(f"/ren-luyen/phieu/{sheet.pk}/lich-su/").status_code == 404
