"""Over new year plans and decisions ask about the register of the year of their own day."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from sodoan.common.clock import today
from sodoan.documents.models import RegisterCounter, RegisterEntry
from sodoan.programmes.actions.approval import file_complaint
from sodoan.programmes.models import Complaint
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
HEAD = {"issued_on": "30/12/2025", "issuer_code": "ĐTN"}


def decision(world):
    round_ = above.sent_round(
        world, world.branch, world.commune, ["good"], state="approved", result="approved"
    )
    return reverse("programmes:publish_round", args=[round_.pk]), {"rounds": [round_.pk]}


@pytest.fixture(params=["QĐ", "KH"])
def page(request, world):
    """The kind of a document, its page and what else is sent to it."""
    if request.param == "QĐ":
        return "QĐ", *decision(world)
    draft = request.getfixturevalue("draft")
    return "KH", reverse("programmes:publish_plan", args=[draft.pk]), {}


def begin(world, kind, year, number):
    RegisterCounter.objects.create(unit=world.commune, kind=kind, year=year, last_number=number)


@pytest.mark.parametrize("begun", [True, False])
def test_document_of_the_year_before_is_not_numbered_unasked(world, page, begun):
    kind, address, data = page
    if begun:
        begin(world, kind, today().year, 1)
    binh = above.account(world, "binh")
    assert ("Sổ giấy" in binh.get(address).text) is not begun
    asked = binh.post(address, {**HEAD, **data})
    assert asked.status_code == 422
    assert "giấy năm 2025" in asked.context["form"].errors["last_number"][0]
    assert "Sổ giấy năm 2025 đã đến số" in asked.text
    assert 'name="asked_year" value="2025"' in asked.text
    assert not RegisterEntry.objects.exists()
    answer = {"asked_year": "2025", "last_number": "3"}
    assert binh.post(address, {**HEAD, **data, **answer}).status_code == 302
    entry = RegisterEntry.objects.get(kind=kind)
    assert (entry.code, entry.issued_on) == (f"04-{kind}/ĐTN", date(2025, 12, 30))


def test_number_for_a_year_that_has_numbers_is_refused_below_its_field(world, page):
    kind, address, data = page
    begin(world, kind, 2025, 41)
    binh = above.account(world, "binh")
    sent = {**HEAD, **data, "asked_year": str(today().year)}
    refused = binh.post(address, {**sent, "last_number": "7"})
    assert refused.status_code == 422
    assert "năm 2025 của đơn vị đã có số" in refused.context["form"].errors["last_number"][0]
    assert not RegisterEntry.objects.exists()
    assert binh.post(address, {**sent, "last_number": ""}).status_code == 302
    assert RegisterEntry.objects.get(kind=kind).code == f"42-{kind}/ĐTN"


@pytest.mark.parametrize(("grade", "status"), [("good", 422), ("giu-nguyen", 302)])
def test_answer_asks_about_the_register_only_when_it_corrects(world, grade, status):
    result = w.publish(w.enrol(world.dung, world.plan), "completed", published_at=timezone.now())
    complaint = file_complaint(result, by=w.scope(world.dung), text="Thiếu minh chứng")
    address = reverse("programmes:answer_complaint", args=[complaint.pk])
    data = {**HEAD, "answer": "Đã đối chiếu.", "grade": grade, "comment": ""}
    assert above.account(world, "binh").post(address, data).status_code == status
    assert Complaint.objects.get().state == ("open" if status == 422 else "upheld")
    assert not RegisterEntry.objects.exists()
