"""What the lists that many people fill cost: one count of queries, at 3 rows and at 300."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sodoan.common.text import search_key, sort_key
from sodoan.imports.models import Batch
from sodoan.notices.models import Notice
from sodoan.org.models import Unit
from sodoan.people.models import Membership, Person
from sodoan.programmes.models import (
    Complaint,
    Enrolment,
    Evidence,
    Plan,
    Pledge,
    Programme,
    Result,
)
from tests.factories.imports import BatchFactory
from tests.factories.people import MembershipFactory
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import TALK

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("count", [3, 300])]


@pytest.fixture
def world():
    """Two branches of a commune and their officers."""
    return w.build()


def cost(client, address, count):
    """The queries of the longest page, which shows as many rows as it can."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{address}?co=200")
    listing = page.context.get("list") or page.context.get("listing")
    assert len(listing.rows) >= min(count, 200)
    return len(queries)


def branches(world, count):
    """That many branches of the commune."""
    return Unit.objects.bulk_create(
        Unit(
            code=f"SO{place:05}", type=world.branch.type, parent=world.commune, search_key="so",
            name=f"Chi đoàn Số {place}", sort_key=f"{place:05}", opened_on=date(2015, 1, 1),
        )
        for place in range(count)
    )  # fmt: skip


def enlisted(world, people):
    """The people are members of the first branch."""
    like = MembershipFactory(person=people[0], unit=world.branch)
    Membership.objects.bulk_create(
        Membership(person=one, unit=world.branch, kind=like.kind, during=like.during)
        for one in people[1:]
    )


def test_inbox(client, world, count):
    Notice.objects.bulk_create(
        Notice(user=world.binh, key=str(place), title=f"Tin số {place}", url="/")
        for place in range(count)
    )
    client.force_login(world.binh)
    assert cost(client, "/thong-bao/", count) == 6


def test_complaints(client, world, count):
    above.sent_round(
        world, world.branch, world.commune, ["good"] * count, state="published", result="published"
    )
    Complaint.objects.bulk_create(
        Complaint(result=one, text="Thiếu.", due_on=date(2099, 1, 1), old_grade="good")
        for one in Result.objects.all()
    )
    client.force_login(world.binh)
    assert cost(client, "/ren-luyen/khieu-nai/", count) == 6


def test_duplicates(client, world, count):
    names = [f"Võ Minh {place:03}" for place in range(count)] * 2
    people = Person.objects.bulk_create(
        Person(
            full_name=name, sort_key=sort_key(name), search_key=search_key(name), sex="male",
            born_on=date(2001, 2, 3),
        )
        for name in names
    )  # fmt: skip
    enlisted(world, people)
    client.force_login(world.an)
    assert cost(client, "/doan-vien/trung/", count) == 9


def test_roster(client, world, count):
    above.sheets(world.plan, world.branch, count)
    client.force_login(world.an)
    assert cost(client, reverse("programmes:branch", args=[world.branch.pk]), count) == 16


def test_approvals(client, world, count):
    units = branches(world, count)
    people = above.members(world.branch, count)
    Enrolment.objects.bulk_create(
        Enrolment(
            programme=world.programme, plan=world.plan, person=person, unit=unit,
            category="worker", state="accepted", block=unit.block,
        )
        for person, unit in zip(people, units, strict=True)
    )  # fmt: skip
    client.force_login(world.binh)
    assert cost(client, reverse("programmes:approvals"), count) == 11


def test_units(client, world, count):
    branches(world, count)
    client.force_login(world.binh)
    assert cost(client, "/don-vi/danh-sach/", count) == 7


def test_slips(client, world, count):
    enlisted(world, above.members(world.branch, count))
    Person.objects.filter(user=None).update(sort_key="zz")  # who has an account stands first
    client.force_login(world.an)
    assert cost(client, "/tai-khoan/cap-phieu/", count) == 15


def test_evidence(client, world, count):
    pledges = Pledge.objects.bulk_create(
        Pledge(enrolment=one, group_key="ideals", title="Học", text="Học 2 bài")
        for one in above.sheets(world.plan, world.branch, count)
    )
    Evidence.objects.bulk_create(
        Evidence(pledge=one, kind="text", text="Đã học", state="pending") for one in pledges
    )
    client.force_login(world.an)
    address = reverse("programmes:evidence_queue", args=[world.branch.pk])
    assert cost(client, address, count) == 8


def test_talks(client, world, count):
    above.sheets(world.plan, world.branch, count)
    client.force_login(world.an)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("programmes:review_roster", args=[world.branch.pk, TALK]))
    assert len(page.context["talks"].people) == count
    assert len(queries) == 11


def test_plans(client, world, count):
    programmes = Programme.objects.bulk_create(
        Programme(
            key=f"khac-{place}", title=f"Chương trình {place}", pack_key=f"khac-{place}",
            subject="member", year=2025, cycle="2025", owner=world.province,
        )
        for place in range(count)
    )  # fmt: skip
    Plan.objects.bulk_create(
        Plan(
            programme=one, unit=world.commune, state="draft", delta={},
            effective=world.plan.effective,
        )
        for one in programmes
    )  # fmt: skip
    client.force_login(world.binh)
    assert cost(client, "/chuong-trinh/", count) == 10


def test_imports(client, world, count):
    Batch.objects.bulk_create(
        BatchFactory.build_batch(count, unit=world.branch, uploaded_by=world.an)
    )
    client.force_login(world.an)
    assert cost(client, "/nhap-danh-sach/", count) == 6


def test_people_whom_a_file_does_not_name(client, world, count):
    enlisted(world, above.members(world.branch, count))
    batch = BatchFactory(unit=world.branch, uploaded_by=world.an)
    client.force_login(world.an)
    assert cost(client, reverse("imports:absent", args=[batch.pk]), count) == 7
