"""`sodoan pack`: check a programme file, or load it as the draft of a unit's yearly programme."""

import argparse
from typing import TYPE_CHECKING

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers

if TYPE_CHECKING:
    from sodoan.access.scopes import Scope
    from sodoan.org.models import Unit
    from sodoan.programmes.engine.schema import Pack

_BAD_FILE = 2


def register(subparsers: Subparsers) -> None:
    """Describe the commands."""
    parser = subparsers.add_parser("pack", help="kiểm tra hoặc nạp tệp chương trình (.yaml)")
    parser.set_defaults(run=load)
    actions = parser.add_subparsers(title="việc", metavar="VIỆC", dest="action", required=True)
    check_parser = actions.add_parser("check", help="kiểm tra một tệp chương trình")
    check_parser.add_argument("file", metavar="TỆP", help="tệp .yaml")
    check_parser.set_defaults(run=check, needs_database=False)
    load_parser = actions.add_parser("load", help="nạp một tệp thành bản nháp của đơn vị")
    load_parser.add_argument("file", metavar="TỆP", help="tệp .yaml")
    load_parser.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị ban hành")
    load_parser.add_argument("--year", type=int, metavar="NĂM", help="năm (mặc định: năm nay)")
    load_parser.set_defaults(run=load)


def check(args: argparse.Namespace) -> int:
    """Print every fault with its line, and what is not carried out yet; 2 for a faulty file."""
    from sodoan.programmes.engine.carried_out import not_carried_out
    from sodoan.programmes.engine.marks import open_marks

    pack = _read(args.file)
    criteria = sum(len(group.criteria) for group in pack.groups)
    print(f"Tệp không có lỗi: {pack.title}.")
    print(f"  {len(pack.groups)} nội dung, {criteria} tiêu chí, {len(pack.calendars)} lịch năm.")
    if marks := open_marks(pack):
        print(f"  {len(marks)} giá trị cần xác nhận trước khi ban hành.")
    if lacking := not_carried_out(pack):
        print("Tệp đúng quy cách nhưng chưa nạp được:")
        print("\n".join(f"  {sentence}" for sentence in lacking))
    return 0


def load(args: argparse.Namespace) -> int:
    """Load the file for a unit and a year; loading it again replaces the draft."""
    from sodoan.audit.history import acting
    from sodoan.common.clock import today
    from sodoan.org.models import Unit
    from sodoan.programmes.actions.plans import load_programme

    pack = _read(args.file)
    unit = Unit.objects.select_related("type").filter(code=args.unit.strip().upper()).first()
    if unit is None:
        raise Refusal(f"Không có đơn vị mã “{args.unit}”.")
    year = today().year if args.year is None else args.year
    with acting(user_id=None, reason="Lệnh sodoan pack load"):
        plan = load_programme(pack, by=_on_behalf_of(unit), unit=unit, year=year)
    print(f"Đã nạp bản nháp “{plan.programme.title}” cho {unit.name}.")
    print(f"  Mở chương trình tại địa chỉ /chuong-trinh/{plan.pk}/ để xác nhận và ban hành.")
    return 0


def _read(path: str) -> "Pack":
    from sodoan.programmes.engine.packfile import PackError, load_pack

    try:
        return load_pack(path)
    except PackError as error:
        lines = "\n".join(f"  {fault}" for fault in error.faults)
        raise Refusal(
            f"Tệp {path} có {len(error.faults)} lỗi:\n{lines}", exit_code=_BAD_FILE
        ) from None


def _on_behalf_of(unit: "Unit") -> "Scope":
    """Who runs commands on this machine acts as an officer of the very unit named."""
    from dataclasses import replace

    from sodoan.access.scopes import HeldPost, system_scope
    from sodoan.org.choices import Role

    post = HeldPost("sodoan", Role.LEAD, unit.pk, unit.name, unit.path, unit.type.tier, 0)
    return replace(system_scope(), posts=(post,))
