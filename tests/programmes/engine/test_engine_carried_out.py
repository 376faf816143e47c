"""A pack that asks for more than the program does is told so, sentence by sentence."""

import pytest

from sodoan.programmes.engine.carried_out import not_carried_out
from sodoan.programmes.engine.packfile import dump_pack, parse_pack
from sodoan.programmes.engine.schema import Subject
from tests.programmes.engine.engine_samples import s0
from tests.programmes.engine.test_engine_publishing import EXAMPLE


def said(*changes):
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return not_carried_out(parse_pack(text))


def test_shipped_pack_and_worked_example_run_whole():
    assert not_carried_out(s0()) == []
    assert said() == []
    assert not_carried_out(parse_pack(dump_pack(s0()))) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{key: register,", "{key: sign_up,", "Lịch “Khối trường học” cần có giai đoạn register."),
        ("actor: collective", "actor: peers", "Bước “Họp chi đoàn” chưa có chỗ thực hiện."),
        (
            "actor: subject, days",
            "actor: subject, phase: support, days",
            "cần ở giai đoạn evaluate",
        ),
        (
            "        title: Chạy bộ\n",
            "        title: Chạy bộ\n        kind: number\n",
            "loại tiêu chí",
        ),
        ("met / registered < 1/2", "points < 5", "Quy tắc theo điểm"),
        ("when: months < 3", "when: points.sport < 3", "Quy tắc theo điểm"),
        (
            "population:",
            "facts:\n  - {key: books_read, label: số sách đã đọc}\npopulation:",
            "Dữ kiện chưa có chỗ nhập: số sách đã đọc.",
        ),
    ],
)
def test_what_is_not_carried_out_is_named(old, new, words):
    (sentence,) = said((old, new))
    assert words in sentence


@pytest.mark.parametrize(
    ("subject", "whom"),
    [(Subject.UNIT, "đơn vị"), (Subject.APPOINTMENT, "người giữ chức danh")],
)
def test_only_members_are_the_subjects(subject, whom):
    (sentence,) = not_carried_out(s0().model_copy(update={"subject": subject}))
    assert sentence == f"Chương trình cho {whom}: hiện chỉ chạy chương trình cho đoàn viên."
