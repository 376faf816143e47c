"""Figures: one number is one list is one spreadsheet, whatever the data."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.queries import figures as f
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


def test_share_of_nothing_is_no_number():
    assert f.share(0, 0) is None


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 3, "0.0"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (1999, 2000, "100.0")],
)
def test_share_has_one_decimal_half_up(part, whole, expected):
    assert f.share(part, whole) == Decimal(expected)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_share_is_within_half_a_tenth_of_the_truth(pair):
    part, whole = pair
    assert abs(f.share(part, whole) * whole - part * 100) <= Decimal("0.05") * whole


@pytest.fixture
def world():
    return w.build()


def everywhere(world):
    return [
        world.province, world.commune, world.branch, world.sister, world.stranger_branch,
        world.stranger_branch.parent,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_is_its_list_and_its_spreadsheet(world, seed):
    above.random_year(world, [world.branch, world.sister, world.commune], seed)
    plan = world.plan
    metrics = f.metrics_of(plan)
    em = w.browser(above.province_officer(world))
    for unit in everywhere(world)[:4]:
        table = f.table(world.programme, unit, metrics)
        for metric in metrics:
            listed = metric.of(f.enrolments_of(world.programme, unit))
            assert table.total[metric.key] == listed.count(), (unit, metric.key)
            data = {"chuong-trinh": world.programme.pk, "don-vi": unit.pk, "chi-so": metric.key}
            exported = above.cells(em.get("/ren-luyen/so-lieu/xuat/", data))
            names = {row[1] for row in exported if isinstance(row[0], float)}
            assert names == set(f.people(listed).values_list("name", flat=True))
            assert sum(isinstance(row[0], float) for row in exported) == listed.count()
        for row in table.rows:
            for metric in metrics:
                rows = f.enrolments_of(world.programme, row.unit, own=row.is_own)
                assert row.figures[metric.key] == metric.of(rows).count()


def test_lines_add_up_to_the_total(world):
    above.random_year(world, [world.branch, world.sister, world.commune], 7)
    metrics = f.metrics_of(world.plan)
    table = f.table(world.programme, world.commune, metrics)
    assert [row.unit for row in table.rows] == [world.commune, world.branch, world.sister]
    assert table.rows[0].is_own
    for metric in metrics:
        assert sum(row.figures[metric.key] for row in table.rows) == table.total[metric.key]


def test_people_of_another_programme_are_not_counted(world):
    above.sheets(world.plan, world.branch, 2)
    other = w.plan_of(world.commune, 2024)
    above.sheets(other, world.branch, 5)
    table = f.table(world.programme, world.commune, f.metrics_of(world.plan))
    assert table.total["thuoc-dien"] == 2


def test_a_unit_whose_key_begins_with_anothers_is_kept_apart(world):
    long = UnitFactory(
        type=UnitTypeFactory(key="chi-doan"), parent=world.commune, name="Chi đoàn 9"
    )
    above.sheets(world.plan, long, 3)
    table = f.table(world.programme, world.branch, f.metrics_of(world.plan))
    assert table.total["thuoc-dien"] == 0
    assert table.rows == []


def test_table_takes_three_queries_for_any_number_of_rows(world):
    metrics = f.metrics_of(world.plan)
    counts = []
    for _ in range(2):
        for number in range(15):
            unit = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=world.commune)
            above.sheets(world.plan, unit, 1 + number % 2)
        with CaptureQueriesContext(connection) as queries:
            f.table(world.programme, world.commune, metrics)
        counts.append(len(queries))
    assert counts == [3, 3]


def test_round_states_are_counted_per_branch(world):
    above.sent_round(world, world.branch, world.commune, ["good"], state="published")
    above.sheets(world.plan, world.sister, 1)
    rows = {row.unit: row for row in f.table(
        world.programme, world.commune, f.metrics_of(world.plan)
    ).rows}  # fmt: skip
    assert rows[world.branch].only_state == "published"
    assert rows[world.sister].only_state == f.NOT_OPENED
    whole = f.table(world.programme, world.province, f.metrics_of(world.plan)).rows[0]
    assert (whole.published, whole.branches, whole.only_state) == (1, 2, None)
