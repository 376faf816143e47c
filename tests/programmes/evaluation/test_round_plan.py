"""Which plan a round follows: the one in force until the branch meets, then that one for good."""

import pytest
from django.urls import reverse

from sodoan.programmes.actions import rounds
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Plan, Result, Round
from sodoan.programmes.queries.evaluation import caps_exceeded, quorum_of
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import convened, opened, seated

pytestmark = pytest.mark.django_db


def issue(world, old, new):
    """A new version of the plan in force, with other words in its definition."""
    former = world.plan
    assert old in former.effective
    return w.issued_anew(former, effective=former.effective.replace(old, new))


def fewer(world):
    """A version that is content with a third of those called."""
    return issue(world, '"quorum":"2/3"', '"quorum":"1/3"')


def test_plan_issued_after_the_meeting_changes_no_quorum(world, branch, meeting):
    assert quorum_of(meeting).needed == 2
    fewer(world)
    again = Round.objects.get().meetings.get()
    assert quorum_of(again).needed == 2


def test_plan_issued_before_the_first_meeting_is_the_one_it_is_held_by(world, branch):
    round_ = opened(world)
    newer = fewer(world)
    meeting = convened(world, round_)
    assert quorum_of(meeting).needed == 1
    assert Round.objects.get().plan == newer


def test_pages_of_the_branch_count_by_the_plan_of_its_round(world, an, meeting):
    fewer(world)
    place = [world.branch.pk, world.programme.pk, world.branch.block]
    board = an.get(reverse("programmes:attendance", args=place)).context["board"]
    assert board.quorum.needed == 2


def test_plan_issued_later_takes_no_cap_away_from_what_was_sent(world):
    sent = above.sent_round(
        world, world.branch, world.commune, ["excellent"] * 3 + ["good"] * 2,
        state="approved", result="approved",
    )  # fmt: skip
    before = caps_exceeded(sent)
    assert before
    issue(world, '"share":"20 %"', '"share":"100 %"')
    assert caps_exceeded(Round.objects.get()) == before


def test_votes_are_counted_by_the_plan_of_the_round_not_of_the_sheets(world, branch):
    round_ = opened(world)
    issue(world, '"majority":"50 %"', '"majority":"90 %"')
    meeting = convened(world, round_)
    seated(world, meeting, 3)
    an, keys = w.scope(world.an), [sheet.pk for sheet in branch]
    rounds.save_ballots(
        meeting, by=an, counted={key: Ballots({"good": 2, "completed": 1}) for key in keys}
    )
    assert set(Result.objects.values_list("proposed_grade", flat=True)) == {""}
    rounds.save_ballots(meeting, by=an, counted={key: Ballots({"good": 3}) for key in keys})
    assert set(Result.objects.values_list("proposed_grade", flat=True)) == {"good"}


def test_branch_without_a_plan_above_it_any_more_meets_by_the_one_of_its_round(world, branch):
    round_ = opened(world)
    Plan.objects.update(state="superseded")
    assert convened(world, round_).round.plan == world.plan
