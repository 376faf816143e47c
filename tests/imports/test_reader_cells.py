"""Headers that mean two things are told apart by their marks, else by the cells below them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.reader.headers import LIKELY, SURE, header_key
from tests.imports.test_reader_likely import lists

NUMBERS, PEOPLES = ("0901234567", "0912 345 678"), ("Kinh", "Tày")


def columns(tmp_path, headers, *cells, chosen=None):
    """Return the fields of the columns behind name and birth date, and how sure they are."""
    people = [["Lê An", "03/05/2001"], ["Võ Bình", "04/05/2001"]]
    rows = [[*person, *more] for person, *more in zip(people, *cells, strict=True)]
    [(table, _)] = lists(tmp_path, [["Họ và tên", "Ngày sinh", *headers], *rows], chosen)
    return [(column.field, column.confidence) for column in table.columns[2:]]


@given(st.text(), st.characters(categories=["Nd"]), st.text())
def test_digits_are_never_an_ethnicity_or_religion(before, digit, behind):
    for name in ("ethnicity", "religion"):
        cell = code_lists()[name].read(before + digit + behind)
        assert cell.value in {None, *(code.key for code in code_lists()[name].codes)}
        assert cell.value or [issue.code for issue in cell.issues] == [f"{name}_unknown"]


def test_number_in_the_ethnicity_column_is_left_out_with_a_remark():
    cell = code_lists()["ethnicity"].read("0901234567")
    assert (cell.value, cell.issues[0].code) == (None, "ethnicity_unknown")
    assert "Ô này để trống" in cell.issues[0].message


@pytest.mark.parametrize(
    ("header", "cells", "found"),
    [
        ("DT", PEOPLES, ("ethnicity", SURE)),
        ("DT", ("", ""), ("ethnicity", SURE)),
        ("DT", ("Kinh", "0912345678"), ("ethnicity", SURE)),
        ("DT", ("1", "2"), ("ethnicity", SURE)),
        ("Dân tộc", NUMBERS, ("ethnicity", SURE)),
        ("ĐT", NUMBERS, ("phone", SURE)),
        ("đ.t", PEOPLES, ("phone", SURE)),
        ("DT", NUMBERS, ("phone", LIKELY)),
        ("dt (Zalo)", NUMBERS, ("phone", LIKELY)),
        ("D.T", (901234567, 912345678.0), ("phone", LIKELY)),
    ],
)
def test_short_header_is_what_marks_or_else_cells_say(tmp_path, header, cells, found):
    assert columns(tmp_path, [header, "Chi đoàn"], cells, ("A", "B"))[0] == found


@pytest.mark.parametrize("headers", [("ĐT", "DT"), ("DT", "DT")])
def test_both_short_headers_in_one_list_are_two_fields(tmp_path, headers):
    found = columns(tmp_path, headers, NUMBERS, PEOPLES)
    assert [field for field, _ in found] == ["phone", "ethnicity"]


def test_column_chosen_by_hand_is_not_asked_for_its_cells(tmp_path):
    chosen = {header_key("DT"): "note"}
    assert columns(tmp_path, ["DT", "Chi đoàn"], NUMBERS, ("A", "B"), chosen=chosen) == [
        ("note", SURE), ("unit", SURE),
    ]  # fmt: skip
