from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sodoan.common.dataschema import parse_day
from sodoan.programmes.engine.cascade import compose, merge, stamp
from sodoan.programmes.engine.changes import (
    AddCondition,
    AddCriterion,
    Delta,
    DropCriterion,
    MoveDate,
    Orient,
    RequireCriterion,
    SetCap,
    SetComplaint,
    SetDays,
    SetMinimum,
    SetShare,
    SetText,
)
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.child import check_child
from sodoan.programmes.engine.conditions import parse_condition
from sodoan.programmes.engine.schema import Complaint, Criterion, Level, Mark, Origin
from tests.programmes.engine.engine_samples import GROUPS, s0

PROVINCE = Origin(level=Level.PROVINCE, unit="Tỉnh đoàn Trường Giang")
WARD = Origin(level=Level.COMMUNE, unit="Đoàn phường An Hòa")
BRANCH = Origin(level=Level.BRANCH, unit="Chi đoàn Khu phố 3")
PARENT = stamp(s0(), PROVINCE)


def asked(*changes, origin=WARD):
    return merge(PARENT, Delta.of(origin, *changes))


def move(calendar, phase, edge, day):
    return MoveDate(calendar=calendar, phase=phase, edge=edge, day=parse_day(day))


def cap(share):
    return SetCap(scale="completion", cap="excellent", share=share)


def condition(grade, when):
    return AddCondition(scale="completion", grade=grade, when=parse_condition(when))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (DropCriterion(criterion="obey_law"), "Tỉnh đoàn Trường Giang đã ban hành"),
        (DropCriterion(criterion="nothing"), "Không có tiêu chí “nothing”"),
        (SetMinimum(group="health", minimum=1), "không giảm xuống ít nhất 1"),
        (SetMinimum(group="music", minimum=3), "Không có mục “music”"),
        (move("other", "support", "end", "Y-10-01"), "không lùi đến 01/10/2026"),
        (move("other", "support", "end", "Y-02-01"), "kết thúc trước khi bắt đầu"),
        (move("other", "support", "start", "Y-02-01"), "chưa kết thúc"),
        (SetDays(step="self", days=8), "cấp trên cho 7 ngày"),
        (SetShare(step="collective", what="quorum", share=Fraction(1, 2)), "không hạ xuống 50"),
        (SetComplaint(what="days", days=14), "không rút xuống 14"),
        (SetComplaint(what="answer_days", days=16), "không kéo dài đến 16"),
        (SetText(name="form_heading", text="Phiếu {cyclex}"), "Không có chỗ điền {cyclex}"),
        (SetText(name="orientation", text="Năm {cycle}"), "Không có chỗ điền {cycle}"),
        (SetShare(step="self", what="quorum", share=Fraction(1)), "không phải cuộc họp"),
        (cap(Fraction(1, 4)), "Hạn mức Xuất sắc: cấp trên cho tối đa"),
        (condition("failed", "months < 9"), "là nới lỏng"),
        (condition("good", "nonsense > 1"), "không có dữ kiện"),
        (
            AddCriterion(group="health", criterion=Criterion(key="obey_law", title="Trùng")),
            "đã có tiêu chí “Chấp hành pháp luật",
        ),
        (
            AddCriterion(
                group="health", criterion=Criterion(key="new", title="Mới", proofs=("stamp",))
            ),
            "không có loại minh chứng tên “stamp”",
        ),
    ],
)
def test_merge_refuses_to_drop_or_loosen(change, word):
    merged = asked(change)
    assert merged.pack == PARENT
    assert len(merged.refusals) == 1
    assert word in merged.refusals[0]


@pytest.mark.parametrize(
    "change",
    [
        SetMinimum(group="health", minimum=2),
        move("other", "support", "end", "Y-09-30"),
        SetDays(step="self", days=7),
        SetShare(step="collective", what="quorum", share=Fraction(2, 3)),
        cap(Fraction(1, 5)),
    ],
)
def test_merge_takes_the_same_value_as_no_change(change):
    merged = asked(change)
    assert merged.refusals == ()
    assert merged.pack == PARENT


def test_merge_adds_and_tightens_and_marks_the_origin():
    criterion = Criterion(key="digital_help", title="Hướng dẫn dịch vụ công", categories=("other",))
    merged = asked(
        AddCriterion(group="profession", criterion=criterion),
        SetMinimum(group="health", minimum="all"),
        RequireCriterion(criterion="no_addiction"),
        move("other", "register", "end", "Y-02-15"),
        Orient(group="ideals", text="Học nghị quyết đại hội."),
        SetDays(step="approve", days=5),
        cap(Fraction(15, 100)),
        SetComplaint(what="days", days=20),
        SetComplaint(what="answer_days", days=10),
        condition("excellent", "evidenced / registered >= 80 %"),
        SetText(name="form_heading", text="Phiếu đăng ký của phường {cycle}"),
    )
    pack = merged.pack
    assert merged.refusals == ()
    assert pack.criterion("digital_help").origin == WARD
    assert pack.criterion("obey_law").origin == PROVINCE
    assert pack.group("health").minimum == "all"
    assert pack.criterion("no_addiction").required
    assert pack.group("ideals").orientations[-1].origin == WARD
    assert pack.calendar_for("other").phases[0].end == "Y-02-15"
    assert pack.complaint == Complaint(days=20, answer_days=10)
    assert check_child(PARENT, pack) == []
    assert check_references(pack) == []


def test_merge_lets_a_unit_drop_what_it_added_itself():
    mine = AddCriterion(group="health", criterion=Criterion(key="mine", title="Của phường"))
    merged = asked(mine, DropCriterion(criterion="mine"))
    assert (merged.pack, merged.refusals) == (PARENT, ())
    theirs = compose(Delta.of(WARD, mine), Delta.of(BRANCH, DropCriterion(criterion="mine")))
    assert "Đoàn phường An Hòa đã ban hành" in merge(PARENT, theirs).refusals[0]


def test_a_dropped_criterion_takes_its_marks_along():
    key = "groups.health.criteria.no_addiction"
    near = Mark(path="groups.health.criteria.no_addiction_at_all", note="Tiêu chí khác.")
    inside = Mark(path=f"{key}.measures.0", note="Mức đo.")
    own = PARENT.model_copy(update={"to_confirm": (*s0().to_confirm, near, inside)})
    merged = merge(own, Delta.of(PROVINCE, DropCriterion(criterion="no_addiction")))
    assert merged.refusals == ()
    paths = [mark.path for mark in merged.pack.to_confirm]
    assert paths == [
        *(mark.path for mark in s0().to_confirm if mark.path != key),
        near.path,
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SetDays(step="approve", days=2), "do cấp trên làm và định thời hạn"),
        (SetComplaint(what="answer_days", days=2), "do cấp trên trả lời và định thời hạn"),
    ],
)
def test_a_branch_sets_no_days_to_the_level_above_it(change, words):
    refused = asked(change, origin=BRANCH)
    assert refused.pack == PARENT
    assert words in refused.refusals[0]
    assert asked(change, origin=WARD).refusals == ()


@pytest.mark.parametrize("step", ["self", "committee"])
def test_a_branch_shortens_its_own_steps(step):
    assert asked(SetDays(step=step, days=2), origin=BRANCH).refusals == ()


def test_merge_compares_fixed_dates_in_the_cycle_year():
    change = move("other", "support", "end", "2027-09-30")
    delta = Delta.of(WARD, change)
    assert merge(PARENT, delta, year=2027).refusals == ()
    assert merge(PARENT, delta, year=2026).refusals


CHANGES = st.one_of(
    st.builds(
        SetMinimum, group=st.sampled_from(GROUPS), minimum=st.integers(0, 5) | st.just("all")
    ),
    st.builds(
        move,
        st.sampled_from(["other", "school"]),
        st.sampled_from(["register", "support", "evaluate"]),
        st.sampled_from(["start", "end"]),
        st.sampled_from(["(Y-1)-09-10", "Y-01-20", "Y-02-15", "Y-05-01", "Y-09-01", "Y-11-01"]),
    ),
    st.builds(
        SetDays, step=st.sampled_from(["self", "committee", "approve"]), days=st.integers(1, 12)
    ),
    st.builds(
        SetShare,
        step=st.just("collective"),
        what=st.sampled_from(["quorum", "majority"]),
        share=st.fractions(0, 1, max_denominator=6),
    ),
    st.builds(SetComplaint, what=st.sampled_from(["days", "answer_days"]), days=st.integers(0, 30)),
    st.builds(cap, st.fractions(0, 1, max_denominator=10)),
    st.builds(
        condition,
        st.sampled_from(["excellent", "good", "failed"]),
        st.sampled_from(["evidenced / registered >= 1/2", "months >= 12"]),
    ),
    st.builds(RequireCriterion, criterion=st.sampled_from(["obey_law", "one_sport", "a", "b"])),
    st.builds(DropCriterion, criterion=st.sampled_from(["obey_law", "one_sport", "a", "b"])),
    st.builds(
        lambda group, key: AddCriterion(group=group, criterion=Criterion(key=key, title=key)),
        st.sampled_from(GROUPS),
        st.sampled_from(["a", "b", "c"]),
    ),
    st.builds(Orient, group=st.sampled_from(GROUPS), text=st.sampled_from(["một", "hai"])),
)
DELTAS = st.builds(
    lambda origin, changes: Delta.of(origin, *changes),
    st.sampled_from([WARD, BRANCH]),
    st.lists(CHANGES, max_size=5),
)


@settings(max_examples=60, deadline=None)
@given(DELTAS, DELTAS)
def test_merge_never_loosens(first, second):
    above = merge(PARENT, first).pack
    own = Delta(changes=tuple(c for c in second.changes if c.origin == BRANCH))
    below = merge(above, own).pack
    assert check_child(PARENT, above) == []
    assert check_child(PARENT, below) == []
    assert check_references(below) == []


@settings(max_examples=60, deadline=None)
@given(DELTAS, DELTAS, DELTAS)
def test_merge_is_associative(first, second, third):
    stepwise = merge(merge(PARENT, first).pack, second)
    at_once = merge(PARENT, compose(first, second))
    assert stepwise.pack == at_once.pack
    assert at_once.refusals == merge(PARENT, first).refusals + stepwise.refusals
    assert compose(compose(first, second), third) == compose(first, compose(second, third))


@given(DELTAS)
def test_delta_is_kept_as_json_and_read_back_equal(delta):
    assert Delta.model_validate(delta.model_dump(mode="json")) == delta


def changed(**update):
    return PARENT.model_copy(update=update)


def test_check_child_names_everything_loosened():
    health = PARENT.group("health")
    scale = PARENT.active_scale
    child = changed(
        groups=(
            *PARENT.groups[1:3],
            health.model_copy(update={"minimum": 1, "criteria": health.criteria[1:]}),
        ),
        calendars=PARENT.calendars[:1],
        steps=PARENT.steps[:1],
        population=(),
        complaint=None,
        categories=PARENT.categories[:7],
        scales=(scale.model_copy(update={"caps": ()}),),
    )
    told = " ".join(check_child(PARENT, child))
    for words in (
        "Bỏ nội dung “Rèn luyện về lý tưởng",
        "nay chỉ còn ít nhất 1",
        "Bỏ tiêu chí “Chơi ít nhất một môn",
        "Bỏ lịch “Các khối còn lại”",
        "Bỏ bước “Họp chi đoàn",
        "diện xếp loại",
        "khiếu nại",
        "Bỏ đối tượng “Đối tượng khác”",
        "hạn mức “Hạn mức Xuất sắc”",
        "Bỏ thang xếp loại “Xuất sắc – khá",
    ):
        assert words in told


def test_check_child_sees_a_loosened_grade():
    scale = PARENT.active_scale
    easy = scale.grades[0].model_copy(update={"when": parse_condition("met / registered >= 90 %")})
    child = changed(
        scales=(
            scale.model_copy(update={"grades": (easy, *scale.grades[1:])}),
            *PARENT.scales[1:],
        )
    )
    assert any("mức Xuất sắc bị nới lỏng" in text for text in check_child(PARENT, child))


def swapped(items, key, **update):
    return tuple(item.model_copy(update=update) if item.key == key else item for item in items)


def later(calendar, phase, day):
    phases = swapped(calendar.phases, phase, end=parse_day(day))
    return changed(calendars=swapped(PARENT.calendars, calendar.key, phases=phases))


def meeting(**update):
    held = PARENT.step("collective").meeting.model_copy(update=update)
    return changed(steps=swapped(PARENT.steps, "collective", meeting=held))


def health(**update):
    return changed(groups=swapped(PARENT.groups, "health", **update))


def scale(**update):
    return changed(scales=swapped(PARENT.scales, "completion", **update))


OTHER = PARENT.calendar_for("other")
CAPS = PARENT.active_scale.caps
ALL_CRITERIA = PARENT.group("health").criteria


@pytest.mark.parametrize(
    ("child", "word"),
    [
        (later(OTHER, "support", "Y-10-01"), "muộn hơn hạn 30/09/2026"),
        (later(OTHER, "register", "2026-03-01"), "kết thúc 01/03/2026"),
        (
            changed(calendars=swapped(PARENT.calendars, "other", phases=OTHER.phases[:2])),
            "bỏ giai đoạn “Đánh giá”",
        ),
        (
            changed(
                calendars=swapped(
                    PARENT.calendars,
                    "other",
                    result=PARENT.calendar_for("school").result,
                )
            ),
            "đổi thời gian tính kết quả",
        ),
        (changed(steps=swapped(PARENT.steps, "self", days=8)), "dài hơn 7 ngày"),
        (changed(steps=swapped(PARENT.steps, "self", days=None)), "dài hơn 7 ngày"),
        (changed(steps=swapped(PARENT.steps, "collective", meeting=None)), "tỷ lệ có mặt"),
        (meeting(quorum=Fraction(1, 2)), "tỷ lệ có mặt thấp hơn 2/3"),
        (meeting(majority=Fraction(1, 3)), "tỷ lệ đồng ý thấp hơn"),
        (health(max_points=Fraction(9)), "đổi giới hạn điểm"),
        (
            health(criteria=swapped(ALL_CRITERIA, "one_sport", title="Đi dạo")),
            "Sửa tiêu chí “Chơi ít nhất",
        ),
        (scale(caps=(CAPS[0].model_copy(update={"share": Fraction(1, 4)}),)), "cao hơn 20"),
        (scale(grades=PARENT.active_scale.grades[:3]), "đổi các mức xếp loại"),
        (changed(subject="unit"), "Đối tượng đánh giá khác"),
    ],
)
def test_check_child_sees_each_kind_of_loosening(child, word):
    assert any(word in text for text in check_child(PARENT, child))


def test_check_child_sees_dropped_duty_and_orientation():
    strict = merge(
        PARENT,
        Delta.of(
            WARD,
            RequireCriterion(criterion="one_sport"),
            Orient(group="health", text="Tập cùng chi đoàn."),
        ),
    ).pack
    told = " ".join(check_child(strict, PARENT))
    assert "không còn bắt buộc" in told
    assert "bỏ định hướng" in told


def test_check_child_allows_earlier_dates_and_more_of_everything():
    child = later(OTHER, "support", "Y-09-29").model_copy(
        update={
            "categories": (
                *PARENT.categories,
                PARENT.categories[0].model_copy(update={"key": "artist"}),
            )
        }
    )
    assert check_child(PARENT, child) == []
