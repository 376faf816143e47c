"""Dates in every spelling, with their precision."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.cell import Severity
from sodoan.imports.normalise.dates import DateField, age_on, normalise_date

TODAY = dt.date(2026, 11, 22)
FIELD = DateField("Ngày vào Đoàn", TODAY)
BORN = DateField("Ngày sinh", TODAY, Severity.ERROR)


def read(raw, field=FIELD):
    cell = normalise_date(raw, field)
    return cell.value and cell.value.iso, [issue.code for issue in cell.issues]


@pytest.mark.parametrize(
    "raw",
    ["03/05/2001", "3/5/2001", "3.5.2001", "03-05-2001", "03 / 05 / 2001", "3 5 2001", "2001-05-03",
     "2001/05/03", "2001-05-03 00:00:00", "2001-05-03T00:00:00", "03/05/2001 00:00:00", "03052001",
     "ngày 3 tháng 5 năm 2001", "Ngày 03 tháng 05 năm 2001", "3 tháng 5, 2001", "ngày 3/5/2001",
     "03–05–2001", " 03/05/2001\u00a0", "'03/05/2001", "sn 03/05/2001", dt.date(2001, 5, 3),
     "3 May 2001", "03-May-2001", "May 3, 2001", "03-Thg5-2001",
     "03 thg 5 2001", "3 tháng 5 năm 2001", "ngay 3 thang 5 nam 2001", "03/05/2001 12:00:00 SA",
     "3/5/2001 12:00 CH", "03/05/2001 7:30 am", "03//05/2001", "03_05_2001", "3/V/2001",
     "3-V-2001", "20010503", 20010503,
     dt.datetime(2001, 5, 3, 7, 30)],  # noqa: DTZ001 - Excel knows no time zones
)  # fmt: skip
def test_whole_dates_are_read_without_remark(raw):
    assert read(raw) == ("2001-05-03", [])


@pytest.mark.parametrize(
    ("raw", "iso", "code"),
    [
        ("05/2001", "2001-05", "date_month_only"),
        ("5.2001", "2001-05", "date_month_only"),
        ("2001-05", "2001-05", "date_month_only"),
        ("tháng 5 năm 2001", "2001-05", "date_month_only"),
        ("Tháng 5/2001", "2001-05", "date_month_only"),
        ("T5/2001", "2001-05", "date_month_only"),
        ("00/05/2001", "2001-05", "date_month_only"),
        ("--/05/2001", "2001-05", "date_month_only"),
        ("2001", "2001", "date_year_only"),
        (2001, "2001", "date_year_only"),
        (2001.0, "2001", "date_year_only"),
        ("năm 2001", "2001", "date_year_only"),
        ("00/00/2001", "2001", "date_year_only"),
        ("3/5/01", "2001-05-03", "date_short_year"),
        ("3.5.98", "1998-05-03", "date_short_year"),
        ("05/25/2001", "2001-05-25", "date_month_first"),
        (37014.0, "2001-05-03", "date_serial"),
        ("37014", "2001-05-03", "date_serial"),
        ("26-Mar-05", "2005-03-26", "date_short_year"),
        ("26-Mar-98", "1998-03-26", "date_short_year"),
        ("03-Thg5-98", "1998-05-03", "date_short_year"),
        ("Thg5 2001", "2001-05", "date_month_only"),
        ("May 2001", "2001-05", "date_month_only"),
        ("1/X/2005", "2005", "date_year_only"),
        (3052001, "2001-05-03", "date_zero_restored"),
        (3052001.0, "2001-05-03", "date_zero_restored"),
    ],
)
def test_odd_dates_are_read_with_a_warning(raw, iso, code):
    assert read(raw) == (iso, [code])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("31/02/1998", "date_impossible"),
        ("29/02/2001", "date_impossible"),
        ("32/01/2001", "date_impossible"),
        ("31/04/2001", "date_impossible"),
        ("15/13/2001", "date_impossible"),
        ("13/2001", "date_impossible"),
        ("không nhớ", "date_unreadable"),
        ("2001?", "date_unreadable"),
        ("3052001", "date_unreadable"),
        (3132001, "date_unreadable"),
        ("31-Feb-05", "date_impossible"),
        ("29-Thg2-2001", "date_impossible"),
        ("1 Marble 2005", "date_unreadable"),
        ("1/IIII/2005", "date_unreadable"),
        ("Mar-05", "date_unreadable"),
        ("3 tháng 5", "date_unreadable"),
        ("x" + " 1:00" * 3_000, "date_unreadable"),
        (12.5, "date_unreadable"),
        (True, "date_unreadable"),
        (dt.time(7, 30), "date_unreadable"),
        ("23/11/2026", "date_future"),
        ("01/01/1929", "date_too_old"),
    ],
)
def test_unusable_dates_are_named(raw, code):
    assert read(raw) == (None, [code])
    assert normalise_date(raw, BORN).issues[0].severity is Severity.ERROR
    assert normalise_date(raw, FIELD).issues[0].severity is Severity.WARNING


def test_leap_day_and_today_are_taken():
    assert read("29/02/2004") == ("2004-02-29", [])
    assert read("22/11/2026") == ("2026-11-22", [])


def test_impossible_date_is_quoted_with_what_to_do():
    message = normalise_date("31/02/1998", BORN).issues[0].message
    assert message.startswith("Ngày sinh “31/02/1998” không có thật.")
    assert "Đồng chí sửa lại" in message


@pytest.mark.parametrize("raw", ["", None, " ", "\u00a0"])
def test_blank_date_says_nothing(raw):
    assert read(raw) == (None, [])


@given(st.dates(dt.date(1930, 1, 1), TODAY), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_every_date_survives_its_spellings(day, pattern):
    assert read(day.strftime(pattern)) == (day.isoformat(), [])


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times()))
def test_no_cell_makes_it_fail(raw):
    value = normalise_date(raw, FIELD).value
    assert value is None or FIELD.earliest <= value.on <= TODAY


@given(
    st.dates(dt.date(1930, 1, 1), TODAY),
    st.sampled_from(
        ["%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%d-Thg%m-%Y", "%d thg %m %Y", "%d_%m_%Y",
         "%d//%m//%Y", "%d/%m/%Y 12:00:00 SA", "%Y%m%d", "%d tháng %m năm %Y"]
    ),
)  # fmt: skip
def test_every_date_survives_its_rare_spellings(day, pattern):
    assert read(day.strftime(pattern)) == (day.isoformat(), [])


_PIECE = st.sampled_from(
    ["1", "03", "31", "2005", "05", "/", "//", "-", " ", ".", "_", "Mar", "thg", "tháng", "III",
     "X", "năm", "ngày", "12:00", "SA", ",", "xx"]
)  # fmt: skip


@given(st.lists(_PIECE, max_size=9).map("".join))
def test_no_pieces_make_it_fail(raw):
    value = normalise_date(raw, FIELD).value
    assert value is None or FIELD.earliest <= value.on <= TODAY


@given(st.integers(0, 10**9))
def test_no_number_makes_it_fail(raw):
    normalise_date(raw, FIELD)


@given(st.from_regex(r"[0-9/. -]{1,12}", fullmatch=True))
def test_no_digits_make_it_fail(raw):
    normalise_date(raw, FIELD)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2010, 11, 22), TODAY, 16),
        (dt.date(2010, 11, 23), TODAY, 15),
        (dt.date(2004, 2, 29), dt.date(2025, 2, 28), 20),
        (dt.date(2004, 2, 29), dt.date(2025, 3, 1), 21),
    ],
)
def test_age_on_counts_full_years(born, day, age):
    assert age_on(born, day) == age
