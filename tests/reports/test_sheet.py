"""Pure rules of a sheet: which figure counts, what is to be mended; periods and due days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.datafiles import DataFileError
from sodoan.reports.calendar import due_of, stretch_of, stretches
from sodoan.reports.choices import Rhythm, Source
from sodoan.reports.forms.filling import read_figure
from sodoan.reports.packfile import PackCell, PackText, parse_report, shipped_reports
from sodoan.reports.sheet import Cell, Computed, Typed, Words, fill, findings
from tests.reports.conftest import TEXT

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
FIGURES = st.decimals(0, 10**9, places=2)
MONEY = PackCell(key="money", label="Kinh phí", decimals=1)


def pack_of(rhythm, due="days_after: 3", more=""):
    text = TEXT.replace("rhythm: month", f"rhythm: {rhythm}").replace("days_after: 3", due)
    return parse_report(text.replace("sections:", f"{more}\nsections:"))


PACKS = [
    pack_of("week"),
    pack_of("month"),
    pack_of("quarter"),
    pack_of("half_year"),
    pack_of("year"),
    pack_of("school_year", more="school_year: Y-09-05"),
]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.rhythm)
@given(day=DAYS)
def test_periods_hold_their_days_and_follow_each_other(pack, day):
    one = stretch_of(pack, day)
    after = stretch_of(pack, one.end + timedelta(days=1))
    assert one.start <= day <= one.end
    assert after.start == one.end + timedelta(days=1)
    assert stretch_of(pack, one.start) == one == stretch_of(pack, one.end)
    assert due_of(pack, one) == one.end + timedelta(days=3)


@pytest.mark.parametrize(
    ("rhythm", "label"),
    [
        ("week", "Tuần 53/2026"),
        ("month", "Tháng 12/2026"),
        ("quarter", "Quý IV/2026"),
        ("half_year", "6 tháng cuối năm 2026"),
        ("year", "Năm 2026"),
        ("school_year", "Năm học 2026–2027"),
    ],
)
def test_periods_are_called_as_people_call_them(rhythm, label):
    pack = next(one for one in PACKS if one.rhythm == rhythm)
    assert stretch_of(pack, date(2026, 12, 31)).label == label


def test_the_registration_of_s2_is_owed_once_by_15_april():
    pack = shipped_reports()["s2_registration"]
    [one] = stretches(pack, date(2026, 4, 1), date(2029, 12, 31))
    assert (pack.rhythm, due_of(pack, one)) == (Rhythm.ONCE, date(2026, 4, 15))
    assert due_of(pack, stretch_of(pack, date(2026, 4, 15))) == date(2026, 4, 15)
    assert due_of(pack, stretch_of(pack, date(2026, 4, 16))) == date(2027, 4, 15)


@given(computed=FIGURES, typed=st.none() | FIGURES)
def test_what_was_typed_wins_but_the_same_figure_is_the_count(computed, typed):
    cell = fill(MONEY, Computed(computed), Typed(typed, "Vì"))
    if typed is None or typed == computed:
        assert (cell.value, cell.source, cell.reason) == (computed, Source.METRIC, "")
    else:
        assert (cell.value, cell.source, cell.reason) == (typed, Source.OVERRIDE, "Vì")


def test_without_a_count_it_is_typed_and_zero_is_not_nothing():
    assert fill(MONEY, None, Typed(Decimal(0))).value == 0
    [fault] = findings({"money": fill(MONEY, None, Typed())}, [])
    assert "ghi 0" in fault.sentence
    assert not findings({"money": fill(MONEY, None, Typed(Decimal(0)))}, [])


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(10, 15, False), (10, 16, True), (10, 5, False), (10, 4, True), (0, 4, False), (0, 5, True)],
)
def test_a_change_by_more_than_half_is_worth_a_look(before, now, told):
    cell = Cell(MONEY, Decimal(now), Source.TYPED, previous=Decimal(before))
    found = findings({"money": cell}, [])
    assert bool(found) is told
    assert not any(one.blocks for one in found)


def test_more_than_the_roster_by_hand_is_a_fault_counted_a_hint():
    members = PackCell(key="members", label="Đoàn viên")
    people = PackCell(key="people", label="Người dự", at_most="members")

    def found(source):
        two = Cell(people, Decimal(5), source, reason="Vì")
        return findings({"members": Cell(members, Decimal(4), Source.METRIC), "people": two}, [])

    assert [one.blocks for one in found(Source.OVERRIDE)] == [True]
    assert [one.blocks for one in found(Source.TYPED)] == [True]
    assert [one.blocks for one in found(Source.METRIC)] == [False]


@pytest.mark.parametrize(("length", "faults"), [(50, 0), (51, 1)])
def test_words_have_their_limit(length, faults):
    words = Words(PackText(key="remarks", title="Nhận xét", limit=50), "ạ" * length)
    assert len(findings({}, [words])) == faults


@pytest.mark.parametrize(
    ("text", "decimals", "figure"),
    [
        ("", 0, None),
        (" 1.046 ", 0, 1046),
        ("480000", 0, 480000),
        ("1.046,5", 1, Decimal("1046.5")),
        ("4,5", 1, Decimal("4.5")),
        ("4.5", 1, Decimal("4.5")),
        ("7,00", 0, 7),
    ],
)
def test_figures_are_read_as_people_write_them(text, decimals, figure):
    assert read_figure(text, decimals) == figure


@pytest.mark.parametrize("text", ["mười", "-3", "1,5", "1.04.6", "1e3", "٣", "9" * 40, "1;DROP"])
def test_what_is_no_whole_figure_is_refused(text):
    with pytest.raises(ValidationError):
        read_figure(text, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("metric: people.members", "metric: people.all"), "Không có số liệu “people.all”"),
        (("at_most: members", "at_most: nobody"), "Không có ô “nobody”"),
        (("key: money", "key: members"), "đã dùng"),
        (("days_after: 3", "on: Y-04-15"), "Ngày cố định"),
        (("owed_by: [commune, branch]", "owed_by: []"), "Dòng 9"),
        (("rhythm: month", "rhythm: school_year"), "ngày bắt đầu năm học"),
        (("rhythm: month", "rhythm: once"), "cần ngày nộp"),
    ],
)
def test_faults_of_a_file_are_told_with_their_line(change, told):
    assert change[0] in TEXT
    with pytest.raises(DataFileError, match=told):
        parse_report(TEXT.replace(*change, 1))
