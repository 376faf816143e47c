"""What officers above the branch are asked to do."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from sodoan.programmes.queries.todos import todos
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("day", "asked"), [(15, True), (16, False)])
def test_plan_is_to_be_taken_up_until_the_last_phase_of_its_calendars_ends(day, asked):
    with time_machine.travel(timezone.make_aware(datetime(2025, 11, day, 19, 30))):  # noqa: DTZ001
        world = w.build()
        plan = w.plan_of(world.province, 2025)
        titles = [todo.title for todo in todos(w.scope(world.binh))]
    assert (f"Triển khai {plan.programme.title}" in titles) == asked
