from fractions import Fraction

from sodoan.programmes.engine.schema import Actor, CapBase, Rounding
from tests.programmes.engine.engine_samples import GROUPS, s0

CATEGORIES = [
    "worker", "entrepreneur", "rural", "civil_servant", "teacher", "student", "armed_forces",
    "other",
]  # fmt: skip


def test_s0_has_four_groups_with_two_criteria_each_at_least():
    assert [group.key for group in s0().groups] == list(GROUPS)
    assert {group.minimum for group in s0().groups} == {2}
    assert [len(group.criteria) for group in s0().groups] == [6, 7, 39, 3]


def test_s0_offers_every_category_its_own_professional_criteria():
    assert [category.key for category in s0().categories] == CATEGORIES
    counts = {key: len(s0().group("profession").offered(key)) for key in CATEGORIES}
    assert counts == {
        "worker": 6, "entrepreneur": 5, "rural": 4, "civil_servant": 6, "teacher": 4,
        "student": 9, "armed_forces": 4, "other": 2,
    }  # fmt: skip
    for name in ("ideals", "ethics", "health"):
        assert all(not criterion.categories for criterion in s0().group(name).criteria)


def test_s0_criteria_are_ready_to_be_measured_and_proved():
    for group in s0().groups:
        for criterion in group.criteria:
            assert criterion.measures, criterion.key
            assert criterion.proofs, criterion.key
            assert criterion.example, criterion.key


def test_s0_steps_cap_and_quorum_are_those_of_the_plan():
    pack = s0()
    assert [step.actor for step in pack.steps] == [
        Actor.SUBJECT, Actor.COLLECTIVE, Actor.COMMITTEE, Actor.APPROVER,
    ]  # fmt: skip
    meeting = pack.step("collective").meeting
    assert meeting is not None
    assert (meeting.quorum, meeting.majority) == (Fraction(2, 3), Fraction(1, 2))
    cap = pack.active_scale.caps[0]
    assert (cap.share, cap.base, cap.base_grades) == (
        Fraction(1, 5), CapBase.GRADES, ("excellent", "good"),
    )  # fmt: skip
    assert (cap.rounding, cap.minimum) == (Rounding.DOWN, 1)


def test_s0_has_both_generations_of_grades_with_a_sentence_each():
    titles = {scale.key: [grade.short for grade in scale.grades] for scale in s0().scales}
    assert titles == {
        "completion": ["Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành"],
        "classic": ["Xuất sắc", "Khá", "Trung bình", "Yếu"],
    }
    for scale in s0().scales:
        assert all("{cycle}" in grade.record for grade in scale.grades)


def test_s0_marks_what_the_plan_no_longer_says():
    marked = {mark.path for mark in s0().to_confirm}
    assert marked >= {
        "groups.ideals",
        "groups.ethics",
        "scales.completion.caps.excellent.share",
        "scales.completion.caps.excellent.base",
        "steps.collective.meeting.quorum",
        "steps.collective.meeting.majority",
        "population.too_new.when",
        "calendars.other.phases.register.end",
        "calendars.school.phases.evaluate.end",
    }
    assert "calendars.other.phases.support.end" not in marked
    assert "calendars.school.phases.support.end" not in marked
