"""Reads the command line, makes everything ready, runs the subcommand, reports failure."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from sodoan.cli.errors import EX_INTERRUPTED, Refusal, explain
from sodoan.cli.parser import Parser

COMMANDS = [
    "sodoan.cli.demo",
    "sodoan.cli.run",
    "sodoan.cli.web",
    "sodoan.cli.worker",
    "sodoan.cli.prepare",
    "sodoan.cli.import_units",
    "sodoan.cli.import_members",
    "sodoan.cli.import_undo",
    "sodoan.cli.pack",
    "sodoan.cli.create_admin",
    "sodoan.cli.backup",
    "sodoan.cli.restore",
    "sodoan.cli.restore_drill",
    "sodoan.cli.doctor",
]


def main(argv: Sequence[str] | None = None) -> int:
    """Run `sodoan` with these arguments (default: the process's own); return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal without Vietnamese
    args = build_parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", args.settings)
    try:
        if args.needs_database:
            start()
        code = int(args.run(args))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EX_INTERRUPTED
    except Exception as error:
        if args.debug:
            raise
        if not isinstance(error, Refusal) and (ending := _told_to_end(error)) is not None:
            return ending
        if isinstance(error, OSError):
            _give_up_unwritable_output()
        if not isinstance(error, BrokenPipeError):  # `… | head` has seen enough
            print(explain(error), file=sys.stderr)
        return getattr(error, "exit_code", 1)
    return code


def _give_up_unwritable_output() -> None:
    """Python would try once more at its end, and complain in English."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told_to_end(error: BaseException) -> int | None:
    """The exit code when an error only followed from being stopped: a broken transaction, say."""
    cause = error.__context__
    while cause is not None:
        if isinstance(cause, SystemExit):
            return int(cause.code or 0)
        if isinstance(cause, KeyboardInterrupt):
            return EX_INTERRUPTED
        cause = cause.__context__
    return None


def build_parser() -> Parser:
    """The whole command line; imports only the small modules that describe it."""
    parser = Parser(prog="sodoan", description="Sổ Đoàn: chương trình rèn luyện đoàn viên.")
    parser.add_argument("--debug", action="store_true", help="báo lỗi đầy đủ cho người phát triển")
    parser.set_defaults(settings="config.settings.prod", needs_database=True)
    subparsers = parser.add_subparsers(title="lệnh", metavar="LỆNH", dest="command", required=True)
    for module in COMMANDS:
        import_module(module).register(subparsers)
    return parser


def start() -> None:
    """Set Django up and make sure the database runs."""
    import django
    from django.conf import settings

    from config.database import ensure_running

    django.setup()
    ensure_running(settings.SODOAN_DATA)
