"""Dates with day and month the wrong way round: what one cell tells of the others in its column."""

from datetime import datetime

import pytest

from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.queries.rows import shown
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"


def message(batch, number=7):
    return " ".join(issue["message"] for issue in batch.rows.get(number=number).issues)


def born(days):
    """Return men born on these days."""
    return [member(2 * n, A1, c3=day) for n, day in enumerate(days, 1)]


def excel(year, month, day):
    """A date as Excel holds it."""
    return datetime(year, month, day)  # noqa: DTZ001 - as Excel gives it


def test_column_with_the_month_first_makes_every_ambiguous_date_doubtful(units, staged, verdicts):
    rows = [
        member(1, A1, c4="3/25/2004"),
        member(2, A1, c3="4/3/2004"),
        member(4, A1, c3="5/5/2004"),
    ]
    found = verdicts(staged(units.a, rows))
    assert found[7] == ("warning", ["date_month_first"])
    assert found[8] == ("warning", ["date_ambiguous"])
    assert found[9] == ("accepted", [])


@pytest.mark.parametrize(
    ("born", "doubted"),
    [
        ("04-03-2004", True), ("04032004", True), ("4.3.2004 0:00 SA", True),
        ("ngày 4/3/2004", True), (datetime(2004, 3, 4), True),  # noqa: DTZ001 - as Excel gives it
        ("13/5/2004", False), ("12/12/2004", False), ("4 tháng 3 năm 2004", False),
        ("Ngày 4, tháng 3, năm 2004", False), ("4 th 3/2004", False), ("2004-03-04", False),
        ("2004-03-04 00:00:00", False), ("4-Mar-2004", False), ("Mar 4, 2004", False),
        ("4/III/2004", False),
    ],
)  # fmt: skip
def test_only_what_can_be_read_two_ways_is_doubted(units, staged, verdicts, born, doubted):
    batch = staged(units.a, [member(1, A1, c4="3/25/2004"), member(2, A1, c3=born)])
    assert ("date_ambiguous" in verdicts(batch)[8][1]) is doubted
    row = batch.rows.get(number=8)
    assert (row.born_on.year, row.born_on.month in {3, 5, 12}) == (2004, True)
    (line,) = shown(batch, [row])
    assert ("born_on" in [fix.field for fix in line.fixes]) is doubted


def test_party_date_in_words_is_not_doubted_and_its_words_are_not_kept(units, staged, verdicts):
    rows = [member(1, A1, c20="3/25/2014"), member(2, A1, c20="4 tháng 3 năm 2014")]
    batch = staged(units.a, rows)
    assert verdicts(batch)[8] == ("accepted", [])
    assert batch.rows.get(number=8).raw == {"spelled": ["party_on"]}


def test_both_kinds_in_a_column_are_not_silent_and_other_columns_are(units, staged, verdicts):
    rows = [
        member(1, A1, c4="3/25/2004"),
        member(2, A1, c3="25/03/2004"),
        member(4, A1, c3="12/11/2004", c17="01/02/2021"),
    ]
    batch = staged(units.a, rows)
    assert verdicts(batch)[8] == ("accepted", [])
    assert verdicts(batch)[9] == ("warning", ["date_ambiguous"])
    assert "12/11/2004 được hiểu là ngày 12 tháng 11" in message(batch, 9)


def test_usual_dates_are_not_doubted(units, staged, verdicts):
    batch = staged(units.a, [member(1, A1, c4="4/3/2004"), member(2, A1, c3="25/03/2004")])
    assert {verdict for verdict, _ in verdicts(batch).values()} == {"accepted"}


@pytest.mark.parametrize(("usual", "doubted"), [(9, True), (10, False)])
def test_one_month_first_among_many_days_first_is_a_slip(units, staged, verdicts, usual, doubted):
    days = ["3/25/2004", "4/3/2004", *(f"{day}/03/2004" for day in range(13, 13 + usual))]
    found = verdicts(staged(units.a, born(days)))
    assert found[7] == ("warning", ["date_month_first"])
    assert found[8] == (("warning", ["date_ambiguous"]) if doubted else ("accepted", []))


SWAPPED = [excel(2004, 3, 5), excel(2004, 8, 12), excel(2004, 7, 7), excel(2003, 2, 1)]
TEXTS = ["13/05/2004", "31/01/2004", "25/12/2003"]


def doubted(batch):
    """Return the rows with a date that may be swapped."""
    return [r.number for r in batch.rows.order_by("number") if "date_ambiguous" in str(r.issues)]


@pytest.mark.parametrize(
    "days",
    [
        [*SWAPPED[:2], *TEXTS],
        [*SWAPPED, *TEXTS[:2]],
        [*SWAPPED, *TEXTS, "4/3/2004"],
        [*SWAPPED, *TEXTS, excel(2004, 3, 13)],
        SWAPPED,
        [*TEXTS, "1/2/2004", "2/3/2004", "3/4/2004"],
    ],
)
def test_real_dates_and_texts_by_chance_are_not_doubted(units, staged, days):
    assert doubted(staged(units.a, born(days))) == []


def test_real_dates_only_up_to_the_12th_were_perhaps_swapped_by_excel(units, staged):
    batch = staged(units.a, born([*SWAPPED, *TEXTS, "ngày 4 tháng 3 năm 2004"]))
    assert doubted(batch) == [7, 8, 10]
    assert "05/03/2004 được hiểu là ngày 5 tháng 3, nhưng có thể Excel đã đảo" in message(batch)


def test_real_dates_of_another_column_say_nothing(units, staged):
    days = zip([*TEXTS, *TEXTS], [*SWAPPED[:3], *SWAPPED[:3]], strict=True)
    rows = [member(2 * n, A1, c3=text, c10=real) for n, (text, real) in enumerate(days, 1)]
    assert doubted(staged(units.a, rows)) == []


@pytest.mark.parametrize(("late", "is_doubted"), [(9, True), (10, False)])
def test_real_dates_after_the_12th_outweigh_a_slip_for_real_dates(units, staged, late, is_doubted):
    reals = [excel(2004, 3, 5), excel(2004, 8, 12), *(excel(2004, 3, 13 + n) for n in range(late))]
    batch = staged(units.a, born(["3/25/2004", *reals]))
    assert doubted(batch) == ([8, 9] if is_doubted else [])


def test_real_dates_say_nothing_of_how_texts_are_spelled(units, staged):
    reals = [excel(2004, 3, 5), *(excel(2004, 3, 13 + n) for n in range(10))]
    assert doubted(staged(units.a, born(["3/25/2004", "4/3/2004", *reals]))) == [8]


def test_real_dates_only_up_to_the_12th_are_no_proof_against_month_first_texts(units, staged):
    reals = [excel(2004, month, 12) for month in range(1, 12)]
    assert len(doubted(staged(units.a, born(["3/25/2004", *reals])))) == len(reals)


@pytest.fixture
def corrected(boss):
    """`corrected(batch, number, day)`: the batch checked anew with a birth date typed."""

    def correct(batch, number, day):
        row = batch.rows.get(number=number)
        assert decide(batch, Review(fixes={row.place: {"born_on": day}}), by=boss)
        return stage(batch.pk)

    return correct


def test_correcting_swapped_dates_does_not_silence_the_others(units, staged, corrected):
    batch = corrected(staged(units.a, born([*SWAPPED, *TEXTS])), 7, "3/5/2004")
    assert doubted(batch) == [8, 10]
    batch = corrected(batch, 8, "8/12/2004")
    assert doubted(batch) == [10]
    batch = corrected(batch, 9, "17/7/2004")
    assert doubted(batch) == [10]
    assert doubted(corrected(batch, 10, "1/2/2003")) == []


def test_what_was_typed_is_no_proof_for_its_column(units, staged, corrected):
    batch = staged(units.a, born(["25/03/2004", "4/3/2004", "4/5/2004"]))
    batch = corrected(batch, 7, "3/25/2004")
    assert "date_month_first" in str(batch.rows.get(number=7).issues)
    assert doubted(batch) == []
