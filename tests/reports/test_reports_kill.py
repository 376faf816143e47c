"""Killing whoever opens periods or hands in midway: each period, each report is whole or not there.

A few blows in every run; as many as there is room for by `make crash`.
"""

import os
import random
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count, Sum

from sodoan.common.periods import period
from sodoan.reports.actions.filling import save_draft
from sodoan.reports.actions.opening import issue_form
from sodoan.reports.models import (
    Obligation,
    ReportForm,
    ReportPeriod,
    Submission,
    SubmittedCell,
    Tally,
    TrailEntry,
)
from sodoan.reports.sheet import Typed
from tests.doomed import kill, processes
from tests.factories.org import UnitFactory, UnitTypeFactory

SEED = int(os.environ.get("SODOAN_SEED", "5"))  # another one strikes at other moments
LONGEST = 0.9  # seconds; about as long as the work takes
DOOMED = "doomed-reporter"
BLOWS = 12 if os.environ.get("SODOAN_CRASH") else 1
ROOT = Path(__file__).parents[2]
FORMS, BRANCHES, MONTHS = 6, 60, 24
START, DAY = date(2024, 1, 1), date(2025, 12, 31)
WORK = """
import django; django.setup()
import sys
from datetime import date
from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.reports.actions.handing import submit_report
from sodoan.reports.actions.opening import open_due
from sodoan.reports.models import Obligation
print("ready", flush=True)
verb, *keys = sys.argv[1:]
if verb == "open":
    open_due(date.fromisoformat(keys[0]))
else:
    user = User.objects.select_related("person").get(pk=keys[0])
    for pk in keys[1:]:
        one = Obligation.objects.select_related("unit", "receiver").get(pk=pk)
        submit_report(one, by=scope_of(user), version=1)
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(test_database_url):
    """`worker("open", day)`: another process that does it; it has said that it is ready."""
    with processes(WORK, test_database_url, PGAPPNAME=DOOMED) as start:
        yield start


def strike(process, moment):
    """Kill it after so many seconds, unless it has finished, and wait for its last commit."""
    time.sleep(moment)
    kill(process)
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(query, [DOOMED])
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    pytest.fail("the connections of the killed process are still there")


def test_a_period_is_opened_for_everybody_or_for_nobody(units, pack, worker):
    kind = UnitTypeFactory(key="chi-doan")
    for number in range(BRANCHES):
        UnitFactory(type=kind, parent=units.a, name=f"Chi đoàn {number}")
    content = pack.model_dump(mode="json", exclude_defaults=True)
    for number in range(FORMS):
        ReportForm.objects.create(
            unit=units.t, key=f"m{number}", code="BC", title="Báo cáo", short="BC", rhythm="month",
            content=content | {"kind": "report"}, during=period(START, date(2026, 1, 1)),
        )  # fmt: skip
    chance = random.Random(SEED)
    for _ in range(BLOWS):
        strike(worker("open", DAY), chance.uniform(0, LONGEST))
        _all_or_nothing()
    assert worker("open", DAY).wait() == 0
    _all_or_nothing()
    assert ReportPeriod.objects.count() == FORMS * MONTHS
    assert worker("open", DAY).wait() == 0
    assert Obligation.objects.count() == FORMS * MONTHS * (BRANCHES + 5)


def _all_or_nothing():
    """Each period there is has everybody once, and its sums say so."""
    counts = ReportPeriod.objects.annotate(n=Count("obligations")).values_list("n", flat=True)
    assert set(counts) <= {BRANCHES + 5}
    expected = Tally.objects.aggregate(n=Sum("expected"))["n"] or 0
    assert expected == Obligation.objects.count()


def test_a_report_is_handed_in_whole_or_not_at_all(units, an, binh, em, scope, pack, worker):
    issue_form(units.t, by=scope(em), pack=pack, start=START, end=DAY)
    mine = list(Obligation.objects.filter(unit=units.a1).order_by("due_on"))
    for one in mine:
        save_draft(one, by=scope(an), cells={"money": Typed(Decimal(1))}, texts={}, version=0)
    chance = random.Random(SEED)
    for _ in range(BLOWS):
        left = list(Obligation.objects.filter(unit=units.a1, state="pending").order_by("due_on"))
        if left:
            strike(worker("submit", an.pk, *(one.pk for one in left)), chance.uniform(0, LONGEST))
        _handed_in_whole(units.a1)
    left = Obligation.objects.filter(unit=units.a1, state="pending").values_list("pk", flat=True)
    assert worker("submit", an.pk, *left).wait() == 0
    _handed_in_whole(units.a1)
    assert Submission.objects.count() == len(mine) == MONTHS
    assert binh.notices.filter(title__contains="nộp").count() == MONTHS


def _handed_in_whole(unit):
    """What was handed in has one version with all figures, a step and a sum; the rest nothing."""
    handed = Obligation.objects.filter(unit=unit, state="submitted")
    assert Submission.objects.filter(obligation__in=handed).count() == handed.count()
    assert SubmittedCell.objects.count() == handed.count() * 4
    assert TrailEntry.objects.filter(deed="submitted").count() == handed.count()
    assert (Tally.objects.aggregate(n=Sum("submitted"))["n"] or 0) == handed.count()
    assert not Submission.objects.exclude(obligation__in=handed).exists()
