"""`sodoan import-undo`: take an applied import back."""

import argparse
import json

from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("import-undo", help="hoàn tác một lần nhập danh sách")
    parser.add_argument("batch", metavar="LẦN_NHẬP", type=int, help="số của lần nhập")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Undo, and list what was edited since and therefore stays."""
    from sodoan.cli.errors import Refusal
    from sodoan.imports.actions.actor import command_scope
    from sodoan.imports.actions.undo import begin_undo, undo
    from sodoan.imports.choices import BatchState
    from sodoan.imports.models import Batch
    from sodoan.imports.queries.undo import kept_of

    by = command_scope()
    batch = Batch.objects.filter(pk=args.batch).first()
    if batch is None:
        raise Refusal(f"Không có lần nhập số {args.batch}.")
    if batch.state != BatchState.UNDOING:
        begin_undo(batch, by=by)
    undo(batch.pk, by=by)
    kept = kept_of(batch)
    removed = batch.links.exclude(undone_at=None).count()
    if args.json:
        rows = [{"sheet": k.sheet, "row": k.number, "person": k.person_id} for k in kept]
        print(json.dumps({"batch": batch.pk, "undone": removed, "kept": rows}))
        return 0
    print(f"Đã hoàn tác {removed} dòng của lần nhập {batch.pk}.")
    if kept:
        print(f"Giữ lại {len(kept)} hồ sơ đã thay đổi sau khi nhập:")
        for link in kept:
            print(f"  dòng {link.number}: {link.name} ({link.because})")
    return 0
