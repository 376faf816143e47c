"""The embedded server: anywhere, by anybody, after anything."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.embedded import EmbeddedServer
from config.serverhome import EmbeddedError

CHECKOUT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
USE_AND_END = """
import sys
from pathlib import Path
from config.database import ensure_running
from config.embedded import EmbeddedServer
data = Path(sys.argv[1])
ensure_running(data, durable=False)
with EmbeddedServer(data).connect("sodoan") as connection:
    print(connection.execute("SELECT 'xong'").fetchone()[0])
"""


@contextmanager
def reachable(tmp_path):
    """A place the server's account can reach also when we are root."""
    if not AS_ROOT:
        yield tmp_path
        return
    place = Path("/var/tmp") / f"sodoan-test-{os.getpid()}-{time.monotonic_ns()}"
    place.mkdir(mode=0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def folder(tmp_path):
    with reachable(tmp_path) as place:
        yield place


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A server for tests that only ask; setting one up takes seconds."""
    with reachable(tmp_path_factory.mktemp("running")) as place:
        server = EmbeddedServer(place / "data", durable=False)
        server.ensure_running()
        yield server
        server.destroy()


@pytest.fixture
def start(folder):
    """Make, start and in the end destroy servers with data folders inside `folder`."""
    made = []

    def make(data, **options):
        server = EmbeddedServer(data, **{"durable": False, **options})
        made.append(server)
        server.ensure_running()
        return server

    yield make
    for server in made:
        server.destroy()


def ask(server, query="SELECT 1"):
    with server.connect("sodoan") as connection:
        return connection.execute(query).fetchone()[0]


def postmaster(server):
    return int((server.cluster() / "postmaster.pid").read_text().splitlines()[0])


def delete_under(server):
    """Delete the data folder while its server may still be writing new files into it."""
    while server.data.exists():
        shutil.rmtree(server.data, ignore_errors=True)


def running_servers():
    done = subprocess.run(
        ["ps", "-e", "-o", "pid=,stat=,comm="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    return {int(pid) for pid, state, name in rows if name == "postgres" and "Z" not in state}


# --- refusals -----------------------------------------------------------------------------------


def test_failed_start_shows_the_servers_own_words(start, folder):
    server = start(folder / "data")
    server.stop()
    (server.cluster() / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match="initialized by PostgreSQL version 9"):
        server.ensure_running()


def test_link_to_lost_data_is_refused(folder):
    (folder / "postgres").symlink_to(folder / "gone")
    with pytest.raises(EmbeddedError, match="không còn dữ liệu"):
        EmbeddedServer(folder).ensure_running()


def test_other_accounts_cannot_connect(running):
    if not AS_ROOT:
        pytest.skip("only root can try as somebody else")
    assert ask(running) == 1
    nobody = {"user": "nobody", "group": "nogroup", "extra_groups": [], "cwd": "/"}
    look = ["/bin/sh", "-c", 'test -S "$1/.s.PGSQL.5432"', "sh", running.socket_folder]
    assert subprocess.run(look, check=False).returncode == 0
    assert subprocess.run(look, **nobody, check=False).returncode != 0


def test_server_listens_on_no_network_address(running):
    assert ask(running, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(running.socket_folder.stat().st_mode) == 0o700
    assert ask(running, "SHOW unix_socket_permissions") == "0700"


# --- anywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["""một thư mục, có dấu: it's "here"; $HOME""", "/".join(["x" * 60] * 3)],
    ids=["signs", "long"],
)
def test_data_folder_may_have_any_name(start, folder, name):
    server = start(folder / name)
    assert ask(server) == 1
    server.stop()
    assert not server.is_running()


def test_private_parents_stay_private(start, folder):
    home = folder / "home"
    home.mkdir(mode=0o700)
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in (home, folder, folder.parent)}
    server = start(home / "data")
    assert ask(server) == 1
    assert {path: stat.S_IMODE(path.stat().st_mode) for path in before} == before
    if AS_ROOT:
        assert server.link.is_symlink()
        assert server.cluster().stat().st_uid != 0


def test_copied_link_does_not_share_the_data(start, folder):
    if not AS_ROOT:
        pytest.skip("only root's data may lie elsewhere")
    home = folder / "home"
    home.mkdir(mode=0o700)
    server = start(home / "data")
    server.stop()
    cluster = server.cluster()
    shutil.copytree(home / "data", home / "copy", symlinks=True)
    with pytest.raises(EmbeddedError, match="bản sao"):
        EmbeddedServer(home / "copy").ensure_running()
    shutil.rmtree(home / "copy")
    (home / "data").rename(home / "moved")
    moved = start(home / "moved")
    assert moved.cluster() == cluster


def test_text_is_compared_the_same_everywhere(running):
    assert ask(running, "SELECT lower('NGUYỄN THỊ ĐÀO')") == "nguyễn thị đào"
    sort = "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,B,a,A}'::text[]) x"
    assert ask(running, sort) == "ABab"
    assert ask(running, "SHOW server_encoding") == "UTF8"


# --- after anything -----------------------------------------------------------------------------


def test_starting_twice_changes_nothing(running):
    first = postmaster(running)
    running.ensure_running()
    assert postmaster(running) == first


def test_killed_server_comes_back_with_its_data(start, folder):
    server = start(folder / "data", durable=True)
    with server.connect("sodoan") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(postmaster(server), signal.SIGKILL)
    server.ensure_running()
    assert ask(server, "SELECT number FROM kept") == 7


def test_pid_file_naming_another_living_process_is_stale(start, folder):
    server = start(folder / "data")
    pid_file = server.cluster() / "postmaster.pid"
    text = pid_file.read_text()
    server.stop()
    pid_file.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))
    pid_file.chmod(0o600)
    server.ensure_running()
    assert ask(server) == 1


def test_cut_short_setup_is_begun_again(start, folder):
    server = start(folder / "data")
    server.stop()
    (server.cluster() / "PG_VERSION").unlink()
    server.ensure_running()
    assert ask(server) == 1


def test_deleted_data_folder_starts_afresh_while_the_old_server_lives(start, folder):
    server = start(folder / "data")
    with server.connect("sodoan") as connection:
        connection.execute("CREATE TABLE old ()")
    old = postmaster(server)
    delete_under(server)
    server.ensure_running()
    assert ask(server, "SELECT to_regclass('old')") is None
    assert old not in running_servers()


def test_half_deleted_data_folder_is_given_up_with_its_server(start, folder):
    server = start(folder / "data")
    old = postmaster(server)
    (server.cluster() / "PG_VERSION").unlink()
    shutil.rmtree(server.cluster() / "base")
    server.destroy()
    assert old not in running_servers()
    server.ensure_running()
    assert ask(server) == 1


def test_half_deleted_data_folder_starts_afresh_while_the_old_server_lives(start, folder):
    server = start(folder / "data")
    old = postmaster(server)
    (server.cluster() / "PG_VERSION").unlink()
    server.ensure_running()
    assert ask(server) == 1
    assert old not in running_servers()


def test_processes_starting_at_once_share_one_server_and_the_last_stops_it(folder):
    data = folder / "data"
    command = [sys.executable, "-c", USE_AND_END, data]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    environment.pop("DATABASE_URL", None)
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [run.communicate(timeout=120)[0] for run in runs] == ["xong\n"] * 3
    server = EmbeddedServer(data)
    assert not server.is_running()
    server.destroy()


def test_release_leaves_the_server_to_those_who_still_use_it(start, folder):
    server = start(folder / "data")
    command = [sys.executable, "-c", USE_AND_END, server.data]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    environment.pop("DATABASE_URL", None)
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert ask(server) == 1
    server.release()
    with pytest.raises(psycopg.OperationalError):
        server.connect()
