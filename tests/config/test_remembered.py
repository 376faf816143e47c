"""What is put back is what the builder writes, and belongs to one test only."""

from collections import Counter

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from sodoan.org.models import Unit
from tests import remembered as memory
from tests.cast import tree
from tests.database import empty
from tests.programmes import world as w


def taken_back(build):
    """What a builder returned, and its rows, tables and numbers of them."""
    with transaction.atomic():
        returned = build()
        rows = Counter(table for table, _ in memory._everything())
        transaction.set_rollback(True)
    return returned, rows


@pytest.mark.django_db
@pytest.mark.parametrize("build", [tree, w.build])
def test_rows_put_back_are_those_of_the_builder(build):
    with memory.built_anew():
        _, rows = taken_back(build)
    for _ in range(3):
        assert taken_back(build)[1] == rows
    assert any("event" in table for table in rows)


@pytest.mark.django_db
def test_what_takes_long_is_kept_from_its_first_call():
    calls = []

    @memory.remembered_at_once
    def built():
        calls.append(1)
        return w.build()

    with memory.built_anew():
        _, rows = taken_back(w.build)
    first, wrote = taken_back(built)
    again, put_back = taken_back(built)
    assert (wrote, put_back, len(calls)) == (rows, rows, 1)
    assert again.plan.pk == first.plan.pk
    assert again.plan is not first.plan


@pytest.mark.django_db
def test_objects_are_another_tests_to_change():
    worlds = [taken_back(w.build)[0] for _ in range(2)]
    worlds += [taken_back(w.build)[0] for _ in range(2)]
    third, fourth = worlds[2:]
    assert third.plan.pk == fourth.plan.pk
    assert third.plan is not fourth.plan
    third.branch.name = "Đổi"
    assert taken_back(w.build)[0].branch.name == fourth.branch.name == "Chi đoàn Khu phố 1"
    assert fourth.branch.parent is fourth.commune


@pytest.mark.django_db
def test_where_rows_are_in_the_way_it_is_built_anew():
    for _ in range(3):
        first = taken_back(tree)[0]
    assert tree().a.pk == first.a.pk
    assert tree().a.pk != first.a.pk
    assert Unit.objects.count() == 12


@pytest.mark.django_db
def test_what_changes_other_rows_is_not_remembered():
    units = tree()

    @memory.remembered
    def renamed(unit):
        Unit.objects.filter(pk=unit.pk).update(name="Khác")

    for _ in range(3):
        Unit.objects.filter(pk=units.a1.pk).update(name="Cũ")
        renamed(units.a1)
        assert Unit.objects.get(pk=units.a1.pk).name == "Khác"
    kept = [one for key, one in memory._memories.items() if key[1] == renamed.__qualname__]
    assert kept == [None]


@pytest.mark.django_db(transaction=True)
def test_emptying_leaves_what_is_always_there():
    w.build()
    if not empty():
        pytest.skip("this account may not set triggers aside")
    left = {table for table, _ in memory._everything()}
    assert left == {"django_migrations", "django_content_type", "auth_permission"}
    assert ContentType.objects.exists()
