"""`sodoan web`: the web pages, by gunicorn."""

import argparse
import errno
import os
import socket
from pathlib import Path
from typing import Any

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers
from sodoan.common.oswords import os_reason


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("web", help="chạy các trang web")
    add_address(parser)
    parser.add_argument(
        "--reload", action="store_true", help="nạp lại khi mã nguồn đổi (người phát triển)"
    )
    parser.set_defaults(run=run)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Arguments for where to listen."""
    port = os.environ.get("PORT") or "8000"
    parser.add_argument("--port", type=int, default=port, help="cổng (mặc định: PORT hoặc 8000)")
    parser.add_argument(
        "--host",
        default=os.environ.get("SODOAN_BIND") or "127.0.0.1",
        help="địa chỉ nghe (mặc định: SODOAN_BIND hoặc 127.0.0.1, chỉ máy này)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from config.environment import whole_number

    check_free(args.host, args.port)
    check_ready()
    _serve(
        {
            "bind": f"{args.host}:{args.port}",
            "worker_class": "gthread",
            "workers": whole_number("SODOAN_WEB_PROCESSES", 2),
            "threads": whole_number("SODOAN_WEB_THREADS", 4),
            "timeout": 60,
            "graceful_timeout": 5,  # a half-sent request must not hold up the stop
            "reload": args.reload,
            "loglevel": "warning",
            "logger_class": "sodoan.cli.weblog.PlainLogger",
            "proc_name": "sodoan",
            "control_socket_disable": True,
            "post_worker_init": _keep_loaded,
        }
    )
    return 0


def check_free(host: str, port: int) -> None:
    """Refuse plainly when another program listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                reason = f"Cổng {port} đang có chương trình khác dùng"
            else:
                why = os_reason(error) if isinstance(error, OSError) else "số cổng không hợp lệ"
                reason = f"Không mở được {host}:{port} ({why})"
            raise Refusal(f"{reason}. Hãy chọn cổng khác, ví dụ PORT=8010.") from error


def check_ready() -> None:
    """Refuse to serve from a database or static files that `sodoan prepare` has not seen."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

    from sodoan.cli.prepare import pending_migrations

    if not settings.ALLOWED_HOSTS:
        raise Refusal("Chưa khai báo tên miền nên không trang nào mở được. Đặt SODOAN_HOSTS=…")
    if pending_migrations():
        raise Refusal("Cơ sở dữ liệu chưa ở phiên bản này. Hãy chạy `sodoan prepare` trước.")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not manifest.exists():
        raise Refusal("Chưa gom tệp giao diện. Hãy chạy `sodoan prepare` trước.")


def _keep_loaded(_worker: object) -> None:
    """Load the pages of a new server process before its first request."""
    from django.urls import get_resolver

    from sodoan.common.memory import keep_loaded

    get_resolver().url_patterns  # noqa: B018 - reading them imports all views
    keep_loaded()


def _serve(options: dict[str, Any]) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from config.wsgi import application

            return application

    from django.db import connections

    connections.close_all()  # the processes forked from here open their own
    try:
        Server().run()
    except SystemExit as ending:
        if ending.code:
            raise Refusal("Máy chủ web dừng vì lỗi ghi ở trên.") from ending
