from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sodoan.documents.rendering.text import clock, count, long_date, plain, rate, short_date


def test_plain_refuses_what_is_no_plain_value():
    with pytest.raises(TypeError):
        plain(["a"])


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (True, "có"),
        (1250, "1250"),
        (2.5, "2,5"),
        (Decimal("7.25"), "7,25"),
        (date(2026, 2, 3), "03/02/2026"),
        (datetime(2026, 10, 18, 12, 5, tzinfo=UTC), "19:05 ngày 18/10/2026"),
        ("a\x00\x07\x0cb\tc\r\nd\ud800\uffff", "ab c\nd"),
    ],
)
def test_plain_prints_values(value, printed):
    assert plain(value) == printed


@given(st.text(st.characters(codec=None)))
def test_plain_text_always_fits_into_xml(text):
    element = etree.Element("t")
    element.text = plain(text)
    assert element.text == plain(text)


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026", "09/02/2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026", "10/3/2026"),
    ],
)
def test_dates_pad_days_below_ten_and_months_below_three(day, long, short):
    assert long_date(day) == long
    assert short_date(day) == short


def test_unknown_dates_leave_dots():
    assert long_date(None) == "ngày .... tháng .... năm ...."
    assert clock(None).startswith("…… giờ ……")


def test_clock_names_hour_and_day():
    moment = datetime(2026, 10, 17, 23, 5, tzinfo=UTC)  # the next morning in Việt Nam
    assert clock(moment) == "06 giờ 05, ngày 18 tháng 10 năm 2026"


@pytest.mark.parametrize(
    ("number", "printed"),
    [(0, "00"), (9, "09"), (10, "10"), (1250, "1.250"), (1000000, "1.000.000")],
)
def test_count_has_two_digits_and_dots_for_thousands(number, printed):
    assert count(number) == printed


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(0, 0, "–"), (26, 30, "86,7%"), (30, 30, "100%"), (1, 2000, "0,1%"), (1, 2001, "0%")],
)
def test_rate_rounds_half_up_to_a_tenth(part, whole, printed):
    assert rate(part, whole) == printed
