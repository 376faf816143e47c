"""The shipped scheme, asked by the province, and the slot of commune A on Tuesdays."""

from datetime import date, time

import pytest

from sodoan.activities.actions.planning import Planned, plan_activity
from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.packfile import shipped_schemes

START = date(2026, 1, 1)
TUESDAY = date(2026, 10, 13)
S2 = shipped_schemes()["s2_30_minutes"]


@pytest.fixture
def scheme(units, em, scope):
    """Six themes, the fifth for schools only; one activity a week."""
    days = Days(START, date(2028, 12, 31), date(2026, 4, 15))
    return launch_scheme(units.t, by=scope(em), pack=S2, days=days)


@pytest.fixture
def slot(units, scheme, binh, scope):
    """Tuesdays at 16:30."""
    times = [Time(2, time(16, 30), "Hội trường")]
    [made] = take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=START)
    return made


@pytest.fixture
def theme(scheme):
    return scheme.themes.get(key="clean_office")


@pytest.fixture
def activity(units, binh, scope, theme, slot):
    """Planned for a Tuesday in October 2026, binh in charge."""
    what = Planned(
        TUESDAY, "Tổng vệ sinh", theme=theme, slot=slot, starts_at=slot.starts_at, place=slot.place,
        in_charge=binh.person,
    )  # fmt: skip
    return plan_activity(units.a, by=scope(binh), what=what)
