import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.engine.cascade import merge
from sodoan.programmes.engine.changes import AddCondition, Delta
from sodoan.programmes.engine.conditions import parse_condition
from sodoan.programmes.engine.grading import Grader, Outcome, compare_opinions, departs
from sodoan.programmes.engine.schema import Level, Origin, PopulationState
from tests.programmes.engine.engine_samples import GROUPS, member, s0, spread

GRADER = Grader(s0())
OLD = Grader(s0(), "classic")
RANKS = {grade.key: rank for rank, grade in enumerate(s0().active_scale.grades)}


def grade(**changes):
    decision = GRADER.decide(member(**changes))
    return decision.grade or decision.outcome.value


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        (12, "excellent"),
        (11, "good"),
        (9, "good"),
        (8, "completed"),
        (6, "completed"),
        (5, "failed"),
        (0, "failed"),
    ],
)
def test_grade_by_share_of_criteria_at_each_boundary(met, expected):
    assert grade(met=spread(met)) == expected


@pytest.mark.parametrize(
    ("attended", "expected"),
    [
        (20, "excellent"),
        (18, "excellent"),
        (17, "good"),
        (15, "good"),
        (14, "completed"),
        (10, "completed"),
        (9, "failed"),
    ],
)
def test_grade_by_meetings_at_each_boundary(attended, expected):
    assert grade(meetings_attended=attended) == expected


def test_excused_meetings_leave_the_base():
    assert grade(meetings_attended=18, meetings_excused=0) == "excellent"
    assert grade(meetings_attended=9, meetings_excused=10) == "excellent"
    assert grade(meetings_attended=9, meetings_excused=9) == "good"


@pytest.mark.parametrize(
    ("months", "expected"), [(12, "excellent"), (11, "completed"), (9, "completed"), (8, "no_rule")]
)
def test_grade_by_dues_at_each_boundary(months, expected):
    assert grade(dues_months=months) == expected


@pytest.mark.parametrize(
    ("discipline", "expected"),
    [
        ("none", "excellent"),
        ("reprimand", "completed"),
        ("warning", "failed"),
        ("expulsion", "failed"),
    ],
)
def test_grade_by_discipline(discipline, expected):
    assert grade(discipline=discipline) == expected


def test_old_scale_gives_its_own_words():
    assert OLD.decide(member()).grade == "distinguished"
    assert OLD.decide(member(met=spread(9))).grade == "fair"
    assert OLD.decide(member(met=spread(5))).grade == "weak"


@pytest.mark.parametrize(
    ("changes", "outcome", "state"),
    [
        ({"months": 5}, Outcome.EXEMPT, PopulationState.TOO_NEW),
        ({"months": 6}, Outcome.GRADED, PopulationState.RATED),
        ({"party": "official"}, Outcome.COMMENT_ONLY, PopulationState.COMMENT_ONLY),
        ({"party": "official", "months": 1}, Outcome.COMMENT_ONLY, PopulationState.COMMENT_ONLY),
        ({"party": "probationary"}, Outcome.GRADED, PopulationState.RATED),
        ({"membership": "temporary"}, Outcome.COMMENT_ONLY, PopulationState.COMMENT_ONLY),
        ({"membership": "honorary"}, Outcome.EXEMPT, PopulationState.UNRATED),
        ({"exempt": "maternity"}, Outcome.EXEMPT, PopulationState.EXEMPT),
        ({"months": None}, Outcome.UNDECIDED, PopulationState.UNDECIDED),
        ({"party": None}, Outcome.UNDECIDED, PopulationState.UNDECIDED),
    ],
)
def test_population_decides_who_is_rated(changes, outcome, state):
    decision = GRADER.decide(member(**changes))
    assert (decision.outcome, decision.population) == (outcome, state)
    assert (decision.grade != "") is (outcome is Outcome.GRADED)


def test_missing_dues_never_counts_as_none_paid():
    decision = GRADER.decide(member(dues_months=None))
    assert decision.outcome is Outcome.NO_RULE
    assert decision.missing == ("dues_months",)


def test_missing_fact_above_the_grade_makes_it_provisional():
    scale = s0().active_scale
    easy = scale.grades[1].model_copy(update={"when": parse_condition("met / registered >= 75 %")})
    grades = (scale.grades[0], easy, *scale.grades[2:])
    pack = s0().model_copy(update={"scales": (scale.model_copy(update={"grades": grades}),)})
    decision = Grader(pack).decide(member(dues_months=None))
    assert (decision.grade, decision.missing, decision.provisional) == (
        "good",
        ("dues_months",),
        True,
    )
    assert not Grader(pack).decide(member()).provisional


def test_missing_fact_that_cannot_help_leaves_the_decision_sure():
    decision = GRADER.decide(member(met=spread(5), dues_months=None))
    assert (decision.grade, decision.provisional) == ("failed", False)


def test_no_meeting_expected_is_unknown_and_said():
    facts = member(meetings_required=0, meetings_attended=0)
    decision = GRADER.decide(facts)
    assert decision.outcome is Outcome.NO_RULE
    assert "bằng 0" in GRADER.explain(facts, decision).sentence


def test_explanation_of_good_names_the_missing_criterion():
    counts = {"ideals": 2, "ethics": 3, "profession": 2, "health": 2}
    facts = member(
        registered=counts, met={**counts, "health": 1}, meetings_required=9, meetings_attended=9
    )
    told = GRADER.explain(facts, GRADER.decide(facts))
    assert told.title == "Tốt"
    assert [line.sentence for line in told.lines] == [
        "8/9 tiêu chí đạt (Tốt cần từ 7).",
        "9/9 buổi sinh hoạt (Tốt cần từ 7).",
        "12/12 tháng đoàn phí (Tốt cần đủ 12).",
        "Không bị kỷ luật.",
        "Chưa đủ mức Xuất sắc: còn thiếu 1 tiêu chí Sức khỏe.",
    ]
    assert told.sentence == (
        "Xếp loại Tốt: 8/9 tiêu chí đạt (Tốt cần từ 7); 9/9 buổi sinh hoạt (Tốt cần từ 7); "
        "12/12 tháng đoàn phí (Tốt cần đủ 12); không bị kỷ luật. "
        "Chưa đủ mức Xuất sắc: còn thiếu 1 tiêu chí Sức khỏe."
    )


def test_a_shortfall_two_conditions_share_is_told_once():
    ward = Origin(level=Level.COMMUNE, unit="Đoàn phường An Hòa")
    more = AddCondition(
        scale="completion", grade="good", when=parse_condition("met / registered >= 80 %")
    )
    grader = Grader(merge(s0(), Delta.of(ward, more)).pack)  # 75 % and 80 % of 10 are both 8
    counts = {"ideals": 3, "ethics": 3, "profession": 2, "health": 2}
    facts = member(registered=counts, met={"ideals": 3, "ethics": 2})
    told = grader.explain(facts, grader.decide(facts))
    (good,) = (line.text for line in told.lines if line.text.startswith("chưa đủ mức Tốt"))
    assert good == "chưa đủ mức Tốt: còn thiếu 3 tiêu chí"


def test_a_shortfall_of_one_content_names_the_content():
    ward = Origin(level=Level.COMMUNE, unit="Đoàn phường An Hòa")
    both = [
        AddCondition(scale="completion", grade="good", when=parse_condition(text))
        for text in ("met.ideals / registered.ideals >= 50 %", "met.health >= 2")
    ]
    grader = Grader(merge(s0(), Delta.of(ward, *both)).pack)
    counts = {"ideals": 4, "ethics": 2, "profession": 2, "health": 2}
    facts = member(registered=counts, met={**counts, "ideals": 0, "health": 1})
    told = grader.explain(facts, grader.decide(facts))
    (good,) = (line.text for line in told.lines if line.text.startswith("chưa đủ mức Tốt"))
    assert good == (
        "chưa đủ mức Tốt: còn thiếu 3 tiêu chí, còn thiếu 2 tiêu chí Lý tưởng,"
        " còn thiếu 1 tiêu chí Sức khỏe"
    )


def test_explanation_of_no_rule_names_every_grade():
    facts = member(dues_months=8)
    told = GRADER.explain(facts, GRADER.decide(facts))
    assert told.title == "Chưa khớp mức nào"
    assert "không khớp mức Hoàn thành: còn thiếu 1 tháng đoàn phí" in told.sentence


def test_explanation_of_a_party_member_gives_the_reason():
    facts = member(party="official")
    told = GRADER.explain(facts, GRADER.decide(facts))
    assert told.sentence.startswith("Đảng viên – chỉ góp ý: Đảng viên chính thức")


COUNTS = st.fixed_dictionaries({group: st.integers(0, 4) for group in GROUPS})
MEMBERS = st.fixed_dictionaries(
    {
        "met": COUNTS,
        "meetings_attended": st.integers(0, 20),
        "dues_months": st.integers(0, 12),
        "discipline": st.sampled_from(["none", "reprimand", "warning"]),
    }
)


def place(decision):
    """0 is the best; no rule stands between completed and failed."""
    return {"excellent": 0, "good": 1, "completed": 2, "": 3, "failed": 4}[decision.grade]


@given(MEMBERS, st.sampled_from([*GROUPS, "meetings_attended", "dues_months"]))
def test_doing_more_never_lowers_the_grade(facts, better):
    registered = dict.fromkeys(GROUPS, 4)
    more = {**facts}
    if better in GROUPS:
        more["met"] = {**facts["met"], better: min(4, facts["met"][better] + 1)}
    else:
        more[better] = min(20 if better == "meetings_attended" else 12, facts[better] + 1)
    before = GRADER.decide(member(registered=registered, **facts))
    after = GRADER.decide(member(registered=registered, **more))
    assert place(after) <= place(before)


@given(MEMBERS, st.permutations(GROUPS))
def test_order_of_groups_changes_nothing(facts, order):
    registered = dict.fromkeys(GROUPS, 4)
    other = {**facts, "met": {group: facts["met"][group] for group in order}}
    one = GRADER.decide(member(registered=registered, **facts))
    assert GRADER.decide(member(registered=registered, **other)) == one


@given(MEMBERS)
def test_every_decision_explains_itself(facts):
    mapping = member(registered=dict.fromkeys(GROUPS, 4), **facts)
    decision = GRADER.decide(mapping)
    told = GRADER.explain(mapping, decision)
    assert told.sentence.endswith(".")
    assert told.lines
    if decision.grade:
        assert told.sentence.startswith(f"Xếp loại {GRADER.scale.grade(decision.grade).short}")
        higher = sum(line.text.startswith("chưa đủ mức") for line in told.lines)
        assert higher == RANKS[decision.grade]


@pytest.mark.parametrize(
    ("own", "proposal", "sentence"),
    [
        ("good", "good", "Tự xếp loại: Tốt. Trùng đề xuất của tập thể."),
        ("excellent", "good", "Tự xếp loại: Xuất sắc. Cao hơn đề xuất của tập thể."),
        ("completed", "good", "Tự xếp loại: Hoàn thành. Thấp hơn đề xuất của tập thể."),
        ("good", "", "Tự xếp loại: Tốt."),
    ],
)
def test_compare_opinions_says_who_is_higher(own, proposal, sentence):
    line = compare_opinions(s0().active_scale, own, proposal)
    assert line is not None
    assert line.sentence == sentence
    assert compare_opinions(s0().active_scale, "", proposal) is None


@pytest.mark.parametrize(
    ("ruled", "given", "expected"),
    [
        ("good", "", False),
        ("good", "good", False),
        ("good", "excellent", True),
        ("good", "failed", True),
        ("", "good", True),
    ],
)
def test_other_grade_than_the_rules_give_departs_from_them(ruled, given, expected):
    assert departs(s0().active_scale, ruled, given) is expected


def test_nothing_departs_from_a_scale_without_rules():
    scale = s0().active_scale
    bare = [grade.model_copy(update={"when": None}) for grade in scale.grades]
    assert not departs(scale.model_copy(update={"grades": tuple(bare)}), "", "good")


def test_engine_never_imports_django():
    code = (
        "import pkgutil, importlib, sys, sodoan.programmes.engine as engine\n"
        "for one in pkgutil.walk_packages(engine.__path__, engine.__name__ + '.'):\n"
        "    importlib.import_module(one.name)\n"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
