"""`sodoan restore-drill`: the newest backup, restored for trial."""

import argparse
from pathlib import Path

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("restore-drill", help="khôi phục thử bản sao lưu mới nhất")
    parser.add_argument("--to", metavar="THƯ_MỤC", type=Path, help="nơi giữ các bản sao lưu")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore the newest backup into a database that is thrown away, and compare."""
    from sodoan.cli import archives, backup

    place = backup.home(args)
    backups = archives.found(place)
    if not backups:
        raise Refusal(f"Chưa có bản sao lưu nào trong {place}. Chạy `sodoan backup` trước.")
    backup.try_out(backups[-1])
    return 0
