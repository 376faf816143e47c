import re

import pytest

from sodoan.cli.reference import DOCUMENT
from sodoan.programmes.engine.cascade import merge, stamp
from sodoan.programmes.engine.changes import Delta, SetMinimum
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.grading import Grader
from sodoan.programmes.engine.marks import open_marks, show_value, value_at
from sodoan.programmes.engine.packfile import parse_pack
from sodoan.programmes.engine.publishing import can_publish, checklist
from sodoan.programmes.engine.schema import Level, Origin
from tests.programmes.engine.engine_samples import member, s0

PATHS = [mark.path for mark in s0().to_confirm]
DOCS = DOCUMENT.read_text(encoding="utf-8")
EXAMPLE = re.search(r"<!-- example: begin -->\n```yaml\n(.*?)```", DOCS, re.DOTALL)[1]


@pytest.mark.parametrize("path", ["nothing", "groups.music", "steps.self.days.more", "basis.9", ""])
def test_value_at_refuses_a_path_to_nothing(path):
    with pytest.raises(KeyError):
        value_at(s0(), path)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("scales.completion.caps.excellent.share", "20\N{NO-BREAK SPACE}%"),
        ("steps.collective.meeting.quorum", "2/3"),
        ("population.too_new.when", "months < 6"),
        ("groups.health", "Rèn luyện về sức khỏe"),
        ("groups.health.criteria.no_addiction.proofs", "residence; branch"),
        ("complaint.days", "15"),
        ("valid_from", "–"),
        ("steps.approve.may_return", "có"),
        ("basis.1", "Kế hoạch 324-KH/TĐTN-TCKT ngày 20/01/2021 của Ban Thường vụ Tỉnh Đoàn"),
    ],
)
def test_show_value_reads_like_words(path, shown):
    assert show_value(value_at(s0(), path)) == shown


def test_open_marks_shrink_as_values_are_confirmed_and_skip_idle_scales():
    everything = open_marks(s0())
    assert not any(mark.path.startswith("scales.classic.") for mark in everything)
    one = everything[0].path
    assert len(open_marks(s0(), {one})) == len(everything) - 1
    old = s0().model_copy(update={"scale": "classic"})
    assert any(mark.path.startswith("scales.classic.") for mark in open_marks(old))


def test_programme_cannot_be_published_with_one_open_mark():
    assert not can_publish(checklist(s0()))
    assert not can_publish(checklist(s0(), PATHS[1:]))
    assert can_publish(checklist(s0(), PATHS))


def test_checklist_refuses_a_loosened_child():
    parent = stamp(s0(), Origin(level=Level.PROVINCE))
    same = checklist(parent, PATHS, parent)
    assert any(check.ok and "Không bỏ" in check.sentence for check in same)
    loose = parent.model_copy(update={"groups": parent.groups[1:]})
    checks = checklist(loose, PATHS, parent)
    assert not can_publish(checks)
    assert any("Bỏ nội dung" in check.sentence for check in checks)


def test_checklist_warns_of_a_thin_category_without_blocking():
    delta = Delta.of(Origin(level=Level.BRANCH), SetMinimum(group="profession", minimum=3))
    checks = checklist(merge(s0(), delta).pack, PATHS)
    thin = [check for check in checks if "mới có 2 tiêu chí" in check.sentence]
    assert [check.blocking for check in thin] == [False]
    assert "Đối tượng khác" in thin[0].sentence
    assert can_publish(checks)


def test_example_of_the_document_does_what_it_says():
    grader = Grader(parse_pack(EXAMPLE))
    facts = member(registered={"reading": 2, "sport": 1}, met={"reading": 2, "sport": 0})
    sentence = grader.explain(facts, grader.decide(facts)).sentence
    assert sentence in " ".join(DOCS.split())
    warned = member(registered={"reading": 2}, met={"reading": 2}, discipline="warning")
    assert grader.decide(warned).outcome.value == "no_rule"


def test_document_names_every_fact_of_a_member():
    for name in vocabulary(s0()):
        assert name.split(".")[0] in DOCS
