"""The tree of a day as somebody sees it: what is out of scope, then and now, and what it costs."""

from datetime import date, timedelta

import pytest

from sodoan.common.clock import today
from sodoan.org.actions import move_unit
from sodoan.org.queries import tree_as_of
from tests.cast import enlist
from tests.factories.org import UnitFactory, UnitTypeFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def _below(node):
    return {child.unit_id for child in node.children}


@pytest.mark.parametrize("above", ["t", "b"])
def test_tree_of_a_unit_out_of_scope_is_not_told(binh, scope, units, above):
    for day in (today(), DAY):
        assert tree_as_of(day, getattr(units, above), by=scope(binh)) is None


def test_old_tree_shows_what_was_ours_then_and_nobody_elses(binh, em, login, scope, units):
    eve = DAY - timedelta(days=1)
    move_unit(units.a1, by=scope(em), parent=units.b, since=DAY)
    move_unit(units.b1, by=scope(em), parent=units.a, since=DAY)
    then = tree_as_of(eve, units.a, by=scope(binh))
    assert {child.unit_id: child.is_within for child in then.children} == {
        units.a1.pk: False,
        units.a2.pk: True,
    }
    assert _below(tree_as_of(today(), units.a, by=scope(binh))) == {units.a2.pk, units.b1.pk}
    page = login(binh).get("/don-vi/", {"ngay": f"{eve:%d/%m/%Y}"}).content.decode()
    assert units.a1.name in page
    assert f'"/don-vi/{units.a1.pk}/"' not in page
    assert page.count("nay ngoài phạm vi") == 1
    assert "nay ngoài phạm vi" not in login(binh).get("/don-vi/").content.decode()


def test_old_tree_follows_a_commune_that_moved_itself(em, scope, units):
    base = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), parent=units.a)
    ours, left = (UnitFactory(type=units.a1.type, parent=base) for _ in range(2))
    officer = enlist("Đỗ Minh Khôi", units.a2, "bi-thu", post_in=base)
    move_unit(left, by=scope(em), parent=units.b, since=DAY)
    move_unit(base, by=scope(em), parent=units.b, since=DAY + timedelta(days=1))
    then = tree_as_of(DAY - timedelta(days=1), base, by=scope(officer))
    assert _below(then) == {ours.pk, left.pk}
    assert _below(tree_as_of(DAY, base, by=scope(officer))) == {ours.pk}


@pytest.mark.parametrize("branches", [3, 300])
def test_old_tree_costs_one_query_more(binh, scope, units, django_assert_num_queries, branches):
    for number in range(branches - 2):
        UnitFactory(type=units.a1.type, parent=units.a, name=f"Chi đoàn {number}")
    by = scope(binh)
    with django_assert_num_queries(3):
        tree_as_of(today(), units.a, by=by)
    with django_assert_num_queries(4):
        tree_as_of(DAY, units.a, by=by)
