"""Reports of 10,000 units, beside their limits: opening a weekly period, completeness of a year.

    python bench/reports.py [--units N] [--rounds N]

Makes a scratch database with communes of 40 branches each. A year of twelve weekly forms is
written past the triggers (only the way there is shorter), its sums as the triggers keep them.
"""

import argparse
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pages import median, row, undone

BRANCHES, FORMS, WEEKS = 40, 12, 52
START = date(2025, 1, 6)
BARE_TABLE = """
CREATE TABLE bare (LIKE reports_obligation INCLUDING ALL);
ALTER TABLE bare ADD FOREIGN KEY (period_id) REFERENCES reports_reportperiod,
                 ADD FOREIGN KEY (unit_id) REFERENCES org_unit,
                 ADD FOREIGN KEY (receiver_id) REFERENCES org_unit
"""
BARE_OPENING = """
INSERT INTO bare (period_id, unit_id, receiver_id, state, due_on, is_late, reason)
SELECT %s, u.id, u.parent_id, 'pending', %s, false, ''
  FROM org_unit u JOIN org_unittype t ON t.key = u.type_id WHERE t.tier = 6
"""
UNITS = """
INSERT INTO org_unit (code, type_id, parent_id, name, sort_key, search_key, sector, block,
                      opened_on, closing_reason, closing_decision_no, is_provisional)
SELECT %(code)s || p.id || '-' || n, %(type)s, p.id, 'Đơn vị ' || n, 'đơn vị ' || n, 'don vi',
       'residential', 'other', '2020-01-01', '', '', false
  FROM org_unit p, generate_series(1, %(many)s) n WHERE p.type_id = %(above)s
"""
PLACES = """
INSERT INTO org_placement (unit_id, parent_id, path, name, during, decision_no)
SELECT id, parent_id, path, name, daterange('2020-01-01', NULL), '' FROM org_unit u
 WHERE NOT EXISTS (SELECT FROM org_placement p WHERE p.unit_id = u.id)
"""
YEAR = """
INSERT INTO reports_obligation (period_id, unit_id, receiver_id, state, due_on, is_late, reason,
                                submitted_at, settled_at)
SELECT p.id, u.id, u.parent_id, s.state, p.due_on, random() < 0.1, '',
       CASE WHEN s.state = 'accepted' THEN now() END, CASE WHEN s.state = 'accepted' THEN now() END
  FROM reports_reportperiod p
  CROSS JOIN org_unit u JOIN org_unittype t ON t.key = u.type_id AND t.tier = 6
  CROSS JOIN LATERAL (SELECT CASE WHEN random() < 0.9 THEN 'accepted' ELSE 'pending' END
                       WHERE u.id > 0) AS s (state)
"""
SUMS = """
INSERT INTO reports_tally (period_id, receiver_id, expected, submitted, on_time, accepted, exempt)
SELECT period_id, receiver_id, count(*), count(submitted_at),
       count(submitted_at) FILTER (WHERE NOT is_late), count(*) FILTER (WHERE state = 'accepted'), 0
  FROM reports_obligation GROUP BY 1, 2
"""
BARE_YEAR = """
SELECT p.form_id, sum(t.expected), sum(t.submitted), sum(t.on_time), sum(t.accepted), sum(t.exempt)
  FROM reports_tally t JOIN reports_reportperiod p ON p.id = t.period_id
  JOIN org_unit u ON u.id = t.receiver_id
 WHERE u.path LIKE %s AND p.during && %s::daterange GROUP BY 1
"""


def sql(order: str, values: Any = None) -> Any:
    """Carry out a statement; returns its rows when it has some."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(order, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def build(units: int) -> Any:
    """A province of so many branches, an officer of it; returns the province and the account."""
    from sodoan.org.actions import load_reference
    from tests.factories.accounts import UserFactory
    from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
    from tests.factories.people import PersonFactory

    load_reference()
    province = UnitFactory(type=UnitTypeFactory(key="tinh"), name="Đoàn tỉnh Thử Nghiệm")
    communes = max(1, units // BRANCHES)
    sql(UNITS, {"code": "X", "type": "xa", "above": "tinh", "many": communes})
    sql(UNITS, {"code": "C", "type": "chi-doan", "above": "xa", "many": BRANCHES})
    sql(PLACES)
    sql("ANALYZE")
    user = UserFactory(full_name="Võ Hoài Em")
    person = PersonFactory(full_name="Võ Hoài Em", user=user)
    AppointmentFactory(person=person, unit=province, post=PostFactory(key="bi-thu"))
    return province, user


def form_of(province: Any, key: str) -> Any:
    """A weekly form owed by branches, without its periods."""
    from sodoan.common.periods import period
    from sodoan.reports.models import ReportForm
    from sodoan.reports.packfile import shipped_reports

    pack = shipped_reports()["s2_weekly"].model_copy(
        update={"key": key, "owed_by": ("commune", "branch")}
    )
    content = pack.model_dump(mode="json", exclude_defaults=True)
    return ReportForm.objects.create(
        unit=province, key=key, code=key, title=pack.title, short=key, rhythm=pack.rhythm,
        content=content | {"kind": "report", "format": 1}, during=period(START),
    )  # fmt: skip


def opening(province: Any, rounds: int) -> None:
    """One week for all units beside the same rows in a bare table with the same references."""
    from sodoan.reports.actions.opening import open_period
    from sodoan.reports.calendar import stretch_of

    form = form_of(province, "mo_ky")
    pack, week = form.pack, stretch_of(form.pack, START)
    made = open_period(form, pack, week)
    many = made.obligations.filter(unit__type="chi-doan").count()
    sql(BARE_TABLE)
    limit = undone(lambda: sql(BARE_OPENING, [made.pk, made.due_on]), rounds)
    sql("DROP TABLE bare")
    after = stretch_of(pack, week.end + timedelta(days=1))
    seconds = undone(lambda: open_period(form, pack, after), rounds)
    print(f"\none INSERT … SELECT of {many} rows: {limit * 1e3:.1f} ms")
    row(f"open a week for {made.obligations.count()} units", seconds, limit, "bar 3 x",
        "with history, sums, receivers")  # fmt: skip


def year(province: Any, user: Any, rounds: int) -> None:
    """The page of a year of all forms beside the one statement it cannot do without."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sodoan.common.periods import period
    from sodoan.reports.calendar import due_of, stretches
    from sodoan.reports.models import ReportPeriod

    sql("SET session_replication_role = replica")
    for number in range(FORMS):
        form = form_of(province, f"bieu_{number + 1}")
        weeks = list(stretches(form.pack, START, START + timedelta(weeks=WEEKS - 1)))
        ReportPeriod.objects.bulk_create(
            ReportPeriod(
                form=form, during=period(one.start, one.end + timedelta(days=1)), label=one.label,
                due_on=due_of(form.pack, one), content=form.content, opened_at="2025-01-06T00:00Z",
            )
            for one in weeks
        )  # fmt: skip
    sql("DELETE FROM reports_obligation")
    sql("DELETE FROM reports_tally")
    many = sql(YEAR)
    sums = sql(SUMS)
    sql("SET session_replication_role = DEFAULT")
    sql("ANALYZE")
    client = Client()
    client.force_login(user)
    address = f"/bao-cao/ca-nam/?nam={START.year}"
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked_for = len(queries)
    assert answer.status_code == 200, answer.status_code
    days = f"[{START.year}-01-01,{START.year + 1}-01-01)"
    limit = median(lambda: sql(BARE_YEAR, [f"{province.path}%", days]), rounds)
    seconds = median(lambda: client.get(address), rounds)
    print(f"\n{many} reports in {sums} sums; the bare statement: {limit * 1e3:.1f} ms")
    row("completeness of the year", seconds, limit, "bar 3 x, 200 ms", f"{asked_for} queries")
    address = "/bao-cao/tinh-hinh/"
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    row("heat map of the communes", median(lambda: client.get(address), rounds), limit, "")


def main() -> int:
    """Run on a scratch database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from config.database import ensure_running

    ensure_running(settings.SODOAN_DATA)
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.SODOAN_DATA = Path(folder)
            province, user = build(args.units)
            opening(province, max(3, args.rounds // 3))
            year(province, user, args.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
