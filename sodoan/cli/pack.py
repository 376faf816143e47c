"""`sodoan pack`: check a data file, or load it for a unit.

A programme becomes the draft of the unit's year, a scheme (`kind: scheme`) is launched; a report
form (`kind: report`) is only checked: its page issues it.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sodoan.cli.errors import Refusal
from sodoan.cli.parser import Subparsers

if TYPE_CHECKING:
    from sodoan.access.scopes import Scope
    from sodoan.activities.packfile import SchemePack
    from sodoan.org.models import Unit
    from sodoan.reports.packfile import ReportPack

_BAD_FILE = 2
T = TypeVar("T")


def register(subparsers: Subparsers) -> None:
    """Describe the commands."""
    parser = subparsers.add_parser(
        "pack", help="kiểm tra hoặc nạp tệp chương trình, mô hình (.yaml)"
    )
    parser.set_defaults(run=load)
    actions = parser.add_subparsers(title="việc", metavar="VIỆC", dest="action", required=True)
    check_parser = actions.add_parser(
        "check", help="kiểm tra một tệp chương trình, mô hình, biểu mẫu"
    )
    check_parser.add_argument("file", metavar="TỆP", help="tệp .yaml")
    check_parser.set_defaults(run=check, needs_database=False)
    load_parser = actions.add_parser(
        "load", help="nạp chương trình thành bản nháp của đơn vị; phát động mô hình"
    )
    load_parser.add_argument("file", metavar="TỆP", help="tệp .yaml")
    load_parser.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị ban hành")
    load_parser.add_argument("--year", type=int, metavar="NĂM", help="năm (mặc định: năm nay)")
    load_parser.set_defaults(run=load)


def check(args: argparse.Namespace) -> int:
    """Print every fault with its line, and what is not carried out yet; 2 for a faulty file."""
    from sodoan.programmes.engine.carried_out import not_carried_out
    from sodoan.programmes.engine.marks import open_marks
    from sodoan.programmes.engine.packfile import load_pack

    if (form := _report(args.file)) is not None:
        print(f"Tệp không có lỗi: biểu mẫu {form.code}, {form.short}.")
        print(f"  {len(list(form.cells))} ô số liệu, {len(form.texts)} phần viết.")
        return 0
    if (scheme := _scheme(args.file)) is not None:
        print(f"Tệp không có lỗi: mô hình {scheme.short}.")
        print(f"  {len(scheme.themes)} nhóm nội dung, {scheme.weekly_minimum} hoạt động mỗi tuần.")
        return 0
    pack = _read(load_pack, args.file)
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
    """Load the file for a unit and a year; loading a programme again replaces the draft."""
    from sodoan.audit.history import acting
    from sodoan.common.clock import today
    from sodoan.org.models import Unit
    from sodoan.programmes.actions.plans import load_programme
    from sodoan.programmes.engine.packfile import load_pack

    if _report(args.file) is not None:
        raise Refusal("Biểu mẫu báo cáo được ban hành ở trang Báo cáo, mục Biểu mẫu.")
    scheme = _scheme(args.file)
    pack = None if scheme else _read(load_pack, args.file)
    unit = Unit.objects.select_related("type").filter(code=args.unit.strip().upper()).first()
    if unit is None:
        raise Refusal(f"Không có đơn vị mã “{args.unit}”.")
    year = today().year if args.year is None else args.year
    if scheme is not None:
        return _launch(scheme, unit, year)
    assert pack is not None  # a file is one or the other
    with acting(user_id=None, reason="Lệnh sodoan pack load"):
        plan = load_programme(pack, by=_on_behalf_of(unit), unit=unit, year=year)
    print(f"Đã nạp bản nháp “{plan.programme.title}” cho {unit.name}.")
    print(f"  Mở chương trình tại địa chỉ /chuong-trinh/{plan.pk}/ để xác nhận và ban hành.")
    return 0


def _launch(scheme: "SchemePack", unit: "Unit", year: int) -> int:
    """Ask a scheme of the units below, in the days its file gives for the year."""
    from sodoan.activities.actions.schemes import Days, launch_scheme
    from sodoan.audit.history import acting

    days = Days(scheme.start.on(year), scheme.end.on(year), scheme.register_by.on(year))
    with acting(user_id=None, reason="Lệnh sodoan pack load"):
        launch_scheme(unit, by=_on_behalf_of(unit), pack=scheme, days=days)
    print(f"Đã phát động mô hình “{scheme.short}” của {unit.name}.")
    return 0


def _scheme(path: str) -> "SchemePack | None":
    """The scheme of a file that says it holds one."""
    from sodoan.activities.packfile import KIND, load_scheme
    from sodoan.common.datafiles import kind_of

    return _read(load_scheme, path) if _read(kind_of, path) == KIND else None


def _report(path: str) -> "ReportPack | None":
    """The report form of a file that says it holds one."""
    from sodoan.common.datafiles import kind_of

    if _read(kind_of, path) != "report":
        return None
    import django

    django.setup()  # a form names figures, and figures are of models
    from sodoan.reports.packfile import load_report

    return _read(load_report, path)


def _read(load: Callable[[str], T], path: str) -> T:
    from sodoan.common.datafiles import DataFileError

    try:
        return load(path)
    except DataFileError as error:
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
