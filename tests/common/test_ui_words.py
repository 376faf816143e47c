"""Numbers, dates and names as people read them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common import words
from sodoan.common.status import deadline_key


@pytest.mark.parametrize("value", [0, 5, -1])
def test_quarter_outside_the_year_is_refused(value):
    with pytest.raises(ValueError, match="not a quarter"):
        words.quarter(value)


def test_quarter_is_roman():
    assert [words.quarter(n) for n in (1, 2, 3, 4)] == ["I", "II", "III", "IV"]


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (None, 0, "–"),
        (0, 0, "0"),
        (999, 0, "999"),
        (1046, 0, "1.046"),
        (24971540, 0, "24.971.540"),
        (-1046, 0, "-1.046"),
        (4.3, 1, "4,3"),
        (1234.56, 1, "1.234,6"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (Decimal("2.45"), 1, "2,5"),
    ],
)
def test_number_has_dots_for_thousands_and_a_comma(value, places, shown):
    assert words.number(value, places) == shown


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_number_keeps_every_digit(value):
    assert int(words.number(value).replace(".", "")) == value


def test_percent_is_written_without_a_space():
    assert words.percent(26, 30) == "87\N{NO-BREAK SPACE}%"
    assert words.percent(1, 3, 1) == "33,3\N{NO-BREAK SPACE}%"


def test_percent_of_nothing_is_a_dash():
    assert words.percent(0, 0) == "–"
    assert words.rate(None) == "–"


@pytest.mark.parametrize(
    ("days", "said", "key"),
    [
        (-2, "Quá hạn 2 ngày", "overdue"),
        (-1, "Quá hạn 1 ngày", "overdue"),
        (0, "Hạn hôm nay", "due_soon"),
        (1, "Còn 1 ngày", "due_soon"),
        (7, "Còn 7 ngày", "due_soon"),
        (8, "Còn 8 ngày", "not_due"),
    ],
)
def test_deadline_in_words_and_tone(days, said, key):
    assert words.days_left(days) == said
    assert deadline_key(days) == key


def test_dates_are_written_day_first():
    day = date(2026, 9, 5)
    assert words.full_date(day) == "05/09/2026"
    assert words.short_date(day) == "05/09"
    assert words.full_date(None) == words.short_date(None) == words.moment(None) == "–"
    assert words.moment(datetime(2026, 9, 5, 7, 3)) == "05/09/2026 07:03"  # noqa: DTZ001 - local


def test_weekdays_are_vietnamese():
    assert words.weekday(date(2026, 10, 12)) == "Thứ Hai"
    assert words.short_weekday(date(2026, 10, 17)) == "T.BẢY"
    assert words.short_weekday(date(2026, 10, 18)) == "CN"


@pytest.mark.parametrize(
    ("name", "letter"), [("Trần Quốc Bảo", "B"), ("an", "A"), ("Lê Ỷ", "Ỷ"), ("", "?"), ("  ", "?")]
)
def test_initials_are_those_of_the_given_name(name, letter):
    assert words.initials(name) == letter


def test_a_number_at_the_end_is_kept_with_the_one_before():
    assert words.keep_end("BCH ĐOÀN KHU PHỐ 2") == f"BCH ĐOÀN KHU PHỐ{words.NBSP}2"
    assert words.keep_end("BCH ĐOÀN XÃ AN HÒA") == "BCH ĐOÀN XÃ AN HÒA"
    assert words.keep_end("AN") == "AN"
