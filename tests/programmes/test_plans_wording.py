"""What a programme asks for, in words; changing its values by path."""

import pytest

from sodoan.programmes.engine.conditions import parse_condition
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.frame import frame_of_judgement
from sodoan.programmes.engine.revise import ReviseError, revise
from sodoan.programmes.engine.wording import say_cap, say_condition, say_meeting
from tests.programmes.world import s0

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("met / registered >= 100 %", "số tiêu chí đạt đủ số tiêu chí đã đăng ký"),
        (
            "met / registered >= 75 %",
            "số tiêu chí đạt từ 75 % số tiêu chí đã đăng ký",
        ),
        ("months < 6", "số tháng sinh hoạt liên tục dưới 6 tháng"),
        ("discipline == none", "không bị kỷ luật"),
        ("discipline < warning", "kỷ luật trong kỳ: dưới mức bị cảnh cáo"),
        ({"not": "discipline < warning"}, "kỷ luật trong kỳ: bị cảnh cáo trở lên"),
        ("dues_months is known", "đã có dữ liệu về số tháng đã đóng đoàn phí"),
        ("met >= registered", "số tiêu chí đạt từ số tiêu chí đã đăng ký"),
    ],
)
def test_condition_is_said_without_anybodys_facts(condition, words):
    said = say_condition(parse_condition(condition), vocabulary(s0()))
    assert [text.replace(NBSP, " ") for text in said] == [words]


def test_parts_of_any_are_joined():
    condition = parse_condition({"any": ["months < 6", "discipline >= warning"]})
    (said,) = say_condition(condition, vocabulary(s0()))
    assert "; hoặc " in said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("met / registered >= 90 %", "met / registered >= 95 %"), ["từ 95 %"]),
        (("met / registered >= 95 %", "met / registered >= 90 %"), ["từ 95 %"]),
        (("months <= 6", "months <= 3"), ["quá 3"]),
        (("met / registered >= 90 %", "met >= 95"), ["từ 90 %", "từ 95"]),
        (("months >= 3", "months <= 6"), ["từ 3", "quá 6"]),
        (("met >= registered", "met >= 2"), ["từ số tiêu chí", "từ 2"]),
    ],
)
def test_tightened_bound_takes_the_place_of_the_one_it_implies(parts, said):
    found = say_condition(parse_condition({"all": list(parts)}), vocabulary(s0()))
    assert len(found) == len(said)
    for text, part in zip(found, said, strict=True):
        assert part in text.replace(NBSP, " ")


def test_every_rule_of_the_shipped_programme_can_be_said():
    pack = s0()
    for scale in pack.scales:
        known = vocabulary(pack, scale)
        assert all(say_condition(grade.when, known) for grade in scale.grades)
    assert all(say_condition(rule.when, vocabulary(pack)) for rule in pack.population)


def test_a_bound_of_who_is_rated_is_said_as_it_is_set():
    for months in (6, 3):
        rules = revise(s0(), {"population.too_new.when": f"months < {months}"})
        line = next(one for one in frame_of_judgement(rules) if one.startswith("Chưa đủ thời gian"))
        assert line.replace(NBSP, " ").endswith(
            f"tính đến ngày xếp loại (số tháng sinh hoạt liên tục dưới {months} tháng)."
        )
    assert not any("(" in line for line in frame_of_judgement(s0()) if line.startswith("Miễn"))


def test_cap_is_said_with_an_example():
    scale = s0().active_scale
    said = say_cap(scale.caps[0], scale).replace(NBSP, " ")
    assert said.startswith("Tối đa 20 % số người dự kiến từ Tốt trở lên; làm tròn xuống")
    assert said.endswith("thì tối đa 4.")


def test_meeting_is_said():
    said = say_meeting(s0().step("collective").meeting).replace(NBSP, " ")
    assert said.startswith("Có mặt từ 2/3 số đoàn viên")
    assert "trên 50 % số người có mặt đồng ý" in said


@pytest.mark.parametrize("path", ["groups.none.minimum", "groups.health.size", "title.x", "x"])
def test_path_to_nothing_is_an_error(path):
    with pytest.raises(KeyError):
        revise(s0(), {path: 1})


def test_value_that_does_not_fit_is_refused_at_its_path():
    at = "calendars.other.phases.register.end"
    with pytest.raises(ReviseError) as refused:
        revise(s0(), {at: "2026-02-31"})
    assert list(refused.value.faults) == [at]


def test_dates_that_overlap_are_refused_at_the_later_one():
    with pytest.raises(ReviseError) as refused:
        revise(s0(), {"calendars.other.phases.register.end": "Y-03-05"})
    assert list(refused.value.faults) == ["calendars.other.phases.support.start"]


def test_values_are_written_and_nothing_else_changes():
    changed = revise(s0(), {"groups.health.minimum": 3, "texts.register_hint": "Bạn chọn kỹ."})
    assert changed.group("health").minimum == 3
    assert changed.texts.register_hint == "Bạn chọn kỹ."
    back = {"groups.health.minimum": 2, "texts.register_hint": s0().texts.register_hint}
    assert revise(changed, back) == s0()
