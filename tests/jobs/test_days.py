"""What is done once a day: made up for, never doubled, each step with its work or not at all."""

import time as time_module
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from sodoan.accounts.models import User
from sodoan.jobs import daily
from sodoan.jobs.actions import MADE_UP_FOR, catch_up, do_step
from sodoan.jobs.models import DayDone
from sodoan.notices.actions import Message, notify
from sodoan.notices.models import Notice
from tests.factories.accounts import UserFactory
from tests.race import race

DAY = date(2026, 12, 1)
FIRST, SECOND = "tests.jobs.test_days.first", "tests.jobs.test_days.second"
REGISTERED = dict(daily.DAILIES)
ran: list[tuple[str, date, date]] = []
failing: set[str] = set()


def first(day, since):
    ran.append(("first", day, since))
    notify(User.objects.values_list("pk", flat=True), Message(f"n-{day}", "Nhắc"))
    if "first" in failing:
        raise ZeroDivisionError


def second(day, since):
    ran.append(("second", day, since))


@pytest.fixture(autouse=True)
def days(monkeypatch):
    monkeypatch.setattr(daily, "DAILIES", {})
    monkeypatch.setattr("sodoan.jobs.actions.DAILIES", daily.DAILIES)
    daily.register("tests", FIRST, SECOND, at=time(0, 5))
    ran.clear()
    failing.clear()


def at(day, hour, minute=0):
    """A local time of Việt Nam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.django_db
class TestSteps:
    def test_nothing_is_done_before_its_time(self):
        assert catch_up(at(DAY, 0, 4)) == 0
        assert catch_up(at(DAY, 0, 5)) == 2
        assert [row[0] for row in ran] == ["first", "second"]

    def test_a_machine_that_was_off_at_the_minute_does_it_when_it_is_back(self):
        assert catch_up(at(DAY, 23, 59)) == 2
        assert catch_up(at(DAY, 23, 59)) == 0
        assert len(ran) == 2

    def test_days_that_were_missed_are_handed_on_a_week_at_most(self):
        catch_up(at(DAY, 8))
        catch_up(at(DAY + timedelta(days=3), 8))
        catch_up(at(DAY + timedelta(days=30), 8))
        since = [row[1] - row[2] for row in ran if row[0] == "first"]
        assert since == [timedelta(days=1), timedelta(days=3), MADE_UP_FOR]

    @pytest.mark.error_logs
    def test_what_fails_leaves_nothing_stops_what_follows_it_and_is_done_later(self):
        UserFactory()
        daily.register("others", "tests.jobs.test_days.third", at=time(0, 5))
        failing.add("first")
        assert catch_up(at(DAY, 8)) == 1
        assert [row[0] for row in ran] == ["first", "third"]
        assert not Notice.objects.exists()
        failing.clear()
        assert catch_up(at(DAY, 9)) == 2
        assert Notice.objects.count() == 1

    def test_the_database_refuses_a_second_row_of_a_day(self):
        DayDone.objects.create(step=FIRST, day=DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            DayDone.objects.create(step=FIRST, day=DAY)

    def test_the_worker_looks_every_ten_minutes(self):
        planned = {
            name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()
        }
        assert planned["jobs.tick"] == "*/10 * * * *"


def third(day, since):
    ran.append(("third", day, since))


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_do_it_once(monkeypatch):
    def slow(day, since):
        ran.append(("first", day, since))
        time_module.sleep(0.2)

    monkeypatch.setattr("tests.jobs.test_days.first", slow)
    answers = []
    assert race(*[lambda: answers.append(do_step(FIRST, DAY))] * 4) == ["done"] * 4
    assert sorted(answers) == [False, False, False, True]
    assert len(ran) == 1


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_every_registered_step_is_there(name):
    for path in REGISTERED[name].steps:
        assert callable(daily.step_of(path))
