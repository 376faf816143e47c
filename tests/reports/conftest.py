"""A monthly form of two levels, asked by the province from July 2026: branches, then communes."""

from datetime import date

import pytest

from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.packfile import shipped_schemes
from sodoan.reports.actions.filling import save_draft
from sodoan.reports.actions.handing import submit_report
from sodoan.reports.actions.opening import issue_form
from sodoan.reports.models import Obligation
from sodoan.reports.packfile import parse_report

JULY = date(2026, 7, 1)
TEXT = """
format: 1
kind: report
key: monthly
code: BC-01
title: Báo cáo tháng công tác Đoàn
short: Báo cáo tháng
rhythm: month
owed_by: [commune, branch]
due:
  days_after: 3
sections:
  - title: Đoàn viên
    cells:
      - key: members
        label: Tổng số đoàn viên
        measure: người
        metric: people.members
  - title: Hoạt động
    cells:
      - key: people
        label: Đoàn viên đã tham gia
        metric: activities.people
        upward: metric
        at_most: members
      - key: money
        label: Kinh phí
        measure: triệu đồng
        decimals: 1
      - key: blood
        label: Người hiến máu
        required: false
texts:
  - key: remarks
    title: Nhận xét
    limit: 50
"""


@pytest.fixture
def pack():
    return parse_report(TEXT)


@pytest.fixture
def form(units, an, binh, chi, em, scope, pack):
    """In force since July; one period a month up to today."""
    return issue_form(units.t, by=scope(em), pack=pack, start=JULY)


@pytest.fixture
def owed(form):
    """`owed(unit, "Tháng 7/2026")`: what the unit owes for a period."""

    def find(unit, label="Tháng 7/2026"):
        rows = Obligation.objects.select_related("period__form", "unit", "receiver")
        return rows.get(unit=unit, period__label=label)

    return find


@pytest.fixture
def scheme(units, em, scope):
    """S2, asked by the province."""
    days = Days(date(2026, 1, 1), date(2028, 12, 31), date(2026, 4, 15))
    return launch_scheme(units.t, by=scope(em), pack=shipped_schemes()["s2_30_minutes"], days=days)


@pytest.fixture
def hand_in(scope):
    """`hand_in(obligation, who, note="", money=Typed(…))`."""

    def act(obligation, who, note="", texts=None, **cells):
        version = getattr(getattr(obligation, "draft", None), "version", 0)
        saved = save_draft(
            obligation, by=scope(who), cells=cells, texts=texts or {}, version=version
        )
        obligation.draft = saved
        return submit_report(obligation, by=scope(who), version=saved.version, note=note)

    return act
