"""Lists of people who have left: refused row by row, until the user says that somebody has not."""

import pytest
from django.urls import reverse

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import STAYS, BatchState, Choice
from sodoan.imports.queries.rows import shown
from sodoan.people.models import Person
from tests.imports.reader_files import member, national_rows, write_book

A1 = "Chi đoàn Khu phố 1"
LEFT, STAYING = "has_left", "has_left_overruled"


@pytest.fixture
def leavers(boss, tmp_path):
    """`leavers(unit, members)`: a checked batch whose only sheet is called “Chuyển đi”."""

    def take(unit, members, by=boss):
        path = write_book(tmp_path / "a.xlsx", {"Chuyển đi": national_rows(members)})
        batch = upload([path.read_bytes()], by=by, unit=unit, name=path.name)
        return stage(batch.pk)

    return take


def offered(batch, number):
    [line] = shown(batch, [batch.rows.get(number=number)])
    return dict(line.choices)


def say(batch, by, **review):
    assert decide(batch, Review(**review), by=by)
    return stage(batch.pk)


@pytest.mark.django_db
def test_rows_offer_nothing_to_type_but_the_answer(units, boss, leavers):
    batch = leavers(units.a, [member(1, A1)])
    row = batch.rows.get()
    assert (row.verdict, [issue["code"] for issue in row.issues]) == ("rejected", [LEFT])
    [line] = shown(batch, [row])
    assert line.fixes == ()
    assert list(dict(line.choices)) == [STAYS, Choice.SKIP]
    assert "chọn “Vẫn còn sinh hoạt”" in line.messages[0]


@pytest.mark.django_db
def test_ordinary_row_is_not_asked_whether_it_stays(units, staged):
    batch = staged(units.a, [member(3, "Chi đoàn không có")])
    assert STAYS not in offered(batch, 7)


@pytest.mark.django_db
def test_one_answer_leaves_the_other_rows_refused(units, boss, leavers, verdicts):
    batch = leavers(units.a, [member(1, A1), member(2, A1, c31="09123")])
    numbers = sorted(verdicts(batch))
    batch = say(batch, boss, staying=[batch.rows.get(number=numbers[1]).place])
    codes = ["phone_invalid", STAYING]
    assert list(verdicts(batch).values()) == [("rejected", [LEFT]), ("warning", codes)]
    assert list(offered(batch, numbers[1])) == [Choice.ACCEPT, Choice.SKIP]
    message = batch.rows.get(number=numbers[1]).issues[-1]["message"]
    assert "vẫn nhập vì đồng chí đã chọn" in message


@pytest.mark.django_db
def test_row_with_another_fault_is_still_refused_for_it(units, boss, leavers, verdicts):
    batch = leavers(units.a, [member(1, A1, c4="31/02/2004")])
    row = batch.rows.get()
    batch = say(batch, boss, staying=[row.place])
    [(verdict, codes)] = verdicts(batch).values()
    assert verdict == "rejected"
    assert LEFT not in codes
    [line] = shown(batch, [batch.rows.get()])
    assert [fix.field for fix in line.fixes] == ["born_on"]
    batch = say(batch, boss, fixes={row.place: {"born_on": "28/02/2004"}})
    assert verdicts(batch) == {row.number: ("warning", [STAYING])}


@pytest.mark.django_db
def test_answer_outlasts_later_decisions_and_a_skipped_row_comes_back(
    units, boss, leavers, imported, verdicts
):
    imported(units.a1, [member(1, A1, c31="0900000001")])
    batch = leavers(units.a, [member(1, A1, c9="", c31="0900000001")])
    number = batch.rows.get().number
    decide(batch, Review(choices={batch.rows.get().place: Choice.SKIP}), by=boss)
    batch = say(batch, boss, staying=[batch.rows.get().place])
    assert (verdicts(batch)[number][0], batch.rows.get().choice) == ("existing", "")
    batch = say(batch, boss, choices={batch.rows.get().place: Choice.NEW})
    assert verdicts(batch)[number][0] == "warning"
    assert STAYING in verdicts(batch)[number][1]
    applied = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert applied.state == BatchState.APPLIED
    assert Person.objects.filter(phone="0900000001").count() == 2


@pytest.mark.django_db(transaction=True)
def test_button_of_the_preview_takes_the_row_in(units, binh, scope, leavers, login, run_jobs):
    batch = leavers(units.a, [member(1, A1)], by=scope(binh))
    page = login(binh).get(reverse("imports:batch", args=[batch.pk]), follow=True)
    answer = f"0-{batch.rows.get().number}:{STAYS}"
    assert f'value="{answer}"' in page.content.decode()
    login(binh).post(reverse("imports:decide", args=[batch.pk]), {"chon": answer})
    run_jobs()
    assert batch.rows.get().verdict == "warning"
    assert batch.decisions.get().is_staying
