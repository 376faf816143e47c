"""Who may be one person: birth dates known better, other marks, other sexes, other numbers."""

import pytest

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.queries.rows import shown
from sodoan.imports.queries.verdicts import verdict_lines
from sodoan.people.models import Person
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
HOA = "Lê Thị Hoa"


def one(born, **changes):
    """A woman without number, address of mail and telephone."""
    return member(1, A1, **{"c1": HOA, "c4": born, "c9": "", "c30": "", "c31": "", **changes})


def message(batch, number=7):
    return " ".join(issue["message"] for issue in batch.rows.get(number=number).issues)


@pytest.mark.parametrize(
    ("known", "listed"),
    [("2005", "15/08/2005"), ("15/08/2005", "2005"), ("03/2005", "15/03/2005"),
     ("15/03/2005", "3/2005"), ("2005", "3/2005"), ("3/2005", "2005"), ("2005", "01/01/2005"),
     ("2005", "31/12/2005"), ("12/2005", "31/12/2005")],
)  # fmt: skip
def test_birth_date_known_better_is_the_same_person(
    units, imported, staged, verdicts, known, listed
):
    imported(units.a, [one(known)])
    batch = staged(units.a, [one(listed)])
    assert verdicts(batch)[7][0] == "existing"
    assert "existing_name" in verdicts(batch)[7][1]
    assert next(iter(verdict_lines(batch)))["of"] == Person.objects.get().pk
    assert "ngày sinh một bên ghi đủ hơn" in message(batch)
    (line,) = shown(batch, list(batch.rows.all()))
    assert "new" in dict(line.choices)


@pytest.mark.parametrize(
    ("known", "listed"),
    [("2005", "01/01/2006"), ("2005", "31/12/2004"), ("03/2005", "01/04/2005"),
     ("03/2005", "28/02/2005"), ("2005", "2004"), ("3/2005", "4/2005"), ("15/08/2005", "3/2005")],
)  # fmt: skip
def test_birth_dates_that_do_not_fit_are_two_people(
    units, imported, staged, verdicts, known, listed
):
    imported(units.a, [one(known)])
    verdict, codes = verdicts(staged(units.a, [one(listed)]))[7]
    assert verdict in ("accepted", "warning")
    assert set(codes) <= {"date_year_only", "date_month_only"}


def test_one_of_two_people_is_not_guessed(units, imported, staged, verdicts):
    imported(units.a, [one("15/08/2005"), one("03/02/2005")])
    batch = staged(units.a, [one("2005")])
    assert verdicts(batch)[7] == ("warning", ["date_year_only", "like_existing"])
    assert batch.rows.get().of_person is None
    assert HOA in message(batch)


def test_two_rows_are_not_one_person_known_vaguely(units, imported, staged, verdicts):
    imported(units.a, [one("2005")])
    batch = staged(units.a, [one("15/08/2005"), one("03/02/2005")])
    assert [verdict for verdict, _ in verdicts(batch).values()] == ["warning", "warning"]
    assert {codes[0] for _, codes in verdicts(batch).values()} == {"like_existing"}


def test_what_was_a_warning_is_applied_and_told_once(units, boss, imported, staged, verdicts):
    imported(units.a, [one("2005")])
    batch = staged(units.a, [one("15/08/2005"), one("03/02/2005")])
    done = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert verdicts(done)[7] == ("warning", ["like_existing"])
    assert Person.objects.count() == 3


def test_other_number_makes_a_vague_date_only_a_warning(units, imported, staged, verdicts):
    imported(units.a, [one("2005", c9="079305000111")])
    batch = staged(units.a, [one("15/08/2005", c9="079305000222")])
    assert verdicts(batch)[7] == ("warning", ["like_existing"])


@pytest.mark.parametrize(
    ("rows", "place", "other"),
    [
        ([one("2005"), one("15/08/2005")], 8, 7),
        ([one("15/08/2005"), one("2005")], 7, 8),
        ([one("3/2005"), one("15/03/2005", c9="079305000111")], 8, 7),
        ([one("3/2005"), one("2005")], 7, 8),
    ],
)
def test_rows_that_may_be_one_person_are_told(units, staged, verdicts, rows, place, other):
    batch = staged(units.a, rows)
    assert "like_row" in verdicts(batch)[place][1]
    assert f"dòng {other}" in message(batch, place)
    assert "like_row" not in verdicts(batch)[other][1]


@pytest.mark.parametrize(
    "rows",
    [
        [one("2005"), one("15/08/2006")],
        [one("3/2005"), one("15/04/2005")],
        [one("2005"), one("15/08/2005", c3="15/08/2005", c4="")],
        [one("2005", c9="079305000111"), one("15/08/2005", c9="079305000222")],
    ],
)
def test_rows_that_cannot_be_one_person_are_not(units, staged, verdicts, rows):
    assert not any("like_row" in codes for _, codes in verdicts(staged(units.a, rows)).values())


def test_vague_rows_of_many_numbers_ask_for_the_one_without(units, staged, verdicts):
    rows = [one("2005", c9="079305000111"), one("8/2005"), one("15/08/2005", c9="079305000222")]
    batch = staged(units.a, rows)
    assert "like_row" in verdicts(batch)[9][1]
    assert "dòng 8" in message(batch, 9)


def test_same_person_of_the_other_sex_is_a_warning_with_the_name(units, imported, staged, verdicts):
    imported(units.a, [one("15/08/2005")])
    batch = staged(units.a, [one("", c3="15/08/2005")])
    assert verdicts(batch)[7] == ("warning", ["existing_other_sex"])
    assert f"“{HOA}”" in message(batch)
    assert "giới tính Nữ" in message(batch)
    assert batch.rows.get().of_person is None


def test_other_sex_with_other_numbers_or_only_a_year_is_somebody_else(
    units, imported, staged, verdicts
):
    imported(units.a, [one("15/08/2005", c9="079305000111"), one("2004")])
    rows = [one("", c3="15/08/2005", c9="079205000222"), one("", c3="2004")]
    assert not any(
        "existing_other_sex" in codes for _, codes in verdicts(staged(units.a, rows)).values()
    )


def test_other_sex_within_a_file_is_a_warning(units, staged, verdicts):
    batch = staged(units.a, [one("15/08/2005"), one("", c3="15/08/2005")])
    assert verdicts(batch) == {7: ("accepted", []), 8: ("warning", ["other_sex_row"])}


def test_same_marks_are_not_told_to_differ(units, staged):
    batch = staged(units.a, [one("15/08/2005"), one("15/08/2005")])
    assert "khác dấu" not in message(batch, 8)


@pytest.mark.parametrize("bare", [0, 1, 2])
def test_two_numbers_are_never_one_person_without(units, staged, verdicts, bare):
    rows = [one("15/08/2005", c9=f"07930500011{n}", c31=f"090000000{n}") for n in (1, 2)]
    rows.insert(bare, one("15/08/2005"))
    found = verdicts(staged(units.a, rows))
    numbered = [found[7 + place][0] for place in range(3) if place != bare]
    assert "duplicate" not in numbered


def test_one_number_is_still_the_row_without(units, staged, verdicts):
    rows = [one("15/08/2005"), one("15/08/2005", c9="079305000111")]
    assert verdicts(staged(units.a, rows))[8] == ("duplicate", ["duplicate_name_birth"])


def test_two_numbers_are_never_one_person_known_without(units, imported, staged, verdicts):
    imported(units.a, [one("15/08/2005")])
    rows = [one("15/08/2005", c9=f"07930500011{n}") for n in (1, 2)]
    found = verdicts(staged(units.a, rows))
    assert "like_existing" in found[7][1]
    assert "like_existing" in found[8][1]
    assert "duplicate" not in {verdict for verdict, _ in found.values()}


def test_post_held_before_goes_into_the_note_with_a_warning(units, boss, staged, verdicts):
    batch = staged(units.a, [member(2, units.a2.name, c27="Nguyên Bí thư chi đoàn")])
    assert verdicts(batch)[7] == ("warning", ["post_former"])
    row = batch.rows.get()
    assert (row.post_key, row.note) == ("", "Chức vụ ghi trong danh sách: Nguyên Bí thư chi đoàn")
