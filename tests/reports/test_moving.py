"""Units that are founded, moved or ended while reports are on their way; late openings; records."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sodoan.activities.actions.planning import Planned, plan_activity
from sodoan.activities.actions.reporting import Present, Report, mark_attendance, report_activity
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.jobs.actions import catch_up
from sodoan.org.actions import close_unit, move_unit
from sodoan.reports.actions.filling import save_draft
from sodoan.reports.actions.handing import accept_report, submit_report
from sodoan.reports.actions.opening import issue_form, open_due, open_periods, settle_all
from sodoan.reports.models import Obligation, ReportPeriod
from sodoan.reports.packfile import shipped_reports
from sodoan.reports.sheet import Typed
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.reports.conftest import JULY


@pytest.fixture
def empty_branch(units):
    """A branch of A without members, so that it can be ended."""
    return UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=units.a, name="Chi đoàn Vắng")


def of(unit):
    return Obligation.objects.filter(unit=unit).order_by("due_on").select_related("receiver")


def test_a_unit_ended_midway_keeps_what_it_owed_and_its_receiver_settles_it(
    units, empty_branch, form, binh, scope
):
    before = of(empty_branch).count()
    close_unit(empty_branch, by=scope(binh), closed_on=scope(binh).on, reason="Sáp nhập")
    rows = of(empty_branch)
    assert (rows.count(), {one.receiver for one in rows}) == (before, {units.a})
    mine = rows.select_related("period__form", "unit").first()
    draft = save_draft(mine, by=scope(binh), cells={"money": Typed(0)}, texts={}, version=0)
    submit_report(mine, by=scope(binh), version=draft.version)
    accept_report(mine, by=scope(binh))
    assert of(empty_branch).first().state == "accepted"


def test_what_is_on_its_way_follows_a_move_and_what_was_accepted_stays(
    units, empty_branch, form, em, scope
):
    first = of(empty_branch).first()
    Obligation.objects.filter(pk=first.pk).update(
        state="accepted", submitted_at="2026-08-01T00:00Z", settled_at="2026-08-01T00:00Z"
    )
    move_unit(empty_branch, by=scope(em), parent=units.b, since=scope(em).on)
    found = list(of(empty_branch))
    assert found[0].receiver == units.a
    assert {one.receiver for one in found[1:]} == {units.b}


def test_who_did_not_exist_on_the_first_day_owes_nothing(units, em, scope, pack):
    kind = UnitTypeFactory(key="chi-doan")
    young = UnitFactory(type=kind, parent=units.a, opened_on=date(2026, 7, 2))
    old = UnitFactory(type=kind, parent=units.a, opened_on=date(2026, 7, 1))
    issue_form(units.t, by=scope(em), pack=pack, start=JULY)
    assert of(old).first().due_on == date(2026, 8, 3)
    assert of(young).first().due_on == date(2026, 9, 3)


@pytest.fixture
def on():
    """`on(day)`: from now it is noon of that day in Việt Nam; gives the moment."""
    with ExitStack() as stack:

        def travel(day):
            stack.close()
            noon = timezone.make_aware(datetime.combine(day, time(12)))
            stack.enter_context(time_machine.travel(noon.astimezone(UTC)))
            return noon

        yield travel


def test_nights_that_were_missed_are_made_up_for(units, em, scope, pack, on):
    on(date(2026, 7, 1))
    form = issue_form(units.t, by=scope(em), pack=pack, start=JULY)
    assert form.periods.count() == 1
    noon = on(date(2026, 9, 2))
    catch_up(noon)
    assert form.periods.count() == 3
    catch_up(noon)
    assert (ReportPeriod.objects.count(), Obligation.objects.count()) == (3, 15)


def test_a_form_that_has_ended_opens_nothing_more(units, em, scope, pack):
    form = issue_form(units.t, by=scope(em), pack=pack, start=JULY, end=date(2026, 7, 31))
    assert form.periods.count() == 1
    assert open_periods(form, date(2026, 12, 1)) == 0
    assert open_due(date(2026, 12, 1)) == 0


class TestRecords:
    """Forms that records fulfil: the weekly activity and the registration of S2."""

    MONDAY = date(2026, 10, 12)

    @pytest.fixture
    def weekly(self, units, em, scope, scheme, binh):
        pack = shipped_reports()["s2_weekly"]
        return issue_form(
            units.t, by=scope(em), pack=pack, start=self.MONDAY, end=self.MONDAY + timedelta(6)
        )

    def held(self, units, scheme, binh, scope, day):
        theme = scheme.themes.get(key="clean_office")
        what = Planned(day, "Tổng vệ sinh", theme=theme, in_charge=binh.person)
        made = plan_activity(units.a, by=scope(binh), what=what)
        mark_attendance(made, by=scope(binh), people={binh.person.pk: Present("present")})
        told = Report("Hội trường", "Lao động", "Quét dọn", "")
        return report_activity(made, by=scope(binh), report=told, version=made.version)

    def test_reporting_an_activity_of_the_week_fulfils_it(self, units, weekly, scheme, binh, scope):
        assert of(units.a).get().state == "pending"
        self.held(units, scheme, binh, scope, self.MONDAY - timedelta(days=1))
        assert of(units.a).get().state == "pending"
        made = self.held(units, scheme, binh, scope, self.MONDAY + timedelta(days=6))
        mine = of(units.a).get()
        assert (mine.state, mine.submitted_at) == ("accepted", made.reported_at)
        assert mine.is_late  # told of today, weeks after
        assert of(units.b).get().state == "pending"

    def test_records_written_past_the_actions_are_found_at_night(
        self, units, weekly, scheme, binh, scope
    ):
        made = self.held(units, scheme, binh, scope, self.MONDAY)
        Obligation.objects.filter(unit=units.a).update(
            state="pending", submitted_at=None, settled_at=None, is_late=False
        )
        type(made).objects.filter(pk=made.pk).update(reported_at="2026-10-13T01:00Z")
        assert settle_all() == 1
        assert settle_all() == 0
        assert not of(units.a).get().is_late

    def test_choosing_times_fulfils_the_registration(self, units, scheme, em, binh, scope):
        pack = shipped_reports()["s2_registration"]
        issue_form(units.t, by=scope(em), pack=pack, start=date(2026, 4, 1))
        times = [Time(2, time(16, 30), "Hội trường")]
        take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=self.MONDAY)
        assert (of(units.a).get().state, of(units.b).get().state) == ("accepted", "pending")


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(
    "order",
    [
        "DELETE FROM reports_obligation",
        "UPDATE reports_reportperiod SET content = '{}'",
        "UPDATE reports_reportperiod SET closes_on = due_on - 1",
        "UPDATE reports_reportform SET during = 'empty'",
        """INSERT INTO reports_reportperiod (form_id, during, label, due_on, content, opened_at)
           SELECT form_id, during, label, due_on, content, now()
             FROM reports_reportperiod LIMIT 1""",
        """INSERT INTO reports_obligation (period_id, unit_id, receiver_id, state, due_on, is_late,
                                          reason)
           SELECT period_id, unit_id, receiver_id, state, due_on, is_late, reason
             FROM reports_obligation LIMIT 1""",
    ],
)
def test_the_database_keeps_what_was_opened(order):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order)


def test_what_was_handed_in_is_never_changed(owed, units, an, scope):
    mine = owed(units.a1)
    draft = save_draft(mine, by=scope(an), cells={"money": Typed(1)}, texts={}, version=0)
    submit_report(mine, by=scope(an), version=draft.version)
    for order in (
        "UPDATE reports_submittedcell SET value = 5",
        "DELETE FROM reports_submittedcell",
        "UPDATE reports_submittedtext SET text = 'khác'",
        "UPDATE reports_submission SET number = 7",
        "DELETE FROM reports_submission",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order)
