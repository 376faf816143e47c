"""Every list page outside `imports` (which has its own test) keeps the promises of a list."""

from datetime import date

import pytest
from django.urls import reverse

from sodoan.documents.actions import register_document
from sodoan.documents.choices import DocumentKind
from sodoan.jobs.models import Job
from sodoan.notices.actions import Message, notify
from sodoan.programmes.models import Complaint
from tests.cast import enlist
from tests.listed import keeps_its_promises
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two of each: waiting proofs, published results with a complaint, twins, messages, plans."""
    world = w.build()
    for user in (world.dung, world.hoa):
        w.prove(w.enrol(user, world.plan).pledges.first(), state="pending")
    for user in (world.lan, world.an):
        Complaint.objects.create(
            result=w.publish(w.enrol(user, world.plan)), text="Thiếu một việc.", filed_by=user,
            due_on=date(2099, 1, 1), old_grade="good",
        )  # fmt: skip
    for name in ("Võ Minh Đăng", "Võ Minh Đăng", "Lê Thị Mai", "Lê Thị Mai"):
        enlist(name, world.branch, account=False, born_on=date(2001, 2, 3))
    for place in range(2):
        notify([world.binh.pk], Message(str(place), f"Tin số {place}"))
        Job.objects.create(owner=world.binh, kind=str(place), title=f"Gói giấy tờ {place}")
        register_document(
            world.commune, by=w.scope(world.binh), kind=DocumentKind.PLAN, signer_name="Ngọc Bình",
            issued_on=date(2026, 2, 3 + place), title=f"Kế hoạch số {place}", issuer_code="ĐTN",
        )  # fmt: skip
    w.plan_of(world.commune, w.PAST - 1)
    return world


def test_lists_of_a_branch(client, world):
    client.force_login(world.an)
    for address, cell, read in (
        (reverse("people:person_list"), 1, lambda person: person.full_name),
        (reverse("access:slips"), 1, lambda person: person.full_name),
        (reverse("programmes:branch", args=[world.branch.pk]), 1, lambda one: one.person.full_name),
        (
            reverse("programmes:evidence_queue", args=[world.branch.pk]),
            0,
            lambda one: one.pledge.enrolment.person.full_name,
        ),
        (reverse("people:duplicates"), 0, lambda person: person.full_name),
    ):
        keeps_its_promises(client, address, cell, read)


def test_lists_of_a_commune(client, world):
    client.force_login(world.binh)
    for name, cell, read in (
        ("org:unit_list", 2, lambda unit: unit.name),
        ("notices:inbox", 1, lambda notice: notice.title),
        ("jobs:list", 0, lambda job: job.title),
        ("programmes:figure_people", 1, lambda row: row.name),
        ("programmes:approvals", 0, lambda unit: unit.name),
        ("programmes:complaints", 1, lambda one: one.result.enrolment.person.full_name),
        ("programmes:plan_list", 1, lambda plan: plan.programme.title),
        ("documents:register", 4, lambda entry: entry.title),
    ):
        keeps_its_promises(client, reverse(name), cell, read)
    for name in ("programmes:figures", "programmes:overview"):
        address = f"{reverse(name)}?don-vi={world.commune.pk}"
        keeps_its_promises(client, address, 1, lambda row: row.unit.name, foot=["Tổng cộng"])
