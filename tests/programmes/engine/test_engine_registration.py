from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.engine.amend import diff_pledges
from sodoan.programmes.engine.clarity import CLEAR, judge_text
from sodoan.programmes.engine.registration import Pledge, check_registration, suggest_sentence
from tests.programmes.engine.engine_samples import GROUPS, s0

CLEAR_TEXT = "Tham gia ít nhất 2 buổi trước 30/09/2026, tính theo điểm danh."
LAST_DAY = date(2026, 9, 30)


def two_each(category="worker"):
    """Two concrete pledges in every group."""
    return [
        Pledge(group=group.key, criterion=criterion.key, text=CLEAR_TEXT)
        for group in s0().groups
        for criterion in group.offered(category)[:2]
    ]


def check(pledges, category="worker"):
    return check_registration(s0(), pledges, category, last_day=LAST_DAY)


def swap(pledges, **changes):
    """The list with its first pledge changed."""
    first = {field: getattr(pledges[0], field) for field in Pledge.__slots__}
    return [Pledge(**{**first, **changes}), *pledges[1:]]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"group": "music", "criterion": ""}, "không có trong chương trình"),
        ({"group": "profession", "criterion": "teacher_study"}, "không dành cho đối tượng"),
        ({"criterion": "gone"}, "không còn trong kế hoạch"),
        ({"text": " . "}, "chưa viết việc cụ thể"),
        ({"quantity": 0}, "từ 1 trở lên"),
        ({"due_on": date(2026, 10, 1)}, "muộn hơn ngày kết thúc"),
    ],
)
def test_check_registration_refuses_a_wrong_pledge(changes, word):
    problems = [p for p in check(swap(two_each(), **changes)) if p.index == 0]
    assert [problem.blocking for problem in problems] == [True]
    assert word in problems[0].sentence


def test_check_registration_asks_for_two_in_every_group():
    problems = check(two_each()[1:])
    assert [(problem.group, problem.index) for problem in problems] == [("ideals", None)]
    assert problems[0].sentence.endswith("bạn mới chọn 1, còn thiếu 1.")
    assert [problem.group for problem in check([])] == list(GROUPS)


def test_check_registration_refuses_the_same_criterion_twice():
    pledges = two_each()
    problems = check([*pledges, pledges[0]])
    assert [(p.index, p.blocking) for p in problems] == [(len(pledges), True)]


def test_check_registration_asks_for_required_criteria():
    groups = tuple(
        group.model_copy(
            update={
                "criteria": tuple(
                    c.model_copy(update={"required": c.key == "no_addiction"})
                    for c in group.criteria
                )
            }
        )
        for group in s0().groups
    )
    pack = s0().model_copy(update={"groups": groups})
    problems = check_registration(pack, two_each(), "worker")
    assert [p.group for p in problems] == ["health"]
    assert "bắt buộc" in problems[0].sentence


def test_check_registration_takes_all_when_the_minimum_is_all():
    groups = tuple(group.model_copy(update={"minimum": "all"}) for group in s0().groups)
    pack = s0().model_copy(update={"groups": groups})
    problems = check_registration(pack, two_each(), "worker")
    assert "cần ít nhất 6 tiêu chí" in problems[0].sentence
    everything = [
        Pledge(group=group.key, criterion=c.key, text=CLEAR_TEXT)
        for group in s0().groups
        for c in group.offered("worker")
    ]
    assert check_registration(pack, everything, "worker") == []


def test_check_registration_refuses_own_criteria_where_none_are_allowed():
    groups = tuple(group.model_copy(update={"own_allowed": False}) for group in s0().groups)
    pack = s0().model_copy(update={"groups": groups})
    problems = check_registration(pack, swap(two_each(), criterion=""), "worker")
    assert "không nhận tiêu chí tự viết" in problems[0].sentence


def test_check_registration_accepts_due_date_on_the_last_day():
    assert check(swap(two_each(), due_on=LAST_DAY)) == []


@pytest.mark.parametrize(("day", "refused"), [(4, True), (5, False)])
def test_pledge_is_not_due_before_the_registration_begins(day, refused):
    early = swap(two_each(), due_on=date(2026, 1, day))
    found = check_registration(s0(), early, "worker", first_day=date(2026, 1, 5))
    assert any("trước ngày bắt đầu đăng ký 05/01/2026" in one.sentence for one in found) is refused


@pytest.mark.parametrize("category", [category.key for category in s0().categories])
def test_check_registration_can_be_met_by_every_category(category):
    assert check(two_each(category), category) == []


def test_check_registration_only_advises_on_vague_words():
    problems = check(swap(two_each(), text="Tích cực học tập nghị quyết của Đảng."))
    assert [(problem.index, problem.blocking) for problem in problems] == [(0, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Không vi phạm luật giao thông; vận động 3 bạn đội mũ bảo hiểm đạt chuẩn trước 30/06/2026.",
        "Chạy bộ mỗi tuần ba buổi từ tháng 3 đến tháng 9, ghi nhật ký.",
        "Đạt danh hiệu “Sinh viên 5 tốt” cấp trường trong năm học 2025-2026.",
        "Học thêm một khóa tiếng Anh trong năm, có chứng chỉ.",
        "Hằng tháng đóng đoàn phí đầy đủ trong năm 2026, chi đoàn xác nhận.",
        "Hiến máu 01 lần trước quý III/2026, có giấy chứng nhận.",
    ],
)
def test_judge_text_accepts_concrete_pledges(text):
    assert judge_text(text).sentence == CLEAR


@pytest.mark.parametrize(
    ("text", "quantity", "deadline", "check"),
    [
        ("Tham gia tích cực các hoạt động tình nguyện.", False, False, False),
        ("Rèn luyện thân thể tốt trong năm 2026", False, True, False),
        ("Phấn đấu theo 5 tốt và 3 rèn luyện", False, False, False),
        ("Thực hiện phong trào “Ba trách nhiệm”", False, False, False),
        ("Giữ yên lặng sau 22:00", False, False, False),
        ("năm buổi tình nguyện", True, False, False),
        ("Cố gắng hơn vào tháng năm", False, True, False),
        ("Xong trước ngày 30/9", False, True, False),
        ("Tham gia 2-3 buổi", True, False, False),
        ("Nâng lên bậc 4/7", True, False, False),
        ("Chạy 200 km", True, False, False),
        ("Có ảnh chụp mỗi tuần", True, False, True),
        ("   ", False, False, False),
        ("12345", False, False, False),
    ],
)
def test_judge_text_finds_what_is_there(text, quantity, deadline, check):
    clarity = judge_text(text)
    assert (clarity.quantity, clarity.deadline, clarity.check) == (quantity, deadline, check)
    assert not clarity.clear


def test_judge_text_hint_names_what_is_missing():
    assert judge_text("Tham gia tích cực các hoạt động tình nguyện.", proof="photo").sentence == (
        "Câu này còn chung chung. Cuối năm sẽ khó đánh giá vì chưa rõ mấy lần và đến khi nào."
    )


def test_judge_text_counts_the_fields_beside_the_sentence():
    vague = "Tham gia tích cực các hoạt động tình nguyện."
    assert judge_text(vague, quantity=2, due_on=LAST_DAY, proof="attendance").clear


@given(st.text(max_size=200))
def test_judge_text_takes_any_text(text):
    assert judge_text(text).sentence


def test_suggest_sentence_of_the_mockup():
    criterion = s0().criterion("volunteer")
    sentence = suggest_sentence(
        criterion.measures[0], quantity=2, due_on=LAST_DAY, proof=s0().proof("attendance")
    )
    assert sentence == (
        "Tham gia ít nhất 2 buổi tình nguyện tại khu phố trước 30/09/2026, tính theo điểm danh."
    )


def test_every_suggested_sentence_of_s0_is_clear():
    for group in s0().groups:
        for criterion in group.criteria:
            for measure in criterion.measures:
                for key in criterion.proofs:
                    text = suggest_sentence(measure, due_on=LAST_DAY, proof=s0().proof(key))
                    assert judge_text(text).clear, text


def pledge(text="a", group="health", criterion="one_sport", **more):
    return Pledge(group=group, criterion=criterion, text=text, **more)


def test_diff_pledges_of_equal_lists_is_empty():
    assert diff_pledges(two_each(), two_each()) == []


def test_diff_pledges_tells_added_changed_removed():
    old = [pledge("chạy", quantity=10, unit="buổi"), pledge("bơi", criterion="mass_sport")]
    new = [pledge("chạy", quantity=20, unit="buổi"), pledge("cờ", criterion="no_addiction")]
    changes = diff_pledges(old, new)
    assert [change.kind for change in changes] == ["changed", "added", "removed"]
    assert changes[0].sentence == "Đổi số lượng: 10 buổi thành 20 buổi"


def test_diff_pledges_says_each_field_that_changed():
    old = pledge("chạy", due_on=LAST_DAY, proof="photo")
    new = pledge("đi bộ", due_on=None, proof="branch")
    assert diff_pledges([old], [new])[0].sentence == (
        "Đổi việc làm: “chạy” thành “đi bộ”; thời hạn: 30/09/2026 thành –; cách kiểm chứng"
    )


def test_diff_pledges_pairs_own_criteria_by_their_text():
    old = [pledge("một", criterion=""), pledge("hai", criterion="")]
    new = [pledge("hai", criterion=""), pledge("ba", criterion="")]
    changes = diff_pledges(old, new)
    assert [(c.kind, c.old and c.old.text, c.new and c.new.text) for c in changes] == [
        ("changed", "một", "ba")
    ]


PLEDGES = st.lists(
    st.builds(
        pledge,
        st.sampled_from(["a", "b", "c"]),
        criterion=st.sampled_from(["", "one_sport", "mass_sport"]),
        quantity=st.none() | st.integers(1, 3),
    ),
    max_size=6,
)


@given(PLEDGES, PLEDGES)
def test_diff_pledges_accounts_for_every_pledge(old, new):
    changes = diff_pledges(old, new)
    added = sum(change.kind == "added" for change in changes)
    removed = sum(change.kind == "removed" for change in changes)
    assert len(old) - removed == len(new) - added
