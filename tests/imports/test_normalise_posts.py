"""Posts held before, for another term, in another body: never an appointment, always told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.posts import PostBody, PostKey, normalise_post
from sodoan.imports.staged import branch_post

TODAY = dt.date(2026, 11, 22)


def read(text, today=TODAY):
    cell = normalise_post(text, today=today)
    return cell.value, [issue.code for issue in cell.issues]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nguyên Bí thư", "post_former"),
        ("NGUYÊN BÍ THƯ CHI ĐOÀN", "post_former"),
        ("Nguyen Bi thu", "post_former"),
        ("Bí thư (nguyên)", "post_former"),
        ("Cựu Bí thư", "post_former"),
        ("Đã thôi Bí thư", "post_former"),
        ("Bí thư cũ", "post_former"),
        ("Từng là Phó Bí thư", "post_former"),
        ("Bí thư (hết nhiệm kỳ)", "post_former"),
        ("Bí thư chi đoàn năm 2022", "post_dated"),
        ("Bí thư chi đoàn 2022", "post_dated"),
        ("Bí thư nhiệm kỳ 2019-2022", "post_dated"),
        ("Bí thư nhiệm kỳ 2019 - 2022", "post_dated"),
        ("Bí thư (2019–2022)", "post_dated"),
        ("Bí thư từ 2019 đến 2022", "post_dated"),
        ("UV BCH NK 22-25", "post_dated"),
        ("Bí thư năm học 2025-2026", "post_dated"),
        ("Bí thư 2027-2030", "post_dated"),
        ("Ủy viên BCH Hội LHTN", "post_other_body"),
        ("Ủy viên BCH quân sự", "post_other_body"),
    ],
)
def test_post_not_held_here_today_is_kept_for_the_note(text, code):
    post, codes = read(text)
    assert codes == [code]
    assert (post.key, post.text, branch_post(post)) == (PostKey.OTHER, text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Bí thư chi đoàn",
        "Bí thư nhiệm kỳ 2024-2026",
        "Bí thư nhiệm kỳ 2025-2028",
        "Bí thư NK 25-28",
        "Bí thư 2023 đến nay",
        "Bí thư 2023-nay",
        "Bí thư từ 2023",
        "Bí thư từ 3/2023",
        "Bí thư năm 2026",
        "Bí thư năm học 2026-2027",
        "Bí thư (Nguyễn Văn A)",
        "Bí thư chi đoàn Quân sự",
        "Bí thư Chi đoàn Hội Phú",
        "Bí thư chi đoàn UBND",
    ],
)
def test_post_of_today_is_no_former_one(text):
    post, codes = read(text)
    assert (post.key, codes) == (PostKey.SECRETARY, [])
    assert branch_post(post)


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("Bí thư nhiệm kỳ 2019-2022", dt.date(2022, 12, 31)),
        ("Bí thư năm 2022", dt.date(2022, 12, 31)),
        ("Bí thư năm học 2021-2022", dt.date(2022, 8, 31)),
    ],
)
def test_term_is_over_the_day_after_its_end(text, last_day):
    assert read(text, last_day)[1] == []
    assert read(text, last_day + dt.timedelta(days=1))[1] == ["post_dated"]


@pytest.mark.parametrize(
    ("text", "taken", "codes"),
    [
        ("Nguyên Bí thư, Phó Bí thư", "Phó Bí thư", ["post_several"]),
        ("Đoàn viên, nguyên Bí thư", "nguyên Bí thư", ["post_several", "post_former"]),
        ("Đoàn viên, Bí thư", "Bí thư", ["post_several"]),
        ("Ủy viên BCH quân sự; Bí thư", "Bí thư", ["post_several"]),
    ],
)
def test_post_held_today_is_taken_before_others(text, taken, codes):
    post, found = read(text)
    assert (post.text, found) == (taken, codes)


def test_message_says_what_to_do():
    (issue,) = normalise_post("Nguyên Bí thư", today=TODAY).issues
    assert issue.message.startswith("Chức vụ “Nguyên Bí thư” là chức vụ đã thôi giữ, chỉ ghi vào")
    assert "đồng chí ghi lại" in issue.message


_WORD = st.sampled_from(
    ["Nguyên", "Cựu", "đã thôi", "Bí thư", "Phó Bí thư", "chi đoàn", "năm 2022", "2019-2022", ",",
     "NK 22-25", "đến nay", "từ 2020", "Hội LHTN"]
)  # fmt: skip


@given(st.lists(_WORD, max_size=6).map(" ".join))
def test_post_with_a_warning_is_an_appointment_only_beside_another(text):
    post, codes = read(text)
    if {"post_former", "post_dated", "post_other_body"} & set(codes):
        assert branch_post(post) == ""
    assert post is None or post.body in PostBody
