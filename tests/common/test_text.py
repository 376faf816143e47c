"""Vietnamese text: cleaning, searching, sorting, spreadsheets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.text import (
    clean,
    excel_plain,
    excel_safe,
    given_name,
    nfc,
    search_key,
    sort_key,
    split_name,
    squeeze,
    title_sort_key,
)

# Lists in the order a Vietnamese officer expects; checked against ICU as well.
IN_ORDER = [
    ["An", "Ân"],
    ["An", "Àn", "Ản", "Ãn", "Án", "Ạn", "Ăn", "Ắn", "Ân", "Ấn"],
    ["Dan", "Dân", "Đan", "Đạt"],
    ["E", "Ê", "G", "O", "Ô", "Ơ", "P", "U", "Ư", "V"],
    ["Trần An", "Nguyễn Anh", "Bùi Ánh", "Lê Ân", "Lê Bảo"],
    ["Lê Văn An", "Lý Văn An", "Nguyễn Văn An"],
    ["Trần Hòa", "An Hoàng"],
    ["An", "Bùi An", "Bùi Văn An"],
    ["Nguyễn Văn Lan", "Nguyễn Thị Lan Anh"][::-1],
    ["Jack", "Khanh", "Wendy", "Xuân", "Ý", "Zin"],
    ["Phạm Hoà", "Phạm Hòa"],
]


@pytest.mark.parametrize("names", IN_ORDER)
def test_sort_key_follows_the_vietnamese_alphabet(names):
    assert sorted(sorted(names, reverse=True), key=sort_key) == names


def test_sort_key_puts_the_given_name_first():
    assert sort_key("Vũ Thị An") < sort_key("An Thị Bình")


def test_sort_key_weighs_tones_of_the_given_name_before_the_family_name():
    assert sort_key("Vũ An") < sort_key("Bùi Án")


def test_sort_key_ignores_case_and_normal_form():
    decomposed = unicodedata.normalize("NFD", "nguyễn thị đào")
    assert sort_key("NGUYỄN THỊ ĐÀO") == sort_key(decomposed)


@given(st.text())
def test_sort_key_is_printable_ascii(text):
    key = sort_key(text)
    assert key.isascii()
    assert key.isprintable()


@given(st.text(), st.text())
def test_sort_key_of_equal_names_is_equal_and_total(one, other):
    assert (sort_key(one) == sort_key(other)) or (sort_key(one) < sort_key(other)) != (
        sort_key(other) < sort_key(one)
    )


def test_title_sort_key_begins_with_the_first_word():
    titles = ["Chi đoàn Ấp 1", "Chi đoàn Khu phố 1", "Đoàn phường An Hòa", "Tỉnh đoàn"]
    assert sorted(sorted(titles, reverse=True), key=title_sort_key) == titles


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  Nguyễn\u00a0Văn   An ", "Nguyễn Văn An"),
        ("Nguyễn\u200b Văn\u2009An\ufeff", "Nguyễn Văn An"),
        ("a\tb\r\nc\x0bd", "a b c d"),
        ("x\x00y\x07z", "xyz"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u3000b\u2028c", "a b c"),
        ("a\ud800b", "ab"),
        ("\u00a0\u200b ", ""),
    ],
)
def test_squeeze_leaves_one_clean_line(text, wanted):
    assert squeeze(text) == wanted


@given(st.text())
def test_clean_is_stable_and_storable(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


def test_nfc_composes_decomposed_letters():
    assert nfc("Nguye\u0302\u0303n") == "Nguyễn"


def test_search_key_has_no_marks():
    assert search_key(" NGUYỄN Thị  Đào ") == "nguyen thi dao"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_search_key_is_the_same_for_both_normal_forms(form):
    assert search_key(unicodedata.normalize(form, "Hoàng Đức Thắng Ưu")) == "hoang duc thang uu"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Ðặng Văn Eth", "Đặng Văn Eth"), ("Chi Ðoàn Khu phố 5", "Chi Đoàn Khu phố 5"),
     ("ðào", "đào"), ("\u200bÐ ", "Đ")],
)  # fmt: skip
def test_letter_of_old_keyboards_is_ours(typed, meant):
    assert clean(typed) == meant
    assert search_key(typed) == search_key(meant)
    assert sort_key(typed) == sort_key(meant)
    assert title_sort_key(typed) == title_sort_key(meant)


@given(st.text(st.sampled_from("ĐđÐðaàéd \u0300-'")))
def test_no_key_tells_the_two_letters_apart(text):
    ours = text.replace("Ð", "Đ").replace("ð", "đ")
    assert clean(text) == clean(ours)
    assert search_key(text) == search_key(ours)
    assert sort_key(text) == sort_key(ours)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Lan", ("", "Lan")),
        ("Lê Lan", ("Lê", "Lan")),
        ("Công Tằng Tôn Nữ Bảo Hà", ("Công Tằng Tôn Nữ Bảo", "Hà")),
        ("", ("", "")),
        ("H'Hen Niê-Kđăm", ("H'Hen", "Niê-Kđăm")),
    ],
)
def test_split_name_takes_the_last_word(name, parts):
    assert split_name(name) == parts
    assert given_name(name) == parts[1]


@pytest.mark.parametrize("text", ["=1+1", "+84901", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_excel_safe_neutralises_formulas(text):
    assert excel_safe(text) == "'" + text
    assert excel_plain(excel_safe(text)) == text


@pytest.mark.parametrize("text", ["", "Lê Văn An", "1-2", "a=b", "'quoted"])
def test_excel_safe_leaves_plain_text_alone(text):
    assert excel_safe(text) == text


@given(st.text())
def test_excel_safe_makes_a_round_trip(text):
    safe = excel_safe(text)
    assert not safe.lstrip(" \u00a0").startswith(("=", "+", "-", "@"))
    assert excel_plain(safe) == text or text.startswith("'")
