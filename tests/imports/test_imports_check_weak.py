"""What speaks against one person: another number, birth date, sex, another mark in the name."""

import pytest

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import Choice
from sodoan.imports.queries.rows import shown
from sodoan.people.models import Person
from tests.factories.people import PersonFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
HOA, HOA_MARKED = "Lê Thị Hoa", "Lê Thị Hòa"
ONE, OTHER, OLD = "079305000111", "079305000222", "025000111"


def one(born="15/08/2005", **changes):
    """A woman without number, address of mail and telephone."""
    return member(1, A1, **{"c1": HOA, "c4": born, "c9": "", "c30": "", "c31": "", **changes})


def message(batch, number=7):
    return " ".join(issue["message"] for issue in batch.rows.get(number=number).issues)


def test_other_number_than_that_of_the_known_person_is_a_question(
    units, boss, imported, staged, verdicts
):
    imported(units.a, [one(c9=ONE, c30="")])
    batch = staged(units.a, [one(c9=OTHER)])
    assert verdicts(batch)[7] == ("rejected", ["existing_other_id"])
    assert "có số CCCD khác, đang sinh hoạt ở" in message(batch)
    assert "sửa số trong tệp rồi nhập lại, hoặc sửa trong hồ sơ" in message(batch)
    assert batch.rows.get().fills == []
    (line,) = shown(batch, list(batch.rows.all()))
    assert Choice.NEW in dict(line.choices)
    decide(batch, Review(choices={batch.rows.get(number=line.number).place: Choice.NEW}), by=boss)
    assert verdicts(stage(batch.pk))[7][0] in ("accepted", "warning")


@pytest.mark.parametrize(
    ("known", "listed"),
    [({"born": "2005"}, {"born": "2005"}), ({}, {"c1": HOA_MARKED})],
    ids=["year", "marks"],
)
def test_other_number_with_only_a_year_or_other_marks_is_a_warning(
    units, imported, staged, verdicts, known, listed
):
    imported(units.a, [one(c9=ONE, **known)])
    batch = staged(units.a, [one(c9=OTHER, **listed)])
    verdict, codes = verdicts(batch)[7]
    assert (verdict, "like_existing" in codes) == ("warning", True)
    assert f"“{HOA}”, đang sinh hoạt ở" in message(batch)


def test_other_number_than_that_of_somebody_elsewhere_is_a_warning(
    units, boss, imported, staged, verdicts
):
    imported(units.b, [one(c32=units.b1.name, c9=ONE)])
    batch = staged(units.a, [one(c9=OTHER)])
    assert verdicts(batch)[7] == ("warning", ["like_existing"])
    assert "đang sinh hoạt ở đơn vị khác:" in message(batch)
    assert apply(begin_apply(batch, by=boss).pk, by=boss).counts["warning"] == 1
    assert Person.objects.count() == 2


def test_person_who_does_not_clash_is_preferred(units, imported, staged, verdicts):
    imported(units.a, [one(c9=ONE, c31="0911111111")])
    known = PersonFactory(
        full_name=HOA, sex="female", born_on="2005-08-15", born_precision="day", phone=""
    )
    batch = staged(units.a, [one(c9=OTHER)])
    assert known.pk > Person.objects.exclude(pk=known.pk).get().pk
    assert batch.rows.get().of_person == known.pk
    assert verdicts(batch)[7] == ("existing", ["existing_name"])


def test_what_was_told_as_a_new_person_is_not_found_by_phone_when_applied(
    units, boss, imported, staged, verdicts
):
    imported(units.a, [one("2005", c9=ONE, c31="0912345678")])
    batch = staged(units.a, [one(c9=OTHER, c31="0912345678")])
    assert verdicts(batch)[7] == ("warning", ["like_existing"])
    done = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert verdicts(done)[7] == ("warning", ["like_existing"])
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("known", "listed"), [(OLD, ONE), (ONE, OLD), (ONE, ""), ("", ONE)])
def test_new_paper_or_none_is_the_same_person(units, imported, staged, verdicts, known, listed):
    imported(units.a, [one(c9=known)])
    assert verdicts(staged(units.a, [one(c9=listed)]))[7][0] == "existing"


def test_person_whose_number_differs_in_kind_is_not_filled(units, imported, staged):
    imported(units.a, [one(c9=OLD, c30="")])
    row = staged(units.a, [one(c9=ONE)]).rows.get()
    assert (row.verdict, row.fills) == ("existing", [])


def test_same_number_and_birth_with_another_name_and_sex_is_rejected(
    units, imported, staged, verdicts
):
    man = one(c9=ONE, c1="Trần Văn Nam", c3="15/08/2005", c4="")
    assert verdicts(staged(units.a, [one(c9=ONE), man]))[8][0] == "rejected"
    imported(units.a, [one(c9=ONE)])
    verdict, codes = verdicts(staged(units.a, [man]))[7]
    assert (verdict, "id_of_another_person" in codes) == ("rejected", True)


def test_same_number_with_another_name_says_so(units, imported, staged):
    imported(units.a, [one(c9=ONE)])
    batch = staged(units.a, [one(c9=ONE, c1="Lê Thị Hoa Mai")])
    assert batch.rows.get().verdict == "existing"
    assert "nhưng khác họ tên" in message(batch)


def test_same_name_and_phone_with_another_birth_date_is_asked_and_not_filled(
    units, imported, staged, verdicts
):
    imported(units.a, [one(c31="0912345678", c30="")])
    batch = staged(units.a, [one("16/08/2004", c31="0912345678")])
    assert verdicts(batch)[7] == ("existing", ["existing_name_phone"])
    assert "khác ngày sinh (hồ sơ ghi 15/08/2005)" in message(batch)
    assert "“Đúng là người mới”" in message(batch)
    assert "chuyển sinh hoạt" not in message(batch)
    assert batch.rows.get().fills == []


PHONE = {"c31": "0912345678", "c30": ""}


@pytest.mark.parametrize(
    "second",
    [
        one("16/08/2004", c1=HOA_MARKED, **PHONE),
        one("16/08/2004", c9="079304000222", **PHONE),
        one("16/08/2004", c3="16/08/2004", c4="", **PHONE),
        one("16/08/2004", **{**PHONE, "c31": "0912345679"}),
    ],
    ids=["other marks", "other number", "other sex", "other telephone"],
)
def test_rows_with_another_birth_date_that_differ_in_more_are_two(units, staged, verdicts, second):
    batch = staged(units.a, [one(c9=ONE, **PHONE), second])
    assert verdicts(batch)[8][0] in ("accepted", "warning")
    assert "duplicate_name_phone" not in verdicts(batch)[8][1]


def test_telephone_of_several_names_tells_nobody_apart(units, staged, verdicts):
    rows = [one(**PHONE), one("16/08/2004", **PHONE), one("1/8/2003", c1="Lê Thị Mai", **PHONE)]
    assert verdicts(staged(units.a, rows))[8] == ("warning", ["phone_shared"])


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        (one("16/08/2004", **PHONE), []),
        (one("2005", **PHONE), ["date_year_only"]),
        (one("16/08/2005", c9=ONE, **PHONE), []),
    ],
)
def test_same_name_and_phone_in_two_rows_are_one_person(
    units, boss, staged, verdicts, second, codes
):
    batch = staged(units.a, [one(**PHONE), second])
    assert verdicts(batch) == {
        7: ("accepted", []),
        8: ("duplicate", [*codes, "duplicate_name_phone"]),
    }
    assert "dòng 7: cùng họ tên, giới tính, điện thoại" in message(batch, 8)
    row = batch.rows.get(number=8)
    assert row.of_row == batch.rows.get(number=7).pk
    (line,) = shown(batch, [row])
    assert Choice.NEW in dict(line.choices)
    decide(batch, Review(choices={batch.rows.get(number=line.number).place: Choice.NEW}), by=boss)
    assert verdicts(stage(batch.pk))[8][0] == "warning"


def test_same_name_and_phone_elsewhere_orders_no_transfer(units, imported, staged):
    imported(units.b, [one(c32=units.b1.name, c31="0912345678")])
    batch = staged(units.a, [one("16/08/2004", c31="0912345678")])
    assert "ở đơn vị khác." in message(batch)
    assert "chuyển sinh hoạt" not in message(batch)


@pytest.mark.parametrize(
    "changes", [{"c1": HOA_MARKED}, {"c3": "16/08/2004", "c4": ""}], ids=["marks", "sex"]
)
def test_sister_or_brother_with_the_family_phone_is_somebody_else(
    units, imported, staged, verdicts, changes
):
    imported(units.a, [one(c31="0912345678")])
    batch = staged(units.a, [one(**{"born": "16/08/2004", "c31": "0912345678", **changes})])
    assert verdicts(batch)[7] == ("warning", ["phone_of_existing"])
    assert batch.rows.get().of_person is None
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "value", "typed"),
    [
        ({"c27": "Nguyên Bí thư chi đoàn"}, "post", "Nguyên Bí thư chi đoàn", "Ủy viên BCH"),
        ({"c27": "Trưởng nhóm múa"}, "post", "Trưởng nhóm múa", ""),
        ({"c3": "4/3/2004"}, "born_on", "04/03/2004", "03/04/2004"),
    ],
)
def test_doubtful_date_or_post_can_be_typed_anew(
    units, boss, staged, verdicts, changes, field, value, typed
):
    batch = staged(units.a, [one(c31="0911111111", c4="3/25/2004"), member(2, A1, **changes)])
    row = batch.rows.get(number=8)
    (line,) = shown(batch, [row])
    assert [(fix.field, fix.value) for fix in line.fixes] == [(field, value)]
    assert decide(batch, Review(fixes={row.place: {field: typed}}), by=boss)
    row = stage(batch.pk).rows.get(number=8)
    codes = {issue["code"] for issue in row.issues or []}
    assert not any(code.startswith("post_") or code == "date_ambiguous" for code in codes)
    if field == "born_on":
        assert (row.born_on.month, row.born_on.day) == (4, 3)


def test_code_of_two_members_is_a_warning(units, imported, staged, verdicts):
    imported(units.a, [member(1, A1, c2="DV01")])
    rows = [member(2, A1, c2="DV01"), member(4, A1, c2="DV02"), member(6, A1, c2="DV02")]
    found = verdicts(staged(units.a, [*rows, member(1, A1, c2="DV01"), member(8, A1)]))
    assert found[7] == ("warning", ["code_of_existing"])
    assert found[8] == ("accepted", [])
    assert found[9] == ("warning", ["code_shared"])
    assert found[10][0] == "existing"
    assert found[11] == ("accepted", [])


def test_address_of_somebody_known_or_of_two_rows_is_a_warning(units, imported, staged, verdicts):
    imported(units.a, [member(1, A1), member(3, A1, c30="")])
    Person.objects.filter(email="dv1@example.vn").update(email="DV1@example.vn")
    rows = [
        member(2, A1, c30="dv1@example.vn"),
        member(4, A1, c30="x@example.vn"),
        member(6, A1, c30="X@Example.vn"),
        member(8, A1, c30=""),
        member(10, A1, c30=""),
        member(1, A1),
    ]
    batch = staged(units.a, rows)
    found = verdicts(batch)
    assert found[7] == ("warning", ["email_of_existing"])
    assert found[8] == ("accepted", [])
    assert found[9] == ("warning", ["email_shared"])
    assert (found[10], found[11]) == (("accepted", []), ("accepted", []))
    assert found[12] == ("existing", ["email_shared", "existing_id"])
    assert "giống dòng 8. Mỗi người đăng nhập bằng thư của mình" in message(batch, 9)
    assert "đang là của một đoàn viên khác" in message(batch, 7)
