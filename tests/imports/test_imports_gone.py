"""Lists that know people who are gone by now: the import that made them was undone."""

import pytest
from django.urls import reverse

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.guard import KNOWN_GONE
from sodoan.imports.actions.review import Review, decide, set_filling
from sodoan.imports.actions.stage import stage
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import BatchState, Choice
from sodoan.imports.queries.counts import knows_gone
from sodoan.people.models import Membership, Person
from tests.factories.people import PersonFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
jobs = pytest.mark.django_db(transaction=True)


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


@pytest.fixture
def stale(units, boss, binh, scope, imported, staged):
    """A checked list of three people and a repeated one; two of them are undone since."""
    first = imported(units.a, [member(n, A1, c30="") for n in (1, 2)])
    rows = [member(n, A1) for n in (1, 2, 3, 3)]
    batch = staged(units.a, rows, by=scope(binh))
    assert (batch.counts["existing"], batch.counts["accepted"]) == (2, 1)
    set_filling(batch, by=boss, fills_empty=True)
    decide(batch, Review({(0, 7): Choice.FILL, (0, 9): Choice.SKIP}), by=boss)
    batch = stage(batch.pk)
    begin_undo(first, by=boss)
    undo(first.pk, by=boss)
    return batch


def test_list_that_knows_people_who_are_gone_is_checked_again_not_applied(stale, boss):
    before = Person.objects.count()
    batch = begin_apply(stale, by=boss)
    assert (batch.state, batch.error) == (BatchState.CHECKING, KNOWN_GONE)
    batch = stage(batch.pk)
    assert (batch.state, batch.error, batch.notices[0]) == (BatchState.READY, "", KNOWN_GONE)
    assert [row.verdict for row in batch.rows.order_by("number")] == ["accepted"] * 4
    assert batch.rows.get(number=9).choice == Choice.SKIP
    batch = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert (batch.state, Person.objects.count()) == (BatchState.APPLIED, before + 3)


def test_reason_is_told_until_the_list_is_checked_for_another_one(stale, boss):
    batch = stage(begin_apply(stale, by=boss).pk)
    decide(batch, Review(fixes={(0, 10): {"full_name": "Lê Văn An"}}), by=boss)
    assert KNOWN_GONE not in stage(batch.pk).notices


def test_people_who_go_while_the_job_waits_are_noticed_by_it(
    units, boss, imported, staged, contents
):
    first = imported(units.a, [member(1, A1)])
    batch = begin_apply(staged(units.a, [member(1, A1), member(2, A1)]), by=boss)
    begin_undo(first, by=boss)
    undo(first.pk, by=boss)
    before = contents()
    batch = apply(batch.pk, by=boss)
    assert (batch.state, batch.error) == (BatchState.READY, KNOWN_GONE)
    assert contents() == before


def test_row_refused_because_of_somebody_gone_is_checked_again(units, boss, imported, staged):
    first = imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(2, A1, c9=member(1)[9])])
    assert batch.counts["rejected"] == 1
    assert not knows_gone(batch)
    begin_undo(first, by=boss)
    undo(first.pk, by=boss)
    assert knows_gone(batch)


def test_merged_person_is_not_gone(units, boss, imported, staged):
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1), member(2, A1)])
    Membership.objects.filter(person__phone="0900000001").delete()
    Person.objects.filter(phone="0900000001").update(
        merged_into=PersonFactory(), id_number_hash=None
    )
    assert begin_apply(batch, by=boss).state == BatchState.APPLYING


def test_list_of_newcomers_is_not_looked_at(units, staged, django_assert_num_queries):
    batch = staged(units.a, [member(1, A1), member(2, A1)])
    with django_assert_num_queries(0):
        assert not knows_gone(batch)


@jobs
def test_preview_of_people_who_are_gone_is_drawn_anew(stale, binh, login, run_jobs):
    client = login(binh)
    part = client.get(f"{address('batch', stale)}?q=an", headers={"HX-Request": "true"})
    assert "<title>" in part.text  # what is typed on the page stays
    stale.refresh_from_db()
    assert stale.state == BatchState.READY
    page = client.get(address("batch", stale), follow=True)
    assert "Đang đọc và kiểm tra" in page.text
    assert KNOWN_GONE in page.text
    run_jobs()
    page = client.get(address("batch", stale), follow=True)
    assert KNOWN_GONE in page.text
    assert "Nhập 3 dòng hợp lệ" in page.text


@jobs
def test_button_of_an_old_preview_checks_first(stale, binh, login, run_jobs):
    before = Person.objects.count()
    client = login(binh)
    client.post(address("apply", stale))
    run_jobs()
    stale.refresh_from_db()
    assert (stale.state, Person.objects.count()) == (BatchState.READY, before)
    client.post(address("apply", stale))
    run_jobs()
    stale.refresh_from_db()
    assert (stale.state, Person.objects.count()) == (BatchState.APPLIED, before + 3)
