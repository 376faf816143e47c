"""Who has handed in what: heat map, rates, lists behind numbers, nudges; what is let off."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from sodoan.notices.models import Notice
from sodoan.reports.actions.easing import (
    close_report,
    exempt_report,
    extend_report,
    resume_report,
)
from sodoan.reports.actions.nudging import nudge_reports
from sodoan.reports.actions.opening import close_due, issue_form
from sodoan.reports.choices import ObligationState, Standing
from sodoan.reports.models import Obligation, Tally
from sodoan.reports.packfile import parse_report
from sodoan.reports.queries.completeness import last_periods, late_units, lines, rates_of
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.reports.conftest import JULY, TEXT

OVERVIEW = "reports:overview"


def test_whoever_does_not_receive_lets_nobody_off(owed, units, an, chi, scope):
    for who in (an, chi):
        for act in (exempt_report, close_report):
            with pytest.raises(PermissionDenied):
                act(owed(units.a1), by=scope(who), reason="Vì")
        with pytest.raises(PermissionDenied):
            nudge_reports(units.a, by=scope(who))


def test_nothing_is_granted_without_a_reason_or_twice(owed, units, binh, scope):
    with pytest.raises(ValidationError, match="ghi lý do"):
        exempt_report(owed(units.a1), by=scope(binh), reason="  ")
    exempt_report(owed(units.a1), by=scope(binh), reason="Mới thành lập.")
    with pytest.raises(ValidationError, match="được miễn"):
        close_report(owed(units.a1), by=scope(binh), reason="Vì")
    tally = Tally.objects.get(period=owed(units.a1).period, receiver=units.a)
    assert (tally.expected, tally.exempt) == (2, 1)
    resume_report(owed(units.a1), by=scope(binh))
    assert owed(units.a1).state == ObligationState.PENDING
    with pytest.raises(ValidationError, match="không được miễn"):
        resume_report(owed(units.a1), by=scope(binh))


@pytest.mark.parametrize(("days", "granted"), [(-1, False), (0, True)])
def test_more_time_is_from_today_on(owed, units, binh, scope, days, granted):
    until = scope(binh).on + timedelta(days=days)
    if not granted:
        with pytest.raises(ValidationError, match="Ngày mới"):
            extend_report(owed(units.a1), by=scope(binh), until=until, reason="Trùng lịch thi.")
        return
    extend_report(owed(units.a1), by=scope(binh), until=until, reason="Trùng lịch thi.")
    assert owed(units.a1).due_on == until
    assert "Trùng lịch thi." in owed(units.a1).trail.get().note


def test_a_period_closes_by_itself_the_day_after(units, em, scope):
    pack = parse_report(TEXT.replace("sections:", "closes_after: 10\nsections:"))
    form = issue_form(units.t, by=scope(em), pack=pack, start=JULY, end=date(2026, 7, 31))
    day = form.periods.get().closes_on
    assert day == date(2026, 8, 13)
    assert close_due(day) == 0
    assert close_due(day + timedelta(days=1)) == 5
    assert set(Obligation.objects.values_list("state", flat=True)) == {"closed"}


def test_the_heat_map_shows_each_unit_as_it_stands(units, form, owed, binh, scope):
    exempt_report(owed(units.a2), by=scope(binh), reason="Vì")
    day = date(2026, 9, 2)
    periods = last_periods(form, day)
    assert [one.label for one in periods] == ["Tháng 7/2026", "Tháng 8/2026", "Tháng 9/2026"]
    first, second = lines([units.a1, units.a2], units.a, periods, day)
    assert [one.standing for one in first.reports] == [
        Standing.OVERDUE,
        Standing.PENDING,
        Standing.PENDING,
    ]
    assert (first.done, first.owing) == (0, 1)
    assert (second.reports[0].standing, second.owing) == (Standing.EXEMPT, 0)
    assert (rates_of(units.a, periods).expected, rates_of(units.a, periods).owing) == (6, 5)
    assert rates_of(units.t, periods, whole=True).expected == 15


@pytest.mark.usefixtures("form")
def test_the_tally_is_the_count_of_the_rows_after_anything(units, owed, binh, scope):
    exempt_report(owed(units.a1), by=scope(binh), reason="Vì")
    Obligation.objects.filter(unit=units.a2).update(receiver=units.t)
    for tally in Tally.objects.all():
        rows = Obligation.objects.filter(period=tally.period, receiver=tally.receiver)
        assert tally.expected == rows.count()
        assert tally.exempt == rows.filter(state="exempt").count()


@pytest.mark.usefixtures("form")
def test_a_nudge_reaches_the_leads_once_a_day(units, an, binh, chi, scope, login):
    assert nudge_reports(units.a, by=scope(binh)) == 1
    nudge_reports(units.a, by=scope(binh))
    [told] = Notice.objects.filter(key__startswith="report-nudge")
    assert (told.user, "báo cáo quá hạn" in told.title) == (an, True)
    late = {one.unit.pk: one for one in late_units(units.a, scope(binh).on)}
    assert late[units.a1.pk].nudge == told
    assert late[units.a2.pk].nudge is None
    answer = login(binh).post(reverse("reports:nudge", args=[units.a.pk]), {"no": units.a2.pk})
    assert answer.status_code == 302
    assert Notice.objects.filter(key__startswith="report-nudge").count() == 1


@pytest.mark.usefixtures("form")
def test_pages_show_what_is_owed_to_the_unit_and_no_other(units, binh, an, login):
    client = login(binh)
    text = client.get(reverse(OVERVIEW)).content.decode()
    assert "Chi đoàn Khu phố 1" in text
    assert "Chi đoàn Ấp Bắc" not in text
    assert client.get(reverse(OVERVIEW), {"don_vi": units.b.pk}).status_code == 404
    assert client.get(reverse(OVERVIEW), {"theo": "mau"}).status_code == 200
    sheet = client.get(reverse(OVERVIEW), {"xuat": "xlsx"})
    assert sheet["Content-Disposition"].startswith("attachment")
    listed = client.get(reverse("reports:reports"), {"loc": "qua-han"})
    assert {one.receiver_id for one in listed.context["list"].rows} == {units.a.pk}
    assert login(an).get(reverse(OVERVIEW)).status_code == 200


@pytest.mark.parametrize("branches", [3, 300])
def test_the_overview_costs_the_same_for_any_number_of_units(
    units, em, binh, scope, pack, login, branches, django_assert_num_queries
):
    kind = UnitTypeFactory(key="chi-doan")
    for number in range(branches - 2):
        UnitFactory(type=kind, parent=units.a, name=f"Chi đoàn {number}")
    issue_form(units.t, by=scope(em), pack=pack, start=JULY)
    client = login(binh)
    client.get(reverse(OVERVIEW))
    with django_assert_num_queries(14):
        client.get(reverse(OVERVIEW))
    with django_assert_num_queries(7):
        client.get(reverse("reports:reports"))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'exempt'",
        "state = 'submitted'",
        "state = 'accepted', submitted_at = now()",
        "submitted_at = now()",
        "receiver_id = unit_id",
        "unit_id = receiver_id",
        "reason = 'Vì'",
    ],
)
@pytest.mark.usefixtures("form")
def test_the_database_refuses_what_must_not_be(change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reports_obligation SET {change}")
