"""The minutes tell what the meeting voted; what the committee proposes unlike it stands below."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from sodoan.programmes.actions import meetings
from sodoan.programmes.models import Meeting, Round
from sodoan.programmes.queries.official import minutes_context
from tests.programmes import world as w
from tests.programmes.crowd import (
    result_of,
    settled,
    three_met,
    three_sheets,
    three_voted,
    url,
    votes,
)
from tests.programmes.proposed import propose_grade

pytestmark = pytest.mark.django_db
WHY = "Ban Chấp hành xét thêm việc quý IV."
UNDECIDED = "Biểu quyết chưa chọn được mức: 01 đoàn viên chưa quá bán (33,3%)."
LAST = "Đề nghị Đoàn xã An Hòa xem xét, công nhận kết quả xếp loại."


@pytest.fixture
def meeting(world):
    """The rules give all three the lowest grade; an and dung were voted so, hoa was voted none."""
    return three_voted(world, an="failed", dung="failed", hoa="blank")


@pytest.fixture
def voted(world, meeting):
    return result_of(world.hoa)


def told(meeting):
    return {row.full_name: row.proposal for row in minutes_context(meeting).rows}


def test_proposal_of_the_committee_is_not_written_down_as_voted(world, voted, meeting):
    settled(world)
    propose_grade(voted, by=w.scope(world.an), grade="good", reason=WHY, comment="Có tiến bộ.")
    paper = minutes_context(meeting)
    assert told(meeting)["Đỗ Mỹ Hoa"] == "Chưa quá bán"
    assert {row.grade: row.people for row in paper.totals if row.people} == {
        "Không hoàn thành nhiệm vụ": 2
    }
    assert paper.conclusion == (
        UNDECIDED,
        (
            "Ban Chấp hành chi đoàn chốt đề nghị: "
            "Xuất sắc 00; Tốt 01; Hoàn thành 00; Không hoàn thành 02."
        ),
        "01 đoàn viên có mức đề nghị khác biểu quyết hoặc khác quy tắc:",
        (
            "- Đỗ Mỹ Hoa: Tốt (khác kết quả biểu quyết; theo quy tắc: Không hoàn thành). "
            "Lý do: Ban Chấp hành xét thêm việc quý IV."
        ),
        LAST,
    )


def test_shares_are_taken_of_all_that_are_rated(world, voted, meeting):
    paper = minutes_context(meeting)
    assert [(one.people, one.share) for one in paper.totals if one.people] == [(2, "66,7%")]
    assert paper.conclusion == (UNDECIDED, LAST)


def test_minutes_before_the_vote_say_that_nobody_voted(world):
    paper = minutes_context(three_met(world, *three_sheets(world)))
    assert {one.share for one in paper.totals} == {"0%"}
    assert paper.conclusion == (
        "Biểu quyết chưa chọn được mức: 03 đoàn viên chưa biểu quyết (100%).",
        LAST,
    )


def test_minutes_say_whose_votes_do_not_add_up(world, an):
    meeting = three_met(world, *three_sheets(world))
    an.post(url(world, "save_votes", result_of(world.hoa).pk), votes(result_of(world.hoa), good=2))
    assert minutes_context(meeting).conclusion[0] == (
        "Biểu quyết chưa chọn được mức: 02 đoàn viên chưa biểu quyết (66,7%);"
        " 01 đoàn viên có số phiếu chưa khớp số người có mặt (33,3%)."
    )


def test_vote_like_the_rules_and_the_proposal_needs_no_words(world, an, voted, meeting):
    an.post(url(world, "save_votes", voted.pk), votes(voted, failed=3))
    assert minutes_context(meeting).conclusion == (LAST,)


def test_vote_unlike_the_rules_is_told_with_its_reason(world, an, voted, meeting):
    an.post(url(world, "save_votes", voted.pk), votes(voted, good=3))
    line = "- Đỗ Mỹ Hoa: Tốt (theo quy tắc: Không hoàn thành). Lý do: chưa ghi."
    assert line in minutes_context(meeting).conclusion
    propose_grade(voted, by=w.scope(world.an), grade="good", reason=WHY)
    assert line.replace("chưa ghi", WHY.rstrip(".")) in minutes_context(meeting).conclusion
    assert not minutes_context(meeting).conclusion[0].startswith("Ban Chấp hành chi đoàn chốt")


@pytest.mark.parametrize("over", [True, False])
def test_reason_beyond_the_cap_is_told_while_it_is_exceeded(world, an, voted, meeting, over):
    Round.objects.update(cap_reason="Hai bạn được Tỉnh khen.")
    for who in (world.an, world.hoa):
        grade = "excellent" if over or who is world.hoa else "failed"
        one = result_of(who)
        an.post(url(world, "save_votes", one.pk), votes(one, **{grade: 3}))
    said = "Lý do vượt hạn mức: Hai bạn được Tỉnh khen."
    assert (said in minutes_context(Meeting.objects.get()).conclusion) is over


def test_draft_shows_everybody_and_no_result_of_what_was_not_voted(world, an):
    meeting = three_met(world, *three_sheets(world))
    assert set(told(meeting).values()) == {""}
    an.post(url(world, "save_votes", result_of(world.hoa).pk), votes(result_of(world.hoa), good=2))
    assert told(meeting)["Đỗ Mỹ Hoa"] == ""  # the votes do not add up
    assert len(told(meeting)) == 3


def test_only_the_last_minutes_tell_of_the_committee(world, voted, meeting):
    settled(world)
    propose_grade(voted, by=w.scope(world.an), grade="good", reason=WHY, comment="Có tiến bộ.")
    second = meetings.meet_again(Round.objects.get(), by=w.scope(world.an), reason="Góp ý thêm")
    assert minutes_context(meeting).conclusion == (UNDECIDED, LAST)
    assert len(minutes_context(second).conclusion) == 4
    assert minutes_context(second).rows == ()


def test_words_stand_in_the_paper(world, an, voted):
    propose_grade(voted, by=w.scope(world.an), grade="good", reason=WHY)
    paper = an.get(reverse("programmes:paper_minutes", args=[voted.round_id]))
    with ZipFile(BytesIO(paper.content)) as word:
        assert "khác kết quả biểu quyết" in word.read("word/document.xml").decode()
