"""Pages, cycle opening and export with 10,000 people, beside their limits.

    python bench/pages.py [--people N] [--rounds N]

Makes a scratch database with an invented province, signs in as its officers and takes the median
of several requests through the whole middleware, in one process, without a network.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

PEOPLE_A_BRANCH = 24
BRANCHES = 35
BARE_TABLE = """
CREATE TABLE bare (LIKE programmes_enrolment INCLUDING ALL);
ALTER TABLE bare ADD FOREIGN KEY (programme_id) REFERENCES programmes_programme,
                 ADD FOREIGN KEY (plan_id) REFERENCES programmes_plan,
                 ADD FOREIGN KEY (person_id) REFERENCES people_person,
                 ADD FOREIGN KEY (unit_id) REFERENCES org_unit
"""
BARE_OPENING = """
INSERT INTO bare (programme_id, plan_id, person_id, unit_id, block, category, state,
                  is_on_behalf, comment, version)
SELECT %s, %s, m.person_id, m.unit_id, 'other', 'worker', 'draft', false, '', 1
  FROM people_membership m
"""


def median(work: Callable[[], Any], rounds: int) -> float:
    """Median seconds of `rounds` runs after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(label: str, seconds: float, limit: float, bar: str, extra: str = "") -> None:
    """Print one figure with its ratio to the limit."""
    print(f"  {label:<34} {seconds * 1e3:9.1f} ms  {seconds / limit:7.1f} x  {bar:<10} {extra}")


def pages(world: Any, rounds: int) -> None:
    """Requests of a province officer and a branch secretary beside the empty view."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    officer, secretary = Client(), Client()
    officer.force_login(world.leaders[0].user)
    secretary.force_login(world.unions[0].branches[0][1][0].user)
    limit = median(lambda: officer.get("/bench-empty/"), rounds)
    print(f"\nempty view: {limit * 1e3:.2f} ms")
    asked = [
        ("people list, first page", officer, "/doan-vien/", "bar 60 x"),
        ("people list, deep page", officer, "/doan-vien/?trang=200", "bar 60 x"),
        ("name search", officer, "/doan-vien/?q=nguyen+an", "bar 60 x"),
        ("home of a secretary", secretary, "/", "bar 80 x"),
        ("home of a province officer", officer, "/", "bar 80 x"),
        ("figures of the province", officer, "/ren-luyen/so-lieu/", ""),
    ]
    for label, client, url, bar in asked:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        asked_for = len(queries)
        assert answer.status_code == 200, (url, answer.status_code)
        seconds = median(lambda client=client, url=url: client.get(url), rounds)
        row(label, seconds, limit, bar, f"{asked_for} queries")


def undone(work: Callable[[], Any], rounds: int) -> float:
    """Least seconds of `rounds` runs, deferred checks included; each is taken back."""
    from django.db import connection, transaction

    times = []
    for _ in range(rounds):
        with transaction.atomic():
            start = time.perf_counter()
            work()
            connection.check_constraints()
            times.append(time.perf_counter() - start)
            transaction.set_rollback(True)
    return min(times)


def opening(world: Any, root: Any, rounds: int) -> None:
    """Drafts for everybody beside the same rows in a bare table with the same references."""
    from django.db import connection

    from sodoan.access.scopes import scope_of
    from sodoan.programmes.actions.registration import open_enrolments

    by = scope_of(world.leaders[0].user)
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLE)
        limit = undone(lambda: cursor.execute(BARE_OPENING, [root.programme_id, root.pk]), rounds)
        cursor.execute("DROP TABLE bare")
    seconds = undone(lambda: open_enrolments(root.programme, by=by, unit=world.province), rounds)
    opened = open_enrolments(root.programme, by=by, unit=world.province)
    print(f"\none INSERT … SELECT of {opened} rows: {limit * 1e3:.1f} ms")
    row(f"open a cycle for {opened}", seconds, limit, "bar 3 x", "with history and checks")


def export(world: Any, rounds: int) -> None:
    """The whole member list as .xlsx beside a bare loop writing the same cells.

    A list this long is ordered by the button and written by the worker: the job is measured.
    """
    import xlsxwriter
    from django.test import Client
    from python_calamine import CalamineWorkbook

    from sodoan.common.memory import keep_loaded
    from sodoan.jobs.actions import carry_out
    from sodoan.jobs.choices import JobState
    from sodoan.jobs.models import Job

    client = Client()
    client.force_login(world.leaders[0].user)
    client.post("/doan-vien/xuat/")
    job = Job.objects.get(kind="people.members")

    def write() -> None:
        Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, finished_at=None, file_name="")
        carry_out(job.pk)

    write()
    content = job.result.read_bytes()
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    def bare(**look: int) -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        style = book.add_format(look) if look else None
        for number, line in enumerate(cells):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, str(cell), style)
        book.close()

    keep_loaded()  # as a worker does
    limit = median(bare, rounds)
    boxed = median(lambda: bare(border=1), rounds)
    seconds = median(write, rounds)
    print(f"\nbare XlsxWriter loop, {len(cells)} rows: {limit * 1e3:.0f} ms")
    print(f"the same with a border around each cell: {boxed * 1e3:.0f} ms")
    row("export all people", seconds, limit, "bar 1.5 x", f"{len(content) / 1e6:.1f} MB")


def run(people: int, rounds: int) -> None:
    """Build the province, then measure."""
    from sodoan.common.clock import today
    from sodoan.demo.accounts import open_officers
    from sodoan.demo.actions import refresh_statistics
    from sodoan.demo.plans import issue
    from sodoan.demo.shape import Size
    from sodoan.demo.world import Builder

    unions = max(1, round(people / (BRANCHES * PEOPLE_A_BRANCH)))
    size = Size(unions=unions, branches=BRANCHES, members=(PEOPLE_A_BRANCH, PEOPLE_A_BRANCH))
    world = Builder(size, today()).build()
    open_officers(world)
    root = issue(world)
    refresh_statistics()
    opening(world, root, max(3, rounds // 3))
    refresh_statistics()
    pages(world, rounds)
    export(world, max(1, rounds // 5))


def main() -> int:
    """Run on a scratch database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from config.database import ensure_running

    settings.ROOT_URLCONF = "bench.empty"
    ensure_running(settings.SODOAN_DATA)
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.SODOAN_DATA = Path(folder)
            run(args.people, args.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
