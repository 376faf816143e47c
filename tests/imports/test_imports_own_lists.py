"""Lists in a layout of their own, from the file through the preview to the people made of them."""

import pytest

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.queries.rows import shown
from sodoan.people.models import Person
from tests.imports.reader_files import write_book

HEADER = ["STT", "Họ và tên", "Ngày", "Tháng", "Năm", "Nữ", "DT", "Email"]
THUY = ["1", "Nguyễn Thị Thúy", 3, 5, 2005, "x", "0901234567", "a b@c.vn"]
TAM = ["2", "Nguyễn Văn Tâm", 4, 6, 2004, "", "0901234568", ""]


@pytest.fixture
def batch(units, boss, tmp_path):
    path = write_book(tmp_path / "ds.xlsx", {"DS": [HEADER, THUY, TAM]})
    return stage(upload([path.read_bytes()], by=boss, unit=units.a1, name="ds.xlsx").pk)


def test_what_the_layout_implied_can_be_typed_anew(batch, boss, verdicts):
    assert verdicts(batch) == {
        2: ("warning", ["email_spaces"]),
        3: ("warning", ["sex_from_column"]),
    }
    assert len(batch.notices) == 3
    rows = list(batch.rows.order_by("number"))
    fixes = [[(fix.field, fix.value) for fix in line.fixes] for line in shown(batch, rows)]
    assert fixes == [[("email", "a b@c.vn")], [("sex", "")]]
    typed = {rows[0].place: {"email": "a.b@c.vn"}, rows[1].place: {"sex": "female"}}
    assert decide(batch, Review(fixes=typed), by=boss)
    again = stage(batch.pk)
    assert verdicts(again) == {2: ("accepted", []), 3: ("accepted", [])}
    assert [row.sex for row in again.rows.order_by("number")] == ["female", "female"]


def test_people_of_such_a_list_are_made_as_it_says(batch, boss):
    apply(begin_apply(batch, by=boss).pk, by=boss)
    found = Person.objects.order_by("born_on").values_list("full_name", "sex", "phone", "email")
    assert list(found) == [
        ("Nguyễn Văn Tâm", "male", "0901234568", ""),
        ("Nguyễn Thị Thúy", "female", "0901234567", "ab@c.vn"),
    ]
    assert {person.born_on.isoformat() for person in Person.objects.all()} == {
        "2004-06-04", "2005-05-03",
    }  # fmt: skip
