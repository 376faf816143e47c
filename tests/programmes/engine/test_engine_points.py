from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.engine.conditions import parse_condition
from sodoan.programmes.engine.grading import Grader
from sodoan.programmes.engine.points import points_of, score
from sodoan.programmes.engine.schema import Criterion, CriterionKind, Group, Option
from tests.programmes.engine.engine_samples import member, s0


def criterion(kind, key="one", **more):
    return Criterion(key=key, title="Tiêu chí", kind=kind, **more)


OPTIONS = (
    Option(key="organiser", title="Tổ chức", points=3),
    Option(key="guest", title="Tham gia", points=1),
)


@pytest.mark.parametrize(
    ("kind", "more", "value", "points"),
    [
        ("yes_no", {"points": 5}, True, 5),
        ("yes_no", {"points": 5}, False, 0),
        ("prohibition", {"points": -5}, True, -5),
        ("number", {}, 7, 7),
        ("number", {"points": 2}, Fraction(7, 2), 7),
        ("imported", {"max_points": 4}, 9, 4),
        ("count_points", {"points": 2}, 3, 6),
        ("count_points", {"points": 2, "max_points": 5}, 3, 5),
        ("count_points", {"options": OPTIONS}, {"organiser": 2, "guest": 4}, 10),
        ("options", {"options": OPTIONS}, "guest", 1),
        ("attendance_share", {"points": 20}, Fraction(3, 4), 15),
        ("other_grade", {"options": OPTIONS}, "organiser", 3),
        ("metric", {"source": "x"}, 0, 0),
        ("options", {"options": OPTIONS}, None, None),
    ],
)
def test_points_of_each_kind(kind, more, value, points):
    assert points_of(criterion(kind, **more), value) == points


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("yes_no", {"points": 5}, 1),
        ("yes_no", {"points": 5}, "true"),
        ("number", {}, True),
        ("count_points", {"points": 2}, -1),
        ("count_points", {"options": OPTIONS}, {"helper": 1}),
        ("count_points", {"options": OPTIONS}, {"guest": -1}),
        ("options", {"options": OPTIONS}, "both"),
        ("options", {"options": OPTIONS}, 1),
        ("attendance_share", {"points": 20}, "half"),
    ],
)
def test_points_of_refuses_a_value_of_another_kind(kind, more, value):
    with pytest.raises(ValueError, match="không đúng loại"):
        points_of(criterion(kind, **more), value)


def pack(**limits):
    group = Group(
        key="work",
        title="Việc",
        short="Việc",
        criteria=(
            criterion("yes_no", "a", points=6),
            criterion("yes_no", "b", points=-3),
            criterion("count_points", "c", points=2),
            criterion("own_text", "d"),
            criterion("yes_no", "e", points=9, categories=("teacher",)),
        ),
        **limits,
    )
    return s0().model_copy(update={"groups": (group,)})


def test_score_leaves_group_and_total_unknown_when_one_is_missing():
    points = score(pack(), {"a": True, "b": False}, "worker")
    assert (points.groups, points.total, points.missing) == ({"work": None}, None, ("c",))


def test_score_caps_the_group_below_its_parts():
    recorded = {"a": True, "b": False, "c": 5}
    assert score(pack(), recorded, "worker").total == 16
    assert score(pack(max_points=10), recorded, "worker").total == 10
    assert score(pack(min_points=0), {"a": False, "b": True, "c": 0}, "worker").total == 0


def test_score_asks_only_what_applies_to_the_category():
    recorded = {"a": True, "b": False, "c": 0}
    assert score(pack(), recorded, "worker").total == 6
    assert score(pack(), recorded, "teacher").missing == ("e",)


def test_points_are_facts_for_the_rules():
    scale = s0().active_scale
    band = scale.grades[0].model_copy(
        update={"when": parse_condition({"all": ["points >= 10", "points.work > 9"]})}
    )
    graded = pack().model_copy(
        update={"scales": (scale.model_copy(update={"grades": (band, *scale.grades[1:])}),)}
    )
    points = score(graded, {"a": True, "b": False, "c": 2}, "worker")
    assert Grader(graded).decide({**member(), **points.mapping()}).grade == "excellent"


@given(st.booleans(), st.booleans(), st.integers(0, 20), st.integers(0, 20), st.integers(-9, 0))
def test_score_stays_within_the_limits_of_its_group(a, b, count, most, least):
    limited = pack(max_points=most, min_points=least)
    points = score(limited, {"a": a, "b": b, "c": count}, "worker")
    assert points.total is not None
    assert least <= points.total <= most


def test_every_kind_can_be_scored():
    values = {
        "options": "guest",
        "other_grade": "guest",
        "attendance_share": Fraction(1, 2),
        "count_points": 1,
        "number": 1,
        "imported": 1,
        "metric": 1,
    }
    for kind in CriterionKind:
        one = criterion(kind, points=1, options=OPTIONS)
        assert points_of(one, values.get(kind.value, True)) is not None
