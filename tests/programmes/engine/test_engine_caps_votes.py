from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.engine.caps import cap_limit, cap_status
from sodoan.programmes.engine.schema import Cap, CapBase, Level, Meeting, Rounding, VoteMethod
from sodoan.programmes.engine.votes import Ballots, quorum, tally
from tests.programmes.engine.engine_samples import s0

SCALE = s0().active_scale
CAP = SCALE.caps[0]
MEETING = s0().step("collective").meeting
GRADES = [grade.key for grade in SCALE.grades]


def cap(**changes):
    return CAP.model_copy(update=changes)


@pytest.mark.parametrize(
    ("base", "limit"), [(0, 0), (1, 1), (4, 1), (5, 1), (9, 1), (10, 2), (21, 4), (24, 4), (25, 5)]
)
def test_cap_limit_rounds_down_with_at_least_one(base, limit):
    assert cap_limit(CAP, base) == limit


@pytest.mark.parametrize(
    ("rounding", "limits"),
    [(Rounding.DOWN, [2, 2, 2]), (Rounding.UP, [2, 3, 3]), (Rounding.NEAREST, [2, 2, 3])],
)
def test_cap_limit_rounds_as_told(rounding, limits):
    assert [cap_limit(cap(rounding=rounding), base) for base in (10, 12, 13)] == limits


def test_cap_limit_takes_half_a_place_up_when_nearest():
    assert cap_limit(cap(rounding=Rounding.NEAREST, share=Fraction(1, 2)), 5) == 3


def test_cap_status_of_the_mockup():
    status = cap_status(CAP, SCALE, {"excellent": 3, "good": 18}, rated=27, everybody=30)
    assert (status.base, status.limit, status.used) == (21, 4, 3)
    assert (status.remaining, status.over) == (1, 0)
    assert status.sentence == (
        "20\N{NO-BREAK SPACE}% của 21 người dự kiến từ Tốt trở lên; làm tròn xuống, "
        "ít nhất 1 người: tối đa 4. Còn 1 suất."
    )


@pytest.mark.parametrize(
    ("base", "expected"), [(CapBase.ALL, 30), (CapBase.RATED, 27), (CapBase.GRADES, 21)]
)
def test_cap_status_takes_the_named_base(base, expected):
    status = cap_status(cap(base=base), SCALE, {"excellent": 5, "good": 16}, rated=27, everybody=30)
    assert status.base == expected


def test_cap_status_says_how_far_over():
    status = cap_status(CAP, SCALE, {"excellent": 5, "good": 16}, rated=27, everybody=30)
    assert (status.over, status.remaining) == (1, 0)
    assert "Quá hạn mức 1 người" in status.sentence


@given(
    st.integers(0, 3000),
    st.fractions(min_value=0, max_value=1),
    st.sampled_from(list(Rounding)),
    st.integers(0, 5),
)
def test_cap_limit_stays_within_its_bounds_and_grows_with_the_base(base, share, rounding, least):
    one = Cap(
        key="x",
        title="x",
        grades=("a",),
        share=share,
        base=CapBase.ALL,
        rounding=rounding,
        minimum=least,
        level=Level.BRANCH,
    )
    limit = cap_limit(one, base)
    assert 0 <= limit <= base
    assert limit >= min(base, least)
    assert limit <= max(least, share * base + 1)
    assert cap_limit(one, base + 1) >= limit
    assert cap_limit(one.model_copy(update={"share": share / 2}), base) <= limit


@pytest.mark.parametrize(
    ("called", "present", "reached"),
    [
        (30, 20, True),
        (30, 19, False),
        (31, 21, True),
        (31, 20, False),
        (3, 2, True),
        (0, 0, False),
        (1, 0, False),
    ],
)
def test_quorum_is_two_thirds_of_those_called(called, present, reached):
    assert quorum(MEETING, called=called, present=present).reached is reached


def test_quorum_refuses_more_present_than_called():
    with pytest.raises(ValueError, match="có mặt"):
        quorum(MEETING, called=3, present=4)


def test_tally_refuses_unknown_grade_and_negative_votes():
    with pytest.raises(ValueError, match="không có trong thang"):
        tally(MEETING, SCALE, Ballots({"gold": 1}), present=1)
    with pytest.raises(ValueError, match="không được âm"):
        tally(MEETING, SCALE, Ballots({"good": -1}, blank=2), present=1)


def test_tally_one_ballot_short_asks_for_a_blank_one():
    result = tally(MEETING, SCALE, Ballots({"good": 8, "completed": 17}), present=26)
    assert (result.valid, result.off_by, result.word) == (False, -1, "Thiếu 1 phiếu")
    assert result.sentence == (
        "Cộng được 25 phiếu nhưng có mặt 26 người. Đồng chí kiểm lại, hoặc ghi 1 phiếu trắng."
    )


def test_tally_counts_blank_ballots_towards_those_present():
    assert tally(MEETING, SCALE, Ballots({"good": 8, "completed": 17}, 1), present=26).valid
    assert tally(MEETING, SCALE, Ballots({"good": 27}), present=26).word == "Thừa 1 phiếu"
    assert tally(MEETING, SCALE, Ballots({}), present=26).word == "Chưa biểu quyết"


def test_tally_needs_more_than_half():
    half = tally(MEETING, SCALE, Ballots({"good": 13, "completed": 13}), present=26)
    assert (half.valid, half.proposal) == (True, "")
    more = tally(MEETING, SCALE, Ballots({"good": 14, "completed": 12}), present=26)
    assert (more.proposal, more.sentence) == ("good", "14/26 phiếu Tốt, quá nửa số người có mặt.")


def method(name, **more):
    return MEETING.model_copy(update={"method": VoteMethod(name), **more})


def test_tally_by_plurality_takes_the_most_and_no_tie():
    votes = {"excellent": 9, "good": 10, "completed": 7}
    assert tally(method("plurality"), SCALE, Ballots(votes), present=26).proposal == "good"
    tied = {"excellent": 13, "good": 13}
    assert tally(method("plurality"), SCALE, Ballots(tied), present=26).word == "Bằng phiếu"


def test_tally_cumulative_adds_the_higher_grades():
    votes = {"excellent": 9, "good": 10, "completed": 7}
    assert tally(MEETING, SCALE, Ballots(votes), present=26).proposal == ""
    assert tally(method("cumulative"), SCALE, Ballots(votes), present=26).proposal == "good"


def test_tally_of_cast_votes_leaves_blank_ones_out():
    ballots = Ballots({"good": 13, "completed": 12}, blank=1)
    assert tally(MEETING, SCALE, ballots, present=26).proposal == ""
    assert tally(method("majority", base="cast"), SCALE, ballots, present=26).proposal == "good"


@given(
    st.dictionaries(st.sampled_from(GRADES), st.integers(0, 40)),
    st.integers(0, 10),
    st.sampled_from(list(VoteMethod)),
    st.sampled_from(["present", "cast"]),
)
def test_tally_proposal_always_has_its_share(votes, blank, how, base):
    meeting = Meeting(quorum=Fraction(2, 3), majority=Fraction(1, 2), base=base, method=how)
    ballots = Ballots(votes, blank)
    result = tally(meeting, SCALE, ballots, present=ballots.total)
    assert result.valid
    whole = ballots.total if base == "present" else ballots.cast
    if result.proposal and how is VoteMethod.MAJORITY:
        assert votes[result.proposal] * 2 > whole
    if how is VoteMethod.MAJORITY and not result.proposal:
        assert all(count * 2 <= whole for count in votes.values())


def test_cap_of_nobody_names_no_limit():
    status = cap_status(CAP, SCALE, {}, rated=0, everybody=5)
    assert (status.limit, status.over) == (0, 0)
    assert status.sentence.endswith("Chưa có ai.")
    assert "tối đa" not in status.sentence
