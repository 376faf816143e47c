"""`sodoan run`: everything one machine needs: prepare, then web and worker together."""

import argparse

from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    from sodoan.cli.web import add_address

    parser = subparsers.add_parser("run", help="chuẩn bị rồi chạy web và việc nền cùng nhau")
    add_address(parser)
    parser.add_argument(
        "--reload", action="store_true", help="nạp lại khi mã nguồn đổi (người phát triển)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; then stop what was started, the embedded database included."""
    from sodoan.cli.prepare import prepare
    from sodoan.cli.web import check_free

    check_free(args.host, args.port)
    prepare()
    return serve(args.host, args.port, reload=args.reload)


def serve(host: str, port: int, *, reload: bool = False) -> int:
    """Run web and worker together on a prepared database."""
    from django.db import connections

    from sodoan.cli.processes import run_together

    connections.close_all()
    web = ["web", "--host", host, "--port", str(port), *(["--reload"] if reload else [])]
    return run_together(
        [web, ["worker"]],
        when_started=lambda: print(f"Sổ Đoàn: http://{host}:{port}/  (Ctrl-C để dừng)", flush=True),
    )
