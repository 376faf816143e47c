"""Commune A has held and reported four Tuesdays of the scheme; the province inspects."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sodoan.activities.models import Activity
from sodoan.inspections.actions.opening import Wanted, open_inspection
from tests.activities.conftest import scheme, slot, theme  # noqa: F401 - fixtures of the scheme
from tests.cast import enlist

TODAY = date(2026, 11, 10)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
TUESDAYS = [date(2026, 10, 6) + timedelta(days=7 * n) for n in range(4)]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(datetime.combine(TODAY, datetime.min.time(), ZONE), tick=True):
        yield


def reported(unit, theme, day, **facts):  # noqa: F811
    """Something the unit reported about a day."""
    return Activity.objects.create(
        unit=unit, kind="scheme", theme=theme, on=day, title=f"Hoạt động {day:%d/%m}",
        state="reported", done="Quét dọn", reported_at=datetime.combine(
            day, datetime.max.time(), ZONE
        ), **facts,
    )  # fmt: skip


@pytest.fixture
def held(units, theme):  # noqa: F811
    """Four reported activities of commune A and one of commune B, all in October 2026."""
    found = [reported(units.a, theme, day) for day in TUESDAYS]
    return [*found, reported(units.b, theme, TUESDAYS[0])]


@pytest.fixture
def kiem(units):
    """Of the province's inspection committee; a member of branch B1."""
    return enlist("Cao Văn Kiểm", units.b1, "chu-nhiem-ubkt", post_in=units.t)


def wanted(units, *people, **changes):
    """An inspection of everything below the province in October 2026."""
    facts = {
        "kind": "check",
        "title": "Kiểm tra tháng 10",
        "target": units.t,
        "first": FIRST,
        "last": LAST,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=7),
        "size": 3,
        "people": [one.person.pk for one in people],
    }
    return Wanted(**(facts | changes))


@pytest.fixture
def inspection(units, held, kiem, scope):
    """Three of the five drawn; kiem is named."""
    return open_inspection(units.t, by=scope(kiem), wanted=wanted(units, kiem))
