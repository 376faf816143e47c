"""How a list tells the sexes: by ticks, where a blank is an answer too, and by signs explained."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.lists import ListReader
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.units import UnitMatcher, UnitName
from sodoan.imports.reader.headers import LIKELY, SURE, propose_mapping
from sodoan.imports.reader.workbook import open_workbook
from sodoan.imports.sexes import legend_of, sex_of_blank
from tests.imports.judging import rows_of
from tests.imports.reader_files import write_book

BRANCH = UnitName(1, "CD1", "Chi đoàn Khu phố 1")
FROM_COLUMN, BLANK = ["sex_from_column"], ["sex_blank"]


@pytest.fixture
def read(tmp_path):
    """`read(header, *rows)`: sexes and codes of people whose other cells are faultless."""

    def read(header, *rows, fixes=None, more=(), sheets=None):
        table = [["STT", "Họ và tên", "Ngày sinh", *header]]
        table += [
            [str(n), "Lê An", f"{n % 28 + 1}/05/2001", *cells] for n, cells in enumerate(rows, 1)
        ]
        path = write_book(tmp_path / "a.xlsx", {"DS": [*table, *more]} | (sheets or {}))
        reader = ListReader(open_workbook(path), {}, fixes or {})
        context = RowContext(
            today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
        )
        found = rows_of(reader, context).values()
        told = [notice.message for notice in reader.notices if notice.code == "sex_from_column"]
        return [(row.values.get("sex"), row.codes) for row in found], told

    return read


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (["Nữ"], [[""], [""]]),
        (["Nữ"], [["?"], [""]]),
        (["Nữ"], [["x"], ["chưa rõ"], ["?"], [""]]),
        (["Nam", "Nữ"], [["x", ""], ["", ""]]),
        (["Nữ", "Giới tính"], [["x", ""], ["", ""]]),
    ],
    ids=["no tick", "no tick but a sign", "more signs than ticks", "both columns", "sex column"],
)
def test_blank_says_nothing_unless_one_column_ticks(read, header, cells):
    found, told = read(header, *cells)
    assert found[-1] == (None, BLANK)
    assert told == []


def test_sign_that_is_no_tick_says_nothing_beside_ticks(read):
    found, _ = read(["Nữ"], ["x"], ["x"], ["?"], ["Nam"])
    assert found == [("female", []), ("female", []), (None, BLANK), (None, BLANK)]


@pytest.mark.parametrize("tick", ["x", "X", " x ", "✓", 1, "có"])
@pytest.mark.parametrize(
    ("header", "ticked", "blank"), [("Nữ", "female", "male"), ("Nam", "male", "female")]
)
def test_blank_in_the_only_column_of_a_sex_is_the_other_and_told(read, header, ticked, blank, tick):
    found, told = read([header], [tick], [""], [" "], ["-"])
    assert found == [(ticked, []), *[(blank, FROM_COLUMN)] * 3]
    word = {"male": "Nam", "female": "Nữ"}[blank]
    (notice,) = told
    assert (
        f"chỉ cột “{header}” cho biết giới tính; ô trống ở cột này được hiểu là {word}." in notice
    )


def test_first_tick_may_stand_far_down(read):
    found, told = read(["Nữ"], *[[""]] * 120, ["x"])
    assert {sex for sex, _ in found[:-1]} == {"male"}
    assert (found[-1], len(told)) == (("female", []), 1)


def test_total_below_is_no_tick_and_no_sign(read):
    assert len(read(["Nữ"], ["x"], [""], more=[["", "Tổng cộng", "", "1"]])[1]) == 1


def test_sex_typed_in_the_preview_is_not_overruled(read):
    found, _ = read(["Nữ"], ["x"], [""], fixes={(0, 3): {"sex": "female"}})
    assert found[1] == ("female", [])


def test_citizen_number_that_disagrees_is_told(read):
    found, _ = read(["Nữ", "Số CCCD"], ["x", ""], ["", "079301000002"])
    assert found[1] == ("male", [*FROM_COLUMN, "id_sex"])


@given(st.lists(st.sampled_from(["x", "X", "1", "", None, "?", "12", "nam"])))
def test_blanks_have_a_sex_only_where_ticks_prevail(cells):
    ticks = sum(cell in ("x", "X", "1") for cell in cells)
    others = sum(cell in ("?", "12", "nam") for cell in cells)
    assert sex_of_blank("born_female", cells) == ("male" if ticks > others else None)


@pytest.mark.parametrize(
    "header",
    [
        "Giới tính", "Giới tính (Nam/Nữ)", "Giới tính (Nam hoặc Nữ)", "Nam", "Nữ (x)", "Năm 1",
        "Giới tính (Nam: 1, Nữ: 1)", "Giới tính (Nam: 1, Nam: 0)", "Nam 12, Nữ 15", "Năm: 1, Nữ: 0",
        "Đoàn viên nam 1 nữ 0", "Giới tính (Nam: 1, Nữ)", "Giới tính (Nữ: 2)", "Nữ: x", "",
    ],
)  # fmt: skip
def test_header_that_explains_no_signs_has_no_legend(header):
    assert legend_of(header) == {}


@given(
    st.sampled_from(["Giới tính ({})", "GIỚI TÍNH: {}", "GT {}", "{}", "Phái ghi {}"]),
    st.lists(st.sampled_from("0123456789mfxv"), min_size=2, max_size=2, unique=True),
    st.sampled_from(["{0}: {1}", "{0}={1}", "{0} - {1}", "{0} là {1}", "{1}: {0}", "{1} = {0}"]),
    st.sampled_from([", ", "; ", " / ", " "]),
    st.permutations(["Nam", "Nữ"]),
)
def test_legend_is_read_however_it_is_written(title, signs, pair, between, sexes):
    text = between.join(pair.format(*each) for each in zip(sexes, signs, strict=True))
    keys = {"Nam": "male", "Nữ": "female"}
    assert legend_of(title.format(text)) == {
        sign: keys[sex] for sex, sign in zip(sexes, signs, strict=True)
    }


@pytest.mark.parametrize(
    ("header", "field", "confidence"),
    [
        ("Giới tính (Nam: 1, Nữ: 0)", "sex", SURE),
        ("Giới tính Nam: 1, Nữ: 0", "sex", LIKELY),
        ("Nam: 1, Nữ: 0", "sex", LIKELY),
        ("Giới tính (Nữ: x)", "born_female", SURE),
        ("Giới tính nữ ghi x", "born_female", LIKELY),
    ],
)
def test_column_with_a_legend_is_of_the_sex(header, field, confidence):
    (match,) = propose_mapping([header])
    assert (match.field, match.confidence) == (field, confidence)


@pytest.mark.parametrize(
    ("header", "male", "female"),
    [
        ("Giới tính (Nam: 1, Nữ: 0)", "1", "0"),
        ("Giới tính Nam: 1, Nữ: 0", 1, 0.0),
        ("Giới tính (Nam: 0, Nữ: 1)", "0", "1"),
        ("Giới tính (1: Nam, 2: Nữ)", "1", "2"),
        ("GT (Nam = x; Nữ = o)", "X", "O"),
    ],
)
def test_signs_mean_what_the_header_says(read, header, male, female):
    found, _ = read([header], [male], [female], ["Nữ"], ["9"])
    assert found[:3] == [("male", []), ("female", []), ("female", [])]
    assert found[3] == (None, ["sex_unknown", "sex_blank"])


def test_legend_of_one_list_is_not_that_of_the_next(read):
    again = [[], ["STT", "Họ và tên", "Ngày sinh", "Giới tính"], ["1", "Lê Tư", "01/05/2001", "0"]]
    found, _ = read(["Giới tính (Nam: 0, Nữ: 1)"], ["0"], sheets={"Hai": [[], [], *again]})
    assert found == [("male", []), ("female", ["sex_guessed"])]


def test_only_the_ticked_sex_explained_leaves_the_other_blank(read):
    found, told = read(["Giới tính (Nữ: x)"], ["x"], [""])
    assert found == [("female", []), ("male", FROM_COLUMN)]
    assert len(told) == 1
