"""The history of a sheet repeats it: whoever may not read the sheet reads no history of it."""

import pytest
from django.urls import reverse

from sodoan.access.scopes import scope_of
from sodoan.programmes.actions.support import add_note
from sodoan.programmes.queries.changes import changes_of
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


def test_progress_note_is_told_with_who_wrote_it_and_why(world):
    sheet = w.enrol(world.dung, world.plan)
    pledge = sheet.pledges.first()
    add_note(pledge, by=scope_of(world.dung), text="Đã hiến máu lần một.")
    pledge.notes.all().delete()  # what nobody does: the history keeps it
    gone, note = (entry for entry in changes_of(sheet) if "ghi chép tiến độ" in entry.label)
    assert gone.label == f"Xóa ghi chép tiến độ: {world.dung.full_name}"
    assert (note.who, note.reason) == (world.dung.full_name, "Ghi tiến độ")
    said = {change.label: change.new for change in note.changes}
    assert said["nội dung"] == "Đã hiến máu lần một."
    assert said["nội dung đăng ký"] == pledge.title
