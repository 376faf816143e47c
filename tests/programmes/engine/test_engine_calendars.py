from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.dataschema import parse_day
from sodoan.programmes.engine.calendars import schedule
from sodoan.programmes.engine.schema import Calendar, Reviews
from tests.programmes.engine.engine_samples import s0

OTHER = s0().calendar_for("other")
SCHOOL = s0().calendar_for("school")


@pytest.mark.parametrize(
    "text", ["30/09/2026", "Y-13-01", "Y-02-29", "2026-02-30", "(Y-10)-01-01", "Y-9-1", "", "now"]
)
def test_parse_day_refuses_what_is_no_day_every_year(text):
    with pytest.raises(ValueError, match=r"."):
        parse_day(text)


def test_parse_day_places_the_day_in_its_year():
    assert parse_day("(Y-1)-09-05").on(2027) == date(2026, 9, 5)
    assert parse_day("Y-05-20").on(2027) == date(2027, 5, 20)
    assert parse_day("2028-02-29").on(2027) == date(2028, 2, 29)


def test_schedule_of_a_school_year():
    dates = schedule(SCHOOL, 2027)
    assert dates.label == "năm học 2026-2027"
    assert dates.phase("register").start == date(2026, 9, 7)
    assert dates.phase("support").end == date(2027, 5, 20)


def test_schedule_of_other_units_ends_support_on_30_september():
    assert schedule(OTHER, 2026).phase("support").end == date(2026, 9, 30)
    assert schedule(OTHER, 2026).label == "năm 2026"


@pytest.mark.parametrize(
    ("day", "phase", "deadline"),
    [
        (date(2026, 1, 4), None, "register"),
        (date(2026, 1, 5), "register", "register"),
        (date(2026, 2, 28), "register", "register"),
        (date(2026, 3, 1), "support", "support"),
        (date(2026, 11, 15), "evaluate", "evaluate"),
        (date(2026, 11, 16), None, None),
    ],
)
def test_phase_and_next_deadline_at_each_edge(day, phase, deadline):
    dates = schedule(OTHER, 2026)
    ahead = dates.next_deadline(day)
    assert [period.key for period in dates.phases if period.holds(day)] == (
        [phase] if phase else []
    )
    assert (ahead and ahead.key) == deadline


def test_phase_of_unknown_key_is_refused():
    with pytest.raises(KeyError):
        schedule(OTHER, 2026).phase("rest")


def test_days_left_counts_to_the_deadline():
    register = schedule(OTHER, 2026).phase("register")
    assert register.days_left(date(2026, 2, 16)) == 12
    assert register.days_left(date(2026, 2, 28)) == 0
    assert register.days_left(date(2026, 3, 1)) == -1


def test_reviews_are_the_quarters_of_the_support_phase():
    assert [period.title for period in schedule(SCHOOL, 2027).reviews] == [
        "quý IV/2026",
        "quý I/2027",
        "quý II/2027",
    ]
    talk = schedule(OTHER, 2026).review_on(date(2026, 9, 30))
    assert talk is not None
    assert (talk.title, talk.end) == ("quý III/2026", date(2026, 9, 30))
    assert schedule(OTHER, 2026).review_on(date(2026, 10, 1)) is None


@given(st.sampled_from(["month", "quarter", "half_year"]), st.integers(2000, 2100))
def test_reviews_cover_the_phase_without_gap_or_overlap(every, year):
    calendar: Calendar = SCHOOL.model_copy(update={"reviews": Reviews(every=every)})
    dates = schedule(calendar, year)
    support = dates.phase("support")
    assert dates.reviews[0].start == support.start
    assert dates.reviews[-1].end == support.end
    for before, after in zip(dates.reviews, dates.reviews[1:], strict=False):
        assert (after.start - before.end).days == 1
    assert len({period.key for period in dates.reviews}) == len(dates.reviews)
