"""Two people, or two clicks, at once: who comes second works on what the first one left."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.programmes.actions.approval import answer_complaint, approve_results, return_round
from sodoan.programmes.actions.registration import set_category
from sodoan.programmes.actions.rounds import RoundSentError, save_meeting
from sodoan.programmes.models import Complaint, Enrolment, Round
from tests.programmes import world


@pytest.fixture
def made(db):
    return world.build()


@pytest.fixture
def sent(made):
    world.enrol(made.dung, made.plan)
    return Round.objects.create(
        programme=made.programme,
        plan=made.plan,
        unit=made.branch,
        block=made.branch.block,
        approver=made.commune,
        state="sent",
    )


@pytest.mark.parametrize("act", [approve_results, lambda r, by: return_round(r, by=by, note="Xem")])
def test_a_stale_approver_does_not_take_back_a_publication(act, made, sent):
    Round.objects.filter(pk=sent.pk).update(state="published", decision_no="7-QĐ/ĐTN")
    with pytest.raises(ValidationError, match="đã công bố"):
        act(sent, by=world.scope(made.binh))
    assert Round.objects.values_list("state", "decision_no").get() == ("published", "7-QĐ/ĐTN")


def test_a_stale_branch_page_does_not_write_into_a_round_sent_up(made, sent):
    stale = Round.objects.select_related("unit").get(pk=sent.pk)
    stale.state = "preparing"
    with pytest.raises(RoundSentError):
        save_meeting(
            stale, by=world.scope(made.an), held_at=timezone.now(), place="", chair=None,
            secretary=None,
        )  # fmt: skip
    assert not Round.objects.get(pk=sent.pk).meetings.exists()


def test_a_late_autosave_does_not_reopen_a_sheet_handed_in(made):
    stale = world.enrol(made.dung, made.plan, state="draft")
    Enrolment.objects.filter(pk=stale.pk).update(state="submitted")
    with pytest.raises(PermissionDenied):
        set_category(stale, by=world.scope(made.dung), category="student")
    assert Enrolment.objects.values_list("state", "category").get() == ("submitted", "worker")


def test_handing_in_twice_says_so_instead_of_refusing(made):
    sheet = world.enrol(made.dung, made.plan, state="draft", pledges=3)
    member, url = world.browser(made.dung), reverse("programmes:submit", args=[sheet.pk])
    for _press in range(2):
        assert member.post(url).url == reverse("programmes:sheet", args=[sheet.pk])
    assert Enrolment.objects.get().state == "submitted"


def test_a_complaint_is_answered_once(made):
    result = world.publish(world.enrol(made.dung, made.plan))
    stale = Complaint.objects.create(result=result, text="Chưa đúng.", due_on="2099-01-01")
    Complaint.objects.filter(pk=stale.pk).update(state="upheld", answer="Giữ nguyên.")
    with pytest.raises(ValidationError, match="đã được trả lời"):
        answer_complaint(stale, by=world.scope(made.binh), answer="Đổi.", grade="excellent")
    assert Complaint.objects.get().answer == "Giữ nguyên."
