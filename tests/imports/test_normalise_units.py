"""Unit names matched tolerantly, never guessed between two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.units import UnitMatcher, UnitName, normalise_unit

NAMES = [
    "Chi đoàn Khu phố 1 phường Thạnh Đông 4",
    "Chi đoàn Khu phố 2 phường Thạnh Đông 4",
    "Chi đoàn Trường Mầm Non Hoa Sen",
    "Chi đoàn Lớp 12A1 Trường THPT An Hòa",
    "Chi đoàn Lớp 12A2 Trường THPT An Hòa",
    "Chi đoàn 12C1 (2022-2025)",
    "Chi đoàn Hòa Bình",
    "Chi đoàn Hoa Bình",
    "Chi đoàn Cơ quan Ủy ban",
    "Chi đoàn Công ty Tân Thành 2",
    "Chi đoàn 3",
    "Chi đoàn CNT",
]
UNITS = [UnitName(i, f"CD{i:05d}", name) for i, name in enumerate(NAMES)]
MATCHER = UnitMatcher(UNITS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Chi đoàn Khu phố 1 phường Thạnh Đông 4", 0),
        ("CHI ĐOÀN KHU PHỐ 1 PHƯỜNG THẠNH ĐÔNG 4", 0),
        ("  chi đoàn  khu phố 1 phường\u00a0thạnh đông 4 ", 0),
        ("CD00003", 3),
        ("cd00003", 3),
    ],
)
def test_same_name_is_exact(text, place):
    match = MATCHER.match(text)
    assert (match.unit, match.kind) == (UNITS[place], "exact")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Chi đoàn Chi đoàn Khu phố 1 phường Thạnh Đông 4", 0),
        ("Khu phố 2 phường Thạnh Đông 4", 1),
        ("Chi doan Khu pho 2 phuong Thanh Dong 4", 1),
        ("Chi đoàn Khu phố 2", 1),
        ("Chi đoàn Trường Mần Non Hoa Sen", 2),
        ("Chi đoàn Trường MầmNon Hoa Sen", 2),
        ("Chi đoàn Lớp 12A1 Trường THPT An Hòa năm học 2024-2025", 3),
        ("Chi đoàn Lớp 12A2 Trường THPT An Hoà (2023 - 2026)", 4),
        ("Chi đoàn 12C1", 5),
        ("Chi đoàn Cơ quan Uỷ bann", 8),
        ("KP1", 0),
        ("Chi đoàn KP.2 P. Thạnh Đông 4", 1),
        ("Chi đoàn Khu phố 01 P.Thạnh Đông 04", 0),
        ("12A1", 3),
        ("Chi đoàn 12A2 Trường THPT An Hoà", 4),
        ("Chi đòan Khu phố 1 phường Thạnh Đông 4", 0),
        ("CHI ĐÒAN KHU PHỐ 2", 1),
        ("Chi đoan Khu phố 1", 0),
        ("Chi doàn Khu phố 1", 0),
        ("Chí đoàn Khu phố 1", 0),
        ("Chi Ðoàn Khu phố 2", 1),
        ("Chi đoàn chi đòan Khu phố 1 phường Thạnh Đông 4", 0),
        ("C.Đoàn Khu phố 1", 0),
        ("C. Đoàn: Khu phố 1", 0),
        ("C.Đ Khu phố 1", 0),
        ("CĐ Khu phố 1", 0),
        ("CĐ. Khu phố 1", 0),
        ("Chi đòan 12C1", 5),
        ("Chi đoàn 12C1 NH 25-26", 5),
        ("12C1 năm học 25/26", 5),
        ("12C1 nam hoc 2025-2026", 5),
        ("12C1 (NK 22-25)", 5),
        ("Chi đon Khu phố 1", 0),
        ("Chi đoàm Khu phố 2 phường Thạnh Đông 4", 1),
        ("Chi đoànn: Khu phố 1", 0),
        ("CH ĐOÀN KHU PHỐ 1", 0),
        ("Chi dàon Khu phố 1 phường Thạnh Đông 4", 0),
        ("Chii đoàn KP1", 0),
        ("hi đoàn Khu phố 1", 0),
        ("Chi đoànKhu phố 1 phường Thạnh Đông 4", 0),
        ("Chi đoàn12C1", 5),
        ("Chi đon Trường Mầm Non", 2),
        ("Chi đoàn Kh phố 1 phường Thạnh Đông 4", 0),
        ("Khu hố 2 phường Thạnh Đông 4", 1),
        ("Chi đoàn Công ti Tân Thành 2", 9),
        ("Chi đon Cty Tân Thành 2", 9),
    ],
)
def test_near_name_is_tolerant(text, place):
    match = MATCHER.match(text)
    assert (match.unit, match.kind) == (UNITS[place], "tolerant")


@pytest.mark.parametrize(
    "text",
    [
        "Chi đoàn Tàu ngầm Sao Hỏa 77",
        "Chi đoàn Khu phố 3 phường Thạnh Đông 4",
        "Chi đoàn Lớp 12A3 Trường THPT An Hòa",
        "Chi đoàn Lớp 12B1 Trường THPT An Hòa",
        "Chi đoàn",
        "Chi đòan",
        "CĐ",
        "Chi đòan Khu phố 3 phường Thạnh Đông 4",
        "Chi đon Khu phố 3",
        "Chi đoànKhu phố 12",
        "Chi đoàn5 Trường Mầm Non Hoa Sen",
        "Chi đoàm",
        "Chi don doan Khu phố 1",
        "Phi đoàn 3",
        "CN",
        "Liên chi đoàn 3",
        "Công ti Tân Thành 3",
        "Kh hố 1 phường Thạnh Đông 4",
        "K phố 1 phường Thạnh Đông 4",
        "12C1 25-26",
        "NH 25-26",
        "KP3",
        "KP 12",
        "12",
        "P4",
        "xyz",
        "()",
        "1",
        "(" * 5_000,
    ],
)
def test_other_name_is_nobody(text):
    assert MATCHER.match(text).kind == "none"


@pytest.mark.parametrize("text", ["Chi doan Hoa Binh", "hoabinh", "Chi đon Hoà Binh"])
def test_two_units_are_ambiguous(text):
    match = MATCHER.match(text)
    assert match.kind == "ambiguous"
    assert [u.code for u in match.others] == ["CD00006", "CD00007"]


def test_marks_tell_two_units_apart():
    assert MATCHER.match("CHI ĐOÀN HOA BÌNH").unit == UNITS[7]


def test_same_name_twice_is_ambiguous_and_lists_the_codes():
    twins = [UnitName(1, "A1", "Chi đoàn 1"), UnitName(2, "B1", "Chi đoàn 1")]
    cell = normalise_unit("Chi đoàn 1", UnitMatcher(twins))
    assert [issue.code for issue in cell.issues] == ["unit_ambiguous"]
    assert "A1" in cell.issues[0].message
    assert "B1" in cell.issues[0].message


def test_class_years_tell_two_classes_apart_but_not_without_them():
    years = [
        UnitName(1, "A", "Chi đoàn 12C1 (2022-2025)"),
        UnitName(2, "B", "Chi đoàn 12C1 (2023-2026)"),
    ]
    matcher = UnitMatcher(years)
    assert matcher.match("12C1 (2023-2026)").unit == years[1]
    assert matcher.match("Chi đoàn 12C1").kind == "ambiguous"


@pytest.mark.parametrize(
    ("raw", "codes"),
    [("", []), ("Khu phố 2", ["unit_tolerant"]), ("Sao Hỏa", ["unit_unknown"]), (NAMES[0], [])],
)
def test_unit_cell_says_what_was_understood(raw, codes):
    cell = normalise_unit(raw, MATCHER)
    assert [issue.code for issue in cell.issues] == codes


def test_tolerant_match_shows_the_unit_taken():
    message = normalise_unit("Khu phố 2", MATCHER).issues[0].message
    assert "“Khu phố 2”" in message
    assert NAMES[1] in message


WIDER = [
    UnitName(50, "TINH", "Tỉnh đoàn Mẫu", is_branch=False),
    UnitName(51, "DCS1", "Đoàn phường Thạnh Đông 4", is_branch=False),
    UnitName(52, "DCS2", "Đoàn Trường Mầm Non Hoa Sen", is_branch=False),
    UnitName(53, "DCS3", "Khu phố 2 phường Thạnh Đông 4", is_branch=False),
]
TREE = UnitMatcher([*UNITS, *WIDER])


@pytest.mark.parametrize(
    "text",
    ["Tỉnh đoàn Mẫu", "TINH", "dcs1", "Đoàn phường Thạnh Đông 4", "Doan phuong Thanh Dong 4",
     "Đoàn phường Thạnh Đôn 4", "Đoàn Trường Mầm Non", "Khu phố 2 phường Thạnh Đông 4"],
)  # fmt: skip
def test_wider_unit_takes_nobody_in(text):
    cell = normalise_unit(text, TREE)
    assert (cell.value, [issue.code for issue in cell.issues]) == (None, ["unit_no_branch"])
    assert "ghi tên hoặc mã chi đoàn" in cell.issues[0].message


@pytest.mark.parametrize(("text", "place"), [("Trường Mầm Non Hoa Sen", 2), ("Khu phố 2", 1)])
def test_branch_counts_before_a_wider_unit_that_fits_no_better(text, place):
    assert TREE.match(text).unit == UNITS[place]


def test_college_is_no_branch_of_ours():
    college = UnitName(1, "X", "Chi đoàn Cao đẳng Y tế")
    assert UnitMatcher([college]).match("CD Y tế").unit is college


def test_misspelt_prefix_is_a_tolerant_match_with_the_warning():
    cell = normalise_unit("Chi đòan Khu phố 2", MATCHER)
    assert (cell.value, [issue.code for issue in cell.issues]) == (UNITS[1], ["unit_tolerant"])


@given(st.sampled_from(NAMES[:6]), st.sampled_from("oòóỏõọ"), st.sampled_from("aàáảãạ"))
def test_prefix_is_read_with_any_marks(name, o, a):
    text = name.replace("Chi đoàn", f"Chi đ{o}{a}n")
    assert MATCHER.match(text).unit == UNITS[NAMES.index(name)]


def test_unit_outside_is_told_to_be_elsewhere_and_asked_for_once():
    asked = []

    def elsewhere(code, names):
        asked.append(code)
        return "chi doan khu pho 7" in names

    matcher = UnitMatcher(UNITS, elsewhere)
    found = [normalise_unit(text, matcher) for text in ("KP7", " KP7", "Sao Hỏa", "Khu phố 1")]
    codes = [issue.code for cell in found for issue in cell.issues]
    assert codes == ["unit_elsewhere", "unit_elsewhere", "unit_unknown", "unit_tolerant"]
    assert asked == ["KP7", "Sao Hỏa"]


def test_file_of_unknown_units_asks_only_so_often():
    asked = []
    matcher = UnitMatcher(UNITS, lambda code, _: bool(asked.append(code)))
    for number in range(200):
        normalise_unit(f"Sao Hỏa {number}", matcher)
    assert len(asked) == 50


@given(
    st.integers(1, 99), st.integers(1, 99), st.integers(0, 7), st.sampled_from("abcdefghijklmn ")
)
def test_prefix_with_a_letter_wrong_confuses_no_numbers(one, other, place, letter):
    unit = UnitName(1, "X", f"Chi đoàn Khu phố {one}")
    prefix = "Chi đoàn"[:place] + letter + "Chi đoàn"[place + 1 :]
    match = UnitMatcher([unit]).match(f"{prefix} Khu phố {other}")
    assert match.unit is None or one == other


@given(st.text())
def test_no_text_asks_for_a_unit_without_a_name(text):
    assert not UnitMatcher(UNITS, lambda _, names: "" in names).is_elsewhere(text)


@given(st.text())
def test_no_text_makes_it_fail(text):
    assert MATCHER.match(text).kind in {"exact", "tolerant", "ambiguous", "none"}


@given(st.integers(1, 99), st.integers(1, 99))
def test_numbers_are_never_confused(one, other):
    unit = UnitName(1, "X", f"Chi đoàn Khu phố {one} phường An Hòa")
    match = UnitMatcher([unit]).match(f"Chi đoàn Khu phố {other} phường An Hòa")
    assert (match.unit is unit) == (one == other)


WARDS = [
    UnitName(1, "T", "Tỉnh đoàn Mẫu", is_branch=False, path="1."),
    UnitName(2, "P2", "Đoàn phường An Bình", is_branch=False, path="1.2."),
    UnitName(3, "P3", "Đoàn phường Bình An", is_branch=False, path="1.3."),
    UnitName(4, "P2A", "Chi đoàn Khu phố 1", path="1.2.4."),
    UnitName(5, "P3A", "Chi đoàn Khu phố 1", path="1.3.5."),
    UnitName(6, "P3B", "Chi đoàn Đông Hòa", path="1.3.6."),
    UnitName(7, "P3C", "Chi đoàn Đông Hà", path="1.3.7."),
    UnitName(8, "P33", "Chi đoàn Trạm Y tế", path="1.33.8."),
]
WARD_MATCHER = UnitMatcher(WARDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chi đoàn Khu phố 1", "ambiguous"),
        ("Chi đoàn Khu phố 1, Đoàn phường Tân An", "none"),
        ("Chi đoàn Khu phố 2 phường An Bình", "none"),
        ("Chi đoàn Đông Hòa phường An Bình", "none"),
        ("Chi đoàn Trạm Y tế phường Bình An", "none"),  # 1.33. is not below 1.3.
        ("Chi đoàn phường An Bình", "none"),
        ("Đoàn phường An Bình", "wider"),
        ("Chi đoàn Khu phố 1 Tỉnh đoàn Mẫu", "ambiguous"),
        ("Chi đoàn Đông Hò", "ambiguous"),
    ],
)
def test_unit_above_does_not_make_up_for_what_is_missing(text, kind):
    match = WARD_MATCHER.match(text)
    assert (match.unit, match.kind) == (None, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chi đoàn Khu phố 1, Đoàn phường Bình An", "P3A"),
        ("KP1 - P. An Bình", "P2A"),
        ("Khu phố 1 (phuong an binh)", "P2A"),
        ("Chi đoàn Khu phố 1 trực thuộc Đoàn phường An Bình", "P2A"),
        ("Chi đoàn Khu phố 1, phường An Bình, Tỉnh đoàn Mẫu", "P2A"),
        ("Chi đoàn Đông Hoà phường Bình An", "P3B"),
        ("Chi đoàn Đông Hoa", "P3B"),
    ],
)
def test_unit_above_tells_which_of_two_is_meant(text, code):
    match = WARD_MATCHER.match(text)
    assert (match.unit and match.unit.code, match.kind) == (code, "tolerant")
