"""`sodoan import-members`: take a member list into a unit."""

import argparse
import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sodoan.cli.parser import Subparsers

if TYPE_CHECKING:
    from sodoan.imports.models import Batch

_KEYS = ("rows", "accepted", "warning", "rejected", "duplicate", "existing")
_WORDS = {
    "accepted": "nhận",
    "warning": "nhận, có cảnh báo",
    "rejected": "bị loại",
    "duplicate": "trùng trong tệp",
    "existing": "đã có hồ sơ",
}


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("import-members", help="nhập danh sách đoàn viên từ tệp Excel")
    parser.add_argument("file", metavar="TỆP", type=Path, help="tệp .xlsx có danh sách đoàn viên")
    parser.add_argument("--unit", metavar="MÃ", required=True, help="mã đơn vị nhận danh sách")
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không nhập")
    parser.add_argument("--verdicts", metavar="TỆP", type=Path, help="ghi kết quả từng dòng (JSON)")
    parser.add_argument("--errors", metavar="TỆP", type=Path, help="ghi tệp lỗi (.xlsx)")
    parser.add_argument("--json", action="store_true", help="in số lượng dạng JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Stage, check, tell; apply unless it is only a trial.

    An import of the same file into the same unit that was interrupted is carried to its end.
    """
    from sodoan.cli.errors import Refusal
    from sodoan.imports.actions.actor import command_scope
    from sodoan.imports.actions.apply import apply
    from sodoan.imports.actions.batches import begin_apply, discard
    from sodoan.imports.choices import BatchState

    by = command_scope()
    batch = _staged(args)
    try:
        _write_reports(args, batch)
    finally:
        if args.dry_run:  # nothing stays behind, whatever happened to the reports
            discard(batch, by=by)
    if not args.dry_run:
        if batch.state == BatchState.READY:
            batch = begin_apply(batch, by=by)
        before, batch = batch.counts, apply(batch.pk, by=by)
        if batch.state in (BatchState.READY, BatchState.CHECKING):  # the same command goes on
            raise Refusal(batch.error)
        if batch.counts != before:  # people turned up or units ended meanwhile
            _write_reports(args, batch)
    for notice in batch.notices:
        print(notice, file=sys.stderr)
    number = None if args.dry_run else batch.pk
    if args.json:
        print(json.dumps({**{key: batch.counts[key] for key in _KEYS}, "batch": number}))
    else:
        parts = "; ".join(f"{batch.counts[key]} {word}" for key, word in _WORDS.items())
        done = "Chạy thử, chưa ghi gì" if args.dry_run else f"Lần nhập số {number}"
        print(f"{done}. {batch.counts['rows']} dòng: {parts}.")
    return 0


def _staged(args: argparse.Namespace) -> "Batch":
    """Return the batch of the file, staged and judged."""
    from sodoan.cli.errors import Refusal
    from sodoan.imports.actions.actor import command_scope
    from sodoan.imports.actions.batches import check_again, discard, interrupted, upload_copy
    from sodoan.imports.actions.stage import stage
    from sodoan.imports.choices import BatchState
    from sodoan.imports.reader.errors import UnusableFileError
    from sodoan.org.models import Unit

    by = command_scope()
    _require_other_files(args)
    code = args.unit.strip().upper()
    if not code:
        raise Refusal("Chưa ghi mã đơn vị nhận danh sách: --unit đang để trống.")
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refusal(f"Không có đơn vị mã “{code}”. Nhập cây đơn vị trước (import-units).")
    try:
        batch = upload_copy(args.file, by=by, unit=unit)
    except UnusableFileError as reason:
        raise Refusal(reason.message, exit_code=2) from reason
    if not args.dry_run and (earlier := interrupted(batch)):
        discard(batch, by=by)
        batch = earlier
        if batch.state == BatchState.READY:  # judged some time ago
            batch = check_again(batch, by=by)
    if batch.state == BatchState.CHECKING:
        try:
            batch = stage(batch.pk)
        except BaseException:
            if args.dry_run:
                discard(batch, by=by)
            raise
    if batch.state == BatchState.FAILED:
        message = batch.error
        discard(batch, by=by)
        raise Refusal(message, exit_code=2)
    return batch


def _require_other_files(args: argparse.Namespace) -> None:
    """Refuse to write a report over the list itself, or over another report."""
    from sodoan.cli.errors import Refusal

    files = [path.resolve() for path in (args.file, args.verdicts, args.errors) if path]
    if len(set(files)) < len(files):
        raise Refusal(
            "Tệp kết quả trùng với tệp danh sách hoặc với nhau, ghi ra sẽ mất tệp cũ. "
            "Chọn tên khác cho --verdicts và --errors."
        )


def _write_reports(args: argparse.Namespace, batch: "Batch") -> None:
    from sodoan.imports.exports import write_error_file
    from sodoan.imports.queries.verdicts import verdict_lines

    if args.verdicts:
        with open(args.verdicts, "w", encoding="utf-8", opener=_private) as out:
            out.writelines(
                json.dumps(line, ensure_ascii=False) + "\n" for line in verdict_lines(batch)
            )
    if args.errors:
        with open(args.errors, "wb", opener=_private) as out:
            write_error_file(batch, out)


def _private(path: str, flags: int) -> int:
    """Open a file that holds citizen numbers: nobody else may read it, even if it was there."""
    opened = os.open(path, flags, 0o600)
    if stat.S_ISREG(os.fstat(opened).st_mode):
        os.fchmod(opened, 0o600)
    return opened
