"""A decision bears a day that can be: not one to come, nor one before what it decides on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.documents.actions import void_document
from sodoan.documents.models import RegisterCounter, RegisterEntry
from sodoan.programmes.actions.approval import file_complaint
from sodoan.programmes.actions.issuing import (
    answer_with_decision,
    publish_with_decision,
    replace_decision,
)
from sodoan.programmes.models import Complaint, Meeting, Result, Round
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
MET = date(2025, 10, 18)


@pytest.fixture
def rounds(world):
    """Two branches approved; the second met later, and met again."""
    found = [
        above.sent_round(world, unit, world.commune, ["good"], state="approved", result="approved")
        for unit in (world.branch, world.sister)
    ]
    for round_, number, day in ((found[0], 1, 10), (found[1], 1, 12), (found[1], 2, MET.day)):
        reason = "Thiếu người" if number > 1 else ""
        held_at = timezone.make_aware(timezone.datetime(2025, 10, day, 23, 30))
        Meeting.objects.create(round=round_, number=number, reason=reason, held_at=held_at)
    return found


def published(world, rounds, day):
    return publish_with_decision(rounds, by=w.scope(world.binh), issued_on=day, issuer_code="ĐTN")


@pytest.mark.parametrize("days", [-1, -400])
def test_decision_before_a_branch_met_is_refused_and_takes_no_number(world, rounds, days):
    with pytest.raises(ValidationError) as refused:
        published(world, rounds, MET + timedelta(days=days))
    told = "sớm hơn ngày họp của Chi đoàn Khu phố 2 (18/10/2025). Đồng chí ghi từ ngày ấy trở đi."
    assert told in refused.value.message_dict["issued_on"][0]
    assert not RegisterCounter.objects.exists()
    assert set(Round.objects.values_list("state", flat=True)) == {"approved"}


def test_decision_of_the_day_of_the_meeting_is_issued(world, rounds):
    assert published(world, rounds, MET).issued_on == MET


def test_branches_of_the_decision_count_and_no_others(world, rounds):
    assert published(world, rounds[:1], date(2025, 10, 10)).issued_on == date(2025, 10, 10)


@pytest.mark.parametrize(("days", "issued"), [(0, True), (1, False)])
def test_day_to_come_is_refused_below_its_field(world, rounds, days, issued):
    day = timezone.localdate() + timedelta(days=days)
    page = reverse("programmes:publish_round", args=[rounds[0].pk])
    data = {
        "issued_on": f"{day:%d/%m/%Y}", "issuer_code": "ĐTN", "rounds": [one.pk for one in rounds]
    }  # fmt: skip
    answer = above.account(world, "binh").post(page, data)
    assert answer.status_code == (302 if issued else 422)
    assert RegisterEntry.objects.exists() is issued
    if not issued:
        assert "muộn nhất là hôm nay" in answer.context["form"].errors["issued_on"][0]


def test_replacement_is_not_dated_before_the_void_decision(world, rounds):
    entry = published(world, rounds, MET)
    void_document(entry, by=w.scope(world.binh), reason="Ghi nhầm")
    with pytest.raises(ValidationError, match="sớm hơn ngày của quyết định đã hủy"):
        replace_decision(
            Round.objects.first(), by=w.scope(world.binh), issuer_code="ĐTN",
            issued_on=MET - timedelta(days=1),
        )  # fmt: skip
    assert RegisterEntry.objects.count() == 1


@pytest.mark.parametrize(("days", "issued"), [(-1, False), (0, True)])
def test_correction_is_not_dated_before_the_decision_it_corrects(world, days, issued):
    result = w.publish(w.enrol(world.dung, world.plan), "completed", published_at=timezone.now())
    Round.objects.update(decision_on=MET)
    complaint = file_complaint(result, by=w.scope(world.dung), text="Thiếu minh chứng")
    head = {"issued_on": MET + timedelta(days=days), "issuer_code": "ĐTN"}
    said = {"answer": "Đã đối chiếu.", "grade": "good", "comment": ""}
    if issued:
        answer_with_decision(complaint, by=w.scope(world.binh), head=head, **said)
    else:
        with pytest.raises(ValidationError, match="sớm hơn ngày của quyết định công nhận"):
            answer_with_decision(complaint, by=w.scope(world.binh), head=head, **said)
    assert Complaint.objects.get().state == ("changed" if issued else "open")
    assert Result.objects.get().grade_key == ("good" if issued else "completed")
