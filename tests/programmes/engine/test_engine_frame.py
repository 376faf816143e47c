"""The frame of the judgement in words: what a level tightened is in it."""

import pytest

from sodoan.programmes.engine.cascade import merge
from sodoan.programmes.engine.changes import Delta, SetCap, SetComplaint, SetShare
from sodoan.programmes.engine.frame import frame_of_judgement
from sodoan.programmes.engine.schema import Level, Origin
from sodoan.programmes.engine.wording import say_form_intro, say_minimums
from tests.programmes.engine.engine_samples import s0

MADE = "Việc làm ghi cụ thể, rõ ràng, có thể đánh giá được kết quả thực hiện."
COMMUNE = Origin(level=Level.COMMUNE, unit="Đoàn phường An Hòa")


def test_frame_names_everybody_not_rated_every_grade_the_vote_the_cap_and_complaints():
    lines = frame_of_judgement(s0())
    scale = s0().active_scale
    named = [rule.title for rule in s0().population]
    named += [grade.title for grade in scale.grades if grade.when is not None]
    named += [cap.title for cap in scale.caps]
    for title in named:
        assert any(line.startswith(f"{title}: ") for line in lines), title
    assert any(line.startswith("Họp, biểu quyết: Có mặt từ 2/3") for line in lines)
    assert lines[-1].startswith("Khiếu nại: trong 15 ngày")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SetShare(step="collective", what="quorum", share="80 %"), "Có mặt từ 80"),
        (SetCap(scale="completion", cap="excellent", share="15 %"), "Tối đa 15"),
        (SetComplaint(what="days", days=20), "Khiếu nại: trong 20 ngày"),
    ],
)
def test_frame_says_what_a_level_tightened(change, words):
    assert not any(words in line for line in frame_of_judgement(s0()))
    tightened = merge(s0(), Delta.of(COMMUNE, change)).pack
    assert any(words in line for line in frame_of_judgement(tightened))


def test_frame_of_a_programme_without_complaints_says_nothing_of_them():
    lines = frame_of_judgement(s0().model_copy(update={"complaint": None}))
    assert not any(line.startswith("Khiếu nại") for line in lines)


@pytest.mark.parametrize(
    ("minimums", "said"),
    [
        ({}, "ít nhất 02 tiêu chí"),
        ({"ideals": 3}, "ít nhất 02 tiêu chí; Lý tưởng ít nhất 03"),
        (
            {"ideals": "all", "health": 0},
            "ít nhất 02 tiêu chí; Lý tưởng mọi tiêu chí, Sức khỏe không bắt buộc",
        ),
        (dict.fromkeys(("ideals", "ethics", "profession", "health"), "all"), "mọi tiêu chí"),
        (
            dict.fromkeys(("ideals", "ethics", "profession"), 0),
            "tiêu chí phù hợp; Sức khỏe ít nhất 02",
        ),
    ],
)
def test_form_says_the_least_number_of_criteria_of_each_content(minimums, said):
    groups = tuple(
        one.model_copy(update={"minimum": minimums.get(one.key, one.minimum)})
        for one in s0().groups
    )
    pack = s0().model_copy(update={"groups": groups})
    assert say_minimums(pack) == said
    assert say_form_intro(pack) == f"Mỗi nội dung chọn {said}. {MADE}"
