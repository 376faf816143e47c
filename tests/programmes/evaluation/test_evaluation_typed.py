"""The table of votes without script: what cannot be counted stays typed, with its reason below."""

import re

import pytest

from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.forms.ballots import VoteSheet
from sodoan.programmes.models import Ballot, MeetingAttendance, Result
from sodoan.programmes.queries.meeting import board_of
from tests.programmes.crowd import convened, knowing, opened, result_of, seated, sheets, url, votes

pytestmark = pytest.mark.django_db


def typed_in(page, name):
    """What a field of the answered page holds."""
    field = re.search(rf'<input[^>]* name="{name}"[^>]*>', page.text)[0]
    return re.search(r'value="([^"]*)"', field)[1], 'aria-invalid="true"' in field


def below(page, result):
    """The words in the row directly below a member; empty while that row is hidden."""
    pattern = rf'<tr class="err" id="loi-{result.pk}"( hidden)?>(.*?)</tr>'
    row = re.search(pattern, page.text, re.DOTALL)
    return "" if row[1] else re.search(r"data-message>(.*?)</span>", row[2])[1]


@pytest.mark.parametrize("bad", ["-1", "1.5", "ba", "10000"])
def test_bad_number_is_told_below_its_row_and_costs_nobody_what_was_typed(world, an, meeting, bad):
    an_, dung, hoa = (result_of(one) for one in (world.an, world.dung, world.hoa))
    data = votes(an_, good=3) | votes(dung, excellent=1, good=bad, blank=1) | votes(hoa, good=2)
    answer = an.post(url(world, "voting"), data)
    assert answer.status_code == 422
    assert "1 người có số phiếu chưa đúng, lý do ở ngay dưới tên. Những" in answer.text
    assert typed_in(answer, f"v-{dung.pk}-good") == (bad, True)
    assert typed_in(answer, f"v-{dung.pk}-excellent") == ("1", False)
    assert typed_in(answer, f"b-{dung.pk}") == ("1", False)
    assert f"“{bad}” chưa phải là số phiếu" in below(answer, dung)
    assert typed_in(answer, f"v-{an_.pk}-good") == ("3", False)
    assert typed_in(answer, f"v-{hoa.pk}-good") == ("2", False)
    assert below(answer, an_) == ""
    assert below(answer, hoa).startswith("Cộng được 2 phiếu nhưng có mặt 3 người")
    kept = dict(Ballot.objects.values_list("enrolment", "votes"))
    assert kept == {an_.enrolment_id: {"good": 3}, hoa.enrolment_id: {"good": 2}}


def test_every_bad_row_is_told_and_the_stored_votes_of_it_stay(world, an, meeting):
    dung, hoa = result_of(world.dung), result_of(world.hoa)
    an.post(url(world, "voting"), votes(dung, good=3))
    data = votes(dung, good="x", completed="y") | votes(hoa, good=2, blank="-1")
    answer = an.post(url(world, "voting"), data)
    assert "2 người có số phiếu chưa đúng" in answer.text
    assert "“x”, “y”" in below(answer, dung)
    assert "“-1”" in below(answer, hoa)
    assert typed_in(answer, f"b-{hoa.pk}") == ("-1", True)
    assert dict(Ballot.objects.values_list("enrolment", "votes")) == {
        dung.enrolment_id: {"good": 3}
    }


def test_what_was_typed_stays_when_the_whole_table_is_refused(world, an, meeting):
    """Somebody took the attendance back in another window: there is no quorum any more."""
    dung, hoa = result_of(world.dung), result_of(world.hoa)
    MeetingAttendance.objects.update(presence="absent")
    answer = an.post(url(world, "voting"), votes(dung, good=3) | votes(hoa, good="1.5"))
    assert answer.status_code == 422
    assert "Chưa đủ điều kiện họp" in answer.text
    assert typed_in(answer, f"v-{dung.pk}-good") == ("3", False)
    assert typed_in(answer, f"v-{hoa.pk}-good") == ("1.5", True)
    assert not Ballot.objects.exists()


def test_long_table_comes_back_as_long_as_it_was(world, an):
    knowing(sheets(world, 32))
    seated(world, convened(world, opened(world)), 32)
    results = list(Result.objects.order_by("enrolment__person__sort_key"))[:30]
    data = {key: n for one in results for key, n in votes(one, good=32).items()}
    data[f"v-{results[-1].pk}-good"] = "-1"
    answer = an.post(f"{url(world, 'voting')}?co=50", data)
    assert answer.status_code == 422
    assert len(answer.context["rows"]) == 32
    assert typed_in(answer, f"v-{results[-1].pk}-good") == ("-1", True)
    assert Ballot.objects.count() == 29


def test_votes_that_are_not_on_the_page_are_left_alone(world, an, meeting):
    """A filtered or shortened table sends only its own rows."""
    dung, hoa = result_of(world.dung), result_of(world.hoa)
    an.post(url(world, "voting"), votes(dung, good=3))
    an.post(f"{url(world, 'voting')}?loc=chua", votes(hoa, completed=3))
    assert dict(Ballot.objects.values_list("enrolment", "votes")) == {
        dung.enrolment_id: {"good": 3},
        hoa.enrolment_id: {"completed": 3},
    }


def test_emptied_row_takes_its_votes_back(world, an, meeting):
    dung = result_of(world.dung)
    an.post(url(world, "voting"), votes(dung, good=3))
    an.post(url(world, "voting"), votes(dung, excellent="", good="", completed="", failed=""))
    assert Ballot.objects.get().votes == {}
    assert result_of(world.dung).proposed_grade == ""


@pytest.mark.parametrize(("lacking", "blank"), [(1, 1), (0, 0)])
def test_row_is_filled_up_with_blank_votes_only_as_far_as_it_lacks(world, meeting, lacking, blank):
    result = result_of(world.hoa)
    data = votes(result, good=3 - lacking) | {"trang": str(result.pk)}
    sheet = VoteSheet(board_of(meeting.round).rows, data, present=3)
    expected = {"excellent": 0, "good": 3 - lacking, "completed": 0, "failed": 0}
    assert sheet.counted == {result.enrolment_id: Ballots(expected, blank)}
