"""`sodoan restore`: a backup into an empty place."""

import argparse
from pathlib import Path

from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("restore", help="khôi phục một bản sao lưu vào chỗ còn trống")
    parser.add_argument("source", metavar="BẢN_SAO_LƯU", type=Path, help="thư mục của bản sao lưu")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore into an empty database and a data folder without files."""
    from sodoan.cli import archives

    tables = archives.restore(args.source)
    print(f"Đã khôi phục {tables} bảng và các tệp. Chạy `sodoan prepare` rồi `sodoan doctor`.")
    return 0
