"""A workbook with every defect of the sample list, from the file to the verdict of each row."""

import datetime as dt
from collections import Counter

import pytest

from sodoan.imports.lists import ListReader
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.units import UnitMatcher, UnitName
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.judging import judge_row, rows_of
from tests.imports.reader_files import NATIONAL_MERGES, member, national_rows, write_book

BRANCHES = [UnitName(i, f"CD{i}", f"Chi đoàn Khu phố {i}") for i in range(1, 4)]

# (defect, cells that differ, verdict, codes); even numbers are men, so birth stands in column 3.
DEFECTS = [
    ("clean", {}, "accepted", []),
    ("name in capitals", {"c1": "NGUYỄN VĂN AN"}, "warning", ["name_case"]),
    ("unit twice", {"c32": "Chi đoàn Chi đoàn Khu phố 2"}, "warning", ["unit_tolerant"]),
    ("joined mm/yyyy", {"c17": "09/2020"}, "warning", ["date_month_only"]),
    ("birth dd-mm-yyyy", {"c3": "05-03-2004"}, "accepted", []),
    ("birth d.m.yyyy", {"c3": "5.3.2004"}, "accepted", []),
    ("citizen number as number", {"c9": 79204000077.0}, "warning", ["id_zero_restored"]),
    ("unit in capitals", {"c32": "CHI ĐOÀN KHU PHỐ 2"}, "accepted", []),
    ("spaces in the name", {"c1": "  Nguyễn\u00a0 Văn  An "}, "accepted", []),
    ("phone with +84", {"c31": "+84901234567"}, "accepted", []),
    ("phone with dots", {"c31": "0901.234 567"}, "accepted", []),
    ("joined year only", {"c17": "2020"}, "warning", ["date_year_only"]),
    ("Đ/c", {"c1": "Đ/c Nguyễn Văn An"}, "warning", ["name_extras"]),
    ("phone 09123", {"c31": "09123"}, "warning", ["phone_invalid"]),
    ("birth 31/02", {"c3": "31/02/2004"}, "rejected", ["date_impossible"]),
    ("no birth date", {"c3": ""}, "rejected", ["born_blank"]),
    ("name blank", {"c1": ""}, "rejected", ["name_blank"]),
    ("no such unit", {"c32": "Chi đoàn Tàu ngầm Sao Hỏa 77"}, "rejected", ["unit_unknown"]),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    people = [member(2 * i, **cells) for i, (_, cells, _, _) in enumerate(DEFECTS, start=1)]
    path = tmp_path_factory.mktemp("sample") / "ds.xlsx"
    return write_book(path, {"DANH SÁCH": national_rows(people)}, NATIONAL_MERGES)


def judge(path):
    context = RowContext(today=dt.date(2026, 11, 22), units=UnitMatcher(BRANCHES))
    return rows_of(ListReader(open_workbook(path), {}), context)


@pytest.fixture(scope="module")
def judged(sample):
    return judge(sample)


@pytest.mark.parametrize(
    ("place", "verdict", "codes"),
    [(i, verdict, codes) for i, (_, _, verdict, codes) in enumerate(DEFECTS)],
    ids=[name for name, *_ in DEFECTS],
)
def test_defect_gets_its_verdict(judged, place, verdict, codes):
    row = judged[7 + place]
    assert (row.verdict, row.codes) == (verdict, codes)


def test_every_row_is_judged(judged):
    assert list(judged) == list(range(7, 7 + len(DEFECTS)))
    assert Counter(row.verdict for row in judged.values()) == {
        "accepted": 7, "warning": 7, "rejected": 4,
    }  # fmt: skip


@pytest.mark.parametrize("at_a_time", [1, 2, 5])
def test_rows_are_judged_alike_however_many_go_together(monkeypatch, sample, judged, at_a_time):
    monkeypatch.setattr("sodoan.imports.lists._AT_A_TIME", at_a_time)
    assert judge(sample) == judged


def test_put_right_values_are_those_meant(judged):
    by_name = {name: judged[7 + i].values for i, (name, *_) in enumerate(DEFECTS)}
    assert by_name["name in capitals"]["full_name"] == "Nguyễn Văn An"
    assert by_name["spaces in the name"]["full_name"] == "Nguyễn Văn An"
    assert by_name["Đ/c"]["full_name"] == "Nguyễn Văn An"
    assert by_name["unit twice"]["unit"].code == "CD2"
    assert by_name["unit in capitals"]["unit"].code == "CD2"
    assert by_name["birth d.m.yyyy"]["born_on"].iso == "2004-03-05"
    assert by_name["joined mm/yyyy"]["joined_on"].iso == "2020-09"
    assert by_name["joined year only"]["joined_on"].iso == "2020"
    assert by_name["phone with +84"]["phone"] == "0901234567"
    assert by_name["citizen number as number"]["id_number"] == "079204000077"
    assert "phone" not in by_name["phone 09123"]


def test_repetition_has_the_same_keys(judged):
    first = judged[7]
    again = judge_row(
        {"full_name": "NGUYỄN VĂN " + first.values["full_name"].split()[-1].upper(),
         "born_male": first.values["born_on"].on, "unit": "CD1"},
        RowContext(today=dt.date(2026, 11, 22), units=UnitMatcher(BRANCHES)),
    )  # fmt: skip
    for key in ("full_name", "born_on", "sex"):
        assert again.values[key] == first.values[key]
