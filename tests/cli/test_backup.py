"""Backups are made with the real programs, and counted as good only after a restore."""

import hashlib
import json
import stat
import tarfile
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from sodoan.cli import archives, backup, doctor, nightly, restore_drill
from sodoan.cli.checks import DRILL_DAYS, Caution, Problem, backup_was_tried
from sodoan.cli.errors import Refusal, explain
from sodoan.documents.models import Attachment, attachment_path
from sodoan.org.actions import load_reference
from tests.factories.org import UnitFactory

BYTES = b"PK minh chung"


@pytest.fixture
def data(settings, tmp_path, transactional_db):
    """A data folder with one attachment that the database names."""
    settings.SODOAN_DATA = tmp_path / "dữ liệu của đơn vị"
    settings.SODOAN_DATA.mkdir()
    load_reference()
    sha256 = hashlib.sha256(BYTES).hexdigest()
    path = attachment_path(sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    Attachment.objects.create(
        sha256=sha256, media_type="application/pdf", name="a.pdf", size=1, unit=UnitFactory()
    )
    return settings.SODOAN_DATA


def databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sodoan_drill_%%'")
        return cursor.fetchall()


def test_backup_is_private_whole_and_passes_its_drill(data, tmp_path):
    made = archives.make(tmp_path / "kho")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert {stat.S_IMODE(part.stat().st_mode) for part in made.iterdir()} == {0o600}
    assert archives.drill(made) > 50
    assert "thành công" in backup_was_tried()
    assert databases() == []
    assert archives.found(tmp_path / "kho") == [made]


def test_damaged_backup_fails_its_drill_and_doctor_says_so(data, tmp_path):
    made = archives.make(tmp_path / "kho")
    with (made / archives.DUMP).open("r+b") as dump:
        dump.seek(2000)
        dump.write(b"hong")
    with pytest.raises(Refusal, match=r"database\.dump không khớp"):
        archives.drill(made)
    with pytest.raises(Problem, match="không thành công"):
        backup_was_tried()


def test_backup_without_a_file_the_database_names_fails_its_drill(data, tmp_path):
    attachment = Attachment.objects.get()
    attachment.path.unlink()
    with pytest.raises(Refusal, match="thiếu hoặc hỏng tệp"):
        archives.drill(archives.make(tmp_path / "kho"))
    assert databases() == []


def test_backup_with_other_row_counts_fails_its_drill(data, tmp_path):
    made = archives.make(tmp_path / "kho")
    manifest = json.loads((made / archives.MANIFEST).read_text())
    manifest["rows"]["public.org_unit"] += 1
    (made / archives.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Refusal, match=r"public\.org_unit"):
        archives.drill(made)


def test_restore_refuses_a_database_in_use(data, tmp_path):
    made = archives.make(tmp_path / "kho")
    with pytest.raises(Refusal, match="đã có dữ liệu"):
        archives.restore(made)
    with pytest.raises(Refusal, match="không phải một bản sao lưu"):
        archives.restore(tmp_path)


def test_restore_brings_back_rows_and_files(data, tmp_path, settings, monkeypatch):
    made = archives.make(tmp_path / "kho")
    settings.SODOAN_DATA = tmp_path / "máy mới"
    settings.SODOAN_DATA.mkdir()
    with archives._throw_away() as fresh:
        monkeypatch.setattr(archives, "_database", lambda name="": fresh)
        archives.restore(made)
        with psycopg.connect(fresh) as restored:
            (sha256,) = restored.execute("SELECT sha256 FROM documents_attachment").fetchone()
        monkeypatch.undo()
    assert attachment_path(sha256).read_bytes() == BYTES


@pytest.mark.parametrize(
    ("name", "kind", "link"),
    [("../ngoài", tarfile.REGTYPE, ""), ("trong", tarfile.SYMTYPE, "/etc/passwd")],
)
def test_nothing_is_unpacked_elsewhere(tmp_path, name, kind, link):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    with tarfile.open(tmp_path / "tệp.tar", "w") as archive:
        archive.addfile(entry)
    (tmp_path / "đích").mkdir()
    with pytest.raises(tarfile.TarError):
        archives._unpack(tmp_path / "tệp.tar", tmp_path / "đích")
    assert not any((tmp_path / "đích").iterdir())


def test_only_the_newest_backups_are_kept(data, tmp_path, capsys):
    home = tmp_path / "kho"
    for day in ("20260101-000000", "20260102-000000"):
        old = home / f"sodoan-{day}"
        old.mkdir(parents=True)
        (old / archives.MANIFEST).write_text("{}")
    assert backup.run(SimpleNamespace(to=home, keep=2, drill=True)) == 0
    assert "Đã xóa bản cũ sodoan-20260101-000000" in capsys.readouterr().out
    assert len(archives.found(home)) == 2


def test_backups_that_fail_their_drill_do_not_fill_the_disk(data, tmp_path, monkeypatch):
    home = tmp_path / "kho"
    for day in range(1, 10):
        old = home / f"sodoan-2026010{day}-000000"
        old.mkdir(parents=True)
        (old / archives.MANIFEST).write_text("{}")
    monkeypatch.setattr(archives, "_check_attachments", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backup.run(SimpleNamespace(to=home, keep=2, drill=True))
    assert len(archives.found(home)) == 4


def test_worker_backs_up_and_tries_it_every_night(data, tmp_path, monkeypatch):
    monkeypatch.setenv("SODOAN_BACKUPS", str(tmp_path / "kho"))
    jobs = App(connector=InMemoryConnector())
    nightly.schedule(jobs)
    assert [name for name, _ in jobs.periodic_registry.periodic_tasks] == [nightly.NAME]
    jobs.tasks[nightly.NAME].func(timestamp=0)
    assert len(archives.found(tmp_path / "kho")) == 1
    assert "thành công" in backup_was_tried()


def test_no_nightly_backup_where_no_folder_is_named(monkeypatch):
    monkeypatch.delenv("SODOAN_BACKUPS", raising=False)
    jobs = App(connector=InMemoryConnector())
    nightly.schedule(jobs)
    assert not jobs.periodic_registry.periodic_tasks


def test_failed_night_is_told_by_doctor(settings, tmp_path, monkeypatch):
    settings.SODOAN_DATA = tmp_path
    (tmp_path / "kho").touch()  # a file where the folder should be
    monkeypatch.setenv("SODOAN_BACKUPS", str(tmp_path / "kho"))
    with pytest.raises(FileExistsError):
        nightly.back_up(timestamp=0)
    with pytest.raises(Problem, match="không thành công"):
        backup_was_tried()


def test_doctor_misses_a_drill_in_production_only(settings, tmp_path):
    settings.SODOAN_DATA = tmp_path
    settings.SETTINGS_MODULE = "config.settings.dev"
    assert "Chưa khôi phục thử" in backup_was_tried()
    settings.SETTINGS_MODULE = "config.settings.prod"
    with pytest.raises(Caution, match="Chưa khôi phục thử"):
        backup_was_tried()


def test_doctor_warns_of_an_old_drill_without_failing(settings, tmp_path, monkeypatch, capsys):
    settings.SODOAN_DATA = tmp_path
    at = datetime.now(UTC) - timedelta(days=DRILL_DAYS, minutes=1)
    record = tmp_path / archives.DRILL_RECORD
    record.write_text(json.dumps({"ok": True, "at": at.isoformat()}))
    monkeypatch.setattr("sodoan.cli.checks.CHECKS", [backup_was_tried])
    assert doctor.run(SimpleNamespace()) == 0
    assert (
        f"! Lần khôi phục thử thành công gần nhất đã {DRILL_DAYS} ngày" in capsys.readouterr().out
    )


def test_drill_without_any_backup_is_refused(data, tmp_path):
    with pytest.raises(Refusal, match="Chưa có bản sao lưu nào"):
        restore_drill.run(SimpleNamespace(to=tmp_path / "kho"))


def test_no_server_is_said_plainly():
    with pytest.raises(psycopg.OperationalError) as failure:
        psycopg.connect("postgresql:///x?host=/nowhere")
    assert explain(failure.value).startswith("Không làm việc được với cơ sở dữ liệu:")
