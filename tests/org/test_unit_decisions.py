"""Decisions of changes that take effect on the day of the change before."""

from datetime import date, timedelta

import pytest

from sodoan.org.actions import move_unit, rename_unit
from sodoan.org.models import Placement
from tests.factories.org import UnitFactory, UnitTypeFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def test_rename_without_a_number_keeps_the_decision_of_that_day(binh, scope, units):
    rename_unit(units.a1, by=scope(binh), name="Tên một", since=DAY, decision_no="7-QĐ")
    rename_unit(units.a1, by=scope(binh), name="Tên hai", since=DAY)
    rename_unit(units.a1, by=scope(binh), name="Tên ba", since=DAY + timedelta(days=1))
    placed = units.a1.placements.order_by("during").values_list("decision_no", flat=True)
    assert list(placed) == ["", "7-QĐ", ""]


@pytest.mark.parametrize(("given", "kept"), [("7-QĐ", "7-QĐ"), ("", "3-QĐ")])
def test_move_on_the_day_its_place_began_keeps_a_decision(em, scope, units, given, kept):
    base = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), name="Đoàn cơ sở", parent=units.a)
    below = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=base)
    rename_unit(below, by=scope(em), name="Chi đoàn Mới", since=DAY, decision_no="5-QĐ")
    rename_unit(base, by=scope(em), name="Đoàn cơ sở Mới", since=DAY, decision_no="3-QĐ")
    move_unit(base, by=scope(em), parent=units.b, since=DAY, decision_no=given)
    now = {one.unit_id: one for one in Placement.objects.on(DAY).filter(unit__in=[base, below])}
    assert (now[base.pk].decision_no, now[base.pk].parent_id) == (kept, units.b.pk)
    assert now[below.pk].decision_no == "5-QĐ"
