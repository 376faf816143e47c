"""The unit that published results ends while they may be contested: somebody always answers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.common.clock import today
from sodoan.notices.models import Notice
from sodoan.org.actions import move_unit
from sodoan.programmes.actions.approval import answer_complaint, file_complaint
from sodoan.programmes.actions.closing import wind_up
from sodoan.programmes.models import Complaint, Round
from sodoan.programmes.queries.todos import todos
from tests.cast import enlist
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world):
    """The commune to which the branches go."""
    return world.stranger_branch.parent


@pytest.fixture
def tu(world, other):
    """Its secretary."""
    return enlist("Lý Văn Tư", world.stranger_branch, "bi-thu", post_in=other)


@pytest.fixture
def result(world):
    """Published by the commune today."""
    return w.publish(w.enrol(world.dung, world.plan))


def end(user, unit, to=None):
    return wind_up(unit, by=w.scope(user), closed_on=today(), reason="Nhập xã", to_unit=to)


def moved_away(world, em, other):
    for unit in (world.branch, world.sister):
        move_unit(unit, by=w.scope(em), parent=other, since=today())
    end(em, world.commune)


def filed(world, result):
    """By the member in time, on the page of today."""
    fresh = type(result).objects.select_related("round", "enrolment__person").get(pk=result.pk)
    return file_complaint(fresh, by=w.scope(world.dung), text="Tôi dự đủ 9 buổi.")


def test_complaint_after_the_end_of_the_approver_is_told_to_who_approves_now(
    world, em, other, tu, result
):
    moved_away(world, em, other)
    complaint = filed(world, result)
    assert Notice.objects.filter(user=tu, key=f"complaint-{complaint.pk}").exists()
    assert "Trả lời khiếu nại của Hồ Gia Dung" in [one.title for one in todos(w.scope(tu))]
    for who in (world.binh, em):
        with pytest.raises(PermissionDenied):
            answer_complaint(complaint, by=w.scope(who), answer="Đã đối chiếu sổ.")
    complaint = Complaint.objects.get()
    answer_complaint(complaint, by=w.scope(tu), answer="Đã đối chiếu sổ.")
    assert Complaint.objects.get().state == "upheld"


def test_branch_that_ended_before_its_approver_is_answered_by_the_next_one_above(
    world, em, other, result
):
    end(world.binh, world.branch, to=world.sister)
    assert Round.objects.get().approver == world.commune
    move_unit(world.sister, by=w.scope(em), parent=other, since=today())
    end(em, world.commune)
    round_ = Round.objects.get()
    assert (round_.approver, round_.decided_in) == (world.province, world.commune)
    complaint = filed(world, result)
    assert Notice.objects.filter(user=em, key=f"complaint-{complaint.pk}").exists()
    answer_complaint(Complaint.objects.get(), by=w.scope(em), answer="Đã đối chiếu sổ.")


def test_open_complaint_still_keeps_its_unit_from_ending(world, em, other, tu, result):
    filed(world, result)
    with pytest.raises(ValidationError, match="1 khiếu nại chưa trả lời"):
        end(world.binh, world.branch, to=world.sister)
    with pytest.raises(ValidationError, match="1 khiếu nại chưa trả lời"):
        end(em, world.commune)
    moved_away(world, em, other)  # the complaint went with the branch
    answer_complaint(Complaint.objects.get(), by=w.scope(tu), answer="Đã đối chiếu sổ.")
