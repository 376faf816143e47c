"""`sodoan create-admin`: an administrator's account, opened by a one-time code."""

import argparse
import os

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("create-admin", help="tạo tài khoản quản trị hệ thống")
    parser.add_argument("name", metavar="HỌ_TÊN", help="họ và tên, đặt trong dấu nháy")
    parser.add_argument("--email", metavar="THƯ", help="thư điện tử, dùng để đăng nhập")
    parser.add_argument("--phone", metavar="SỐ", help="số điện thoại, dùng để đăng nhập")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Create the account and print what to type at the first sign-in."""
    from django.utils import timezone

    from sodoan.accounts.actions import create_admin
    from sodoan.accounts.queries import waiting_slip
    from sodoan.accounts.validators import shown_code
    from sodoan.common.words import full_date
    from sodoan.people.validators import clean_name, clean_phone

    user, code = create_admin(
        full_name=clean_name(_typed(args.name)),
        email=_email(args.email or ""),
        phone=clean_phone(args.phone or ""),
    )
    slip = waiting_slip(user)
    assert slip is not None
    last = full_date(timezone.localdate(slip.expires_at))
    print(f"Đã tạo tài khoản quản trị cho {user.full_name}.")
    print(f"  Mã tài khoản:  {user.code}")
    print(f"  Mã kích hoạt:  {shown_code(code)}  (dùng một lần, đến hết ngày {last})")
    print("Mở trang đăng nhập, chọn kích hoạt tài khoản và tự đặt mật khẩu.")
    return 0


def _typed(argument: str) -> str:
    """The argument as typed: a locale without Vietnamese makes other letters of it."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeDecodeError:
        raise Refusal("Họ tên không đọc được. Đặt LC_ALL=C.UTF-8 rồi gõ lại.") from None


def _email(text: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise Refusal(f"Thư điện tử “{text}” không đúng dạng ten@vidu.vn.") from None
    return text
