"""Who is called to a meeting: those of the branch that day, whoever comes or goes after."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sodoan.common.periods import period
from sodoan.people.models import Membership
from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Round
from sodoan.programmes.queries.evaluation import called_to
from sodoan.programmes.queries.meeting import board_of
from sodoan.programmes.queries.troubles import troubles_of
from tests.programmes import world as w
from tests.programmes.crowd import opened, people, three_voted, url

pytestmark = pytest.mark.django_db
BEFORE = date(2020, 1, 1)


def join(world, days):
    """Somebody with a sheet, in the branch from so many days after the meeting."""
    (person,) = people(world, 1, "Lê Thị")
    met = timezone.localdate(Round.objects.get().meetings.get().held_at)
    since = period(met + timedelta(days=days))
    Membership.objects.filter(person=person).update(during=since)
    sheet = w.enrol(person, world.plan)
    opened(world)
    return sheet


@pytest.fixture
def just_enough(world):
    """Two of three there, exactly the quorum; both voted on everybody."""
    return three_voted(world, present=2, an="failed", dung="failed", hoa="failed")


@pytest.mark.parametrize(("days", "called", "reached"), [(0, 4, False), (1, 3, True)])
def test_who_came_after_the_meeting_does_not_undo_its_quorum(
    world, just_enough, days, called, reached
):
    join(world, days)
    board = board_of(Round.objects.get())
    assert (len(board.called), board.quorum.reached) == (called, reached)
    told = [one.sentence for one in troubles_of(board)]
    assert ("1 người chưa được điểm danh." in told) is not reached
    assert any("1 người chưa biểu quyết" in sentence for sentence in told)


def test_newcomer_is_not_marked_at_a_meeting_held_before(world, an, just_enough):
    sheet = join(world, 1)
    assert sheet.person_id not in called_to(just_enough.round, just_enough).values_list("person")
    assert "Lê Thị" not in an.get(url(world, "attendance")).text
    marks = {sheet.person_id: rounds.Present("present")}
    with pytest.raises(rounds.ValidationError, match="không thuộc chi đoàn"):
        rounds.save_attendance(just_enough, by=w.scope(world.an), people=marks)


def test_newcomer_is_called_to_the_next_meeting(world, an, just_enough):
    sheet = join(world, 1)
    an.post(url(world, "meet_again"), {"ly_do": "Biểu quyết người mới đến"})
    board = board_of(Round.objects.get())
    assert sheet.person_id in board.called
    assert (len(board.called), board.quorum.needed) == (4, 3)


def test_who_was_there_before_and_came_back_stays_called(world, just_enough):
    sheet = join(world, 30)
    earlier = period(BEFORE, date(2025, 10, 25))  # the meeting was on the 18th
    Membership.objects.create(person=sheet.person, unit=world.branch, during=earlier)
    assert sheet.person_id in board_of(Round.objects.get()).called


def test_whose_sheet_stayed_when_they_went_elsewhere_is_called(world, just_enough):
    home = Membership.objects.filter(person=world.hoa.person)
    home.update(during=period(BEFORE, date(2025, 11, 1)))
    since = period(date(2025, 11, 1))
    Membership.objects.create(person=world.hoa.person, unit=world.sister, during=since)
    board = board_of(Round.objects.get())
    assert world.hoa.person.pk in board.called
    assert board.quorum.reached
