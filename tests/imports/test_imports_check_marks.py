"""Names of the same birth date that only marks tell apart: one person or two."""

from itertools import product

import pytest
from django.db import connection

from sodoan.common.text import nfc, search_key
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.check_sql import differ_in_marks
from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import Choice
from sodoan.people.models import Person
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
BARE, RISING, DIPPING = "Nguyen Thi Thuy", "Nguyễn Thị Thúy", "Nguyễn Thị Thủy"


def one(name, born="15/08/2005", **changes):
    """A woman without number and telephone."""
    return member(1, A1, **{"c1": name, "c4": born, "c9": "", "c31": "", "c30": "", **changes})


def message(batch, number=7):
    return " ".join(issue["message"] for issue in batch.rows.get(number=number).issues)


def differ(pairs):
    """Return the pairs of names the database takes for two people's."""
    keyed = [(one, search_key(one), two, search_key(two)) for one, two in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT a.full_name, b.full_name
                  FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) n (a, ak, b, bk),
                       LATERAL (VALUES (n.a, n.ak)) a (full_name, search_key),
                       LATERAL (VALUES (n.b, n.bk)) b (full_name, search_key)
                 WHERE {differ_in_marks("a", "b")}""",
            [list(column) for column in zip(*keyed, strict=True)],
        )
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BARE, RISING),
        (RISING, BARE),
        (RISING, "NGUYỄN THỊ THÚY"),
        (RISING, "Nguyễn Thị Thuý"),
        ("Lê Thị Hoà", "Lê Thị Hòa"),
        ("Đỗ Thị Ân", "ĐỖ THỊ ÂN"),
    ],
)
def test_name_without_marks_or_with_the_same_ones_is_a_duplicate(
    units, imported, staged, verdicts, first, second
):
    assert verdicts(staged(units.a, [one(first), one(second)]))[8][0] == "duplicate"
    imported(units.a, [one(first)])
    assert verdicts(staged(units.a, [one(second)]))[7][0] == "existing"


@pytest.mark.parametrize(
    ("first", "second"),
    [(RISING, DIPPING), ("Nguyễn Thị An", "Nguyễn Thị Ân"), ("Đỗ Thị Hà", "Do Thị Hà"),
     ("Lê Hòa Anh", "Lê Hoa Ành")],
)  # fmt: skip
def test_names_that_differ_in_their_marks_are_two_people(
    units, boss, staged, verdicts, first, second
):
    batch = staged(units.a, [one(first), one(second)])
    assert verdicts(batch) == {7: ("accepted", []), 8: ("warning", ["same_name_birth"])}
    assert message(batch, 8) == (
        "Với dòng 7: cùng họ tên (khác dấu), ngày sinh. Nhập như hai người khác nhau. Nếu là một "
        "người, đồng chí bỏ bớt một dòng."
    )
    assert apply(begin_apply(batch, by=boss).pk, by=boss).links.count() == 2
    again = staged(units.a, [one(second), one(first)])
    assert [row.verdict for row in again.rows.all()] == ["existing", "existing"]
    assert len({row.of_person for row in again.rows.all()}) == 2


def test_each_name_has_its_own_repetitions(units, staged, verdicts):
    batch = staged(units.a, [one(name) for name in (RISING, DIPPING, RISING, DIPPING, BARE)])
    assert [verdict for _, (verdict, _) in sorted(verdicts(batch).items())] == [
        "accepted", "warning", "duplicate", "duplicate", "duplicate",
    ]  # fmt: skip
    first, second, *repeated = batch.rows.order_by("number")
    assert [row.of_row for row in repeated] == [first.pk, second.pk, first.pk]


def test_nobody_is_the_row_without_marks_that_two_may_be(units, staged, verdicts):
    found = verdicts(staged(units.a, [one(BARE), one(RISING), one(DIPPING)]))
    assert [found[key][0] for key in sorted(found)] == ["accepted", "warning", "warning"]


def test_other_number_makes_two_people_of_one_name_among_others(units, staged, verdicts):
    numbers = ["079305000111", "", "079305000222"]
    rows = [one(RISING, c9=numbers[0]), one(DIPPING), one(RISING, c9=numbers[2])]
    found = verdicts(staged(units.a, rows))
    assert found[9] == ("warning", ["same_name_birth"])


@pytest.mark.parametrize("born", ["15/08/2005", "2005"])
def test_known_person_whose_name_has_other_marks_is_only_told(
    units, boss, imported, staged, verdicts, born
):
    imported(units.a, [one(RISING, born)])
    batch = staged(units.a, [one(DIPPING)])
    assert verdicts(batch)[7] == ("warning", ["like_existing"])
    assert f"“{RISING}”" in message(batch)
    assert batch.rows.get().of_person is None
    done = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert (verdicts(done)[7], Person.objects.count()) == (("warning", ["like_existing"]), 2)


def test_known_person_without_marks_is_neither_of_two(units, imported, staged, verdicts):
    imported(units.a, [one(BARE)])
    found = verdicts(staged(units.a, [one(RISING), one(DIPPING)]))
    assert [verdict for verdict, _ in found.values()] == ["warning", "warning"]
    assert all("like_existing" in codes for _, codes in found.values())


def test_list_with_a_name_in_three_spellings_makes_nobody_again(units, imported):
    rows = [one(name) for name in (BARE, RISING, DIPPING)]
    imported(units.a, rows)
    people = dict(Person.objects.values_list("full_name", "pk"))
    for _ in range(2):
        batch = imported(units.a, rows)
        found = {row.full_name: (row.verdict, row.of_person) for row in batch.rows.all()}
        assert found == {name: ("existing", pk) for name, pk in people.items()}
        assert Person.objects.count() == 3


@pytest.mark.parametrize(
    ("first", "second", "listed"),
    [(BARE, RISING, RISING), (BARE, RISING, "NGUYỄN THỊ THUÝ"), (RISING, BARE, BARE)],
)
def test_equal_name_is_taken_before_one_without_marks(
    units, boss, imported, staged, first, second, listed
):
    imported(units.a, [one(first)])
    batch = staged(units.a, [one(second)])
    decide(batch, Review(choices={batch.rows.get().place: Choice.NEW}), by=boss)
    new = apply(begin_apply(stage(batch.pk), by=boss).pk, by=boss).links.get()
    row = staged(units.a, [one(listed)]).rows.get()
    assert (row.verdict, row.of_person) == ("existing", new.person_id)


def test_where_a_tone_stands_does_not_matter_but_which_one_does(db):
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    spelt = [(*two, *marks) for two in ("oa", "oe", "uy") for marks in product(tones, repeat=2)]
    pairs = [(nfc(f"Đỗ H{a}{one}{b}"), nfc(f"Đỗ H{a}{b}{two}")) for a, b, one, two in spelt]
    assert differ(pairs) == [
        pair for pair, (*_, one, two) in zip(pairs, spelt, strict=True) if one != two
    ]
