"""Counts of which only bounds are known: when the rules answer the same within them."""

import pytest

from sodoan.programmes.engine.asked import asked, is_settled, turns_of
from sodoan.programmes.engine.conditions import parse_condition
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.grading import Grader
from sodoan.programmes.engine.rules import compile_condition
from tests.programmes.engine.engine_samples import s0


def settled(text, least, most):
    return is_settled(turns_of([parse_condition(text)]), "months", least, most)


@pytest.mark.parametrize(
    "text",
    [
        "months < 6",
        "months <= 6",
        "months > 6",
        "months >= 6",
        "months == 6",
        "months != 6",
        "months in [2, 6]",
        "months not in [2, 6]",
        "months between 3 and 6",
        "months < 13/2",
        "months is known",
    ],
)
def test_bounds_are_settled_exactly_when_all_between_get_one_answer(text):
    test = compile_condition(parse_condition(text), vocabulary(s0()))
    for least in range(10):
        for most in range(least, 12):
            answers = [test({"months": one}) for one in range(least, most + 1)]
            if settled(text, least, most):
                assert len(set(answers)) == 1, (least, most)
            elif any(sign in text for sign in "<>"):
                assert len(set(answers)) > 1, (least, most)


@pytest.mark.parametrize(
    ("text", "least", "expected"),
    [("months < 6", 5, False), ("months < 6", 6, True), ("months <= 6", 6, False)],
)
def test_without_an_end_the_lower_bound_has_to_reach_what_is_asked(text, least, expected):
    assert settled(text, least, None) is expected


@pytest.mark.parametrize("text", ["months >= dues_due", "months / dues_due >= 50 %"])
def test_a_count_held_against_another_fact_has_to_be_exact(text):
    assert settled(text, 30, 30)
    assert not settled(text, 30, 31)


def test_s0_asks_for_six_months_and_for_the_party():
    grader = Grader(s0())
    assert grader.settled("months", 6, None) == 6
    assert grader.settled("months", 2, 5) == 2
    assert grader.settled("months", 2, 6) is None
    assert {"months", "party", "membership"} <= asked(s0())
    assert "self_grade" not in asked(s0())
