"""How long a piece of work still takes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.pace import time_left


@pytest.mark.parametrize(
    ("done", "total", "seconds"),
    [(0, 10, 60), (0, 0, 60), (10, 10, 60), (11, 10, 60), (-1, 10, 60), (5, 10, 2.9)],
)
def test_is_not_told_without_a_pace_or_with_nothing_left(done, total, seconds):
    assert time_left(done, total, timedelta(seconds=seconds)) == ""


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (5, 10, 3, "còn dưới 1 phút"),
        (1, 2, 59.9, "còn dưới 1 phút"),
        (1, 2, 60, "còn khoảng 1 phút"),
        (1, 2, 60.1, "còn khoảng 2 phút"),
        (1_000, 9_000, 60, "còn khoảng 8 phút"),
        (1, 2, 89 * 60, "còn khoảng 89 phút"),
        (1, 2, 90 * 60, "còn khoảng 2 giờ"),
        (1, 2, 10 * 3600, "còn khoảng 10 giờ"),
    ],
)
def test_is_told_by_the_pace_so_far(done, total, seconds, words):
    assert time_left(done, total, timedelta(seconds=seconds)) == words


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(3, 10**5))
def test_any_pace_gives_words(done, more, seconds):
    assert time_left(done, done + more, timedelta(seconds=seconds)).startswith("còn ")
