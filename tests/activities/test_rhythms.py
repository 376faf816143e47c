"""Which days a time that comes back falls on: the edges of months, weeks left out."""

from datetime import date

import pytest

from sodoan.activities.rhythms import Turn, days_of, in_words

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def days(turn, start=YEAR[0], end=YEAR[1]):
    return list(days_of(turn, start, end))


def test_day_a_month_lacks_is_its_last():
    found = days(Turn("month_day", monthday=31))
    assert len(found) == 12
    assert found[1:4] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert days(Turn("month_day", monthday=29), date(2028, 2, 1), date(2028, 2, 29)) == [
        date(2028, 2, 29)
    ]


@pytest.mark.parametrize(
    ("ordinal", "expected"),
    [(1, date(2026, 8, 1)), (4, date(2026, 8, 22)), (5, date(2026, 8, 29))],
)
def test_saturday_of_a_month_that_begins_with_one(ordinal, expected):
    turn = Turn("month_weekday", weekday=6, ordinal=ordinal)
    assert days(turn, date(2026, 8, 1), date(2026, 8, 31)) == [expected]


def test_last_one_is_the_fourth_where_there_is_no_fifth():
    turn = Turn("month_weekday", weekday=6, ordinal=5)
    assert days(turn, date(2026, 2, 1), date(2026, 2, 28)) == [date(2026, 2, 28)]
    assert all(day.isoweekday() == 6 for day in days(turn))


def test_every_second_week_counts_from_the_week_it_began_in():
    turn = Turn("weekly", weekday=2, every=2, since=date(2026, 10, 15))  # a Thursday
    assert days(turn, date(2026, 10, 12), date(2026, 11, 10)) == [
        date(2026, 10, 13), date(2026, 10, 27), date(2026, 11, 10),
    ]  # fmt: skip
    assert days(turn, date(2026, 10, 14), date(2026, 10, 26)) == []


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (Turn("weekly", weekday=2), "Thứ Ba"),
        (Turn("weekly", weekday=7, every=2), "Chủ nhật, 2 tuần một lần"),
        (Turn("month_day", monthday=3), "Ngày 3 hằng tháng"),
        (Turn("month_weekday", weekday=6, ordinal=1), "Thứ Bảy tuần đầu của tháng"),
    ],
)
def test_rhythm_in_words(turn, words):
    assert in_words(turn) == words
