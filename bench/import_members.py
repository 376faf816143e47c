# ruff: noqa: E402 - Django has to be set up before its models are imported
"""Import of a member list beside its limit: parsing the sheet and a bare COPY of it.

    python bench/import_members.py [ROWS] [--bigger ROWS] [--rounds N]

Makes a scratch database, a generated list of ROWS rows × 33 columns (default 10,000) and one of
40,000; measures both ways by turns in the same run and prints time per row, their ratio (bar: at
most 4) and peak memory (flat: what grows with the rows is the parser's). Each time in a process of
its own, which begins as a worker does that has carried out such work before. The middle of the
rounds counts, of the ratios too: the best one would tell which way had the quieter moment.
"""

import argparse
import datetime as dt
import multiprocessing as mp
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median, median_low

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from django.conf import settings
from django.db import connection, connections
from python_calamine import CalamineWorkbook

from config.database import ensure_running
from sodoan.common.memory import keep_loaded
from sodoan.imports.actions.actor import command_scope
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.stage import stage
from sodoan.org.actions import create_unit, load_reference
from sodoan.org.models import Unit

BAR = 4.0
_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
_MIDDLES = {True: ["Văn", "Hữu", "Minh", "Gia", "Quốc"], False: ["Thị", "Ngọc", "Thu", "Thùy"]}
_GIVEN = [
    "An",
    "Ân",
    "Bình",
    "Chi",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Hạnh",
    "Huy",
    "Khánh",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Ý",
]
_CATEGORIES = ["Học sinh, sinh viên", "Nông thôn", "Công nhân, lao động", "Doanh nhân trẻ"]


def people(rows: int) -> Iterator[list[str]]:
    """Yield rows of the national workbook; about one in ten is written as people write."""
    dice = random.Random(rows)
    for number in range(1, rows + 1):
        male = dice.random() < 0.5
        born = dt.date(1995, 1, 1) + dt.timedelta(days=dice.randrange(4_500))
        name = f"{dice.choice(_FAMILIES)} {dice.choice(_MIDDLES[male])} {dice.choice(_GIVEN)}"
        name = name.upper() if dice.random() < 0.03 else name
        text = born.strftime("%d/%m/%Y" if dice.random() > 0.04 else "%d.%m.%Y")
        digit = (2 if born.year >= 2000 else 0) + (0 if male else 1)
        joined = dt.date(born.year + 16, 3, 26)
        phone = f"09{number:08d}" if dice.random() > 0.04 else f"+849{number:08d}"
        yield [
            str(number), name, "", text if male else "", "" if male else text, "Kinh", "Không",
            "Bình Dương", f"Số {number}, đường Lê Lợi, phường An Hòa",
            f"084{digit}{born:%y}{number:06d}", "12/04/2021",
            "Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Hệ 12/12", "Đại học", "Chưa có",
            "cơ bản", "Bậc 2", joined.strftime("%d/%m/%Y"), "", f"{number:09d}", "", "Khác",
            dice.choice(_CATEGORIES), "Đã đăng ký", "Đã đánh giá", "", "", "Đoàn viên", "LHTN", "",
            f"dv{number}@example.vn", phone, f"Chi đoàn Khu phố {number % 100 + 1}",
        ]  # fmt: skip


def write_list(path: Path, rows: int) -> None:
    """Write a list in the layout of the national workbook, with shared strings as Excel does."""
    import xlsxwriter

    from sodoan.documents.rendering.national import COLUMNS

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("DANH SÁCH")
        page.merge_range(4, 3, 4, 4, "Ngày sinh")
        for column, (key, title, _) in enumerate(COLUMNS):
            page.write_string(5 if key.startswith("born") else 4, column, title)
        for place, row in enumerate(people(rows), start=6):
            for column, text in enumerate(row):
                if text:
                    page.write_string(place, column, text)


def limit(path: Path) -> None:
    """Parse the sheet and COPY its cells into a bare table of 33 text columns."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n in range(33))
        cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare ({columns})")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])


def ours(path: Path) -> None:
    """Upload, stage, check and apply the list."""
    by = command_scope()
    marks = [time.perf_counter()]
    unit = Unit.objects.get(code="XA")
    batch = upload([path.read_bytes()], by=by, unit=unit, name=path.name)
    marks.append(time.perf_counter())
    batch = stage(batch.pk)
    marks.append(time.perf_counter())
    batch = apply(begin_apply(batch, by=by).pk, by=by)
    marks.append(time.perf_counter())
    if batch.state != "applied" or not batch.counts["accepted"]:
        raise SystemExit(f"the import did not go through: {batch.state} {batch.error}")
    parts = [f"{b - a:.2f}" for a, b in pairwise(marks)]
    print("    upload, stage, apply:", " ".join(parts), batch.counts, flush=True)


def empty() -> None:
    """Take away what the round before left, and let the disk take in what it wrote.

    A new server makes the files of its log while it writes them, which costs a tenth of an import;
    after a checkpoint it takes old ones, as one does that has run for some days.
    """
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_person, imports_batch CASCADE")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def in_child(work: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """Run the work in a process of its own; return seconds and peak memory in MB."""
    connections.close_all()
    here, there = mp.Pipe()

    def run() -> None:
        start = time.perf_counter()
        work(path)
        seconds = time.perf_counter() - start
        there.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    child = mp.get_context("fork").Process(target=run)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(child.exitcode)
    return here.recv()


def measure(folder: Path, rows: int, rounds: int) -> float:
    """Measure both ways on a list of so many rows, print the figures, return the ratio."""
    path = folder / f"list-{rows}.xlsx"
    in_child(lambda path: write_list(path, rows), path)  # its memory would be counted with ours
    bare, full = [], []
    for _ in range(rounds):
        empty()
        bare.append(in_child(limit, path))
        full.append(in_child(ours, path))
    ratio = median(whole / part for (part, _), (whole, _) in zip(bare, full, strict=True))
    (reference, low), (total, high) = map(median_low, (bare, full))
    print(f"{rows} rows x 33 columns ({path.stat().st_size / 1e6:.1f} MB)")
    print(
        f"  parse + COPY   {reference:6.2f} s  {reference / rows * 1e3:.3f} ms/row  {low:5.0f} MB"
    )
    print(f"  whole import   {total:6.2f} s  {total / rows * 1e3:.3f} ms/row  {high:5.0f} MB")
    print(f"  ratio          {ratio:6.2f}  (bar {BAR:.0f})", flush=True)
    return ratio


def main() -> int:
    """Run the benchmark; non-zero when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=10_000)
    parser.add_argument("--bigger", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    ensure_running(settings.SODOAN_DATA)
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        found_units()
        with tempfile.TemporaryDirectory() as folder:
            settings.SODOAN_DATA = Path(folder)
            warm_up(Path(folder) / "short.xlsx")
            ratio = measure(Path(folder), args.rows, args.rounds)
            if args.bigger:
                measure(Path(folder), args.bigger, 1)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0 if ratio <= BAR else 1


def warm_up(path: Path) -> None:
    """Do both on a short list, then settle the memory as a worker does when it starts."""
    write_list(path, 200)
    limit(path)
    ours(path)
    keep_loaded()


def found_units() -> None:
    """Found a commune with a hundred branches."""
    load_reference()
    by, day = command_scope(), dt.date(2015, 3, 26)
    parent: Unit | None = None
    for code, kind in (("TINH", "tinh"), ("XA", "xa")):
        parent = create_unit(
            by=by, code=code, name=f"Đoàn {code}", type_key=kind, parent=parent, opened_on=day
        )
    for n in range(1, 101):
        create_unit(
            by=by, code=f"KP{n}", name=f"Chi đoàn Khu phố {n}", type_key="chi-doan",
            parent=parent, opened_on=day,
        )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
