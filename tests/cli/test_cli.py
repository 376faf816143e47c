"""The console command: what it refuses, how it says so, what it leaves behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection

from sodoan.accounts.models import User
from sodoan.cli.checks import (
    Caution,
    Problem,
    addresses_are_named,
    database_answers,
    secrets_are_private,
)
from sodoan.cli.errors import Refusal, explain
from sodoan.cli.main import COMMANDS, main
from sodoan.cli.parser import Parser
from sodoan.cli.prepare import pending_migrations
from sodoan.cli.processes import run_together
from sodoan.cli.worker import resume_stalled
from sodoan.common.clock import today
from sodoan.demo.models import DemoMark
from tests.imports.reader_files import write_book

CHECKOUT = Path(__file__).resolve().parents[2]


def environment(url):
    ours = {"DATABASE_URL": url, "PYTHONPATH": str(CHECKOUT)}
    return os.environ | ours | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}


def sodoan(*arguments, url, **options):
    command = [sys.executable, "-m", "sodoan", *arguments]
    return subprocess.Popen(command, env=environment(url), text=True, **options)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "còn thiếu LỆNH"),
        (["web", "--port", "tám"], "--port không nhận giá trị 'tám'"),
        (["doctor", "--nhanh"], "không có tham số --nhanh"),
        (["create-admin"], "còn thiếu HỌ_TÊN"),
        (["--bogus"], "không có tham số --bogus"),
        (["create-admin", "--mail=a"], "không có tham số --mail"),
        (["--debug"], "còn thiếu LỆNH"),
    ],
)
def test_wrongly_typed_command_says_what_in_vietnamese(capsys, arguments, words):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 64
    said = capsys.readouterr().err
    assert words in said
    assert "Cách gõ:" in said


@pytest.mark.parametrize("module", COMMANDS)
def test_every_listed_command_can_be_run(module):
    parser = Parser()
    subparsers = parser.add_subparsers()
    import_module(module).register(subparsers)
    assert subparsers.choices
    assert all(callable(each.get_default("run")) for each in subparsers.choices.values())


def test_failure_is_one_plain_message_without_traceback(db, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["web", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"Cổng {port} đang có chương trình khác dùng" in said
    assert "Traceback" not in said


def test_debug_shows_the_real_error(db):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refusal):
            main(["--debug", "web", "--port", str(taken.getsockname()[1])])


@pytest.mark.parametrize(("told", "code"), [(SystemExit(129), 129), (KeyboardInterrupt(), 130)])
def test_what_breaks_because_of_a_signal_is_not_told(db, capsys, monkeypatch, told, code):
    def broken():
        try:
            raise told
        finally:
            raise RuntimeError("the transaction is broken")

    monkeypatch.setattr("sodoan.cli.prepare.prepare", broken)
    assert main(["prepare"]) == code
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refusal("Không làm được."), "Không làm được."),
        (ValidationError(["Sai một.", "Sai hai."]), "Sai một.\nSai hai."),
        (FileNotFoundError(2, "No such file", "/x.xlsx"), "/x.xlsx: không có tệp hay thư mục này."),
        (OSError(28, "No space left on device"), "tệp: đĩa đã đầy."),
        (OSError(95, "Not supported"), "lỗi hệ thống số 95 (Not supported)."),
        (psycopg.errors.DiskFull("could not extend file"), "cơ sở dữ liệu đã đầy."),
        (ProgrammingError("permission denied for schema public"), "làm chủ (OWNER)"),
        (psycopg.OperationalError('FATAL:  database "x" does not exist'), "máy chủ không có"),
        (KeyError("x"), "Có lỗi ngoài dự kiến (KeyError: 'x')"),
    ],
)
def test_errors_are_explained(error, words):
    assert words in explain(error)


def test_create_admin_prints_a_one_time_code(db, capsys):
    assert main(["create-admin", "Trần Thị Thử", "--email", "thu@example.vn"]) == 0
    user = User.objects.get(email="thu@example.vn")
    assert user.is_admin
    assert not user.has_usable_password()
    said = capsys.readouterr().out
    assert user.code in said
    last = today() + timedelta(days=settings.SLIP_DAYS)
    assert f"(dùng một lần, đến hết ngày {last:%d/%m/%Y})" in said


def test_create_admin_refuses_an_email_in_use(db, capsys):
    main(["create-admin", "Trần Thị Thử", "--email", "thu@example.vn"])
    assert main(["create-admin", "Lê Văn Khác", "--email", "thu@example.vn"]) == 1
    assert User.objects.filter(email="thu@example.vn").count() == 1


@pytest.mark.parametrize(
    "words",
    [[""], ["Lê Văn 1"], ["Lê An", "--email", "an@"], ["Lê An", "--phone", "12"]],
    ids=["blank", "digits", "email", "phone"],
)
def test_create_admin_refuses_what_nobody_can_be_called_or_reached_by(db, capsys, words):
    assert main(["create-admin", *words]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not User.objects.exists()


def test_doctor_finds_this_machine_in_order(db, capsys):
    assert main(["doctor"]) == 0, capsys.readouterr().out
    assert "✗" not in capsys.readouterr().out


def test_doctor_says_once_what_several_checks_meet():
    done = sodoan("doctor", url="mysql://may/so", stdout=subprocess.PIPE)
    out, _ = done.communicate(timeout=60)
    assert done.returncode == 1
    assert out.count("DATABASE_URL phải có dạng") == 1
    assert "Có 1 việc cần xử lý." in out


def test_doctor_reports_secrets_that_others_can_read(settings, tmp_path):
    settings.SODOAN_DATA = tmp_path
    (tmp_path / "secrets.json").touch(mode=0o600)
    assert secrets_are_private()
    (tmp_path / "secrets.json").chmod(0o640)
    with pytest.raises(Problem) as found:
        secrets_are_private()
    assert "chmod 600" in found.value.what_to_do


def test_doctor_asks_for_addresses_but_not_urgently_of_a_demo(db, settings):
    settings.ALLOWED_HOSTS = []
    with pytest.raises(Problem) as found:
        addresses_are_named()
    assert not isinstance(found.value, Caution)
    DemoMark.objects.create()
    with pytest.raises(Caution, match="dữ liệu mẫu"):
        addresses_are_named()


def test_doctor_names_the_version_of_the_server(db):
    assert database_answers().startswith("PostgreSQL ")


def wait_for_worker():
    """Wait until the worker has written itself down: it is at work."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_workers")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("the worker did not begin")


def test_worker_that_is_told_to_stop_ends_well(empty_queue, test_database_url):
    worker = sodoan("worker", url=test_database_url, stderr=subprocess.PIPE)
    try:
        wait_for_worker()
        time.sleep(1)  # its handlers of signals stand a moment later
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0, worker.stderr.read()
    finally:
        worker.kill()
        worker.communicate()


def test_web_stops_soon_though_a_request_is_never_finished(db, test_database_url):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    web = sodoan("web", "--port", str(port), url=test_database_url, stderr=subprocess.PIPE)
    try:
        with connect_when_up(port) as first:
            first.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert first.recv(5) == b"HTTP/"  # the workers are up
        with socket.create_connection(("127.0.0.1", port)) as held:
            held.sendall(b"GET / HTTP/1.1\r\n")  # and never the rest
            time.sleep(1)  # accepted by a worker
            told = time.monotonic()
            web.send_signal(signal.SIGTERM)
            assert web.wait(30) == 0, web.stderr.read()
            assert time.monotonic() - told < 12
    finally:
        web.kill()
        web.communicate()


def test_part_that_ends_by_itself_is_named(capfd):
    assert run_together([["doctor", "--nhanh"]]) == 1
    said = capfd.readouterr().err
    assert "(`sodoan doctor`) đã dừng, mã kết thúc 64" in said
    assert "chạy `sodoan doctor` để kiểm tra máy" in said


def test_stopping_when_told_names_nothing(capfd):
    told = partial(os.kill, os.getpid(), signal.SIGTERM)
    assert run_together([["doctor", "--nhanh"]], when_started=told) == 0
    assert "đã dừng" not in capfd.readouterr().err


CHILD = "from sodoan.cli.processes import obey_signals as o; o(); print(1, flush=True); input()"
PARENT = f"""
import os, subprocess, sys
from sodoan.cli import processes
os.environ[processes._PARENT] = str(os.getpid())
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children")
def test_children_of_a_killed_parent_end_too():
    parent = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, check=False)
    child = int(parent.stdout)
    until = time.monotonic() + 10
    while is_alive(child):
        assert time.monotonic() < until, "the child lives on"
        time.sleep(0.02)


def is_alive(pid):
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def connect_when_up(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("the web did not begin")


def test_tree_of_units_is_taken_by_an_empty_database_behind_the_code(tmp_path, test_database_url):
    head = ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị"]
    path = write_book(tmp_path / "u.xlsx", {"S": [head, ["TINH", "Tỉnh đoàn", "Đoàn cấp tỉnh"]]})
    name = f"sodoan_fresh_{os.getpid()}"  # a run that was killed may have left its own behind
    url = urlsplit(test_database_url)._replace(path=f"/{name}").geturl()
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    with psycopg.connect(test_database_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "jobs", "0001", "--verbosity=0"],
                cwd=CHECKOUT, env=environment(url), check=True,
            )  # fmt: skip
            command = sodoan("import-units", str(path), "--json", url=url, stdout=subprocess.PIPE)
            said = command.communicate(timeout=60)[0]
            with psycopg.connect(test_database_url, dbname=name) as ahead:
                jobs = ahead.execute("SELECT count(began_at) FROM jobs_job").fetchone()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert (command.returncode, json.loads(said)["created"], jobs) == (0, 1, (0,))


def test_database_older_than_what_was_put_together_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE '%_foundation'")
        cursor.execute("DELETE FROM django_migrations WHERE name = '0017_notes_have_a_history'")
        assert cursor.rowcount == 1
    with pytest.raises(Refusal, match="bản quá cũ"):
        pending_migrations()


def test_unreachable_database_is_said_plainly():
    lost = sodoan("prepare", url="postgresql://x@127.0.0.1:1/x", stderr=subprocess.PIPE)
    said = lost.communicate(timeout=60)[1]
    assert lost.returncode == 1
    assert said.startswith("Không làm việc được với cơ sở dữ liệu: không có máy chủ nào trả lời")


def test_output_that_cannot_be_written_is_said_plainly():
    pack = CHECKOUT / "sodoan" / "packs" / "s0-ren-luyen-doan-vien.yaml"
    with Path("/dev/full").open("w") as full:
        options = {"stdout": full, "stderr": subprocess.PIPE}
        lost = sodoan("pack", "check", str(pack), url="postgresql://x@127.0.0.1:1/x", **options)
        said = lost.communicate(timeout=60)[1]
    assert (lost.returncode, said) == (1, "Không đọc hoặc ghi được tệp: đĩa đã đầy.\n")


def test_name_of_an_administrator_survives_a_locale_without_vietnamese(db):
    assert main(["create-admin", os.fsencode("Lê Ắn").decode("ascii", "surrogateescape")]) == 0
    assert User.objects.get().full_name == "Lê Ắn"


@pytest.mark.parametrize(("silent_for", "status"), [("2 minutes", "todo"), ("1 second", "doing")])
def test_job_is_queued_again_only_when_its_worker_fell_silent(empty_queue, silent_for, status):
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) "
            "RETURNING id",
            [silent_for],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, worker_id) "
            "VALUES ('sodoan.test', 'default', 'doing', %s)",
            [worker],
        )

    async def resume():
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await resume_stalled(SimpleNamespace(app=app), 0)

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, resume()).result()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'sodoan.test'")
        assert cursor.fetchone()[0] == status
