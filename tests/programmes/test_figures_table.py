"""The table of figures: rates, what is kept apart, cost. See test_figures_trees for its truth."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sodoan.programmes.choices import SubjectKind
from sodoan.programmes.models import Enrolment
from sodoan.programmes.queries import figures as f
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
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


@pytest.mark.parametrize("subject", SubjectKind.values)
def test_people_bear_the_name_of_whatever_takes_part(world, subject):
    programme = world.programme
    programme.subject = subject
    post = AppointmentFactory(
        person=world.dung.person, unit=world.branch, post=PostFactory(key="uv-bch-chi-doan")
    )
    who, name, key = {
        "member": ({"person": world.dung.person}, "Hồ Gia Dung", world.dung.person.pk),
        "appointment": ({"appointment": post}, "Hồ Gia Dung", world.dung.person.pk),
        "unit": ({"subject_unit": world.branch}, "Chi đoàn Khu phố 1", None),
    }[subject]
    Enrolment.objects.create(
        programme=programme, plan=world.plan, unit=world.branch, block="other", **who
    )
    rows = f.people(programme, f.enrolments_of(programme, world.commune))
    assert [(row.name, row.person_key) for row in f.find_people(rows, "")] == [(name, key)]
    assert [row.name for row in rows.order_by("name_order")] == [name]
