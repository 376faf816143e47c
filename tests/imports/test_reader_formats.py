"""Dates of which people see only month or year: the format of the cell tells."""

import datetime as dt

import pytest
import xlsxwriter

from sodoan.imports.reader.formats import shown_of
from sodoan.imports.reader.workbook import open_workbook


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("mm/yyyy", "month"), ("mmm\\-yy", "month"), ("[$-409]mmm\\-yy;@", "month"),
        ("[$-1042A]MM/YYYY", "month"), ('"Tháng "mm"/"yyyy', "month"), ("mmmm yyyy", "month"),
        ('mm/yyyy;"Chưa vào Đoàn d"', "month"), ("yyyy", "year"), ('"Năm "yyyy', "year"),
        ("dd/mm/yyyy", None), ("d-mmm-yy", None), ("m/d/yyyy h:mm", None),
        ("dddd, mmmm yyyy", None),
        ("mm:ss", None), ("yyyy\\-mm h", None), ("dd/mm", None), ("mmm", None), ("General", None),
        ("0.00", None), ('"mm/yyyy"', None), ("", None),
    ],
)  # fmt: skip
def test_format_shows_so_much_of_a_date(code, shown):
    assert shown_of(code) == shown


def cells(path, *written):
    """Return what is read of dates written below each other in column C as (date, format)."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, (value, code) in enumerate(written):
            sheet.write(row, 2, value, book.add_format({"num_format": code}))
    with open_workbook(path) as book:
        return [row[2] for _, row in next(book.sheets()).rows()]


MARCH, NEW_YEAR = dt.datetime(2020, 3, 1), dt.datetime(2020, 1, 1)  # noqa: DTZ001 - as in Excel


def test_date_shown_in_part_is_read_as_shown(tmp_path):
    read = cells(
        tmp_path / "a.xlsx",
        (MARCH, "mm/yyyy"), (MARCH, 17), (NEW_YEAR, "yyyy"), (NEW_YEAR, "mm/yyyy"),
    )  # fmt: skip
    assert read == ["03/2020", "03/2020", "2020", "01/2020"]


def test_date_that_holds_more_than_is_shown_stays_whole(tmp_path):
    day = dt.datetime(2020, 3, 26)  # noqa: DTZ001 - as in Excel
    read = cells(
        tmp_path / "a.xlsx",
        (day, "mm/yyyy"), (MARCH, "yyyy"), (MARCH, "dd/mm/yyyy"), (MARCH, 14), ("x", "mm/yyyy"),
        (3.5, "0.00"),
    )  # fmt: skip
    assert [cell.isoformat()[:10] if isinstance(cell, dt.date) else cell for cell in read] == [
        "2020-03-26", "2020-03-01", "2020-03-01", "2020-03-01", "x", 3.5,
    ]  # fmt: skip
