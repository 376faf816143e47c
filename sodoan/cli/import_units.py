"""`sodoan import-units`: found the units of a workbook."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from sodoan.cli.parser import Subparsers

_WORDS = {
    "created": "lập mới",
    "unchanged": "đã có, không đổi",
    "different": "đã có, khác với tệp",
    "withheld": "chờ, vì tệp còn dòng không nhập được",
    "rejected": "không nhập được",
}


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("import-units", help="lập cây đơn vị từ tệp Excel")
    parser.add_argument("file", metavar="TỆP", type=Path, help="tệp .xlsx có danh sách đơn vị")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Found what is new and tell about every row that is not.

    The tree is the first thing a new installation is given, so the database is prepared here.
    """
    from sodoan.cli.errors import Refusal
    from sodoan.cli.prepare import prepare
    from sodoan.imports.actions.actor import command_scope
    from sodoan.imports.actions.units import import_units
    from sodoan.imports.reader.errors import UnusableFileError

    prepare()
    try:
        results = import_units(args.file, by=command_scope())
    except UnusableFileError as reason:
        raise Refusal(reason.message, exit_code=2) from reason
    counts = Counter(str(result.outcome) for result in results)
    for result in results:
        if result.message:
            place = f"{result.row.sheet}, dòng {result.row.number}"
            print(f"{place}: {result.message}", file=sys.stderr)
    if args.json:
        print(json.dumps({"rows": len(results), **{key: counts[key] for key in _WORDS}}))
    else:
        print(f"{len(results)} dòng: " + "; ".join(f"{counts[k]} {w}" for k, w in _WORDS.items()))
    if counts["rejected"]:
        raise Refusal("Chưa lập đơn vị nào. Sửa các dòng nêu trên rồi chạy lại.")
    return 0
