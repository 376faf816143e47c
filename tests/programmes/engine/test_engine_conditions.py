import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.engine.conditions import (
    All,
    AnyOf,
    Compare,
    Not,
    Value,
    parse_condition,
    write_condition,
)

NAMES = st.sampled_from(
    ["met", "met.health", "dues_months", "is_new", "a1", "between_us", "in_time"]
)
SUMS = st.lists(st.tuples(st.sampled_from([1, -1]), NAMES), min_size=1, max_size=3).map(
    lambda parts: ((1, parts[0][1]), *parts[1:])
)
VALUES = st.builds(Value, SUMS, st.none() | SUMS)
WORDS = st.sampled_from(["1", "-2", "75 %", "2/3", "0.5", "warning", "met.health", "true"])
COMPARES = st.one_of(
    st.builds(
        lambda value, op, word: Compare(value, op, (word,)),
        VALUES,
        st.sampled_from(["==", "!=", ">", ">=", "<", "<="]),
        WORDS,
    ),
    st.builds(lambda v, a, b: Compare(v, "between", (a, b)), VALUES, WORDS, WORDS),
    st.builds(
        lambda v, op, words: Compare(v, op, tuple(words)),
        VALUES,
        st.sampled_from(["in", "not in"]),
        st.lists(WORDS, min_size=1, max_size=3),
    ),
    st.builds(Compare, VALUES, st.sampled_from(["is known", "is missing"])),
)
CONDITIONS = st.recursive(
    COMPARES | st.just(All()),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: All(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AnyOf(tuple(items))),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "Met >= 1",
        "met => 1",
        "met >=",
        "met >= 1 2",
        "met in 1, 2",
        "met in []",
        "met between 1",
        "(met >= 1",
        "met / >= 1",
        "met is unknown",
        False,
        None,
        7,
        [],
        {},
        {"all": []},
        {"all": "met >= 1"},
        {"any": ["met >= 1"], "all": ["met >= 1"]},
        {"none": ["met >= 1"]},
        {"not": None},
    ],
)
def test_parse_condition_refuses_what_is_none(data):
    with pytest.raises(ValueError, match=r".") as refusal:
        parse_condition(data)
    assert str(refusal.value)


def test_parse_condition_refuses_endless_nesting():
    data = "met >= 1"
    for _level in range(30):
        data = {"not": data}
    with pytest.raises(ValueError, match="lồng nhau"):
        parse_condition(data)


def test_parse_condition_reads_share_of_sums():
    condition = parse_condition("(votes.a + votes.b) / present >= 2/3")
    assert condition == Compare(
        Value(((1, "votes.a"), (1, "votes.b")), ((1, "present"),)), ">=", ("2/3",)
    )


def test_parse_condition_reads_bare_flag():
    assert parse_condition("has_plan") == Compare(Value(((1, "has_plan"),)), "==", ("true",))


def test_parse_condition_takes_names_that_begin_like_operators():
    assert parse_condition("in_time in [a, b]").left.names == ("in_time",)
    assert parse_condition("not_late == true").left.names == ("not_late",)


@given(CONDITIONS)
def test_write_condition_reads_back_equal(condition):
    assert parse_condition(write_condition(condition)) == condition
