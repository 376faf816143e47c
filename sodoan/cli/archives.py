"""Backups as folders: made, checked, restored, tried."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from sodoan.cli.errors import Refusal

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
DRILL_RECORD = "restore-drill.json"
# Made again by themselves, or not ours to copy.
_NOT_FILES = {"static", "test", "backups", DRILL_RECORD}
_LIST = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""


def found(home: Path) -> list[Path]:
    """Whole backups, oldest first."""
    return sorted(each.parent for each in home.glob(f"sodoan-*/{MANIFEST}"))


def size(backup: Path) -> int:
    """Bytes of a backup."""
    return sum(each.stat().st_size for each in backup.iterdir())


def make(home: Path) -> Path:
    """Dump first, then copy the files: they are only added, so every row has its file."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"sodoan-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    draft = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=home))  # mode 700
    try:
        rows = _dump(draft / DUMP)
        _pack(draft / FILES)
        sums = {part: _checksum(draft / part) for part in (DUMP, FILES)}
        (draft / MANIFEST).write_text(json.dumps({"rows": rows, "sha256": sums}, indent=1))
        for part in draft.iterdir():
            part.chmod(0o600)
        target = home / name
        if target.exists():
            raise Refusal(f"Vừa có bản sao lưu {name}. Đợi một giây rồi chạy lại.")
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def restore(source: Path) -> int:
    """Restore into an empty place; returns how many tables. Refuses a database in use."""
    manifest = _checked(source)
    data = _data()
    with _connect() as connection:
        if connection.execute(_LIST).fetchone():
            raise Refusal("Cơ sở dữ liệu này đã có dữ liệu. Chỉ khôi phục vào chỗ còn trống.")
    if any((data / name).exists() for name in ("attachments", "imports")):
        raise Refusal(f"{data} đã có tệp. Chỉ khôi phục vào thư mục dữ liệu còn trống.")
    _load(source / DUMP, _database())
    _compare(manifest["rows"], _database())
    _unpack(source / FILES, data)
    return len(manifest["rows"])


def drill(source: Path) -> int:
    """Restore into a throw-away database and folder, compare everything, write down the outcome."""
    try:
        manifest = _checked(source)
        with _throw_away() as database, tempfile.TemporaryDirectory(dir=source.parent) as folder:
            _load(source / DUMP, database)
            _compare(manifest["rows"], database)
            _unpack(source / FILES, Path(folder))
            _check_attachments(Path(folder), database)
    except Exception as error:
        note_failure(source, error)
        raise
    _note(source, ok=True)
    return len(manifest["rows"])


def note_failure(source: Path, error: Exception) -> None:
    """Write down for `sodoan doctor` that a backup or its trial failed."""
    from sodoan.cli.errors import explain

    _note(source, ok=False, error=explain(error))


def _note(source: Path, **outcome: Any) -> None:
    record = _data() / DRILL_RECORD
    about = {"backup": str(source), "at": datetime.now(UTC).isoformat()}
    record.write_text(json.dumps(about | outcome))
    record.chmod(0o600)


def _dump(target: Path) -> dict[str, int]:
    """Dump and count in one snapshot, so that the figures are those of the dump."""
    with _connect() as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None  # the function always answers
        snapshot = f"--snapshot={row[0]}"
        _run("pg_dump", "--format=custom", "--no-owner", snapshot, f"--file={target}", _database())
        return _count(connection)


def _load(dump: Path, database: str) -> None:
    flags = ("--no-owner", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *flags, f"--dbname={database}", str(dump))


def _compare(rows: dict[str, int], database: str) -> None:
    with _connect(database) as connection:
        restored = _count(connection)
    if restored != rows:
        wrong = sorted(t for t in rows.keys() | restored.keys() if rows.get(t) != restored.get(t))
        raise Refusal(f"Bản khôi phục khác bản sao lưu ở các bảng: {', '.join(wrong)}.")


def _count(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for (table,) in connection.execute(_LIST).fetchall():
        schema, _, name = table.partition(".")
        query = sql.SQL("SELECT count(*) FROM {}").format(
            sql.Identifier(schema.strip('"'), name.strip('"'))
        )
        row = connection.execute(query).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def _check_attachments(folder: Path, database: str) -> None:
    """Every attachment named by the database is there and whole."""
    query = "SELECT DISTINCT sha256 FROM documents_attachment"
    with _connect(database) as connection:
        hashes = [row[0] for row in connection.execute(query).fetchall()]
    for sha256 in hashes:
        path = folder / "attachments" / sha256[:2] / sha256[2:4] / sha256
        if not path.exists() or _checksum(path) != sha256:
            raise Refusal(f"Bản sao lưu thiếu hoặc hỏng tệp {sha256}.")


def _pack(target: Path) -> None:
    data = _data()
    with tarfile.open(target, "x") as archive:
        for entry in sorted(data.iterdir()):
            ours = entry.name not in _NOT_FILES and not entry.name.startswith(("postgres", "."))
            if ours and not target.is_relative_to(entry):
                archive.add(entry, entry.name)


def _unpack(source: Path, folder: Path) -> None:
    """Take files and folders out, nothing that points elsewhere.

    Python 3.11 has the filter "data" only since 3.11.4, so what it refuses is refused here.
    """
    with tarfile.open(source) as archive:
        for member in archive:
            inside = (folder / member.name).resolve().is_relative_to(folder.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise tarfile.TarError(f"{member.name} is neither a file nor a folder inside")
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - judged above


def _checked(source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
        sums = manifest["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(f"{source} không phải một bản sao lưu của Sổ Đoàn.") from None
    for part in (DUMP, FILES):
        if not (source / part).exists() or _checksum(source / part) != sums.get(part):
            raise Refusal(f"Bản sao lưu {source.name} đã hỏng: {part} không khớp mã kiểm tra.")
    return manifest


def _checksum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _data() -> Path:
    from django.conf import settings

    return Path(settings.SODOAN_DATA)


def _database(name: str = "") -> str:
    """The address of our database, or of another on its server; without the password."""
    from django.db import connection

    from config.database import database_url

    ours = connection.settings_dict
    more = {k: v for k, v in ours.get("OPTIONS", {}).items() if k.startswith("ssl")}
    address = database_url({**ours, "PASSWORD": "", **({"NAME": name} if name else {})})
    return f"{address}&{urlencode(more)}" if more else address


def _password() -> str:
    from django.db import connection

    return str(connection.settings_dict.get("PASSWORD") or "")


def _connect(database: str = "") -> psycopg.Connection:
    password = _password() or None
    return psycopg.connect(database or _database(), autocommit=True, password=password)


@contextmanager
def _throw_away() -> Iterator[str]:
    name = f"sodoan_drill_{secrets.token_hex(4)}"
    try:
        with _connect() as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            connection.execute(made)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refusal(
            "Người dùng cơ sở dữ liệu không được tạo cơ sở dữ liệu tạm để khôi phục thử. "
            "Quản trị máy chủ đó cần cấp quyền CREATEDB."
        ) from error
    try:
        yield _database(name)
    finally:
        with _connect() as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def _run(program: str, *arguments: str) -> None:
    path = _program(program)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, no shell
        [path, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        umask=0o077,
        env={**os.environ, **({"PGPASSWORD": password} if (password := _password()) else {})},
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["không rõ lý do"])[0]
        raise Refusal(f"{program} không làm được: {said}")


def _program(program: str) -> str:
    """The machine's own program for a server of ours elsewhere, else the embedded one."""
    from config.serverhome import EmbeddedError, programs_for

    if os.environ.get("DATABASE_URL") and (own := shutil.which(program)):
        return own
    try:
        path = programs_for(None) / program
    except EmbeddedError:
        path = Path(program)
    if not path.exists():
        raise Refusal(f"Máy này thiếu chương trình {program}. Cài gói postgresql-client.")
    return str(path)
