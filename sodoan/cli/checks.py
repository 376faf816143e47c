"""What `sodoan doctor` looks at. A check returns what is well, or raises `Problem`."""

import json
import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sodoan.cli.errors import Refusal

PYTHON = (3, 11)
POSTGRESQL = 15
EXTENSIONS = frozenset({"pg_trgm", "btree_gist"})
FREE_GIGABYTES = 1.0
DRILL_DAYS = 3  # two nights may fail before it is worth a word
LOCK_FILE = Path(__file__).resolve().parent.parent.parent / "requirements" / "base.txt"


class Problem(Refusal):
    """What is wrong, and what the person at the machine can do about it."""

    def __init__(self, message: str, what_to_do: str) -> None:
        super().__init__(message)
        self.what_to_do = what_to_do


class Caution(Problem):
    """Nothing is broken yet; worth doing soon."""


def python_is_new_enough() -> str:
    """The interpreter's version."""
    if sys.version_info < PYTHON:
        raise Problem(
            f"Python {platform.python_version()} quá cũ.", "Cài Python 3.11 trở lên, chạy lại make."
        )
    return f"Python {platform.python_version()}"


def dependencies_match() -> str:
    """Every locked package is installed in its locked version."""
    wrong = [name for name, locked in locked_versions() if installed_version(name) != locked]
    if wrong:
        raise Problem(
            f"Thư viện thiếu hoặc khác bản đã khóa: {', '.join(wrong)}.", "Chạy `make setup`."
        )
    return "Thư viện đúng bản đã khóa"


def locked_versions() -> Iterator[tuple[str, str]]:
    """Name and version of each package the lock file asks for on this machine."""
    from packaging.requirements import Requirement

    for line in LOCK_FILE.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            wanted = Requirement(line.removesuffix("\\").strip())
            if wanted.marker is None or wanted.marker.evaluate():
                yield wanted.name, str(wanted.specifier).removeprefix("==")


def installed_version(name: str) -> str | None:
    """The version of an installed package; None when it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def settings_load() -> str:
    """The settings can be read."""
    from django.conf import settings

    return f"Cấu hình {settings.SETTINGS_MODULE}"


def data_folder_is_ours() -> str:
    """The data folder can be written."""
    from django.conf import settings

    data = Path(settings.SODOAN_DATA)
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise Problem(
            f"Không ghi được thư mục dữ liệu {data}.",
            "Chạy bằng người dùng đã tạo nó, hoặc đặt SODOAN_DATA tới thư mục khác.",
        )
    return f"Thư mục dữ liệu {data}"


def secrets_are_private() -> str:
    """The file of secrets, where there is one, is readable by its owner only."""
    from django.conf import settings

    path = Path(settings.SODOAN_DATA) / "secrets.json"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Problem(f"Người khác đọc được khóa bí mật {path}.", f"Chạy `chmod 600 '{path}'`.")
    return "Khóa bí mật được giữ kín"


def disk_has_room() -> str:
    """There is room for a day's work."""
    from django.conf import settings

    free = shutil.disk_usage(settings.SODOAN_DATA).free / 1e9
    if free < FREE_GIGABYTES:
        raise Problem(f"Đĩa chỉ còn {free:.1f} GB trống.", "Dọn bớt đĩa trước khi làm tiếp.")
    return f"Đĩa còn trống {free:.0f} GB"


def database_answers() -> str:
    """The server runs and is new enough."""
    from django.db import connection

    from sodoan.cli.main import start

    start()
    connection.ensure_connection()
    number = connection.pg_version  # type: ignore[attr-defined] # PostgreSQL's wrapper only
    if number < POSTGRESQL * 10_000:
        raise Problem(
            f"PostgreSQL {number // 10_000} quá cũ.", f"Dùng PostgreSQL {POSTGRESQL} trở lên."
        )
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"


def extensions_are_available() -> str:
    """The server offers the extensions the database uses."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        missing = sorted(EXTENSIONS - {name for (name,) in cursor.fetchall()})
    if missing:
        raise Problem(
            f"Máy chủ dữ liệu thiếu phần mở rộng {', '.join(missing)}.",
            "Cài gói postgresql-contrib trên máy chủ đó.",
        )
    return "Máy chủ dữ liệu có đủ phần mở rộng"


def migrations_are_applied() -> str:
    """The database is at this version."""
    from sodoan.cli.prepare import pending_migrations

    if count := pending_migrations():
        raise Problem(f"Cơ sở dữ liệu còn thiếu {count} thay đổi.", "Chạy `sodoan prepare`.")
    return "Cơ sở dữ liệu đúng phiên bản"


def addresses_are_named() -> str:
    """The addresses of the system are named; a database of the demo needs none yet."""
    from django.conf import settings

    from sodoan.demo.actions import is_demo

    if settings.ALLOWED_HOSTS:
        return "Tên miền đã khai báo"
    what_to_do = "Đặt SODOAN_HOSTS=tên-miền khi chạy chính thức."
    if is_demo():
        raise Caution("Chưa khai báo tên miền; dữ liệu ở đây là dữ liệu mẫu.", what_to_do)
    raise Problem("Chưa khai báo tên miền của hệ thống.", what_to_do)


def mail_is_sent() -> str:
    """Whether mail is sent, and the mail server lets this program in."""
    from smtplib import SMTPException

    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.MAIL_IS_ON:
        return "Không gửi thư (chưa đặt SODOAN_SMTP_HOST, SODOAN_MAIL_FROM và tên miền)"
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        raise Problem(
            f"Máy chủ thư {settings.EMAIL_HOST}:{settings.EMAIL_PORT} không nhận: "
            f"{type(error).__name__}.",
            "Xem lại SODOAN_SMTP_HOST, SODOAN_SMTP_PORT, SODOAN_SMTP_TLS, SODOAN_SMTP_USER và "
            "tệp mật khẩu.",
        ) from None
    finally:
        server.close()
    return f"Thư gửi qua {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def backup_was_tried() -> str:
    """The newest backup was restored for trial, not long ago; only production needs one."""
    from django.conf import settings

    record = Path(settings.SODOAN_DATA) / "restore-drill.json"
    if not record.exists():
        never = "Chưa khôi phục thử bản sao lưu nào"
        if settings.SETTINGS_MODULE != "config.settings.prod":
            return f"{never} (`sodoan backup --drill`)"
        raise Caution(
            f"{never}.", "Đặt SODOAN_BACKUPS để sao lưu mỗi đêm, hoặc chạy `sodoan backup --drill`."
        )
    outcome = json.loads(record.read_text())
    if not outcome["ok"]:
        raise Problem(
            f"Lần sao lưu hoặc khôi phục thử gần nhất không thành công: {outcome['error']}",
            "Chạy `sodoan backup --drill` sau khi sửa.",
        )
    at = datetime.fromisoformat(outcome["at"])
    if (days := (datetime.now(UTC) - at).days) >= DRILL_DAYS:
        raise Caution(
            f"Lần khôi phục thử thành công gần nhất đã {days} ngày.",
            "Chạy `sodoan backup --drill`; xem việc nền (`sodoan worker`) có đang chạy không.",
        )
    return f"Khôi phục thử thành công lần gần nhất: {at:%d/%m/%Y %H:%M} UTC"


CHECKS: list[Callable[[], str]] = [
    python_is_new_enough,
    dependencies_match,
    settings_load,
    data_folder_is_ours,
    secrets_are_private,
    disk_has_room,
    database_answers,
    extensions_are_available,
    migrations_are_applied,
    addresses_are_named,
    mail_is_sent,
    backup_was_tried,
]
