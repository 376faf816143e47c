"""Weeks of units: one state, whether asked in the month, in the table of weeks or in its file."""

from datetime import date, timedelta
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.activities.choices import ActivityKind, ActivityState
from sodoan.activities.models import Activity
from sodoan.activities.queries.grid import grid_of
from sodoan.activities.queries.weeks import Cell, cells_of, tally
from sodoan.activities.states import Held, WeekState
from sodoan.common.status import FAMILIES
from sodoan.common.weeks import Month, Week, week_of
from tests.activities.conftest import TUESDAY

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@pytest.mark.parametrize(
    ("held", "minimum", "is_over", "state"),
    [
        (Held(), 1, False, "missing"),
        (Held(), 1, True, "missing"),
        (Held(skipped=1), 1, True, "skipped"),
        (Held(planned=1), 1, False, "planned"),
        (Held(planned=1), 2, False, "short"),
        (Held(planned=1, due=1), 1, False, "unreported"),
        (Held(reported=1), 1, False, "met"),
        (Held(reported=1, planned=1, due=1), 1, True, "met"),
        (Held(reported=1), 2, True, "short"),
        (Held(reported=1, skipped=1), 2, True, "short"),
        (Held(reported=1, planned=1), 2, False, "planned"),
    ],
)
def test_state_of_a_week(held, minimum, is_over, state):
    assert held.state(minimum=minimum, is_over=is_over) == state


def test_every_state_has_its_look():
    assert set(FAMILIES["week"].states) == set(WeekState)


def fill(units, scheme, random):
    """Activities of all states on random days of October, of two units."""
    state = {
        ActivityState.PLANNED: {},
        ActivityState.SKIPPED: {"skip_reason": "Mưa bão"},
        ActivityState.REPORTED: {"reported_at": "2026-10-31T00:00Z"},
    }
    themes = list(scheme.themes.all())
    for unit in (units.a, units.b):
        for _ in range(random.randint(0, 9)):
            which = random.choice(list(state))
            Activity.objects.create(
                unit=unit, kind=ActivityKind.SCHEME, theme=random.choice(themes), title="Việc",
                on=OCTOBER.start + timedelta(days=random.randint(-3, 33)), state=which,
                **state[which],
            )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_month_table_and_tally_say_the_same(units, scheme, seed):
    random = Random(seed)
    scheme.weekly_minimum = random.randint(1, 2)
    scheme.save()
    fill(units, scheme, random)
    day = OCTOBER.start + timedelta(days=random.randint(0, 35))
    cells = cells_of([units.a, units.b], scheme, OCTOBER.weeks, day)
    for unit in (units.a, units.b):
        grid = grid_of(unit, scheme, OCTOBER, today=day, expected=0)
        begun = [row.state for row in grid.rows if row.week.start <= day]
        told = [cell for cell in cells[unit.pk] if cell.week.start <= day]
        assert [cell.state for cell in told] == begun
        owing = [state for state in begun if state not in {None, "skipped"}]
        assert tally(told).owing == len(owing)
        assert tally(told).met == owing.count("met")


def test_units_and_schemes_owe_only_whole_weeks_of_theirs(units, scheme):
    units.a.opened_on = date(2026, 10, 7)
    units.b.closed_on = date(2026, 10, 21)
    scheme.during = type(scheme.during)(date(2026, 10, 12), date(2026, 10, 27))
    cells = cells_of([units.a, units.b], scheme, OCTOBER.weeks, date(2026, 12, 1))
    numbers = {pk: [one.week.number for one in row if one.state] for pk, row in cells.items()}
    assert numbers == {units.a.pk: [42, 43], units.b.pk: [42]}


def test_what_is_done_in_a_week_not_owed_counts(units, scheme, theme):
    scheme.during = type(scheme.during)(TUESDAY, None)  # begins within week 42
    assert cells_of([units.a], scheme, [week_of(TUESDAY)], TUESDAY)[units.a.pk][0].state is None
    Activity.objects.create(
        unit=units.a, kind="scheme", theme=theme, title="Việc", on=TUESDAY, state="reported",
        reported_at="2026-10-13T10:00Z",
    )  # fmt: skip
    assert cells_of([units.a], scheme, [week_of(TUESDAY)], TUESDAY)[units.a.pk][0].state == "met"


def test_week_that_is_met_names_nobody_as_late(units, scheme, theme, binh):
    for state, at in (("reported", "2026-10-13T10:00Z"), ("planned", None)):
        Activity.objects.create(
            unit=units.a, kind="scheme", theme=theme, title="Việc", on=TUESDAY, state=state,
            reported_at=at, in_charge=binh.person,
        )  # fmt: skip
    (cell,) = cells_of([units.a], scheme, [week_of(TUESDAY)], TUESDAY)[units.a.pk]
    assert cell.words == "Đạt"


def test_percent_is_never_rounded_up():
    met, missed = (Cell(Week(TUESDAY), state) for state in (WeekState.MET, WeekState.SHORT))
    assert tally([met] * 199 + [missed]).percent == 99
    assert tally([]).percent == 0


def test_who_was_in_charge_stands_beside_what_is_not_reported(units, em, binh, activity, login):
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        client, address = login(em), reverse("activities:units")
        page = client.get(address).text
        assert f"{week_of(TUESDAY).label}: Chưa báo cáo: {binh.full_name}" in page
        file = client.get(address, {"xuat": "xlsx", "loc": ""})
    rows = CalamineWorkbook.from_filelike(BytesIO(file.getvalue())).get_sheet_by_index(0)
    found = {row[0]: row for row in rows.to_python()}
    assert f"Chưa báo cáo: {binh.full_name}" in found[units.a.name]
    assert found[units.a.name][-2:] == [0, 3]


def test_weeks_of_another_month_are_shown(units, em, scheme, login):
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        page = login(em).get(reverse("activities:units"), {"thang": "2026-09"})
    assert [week.number for week in page.context["weeks"]] == [36, 37, 38, 39, 40]
    assert "thang=2026-08" in page.text
