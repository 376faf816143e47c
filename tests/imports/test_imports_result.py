"""What the result page and the question before undoing say: every row is accounted for."""

import pytest
from django.urls import reverse

from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.review import Review, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import Choice
from sodoan.people.models import Person
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(binh, login):
    """`page(name, batch)`: the answer as the commune secretary gets it."""
    return lambda name, batch: login(binh).get(reverse(f"imports:{name}", args=[batch.pk]))


@pytest.fixture
def finished(boss):
    return lambda batch: apply(begin_apply(batch, by=boss).pk, by=boss)


def test_rows_that_turned_up_meanwhile_are_counted_and_told(
    units, binh, boss, scope, staged, imported, finished, page
):
    rows = [
        member(1, A1),
        member(2, A1),
        member(2, A1),
        member(3, "Chi đoàn không có"),
        member(4, A1),
    ]
    batch = staged(units.a, rows, by=scope(binh))
    decide(batch, Review(choices={(0, 11): Choice.SKIP}), by=boss)
    batch = stage(batch.pk)
    imported(units.a, [member(1, A1)])
    answer = page("batch", finished(batch))
    done, counts = answer.context["done"], answer.context["batch"].counts
    assert (done.created, done.filled, done.existing, done.skipped, done.fewer) == (1, 0, 1, 1, 1)
    told = done.created + done.filled + done.existing + done.skipped
    assert told + counts["rejected"] + counts["duplicate"] == counts["rows"] == 5
    assert "Ghi ít hơn 1 dòng so với lúc xem trước" in answer.content.decode()


def test_import_that_did_as_promised_has_nothing_to_explain_or_correct(
    units, binh, scope, staged, finished, page
):
    batch = finished(staged(units.a, [member(1, A1)], by=scope(binh)))
    text = page("batch", batch).content.decode()
    assert "Ghi ít hơn" not in text
    assert "Các dòng cần sửa" not in text
    assert "Tải tệp" not in text


def test_undoing_counts_only_those_who_go(units, binh, scope, staged, finished, page):
    batch = finished(staged(units.a, [member(1, A1), member(2, A1)], by=scope(binh)))
    Person.objects.filter(phone="0900000001").update(address="Nơi khác")
    text = page("undo", batch).content.decode()
    assert "1 người đã thêm sẽ được gỡ" in text
    assert "Riêng 1 hồ sơ" in text
