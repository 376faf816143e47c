"""The frame of the judgement in words: what a level tightened is in it."""

import pytest

from sodoan.programmes.engine.cascade import merge
from sodoan.programmes.engine.changes import Delta, SetCap, SetComplaint, SetShare
from sodoan.programmes.engine.frame import frame_of_judgement
from sodoan.programmes.engine.schema import Level, Origin
from tests.programmes.engine.engine_samples import s0

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
