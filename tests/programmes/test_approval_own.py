"""Nobody approves their own result while somebody else can."""

import pytest

from sodoan.programmes.actions.approval import approve_results
from sodoan.programmes.models import Result, Round
from tests.cast import enlist
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(world):
    """The sister branch's round: binh, who approves for the commune, and lan are members."""
    found = Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=world.sister,
        block=world.sister.block,
        approver=world.commune,
        state="sent",
    )
    for user in (world.binh, world.lan):
        Result.objects.create(
            enrolment=w.enrol(user, world.plan),
            round=found,
            state="proposed",
            population="rated",
            proposed_grade="good",
        )
    return found


def state_of(user):
    return Result.objects.get(enrolment__person=user.person).state


def test_own_result_waits_for_the_other_leader(world, round_):
    deputy = enlist("Võ Thị Thu", world.stranger_branch, "pho-bi-thu", post_in=world.commune)
    assert approve_results(round_, by=w.scope(world.binh)) == 1
    assert (state_of(world.binh), state_of(world.lan)) == ("proposed", "approved")
    round_.refresh_from_db()
    assert round_.state == "sent"
    assert approve_results(round_, by=w.scope(deputy)) == 1
    round_.refresh_from_db()
    assert round_.state == "approved"


def test_only_leader_may_approve_everything(world, round_):
    assert approve_results(round_, by=w.scope(world.binh)) == 2
    assert state_of(world.binh) == "approved"
