from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sodoan.programmes.engine.conditions import All, AnyOf, Not, comparisons, parse_condition
from sodoan.programmes.engine.explain import explain, push_not, shortfall
from sodoan.programmes.engine.facts import Vocabulary, read_facts
from sodoan.programmes.engine.rules import (
    ConditionError,
    check_condition,
    compile_condition,
    missing_facts,
)
from sodoan.programmes.engine.schema import Choice, Fact, FactKind

LEVELS = ("low", "mid", "high")


def fact(key, kind=FactKind.NUMBER, **more):
    return Fact(key=key, kind=kind, label=f"nhãn {key}", **more)


KNOWN = Vocabulary(
    [
        fact("a", unit="việc", phrase="{n} việc", of="{n}/{of} việc"),
        fact("b"),
        fact("c"),
        fact("flag", FactKind.FLAG, yes="có kế hoạch", no="chưa có kế hoạch"),
        fact(
            "level",
            FactKind.CHOICE,
            ordered=True,
            choices=tuple(Choice(key=key, title=f"mức {key}") for key in LEVELS),
        ),
        fact(
            "colour",
            FactKind.CHOICE,
            choices=(Choice(key="red", title="đỏ"), Choice(key="blue", title="xanh")),
        ),
    ]
)


def test(text, facts):
    return compile_condition(parse_condition(text), KNOWN)(facts)


test.__test__ = False

NUMBERS = st.none() | st.integers(-5, 20) | st.fractions(min_value=-5, max_value=20)
FACTS = st.fixed_dictionaries(
    {
        "a": NUMBERS,
        "b": NUMBERS,
        "c": NUMBERS,
        "flag": st.none() | st.booleans(),
        "level": st.none() | st.sampled_from(LEVELS),
        "colour": st.none() | st.sampled_from(["red", "blue"]),
    }
)
LEAVES = st.sampled_from(
    [
        "a >= 3",
        "a / b > 1/2",
        "(a + b) / c <= 75 %",
        "a == b",
        "c between 0 and 4",
        "c in [1, 2, 3]",
        "flag",
        "level > low",
        "level in [low, high]",
        "colour != red",
        "b is known",
        "a - b < 0",
    ]
).map(parse_condition)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: All(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AnyOf(tuple(items))),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("d >= 1", "không có dữ kiện tên “d”"),
        ("a >= high", "không phải số"),
        ("a >= flag", "không cùng loại"),
        ("flag >= true", "không so sánh bằng “>=”"),
        ("flag == 1", "không phải số và không phải tên"),
        ("colour > red", "không so sánh bằng “>”"),
        ("colour == green", "chọn một trong: red, blue"),
        ("level == colour", "không cùng loại"),
        ("a / flag >= 1", "không cộng hay chia"),
        ("level + a >= 1", "không cộng hay chia"),
    ],
)
def test_compile_condition_refuses_wrong_names_and_types(text, word):
    with pytest.raises(ConditionError, match=word):
        compile_condition(parse_condition(text), KNOWN)


def test_check_condition_names_every_fault():
    condition = parse_condition({"all": ["d >= 1", {"not": "e == 2"}, "a > 1"]})
    assert len(check_condition(condition, KNOWN)) == 2


def test_share_is_compared_exactly_at_the_boundary():
    assert test("a / b >= 2/3", {"a": 20, "b": 30}) is True
    assert test("a / b >= 2/3", {"a": 19, "b": 30}) is False
    assert test("a / b > 2/3", {"a": 20, "b": 30}) is False
    assert test("a / b >= 33.3 %", {"a": 333, "b": 1000}) is True
    assert test("a / b >= 33.3 %", {"a": 3329, "b": 10000}) is False
    assert test("a == 0.1", {"a": Fraction(1, 10)}) is True


@pytest.mark.parametrize("facts", [{}, {"a": None, "b": 3}, {"a": 3}, {"a": 0, "b": 0}])
def test_missing_fact_or_empty_base_is_unknown_not_zero(facts):
    assert test("a / b < 1/2", facts) is None
    assert test({"not": "a / b < 1/2"}, facts) is None


def test_known_and_missing_answer_for_any_facts():
    assert test("a is missing", {"a": None}) is True
    assert test("a is known", {"a": 0}) is True
    assert test({"not": "a is missing"}, {}) is False


def test_ordered_choice_compares_by_place():
    assert test("level >= mid", {"level": "mid"}) is True
    assert test("level < mid", {"level": "mid"}) is False
    assert test("level between low and mid", {"level": "high"}) is False
    assert test("level >= mid", {"level": "unheard"}) is None


def kleene(condition, facts):
    match condition:
        case Not(item):
            inner = kleene(item, facts)
            return None if inner is None else not inner
        case All(items):
            parts = [kleene(item, facts) for item in items]
            return False if False in parts else None if None in parts else True
        case AnyOf(items):
            parts = [kleene(item, facts) for item in items]
            return True if True in parts else None if None in parts else False
        case _:
            return compile_condition(condition, KNOWN)(facts)


@given(CONDITIONS, FACTS)
def test_all_any_not_follow_kleene(condition, facts):
    assert compile_condition(condition, KNOWN)(facts) is kleene(condition, facts)


@given(CONDITIONS, FACTS)
def test_push_not_keeps_the_meaning(condition, facts):
    assert kleene(push_not(condition), facts) is kleene(condition, facts)


@given(st.lists(LEAVES, min_size=2, max_size=5), FACTS, st.randoms())
def test_order_of_parts_changes_nothing(items, facts, random):
    shuffled = random.sample(items, len(items))
    for kind in (All, AnyOf):
        first = compile_condition(kind(tuple(items)), KNOWN)(facts)
        assert compile_condition(kind(tuple(shuffled)), KNOWN)(facts) is first


@given(CONDITIONS, FACTS, st.sampled_from(["a", "b", "c", "flag", "level", "colour"]))
def test_learning_a_fact_never_overturns_a_sure_answer(condition, facts, hidden):
    assume(all(compare.op != "is known" for compare in comparisons(condition)))
    test_it = compile_condition(condition, KNOWN)
    answer = test_it({**facts, hidden: None})
    assume(answer is not None)
    assert test_it(facts) is answer


@given(CONDITIONS, FACTS)
def test_explain_agrees_with_the_test(condition, facts):
    result = compile_condition(condition, KNOWN)(facts)
    states = {line.state for line in explain(condition, KNOWN, facts)}
    expected = {True: {"ok"}, False: {"no"}, None: {"unknown"}}[result]
    assert expected <= states
    if result is True:
        assert states == {"ok"}


@given(CONDITIONS, FACTS)
def test_shortfall_is_empty_exactly_when_the_condition_holds(condition, facts):
    held = compile_condition(condition, KNOWN)(facts) is True
    assert (shortfall(condition, KNOWN, facts) == []) is held


@given(CONDITIONS, FACTS)
def test_missing_facts_are_named_when_the_answer_is_unknown(condition, facts):
    if compile_condition(condition, KNOWN)(facts) is None:
        assert missing_facts(condition, facts, KNOWN)


@pytest.mark.parametrize(
    ("text", "facts", "sentence"),
    [
        ("a / b >= 75 %", {"a": 8, "b": 9}, "8/9 việc (Tốt cần từ 7)"),
        ("a / b > 75 %", {"a": 6, "b": 8}, "6/8 việc (Tốt cần từ 7)"),
        ("a / b < 50 %", {"a": 4, "b": 9}, "4/9 việc (Tốt khi dưới 5)"),
        ("a / b <= 50 %", {"a": 4, "b": 9}, "4/9 việc (Tốt khi không quá 4)"),
        ("a / b == 100 %", {"a": 9, "b": 9}, "9/9 việc (Tốt cần đủ 9)"),
        ("a >= 7.5", {"a": Fraction(17, 2)}, "8,5 việc (Tốt cần từ 7,5)"),
        ("a >= b", {"a": 3, "b": 1200}, "3 việc (Tốt cần từ 1.200)"),
        ("flag", {"flag": False}, "chưa có kế hoạch (Tốt, điều kiện: có kế hoạch)"),
        ("flag", {"flag": True}, "có kế hoạch"),
        (
            "level >= mid",
            {"level": "low"},
            "nhãn level: mức low (Tốt, điều kiện: nhãn level: mức mid trở lên)",
        ),
        ("a >= 1", {}, "chưa có dữ liệu về nhãn a"),
        ("a / b >= 1", {"a": 0, "b": 0}, "chưa tính được tỷ lệ vì nhãn b bằng 0"),
        ("b between 1 and 3", {"b": 2}, "nhãn b: 2 (Tốt khi trong khoảng 1–3)"),
    ],
)
def test_explain_says_the_numbers(text, facts, sentence):
    assert [line.text for line in explain(parse_condition(text), KNOWN, facts, "Tốt")] == [sentence]


def test_read_facts_refuses_unknown_names_and_wrong_types():
    facts, faults = read_facts(
        {"a": 0.1, "b": "2/3", "d": 1, "flag": 1, "level": "top", "c": True, "colour": None}, KNOWN
    )
    assert facts == {"a": Fraction(1, 10), "b": Fraction(2, 3), "colour": None}
    assert len(faults) == 4
