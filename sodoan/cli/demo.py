"""`sodoan demo`: a filled demonstration on this machine, for looking around."""

import argparse

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    from sodoan.cli.web import add_address

    parser = subparsers.add_parser("demo", help="chạy thử với dữ liệu mẫu")
    add_address(parser)
    parser.add_argument(
        "--size", choices=("B", "P"), default="B", help="B: một phần tỉnh; P: cả tỉnh, nạp rất lâu"
    )
    parser.add_argument("--load-only", action="store_true", help="chỉ nạp dữ liệu, không mở web")
    parser.set_defaults(run=run, settings="config.settings.demo")


def run(args: argparse.Namespace) -> int:
    """Prepare, fill an empty database, print the accounts, serve until Ctrl-C."""
    from sodoan.cli.prepare import prepare
    from sodoan.cli.run import serve
    from sodoan.cli.web import check_free

    if not args.load_only:
        check_free(args.host, args.port)
    prepare()
    _fill(args.size)
    _print_accounts()
    return 0 if args.load_only else serve(args.host, args.port)


def _fill(size: str) -> None:
    from sodoan.demo.actions import NotADemoError, load_demo, refresh_statistics

    print("Đang chuẩn bị dữ liệu mẫu…", flush=True)
    try:
        if load_demo(size):
            refresh_statistics()
    except NotADemoError:
        raise Refusal(
            "Cơ sở dữ liệu này đã có dữ liệu thật nên không nạp dữ liệu mẫu vào. "
            "Hãy chọn thư mục khác: SODOAN_DATA=thư-mục-mới make demo"
        ) from None


def _print_accounts() -> None:
    from sodoan.demo.accounts import ACCOUNTS, PASSWORD

    print(f"\nTài khoản dùng thử (mật khẩu chung: {PASSWORD}):")
    for account in ACCOUNTS:
        print(f"  {account.code:<10} {account.role}")
    print(flush=True)
