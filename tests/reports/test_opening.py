"""Asking a report and opening its periods: who owes it, to whom, until when."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.reports.actions.opening import issue_form, open_due
from sodoan.reports.models import Obligation, ReportForm, ReportPeriod, Tally
from sodoan.reports.packfile import parse_report
from tests.reports.conftest import TEXT


def test_whoever_does_not_launch_asks_nobody(units, an, scope, pack):
    with pytest.raises(PermissionDenied):
        issue_form(units.a1, by=scope(an), pack=pack, start=date(2026, 7, 1))


def test_days_the_wrong_way_round_are_refused(units, em, scope, pack):
    with pytest.raises(ValidationError, match="trước ngày bắt đầu"):
        issue_form(units.t, by=scope(em), pack=pack, start=date(2026, 7, 2), end=date(2026, 7, 1))
    assert not ReportForm.objects.exists()


def test_what_was_due_before_it_is_asked_is_refused(units, em, scope):
    text = TEXT.replace("rhythm: month", "rhythm: once")
    pack = parse_report(text.replace("days_after: 3", "on: 2026-04-15"))
    with pytest.raises(ValidationError, match="đã qua"):
        issue_form(units.t, by=scope(em), pack=pack, start=date(2026, 4, 16))
    form = issue_form(units.t, by=scope(em), pack=pack, start=date(2026, 4, 15))
    assert form.periods.get().due_on == date(2026, 4, 15)


def test_the_same_form_twice_at_a_time_is_refused(units, em, scope, pack, form):
    with pytest.raises(ValidationError, match="đã ban hành"):
        issue_form(units.t, by=scope(em), pack=pack, start=date(2026, 9, 1))


def test_each_owes_it_to_the_next_above_that_owes_it_too(units, owed):
    assert owed(units.a1).receiver == units.a
    assert owed(units.b1).receiver == units.b
    assert owed(units.a).receiver == units.t
    assert not Obligation.objects.filter(unit=units.t).exists()


def test_periods_open_up_to_today_with_their_days(form):
    first = form.periods.order_by("during").first()
    assert (first.label, first.due_on) == ("Tháng 7/2026", date(2026, 8, 3))
    assert first.obligations.count() == 5


def test_opening_again_writes_nothing(form):
    before = (ReportPeriod.objects.count(), Obligation.objects.count())
    form.periods.first().obligations.first()
    today = form.periods.order_by("-during").first().during.lower
    assert open_due(today) == 0
    assert (ReportPeriod.objects.count(), Obligation.objects.count()) == before


def test_a_tally_is_kept_per_receiver(units, form):
    period = form.periods.order_by("during").first()
    rows = Tally.objects.filter(period=period).values_list("receiver", "expected", "submitted")
    assert set(rows) == {(units.a.pk, 2, 0), (units.b.pk, 1, 0), (units.t.pk, 2, 0)}
