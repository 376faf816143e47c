"""Lists of approvals, complaints and plans come out as shown: same search, chip and sort."""

import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.programmes.models import Complaint
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


def exported(client, user, address, **data):
    """The rows below the title and the headings."""
    client.force_login(user)
    answer = client.get(address, {**data, "xuat": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    found = rows.to_python()
    headings = next(place for place, row in enumerate(found) if row[1])
    return found[headings + 1 :]


def test_branches_come_out_behind_their_search(client, world):
    w.enrol(world.dung, world.plan)
    w.enrol(world.lan, world.plan)
    address = reverse("programmes:approvals")
    both = exported(client, world.binh, address)
    assert [row[0] for row in both] == ["Chi đoàn Khu phố 1", "Chi đoàn Khu phố 2"]
    one = exported(client, world.binh, address, q="2 pho khu")
    assert [(row[0], row[2], row[3]) for row in one] == [("Chi đoàn Khu phố 2", "Chưa mở", 1)]


def test_complaints_are_found_without_accents_and_come_out(client, world):
    for user in (world.dung, world.hoa):
        result = w.publish(w.enrol(user, world.plan))
        Complaint.objects.create(
            result=result,
            text="Thiếu một việc.",
            filed_by=user,
            due_on=date(2099, 1, 1),
            old_grade="good",
        )
    address = reverse("programmes:complaints")
    client.force_login(world.binh)
    page = client.get(address, {"q": "dung ho"}).content.decode()
    assert "Hồ Gia Dung" in page
    assert "Đỗ Mỹ Hoa" not in page
    found = exported(client, world.binh, address, q="dung ho")
    assert [row[1] for row in found] == ["Hồ Gia Dung"]


def test_waiting_evidence_and_the_roster_come_out_behind_words_in_any_order(client, world):
    for user in (world.dung, world.hoa):
        w.prove(w.enrol(user, world.plan).pledges.first(), state="pending")
    queue = reverse("programmes:evidence_queue", args=[world.branch.pk])
    assert [row[0] for row in exported(client, world.an, queue, q="dung ho")] == ["Hồ Gia Dung"]
    roster = reverse("programmes:branch", args=[world.branch.pk])
    page = client.get(roster, {"q": "dung ho"})
    assert [row.person.full_name for row in page.context["list"].rows] == ["Hồ Gia Dung"]


def test_people_behind_a_number_are_narrowed_by_a_chip(client, world):
    w.enrol(world.dung, world.plan)
    w.publish(w.enrol(world.hoa, world.plan))
    client.force_login(world.binh)
    page = client.get(reverse("programmes:figure_people"), {"loc": "chua-xep"})
    assert [row.name for row in page.context["list"].rows] == ["Hồ Gia Dung"]


def test_plans_come_out(client, world):
    found = exported(client, world.binh, reverse("programmes:plan_list"), loc="published")
    assert [row[3] for row in found] == ["Đoàn xã An Hòa"]
