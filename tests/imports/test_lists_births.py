"""A birth date in three columns is put together; "Năm" is never taken for "Nam"."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.lists import ListReader
from sodoan.imports.normalise.births import birth_text
from sodoan.imports.normalise.cell import Severity
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.dates import DateField, normalise_date
from sodoan.imports.normalise.units import UnitMatcher, UnitName
from sodoan.imports.reader.headers import propose_mapping
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.judging import rows_of
from tests.imports.reader_files import write_book

BRANCH = UnitName(1, "CD1", "Chi đoàn Khu phố 1")
TODAY = dt.date(2026, 11, 24)
PARTS = ["Ngày", "Tháng", "Năm"]
AN, BINH = ["3", "5", "2001"], ["15", "12", "2002"]


@pytest.fixture
def read(tmp_path):
    """`read(header, *rows)`: what two columns of name and sex and those given come to."""

    def read(header, *rows, below=None, merges=(), fixes=None):
        table = [["STT", "Họ và tên", "Giới tính", *header]]
        table += [["", "", "", *below]] if below else []
        table += [[str(n), "Lê An", "Nữ", *cells] for n, cells in enumerate(rows, 1)]
        path = write_book(tmp_path / "a.xlsx", {"DS": table}, merges)
        reader = ListReader(open_workbook(path), {}, fixes or {})
        context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]), default_unit=BRANCH)
        found = [
            (row.values["born_on"].iso if "born_on" in row.values else None, row.codes)
            for row in rows_of(reader, context).values()
        ]
        return found, {notice.code: notice.message for notice in reader.notices}

    return read


@pytest.mark.parametrize("header", ["Năm", "NĂM", "Ngày sinh: Năm", "Năm sinh năm"])
def test_year_is_not_the_column_of_men(header):
    assert propose_mapping([header])[0].field is None


@pytest.mark.parametrize("header", ["Nam", "NAM", "Ngày sinh: Nam", "Ngay sinh nam"])
def test_column_of_men_stays_one(header):
    assert propose_mapping([header])[0].field == "born_male"


@pytest.mark.parametrize(
    "rows",
    [[["45", "5", "2001"]], [["3", "13", "2001"]], [["3", "5", "1.5"]], [["3", "5", ""]],
     [AN, ["k", "5", "2001"], ["k", "5", "2001"]]],
)  # fmt: skip
def test_columns_that_hold_no_parts_of_dates_are_left_alone(read, rows):
    found, notices = read(PARTS, *rows)
    assert found[0] == (None, ["born_blank"])
    assert "“Ngày”, “Tháng”, “Năm”" in notices["unread_columns"]


def test_parts_of_another_date_are_left_alone_beside_the_birth_date(read):
    found, notices = read(["Ngày sinh", *PARTS], ["04/06/2003", *AN])
    assert found == [("2003-06-04", [])]
    assert "split_birth" not in notices


@pytest.mark.parametrize(
    "header",
    [PARTS, ["NGAY", "THANG", "NAM"], ["Ngày sinh", "Tháng sinh", "Năm sinh"], ["dd", "mm", "yyyy"],
     ["Ngày (sinh)", "Tháng (sinh)", "Năm (sinh)"], ["Ngày sinh", "", ""]],
)  # fmt: skip
@pytest.mark.parametrize("kind", [str, int, float])
def test_three_columns_are_one_birth_date_and_told(read, header, kind):
    found, notices = read(header, *([kind(part) for part in row] for row in (AN, BINH)))
    assert found == [("2001-05-03", []), ("2002-12-15", [])]
    assert "ngày sinh nằm ở các cột D, E, F, được ghép lại" in notices["split_birth"]
    assert "unread_columns" not in notices


@pytest.mark.parametrize("above", ["Ngày sinh", "Ngày, tháng, năm sinh", "Sinh"])
@pytest.mark.parametrize("merges", [[(0, 3, 0, 5)], ()], ids=["merged", "not merged"])
def test_parts_below_one_header_are_one_birth_date(read, above, merges):
    found, _ = read([above, "", "", "Ghi chú"], [*AN, "a"], below=[*PARTS, ""], merges=merges)
    assert found == [("2001-05-03", [])]


def test_parts_of_the_day_of_joining_are_no_birth_date(read):
    found, _ = read(["Vào Đoàn", "", ""], AN, below=PARTS, merges=[(0, 3, 0, 5)])
    assert found[0][0] is None


@pytest.mark.parametrize(
    ("row", "born", "codes"),
    [
        (["", "5", "2001"], "2001-05", ["date_month_only"]),
        (["", "", "2001"], "2001", ["date_year_only"]),
        (["3", "", "2001"], "2001", ["date_year_only"]),
        (["3", "5", "01"], "2001-05-03", ["date_short_year"]),
        (["31", "2", "2001"], None, ["date_impossible"]),
        (["3", "5", ""], None, ["date_unreadable"]),
        (["", "", ""], None, ["born_blank"]),
        (["#N/A", "5", "2001"], "2001-05", ["date_month_only", "cell_error"]),
    ],
)
def test_what_is_missing_of_a_date_is_told(read, row, born, codes):
    assert read(PARTS, AN, BINH, row)[0][2] == (born, codes)


def test_date_typed_in_the_preview_counts(read):
    found, _ = read(PARTS, AN, ["31", "2", "2001"], fixes={(0, 3): {"born_on": "28/02/2001"}})
    assert found[1] == ("2001-02-28", [])


@given(st.dates(dt.date(1940, 1, 1), TODAY), st.sampled_from([str, int, float, "{:02}".format]))
def test_parts_of_any_date_come_to_that_date(born, kind):
    text = birth_text(*map(kind, (born.day, born.month, born.year)))
    cell = normalise_date(text, DateField("Ngày sinh", TODAY, Severity.ERROR))
    assert (cell.value.iso, cell.issues) == (born.isoformat(), ())
