"""`sodoan backup`: a copy of database and files.

A backup is one folder: `database.dump` (pg_dump, custom format), `files.tar` (the data folder
without what can be made again) and `manifest.json` (checksums, rows of every table). It appears
under its name only when it is whole.
"""

import argparse
import os
import shutil
from pathlib import Path

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers

KEEP = 7


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("backup", help="sao lưu cơ sở dữ liệu và tệp")
    parser.add_argument("--to", metavar="THƯ_MỤC", type=Path, help="nơi giữ các bản sao lưu")
    parser.add_argument(
        "--keep", metavar="SỐ", type=int, default=KEEP, help=f"số bản mới nhất giữ lại ({KEEP})"
    )
    parser.add_argument("--drill", action="store_true", help="khôi phục thử ngay bản vừa sao lưu")
    parser.set_defaults(run=run)


def home(args: argparse.Namespace) -> Path:
    """Where backups are kept: `--to`, `SODOAN_BACKUPS`, else `backups` in the data folder."""
    from django.conf import settings

    chosen = args.to or os.environ.get("SODOAN_BACKUPS") or settings.SODOAN_DATA / "backups"
    return Path(chosen).expanduser().resolve()


def run(args: argparse.Namespace) -> int:
    """Make a backup, keep the newest ones, try it when asked."""
    from sodoan.cli import archives

    if args.keep < 1:
        raise Refusal("--keep cần ít nhất là 1.")
    place = home(args)
    made = archives.make(place)
    megabytes = f"{archives.size(made) / 1e6:.1f}".replace(".", ",")
    print(f"Đã sao lưu vào {made} ({megabytes} MB).")
    if args.drill:  # before an older, perhaps better one is deleted
        try:
            try_out(made)
        except Exception:
            _prune(place, 2 * args.keep)  # nights of failure must not fill the disk
            raise
    _prune(place, args.keep)
    return 0


def _prune(place: Path, keep: int) -> None:
    from sodoan.cli import archives

    for old in archives.found(place)[:-keep]:
        shutil.rmtree(old)
        print(f"Đã xóa bản cũ {old.name}.")


def try_out(source: Path) -> None:
    """Restore a backup for trial and say how it went."""
    from sodoan.cli import archives

    tables = archives.drill(source)
    print(f"Khôi phục thử {source.name} thành công: {tables} bảng, số dòng và tệp đều khớp.")
