"""The table of figures: rates, what is kept apart, cost. See test_figures_trees for its truth."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.periods import period
from sodoan.programmes.choices import SubjectKind
from sodoan.programmes.models import Enrolment
from sodoan.programmes.queries import figures as f
from sodoan.programmes.queries.participants import counted_on
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
DAY = date(w.PAST, 6, 1)


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


def lines(world, unit, day=DAY):
    """Unit → members, sheets and the rate of the sheets."""
    table = f.table(world.plan, unit, f.metrics_of(world.plan), day)
    return {
        row.unit: (row.figures["doan-vien"], row.figures["thuoc-dien"], row.figures.cells[1][2])
        for row in table.rows
    }


def test_units_that_have_not_started_are_lines_with_their_members(world):
    assert lines(world, world.commune) == {
        world.branch: (3, 0, Decimal("0.0")),
        world.sister: (2, 0, Decimal("0.0")),
    }
    w.enrol(world.dung, world.plan)
    assert lines(world, world.province) == {world.commune: (5, 1, Decimal("20.0"))}


def test_units_the_programme_does_not_reach_are_no_lines(world):
    assert lines(world, world.stranger_branch) == {}
    assert world.stranger_branch.parent not in lines(world, world.province)


def test_only_official_members_of_the_day_should_take_part(world):
    for kind in ("temporary", "honorary"):
        MembershipFactory(person=world.chi.person, unit=world.branch, kind=kind)
    MembershipFactory(unit=world.branch, during=period(DAY + timedelta(days=1)))
    MembershipFactory(unit=world.branch, during=period(date(2020, 1, 1), DAY))
    assert lines(world, world.branch)[world.branch][0] == 3


def test_a_sheet_counts_where_it_is_and_once(world):
    sheet = w.enrol(world.dung, world.plan)
    Enrolment.objects.filter(pk=sheet.pk).update(unit=world.sister)
    assert lines(world, world.commune) == {
        world.branch: (2, 0, Decimal("0.0")),
        world.sister: (3, 1, Decimal("33.3")),
    }


def test_who_has_the_sheet_of_the_year_in_a_programme_beside_counts_there(world):
    w.enrol(world.dung, world.plan)
    world.plan = w.plan_of(world.province, w.PAST)
    assert lines(world, world.branch)[world.branch] == (2, 0, Decimal("0.0"))


def test_past_programme_counts_the_members_of_its_last_day(world):
    last = counted_on(world.plan, date(2099, 1, 1))
    assert last.year in (w.PAST, w.PAST + 1)
    assert counted_on(world.plan, DAY) == DAY


def test_members_are_counted_without_looking_at_persons(world):
    w.enrol(world.dung, world.plan)
    with CaptureQueriesContext(connection) as queries:
        assert lines(world, world.commune)[world.branch][:2] == (3, 1)
    assert not [one for one in queries if '"people_person"' in one["sql"]]


def test_people_of_another_programme_are_not_counted(world):
    above.sheets(world.plan, world.branch, 2)
    other = w.plan_of(world.commune, 2024)
    above.sheets(other, world.branch, 5)
    table = f.table(world.plan, world.commune, f.metrics_of(world.plan), DAY)
    assert table.total["thuoc-dien"] == 2


def test_a_unit_whose_key_begins_with_anothers_is_kept_apart(world):
    long = UnitFactory(
        type=UnitTypeFactory(key="chi-doan"), parent=world.commune, name="Chi đoàn 9"
    )
    above.sheets(world.plan, long, 3)
    table = f.table(world.plan, world.branch, f.metrics_of(world.plan), DAY)
    assert [row.unit for row in table.rows] == [world.branch]
    assert (table.total["doan-vien"], table.total["thuoc-dien"]) == (3, 0)


def test_table_takes_four_queries_for_any_number_of_rows(world):
    metrics = f.metrics_of(world.plan)
    counts = []
    for _ in range(2):
        for number in range(15):
            unit = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=world.commune)
            above.sheets(world.plan, unit, 1 + number % 2)
        with CaptureQueriesContext(connection) as queries:
            f.table(world.plan, world.commune, metrics, DAY)
        counts.append(len(queries))
    assert counts == [4, 4]


def test_round_states_are_counted_per_branch(world):
    above.sent_round(world, world.branch, world.commune, ["good"], state="published")
    above.sheets(world.plan, world.sister, 1)
    rows = {row.unit: row for row in f.table(
        world.plan, world.commune, f.metrics_of(world.plan), DAY
    ).rows}  # fmt: skip
    assert rows[world.branch].only_state == "published"
    assert rows[world.sister].only_state == f.NOT_OPENED
    whole = f.table(world.plan, world.province, f.metrics_of(world.plan), DAY).rows[0]
    assert (whole.published, whole.branches, whole.only_state) == (1, 2, None)


def test_branches_that_have_not_started_are_still_to_publish(world):
    for row in f.table(world.plan, world.commune, f.metrics_of(world.plan), DAY).rows:
        assert (row.published, row.branches, row.only_state) == (0, 1, f.NOT_OPENED)
    above.sent_round(world, world.branch, world.commune, ["good"], state="published")
    whole = f.table(world.plan, world.province, f.metrics_of(world.plan), DAY)
    assert [(row.published, row.branches) for row in whole.rows] == [(1, 2)]
    assert (whole.published, whole.branches) == (1, 2)


def test_started_branch_with_members_who_wait_is_one_branch(world):
    above.sent_round(world, world.branch, world.commune, ["good"], state="published")
    row = f.table(world.plan, world.branch, f.metrics_of(world.plan), DAY).rows[0]
    assert row.figures["doan-vien"] > row.figures["thuoc-dien"]
    assert (row.published, row.branches) == (1, 1)


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
