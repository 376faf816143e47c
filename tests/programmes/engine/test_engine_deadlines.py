"""Terms of the steps: boundaries exactly."""

from datetime import date

import pytest

from sodoan.programmes.engine.calendars import schedule
from sodoan.programmes.engine.deadlines import approve_by, assess_by, propose_by
from tests.programmes.engine.engine_samples import s0

PACK = s0()
CALENDAR = schedule(PACK.calendar_for("other"), 2026)  # evaluation from 01/10 to 15/11


def with_days(**days):
    """The programme with other terms for some of its steps."""
    steps = tuple(
        step.model_copy(update={"days": days[step.key]}) if step.key in days else step
        for step in PACK.steps
    )
    return PACK.model_copy(update={"steps": steps})


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (7, date(2026, 10, 8)),
        (1, date(2026, 10, 2)),
        (45, date(2026, 11, 15)),
        (46, date(2026, 11, 15)),
        (None, date(2026, 11, 15)),
    ],
)
def test_self_assessment_has_its_days_within_the_phase(days, due):
    assert assess_by(with_days(self=days), CALENDAR) == due


@pytest.mark.parametrize(
    ("met", "due"),
    [
        (None, date(2026, 11, 15)),
        (date(2026, 10, 20), date(2026, 10, 23)),
        (date(2026, 11, 12), date(2026, 11, 15)),
        (date(2026, 11, 13), date(2026, 11, 15)),
        (date(2026, 11, 20), date(2026, 11, 15)),
    ],
)
def test_results_go_up_three_days_after_the_meeting_within_the_phase(met, due):
    assert propose_by(PACK, CALENDAR, met) == due
    assert propose_by(with_days(committee=None), CALENDAR, met) == date(2026, 11, 15)


def test_the_level_above_has_its_days_even_after_the_phase():
    assert approve_by(PACK, date(2026, 11, 15)) == date(2026, 11, 25)
    assert approve_by(with_days(approve=5), date(2026, 11, 15)) == date(2026, 11, 20)
    assert approve_by(with_days(approve=None), date(2026, 11, 15)) is None
