"""Lists of members and of units as spreadsheets, written row by row."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import IO, Any, cast

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import FileResponse
from django.utils import timezone

from sodoan.accounts.queries import waiting_slips
from sodoan.common.words import full_date
from sodoan.documents.rendering.xlsx import SheetColumn, write_table
from sodoan.org.choices import Block, Sector
from sodoan.org.models import Unit
from sodoan.people.choices import Category, MembershipKind, Sex
from sodoan.people.knowndays import KnownDay
from sodoan.people.models import Membership, Person
from sodoan.people.queries import HOME_FIRST

_CHUNK = 2000
_Place = tuple[str, str, str]  # unit, unit above, kind of membership
_NOWHERE: list[_Place] = [("", "", "")]
_SEXES, _CATEGORIES, _KINDS = (
    {value: str(label) for value, label in choices}
    for choices in (Sex.choices, Category.choices, MembershipKind.choices)
)
_IN_MEMORY = 4 * 1024 * 1024  # larger files go to disk
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEMBER_COLUMNS = (
    SheetColumn("STT", "number", 6),
    SheetColumn("Họ và tên", width=28),
    SheetColumn("Giới tính", width=9),
    SheetColumn("Ngày sinh", "date", 12),
    SheetColumn("Đối tượng", width=24),
    SheetColumn("Đơn vị", width=34),
    SheetColumn("Trực thuộc", width=34),
    SheetColumn("Loại", width=20),
    SheetColumn("Mã định danh đoàn viên", width=20),
    SheetColumn("Số thẻ", width=16),
    SheetColumn("Ngày vào Đoàn", "date", 13),
    SheetColumn("Điện thoại", width=13),
    SheetColumn("Thư điện tử", width=28),
    SheetColumn("Tài khoản", width=14),
)


UNIT_COLUMNS = (
    SheetColumn("STT", "number", 6),
    SheetColumn("Mã đơn vị", width=16),
    SheetColumn("Tên đơn vị", width=44),
    SheetColumn("Loại", width=26),
    SheetColumn("Trực thuộc", width=44),
    SheetColumn("Khối", width=22),
    SheetColumn("Lịch năm", width=18),
    SheetColumn("Thành lập", "date", 13),
    SheetColumn("Kết thúc", "date", 13),
)


ACCOUNT_COLUMNS = (
    SheetColumn("STT", "number", 6),
    SheetColumn("Họ và tên", width=28),
    SheetColumn("Đơn vị", width=34),
    SheetColumn("Mã tài khoản", width=14),
    SheetColumn("Tài khoản", width=42),
    SheetColumn("Đăng nhập gần nhất", "datetime", 18),
)
DUPLICATE_COLUMNS = (
    SheetColumn("Họ và tên", width=28),
    SheetColumn("Ngày sinh", "date", 12),
    SheetColumn("Hồ sơ có sau", "number", 12),
    SheetColumn("Chi đoàn", width=34),
    SheetColumn("Điện thoại", width=13),
    SheetColumn("Hồ sơ có trước", "number", 12),
    SheetColumn("Chi đoàn", width=34),
    SheetColumn("Điện thoại", width=13),
    SheetColumn("Trùng", width=24),
)


def accounts_xlsx(people: QuerySet[Person], day: date) -> FileResponse:
    """People with the state of their accounts; one-time codes exist on the printed slip alone."""
    rows = _account_rows(people, day)
    return _file("tai-khoan.xlsx", ACCOUNT_COLUMNS, rows, title="Tài khoản đã cấp")


def _account_rows(people: QuerySet[Person], day: date) -> Iterator[tuple[object, ...]]:
    found = people.values_list(
        "pk", "full_name", "user__code", "user__activated_at", "user__last_login", "user_id"
    ).iterator(chunk_size=_CHUNK)
    number = 0
    while chunk := list(islice(found, _CHUNK)):
        places = _places([row[0] for row in chunk], day)
        slips = waiting_slips((row[5] for row in chunk), timezone.now())
        for pk, name, code, activated, seen, user in chunk:
            number += 1
            unit = places.get(pk, _NOWHERE)[0][0]
            state = "; ".join(filter(None, (_account(activated, user), slips.get(user))))
            yield (number, name, unit, code or "", state, seen)


def duplicates_xlsx(pairs: Iterable[tuple[Person, Person]]) -> FileResponse:
    """Files that resemble an older one, two by two."""
    return _file("ho-so-trung.xlsx", DUPLICATE_COLUMNS, _pairs(pairs), title="Hồ sơ có thể trùng")


def _pairs(pairs: Iterable[tuple[Person, Person]]) -> Iterator[tuple[object, ...]]:
    for newer, older in pairs:
        because = "họ tên, ngày sinh" if newer.twin_born else "họ tên, điện thoại"  # type: ignore[attr-defined]
        files = (part for file in (newer, older) for part in (file.pk, _place(file), file.phone))
        yield (newer.full_name, _day(newer.born_on, newer.born_precision), *files, because)


def _place(person: Person) -> str:
    return ", ".join(row.unit.name for row in getattr(person, "now", ()))


def members_xlsx(people: QuerySet[Person], day: date, *, note: str) -> FileResponse:
    """The people in their order; `note` says of which place and day."""
    rows = member_rows(people, day)
    name = f"doan-vien-{day:%Y%m%d}.xlsx"
    return _file(name, MEMBER_COLUMNS, rows, title="Danh sách đoàn viên", notes=[note])


def write_members(stream: IO[bytes], rows: Iterable[Sequence[object]], *, note: str) -> None:
    """The same list into a file, from rows of `member_rows`."""
    write_table(stream, MEMBER_COLUMNS, rows, title="Danh sách đoàn viên", notes=[note])


def units_xlsx(units: QuerySet[Unit]) -> FileResponse:
    """The units in their order."""
    return _file("don-vi.xlsx", UNIT_COLUMNS, unit_rows(units), title="Danh sách đơn vị")


def _file(
    name: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], **words: Any
) -> FileResponse:
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - FileResponse closes it
    write_table(cast("IO[bytes]", stream), columns, rows, **words)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def unit_rows(units: QuerySet[Unit]) -> Iterator[tuple[object, ...]]:
    """One row a unit, in the order of `UNIT_COLUMNS`."""
    rows = units.values_list(
        "code", "name", "type__label", "parent__name", "sector", "block", "opened_on", "closed_on"
    )
    for number, row in enumerate(rows.iterator(chunk_size=2000), start=1):
        code, name, label, parent, sector, block, opened_on, closed_on = row
        yield (
            number, code, name, label, parent, Sector(sector).label, Block(block).label,
            opened_on, closed_on,
        )  # fmt: skip


def member_rows(people: QuerySet[Person], day: date) -> Iterator[tuple[object, ...]]:
    """One row a person, in the order of `MEMBER_COLUMNS`, with every unit of the day, home first.

    Who is a member nowhere has the last unit and how that ended. Two queries for every 2,000
    people, three where somebody has left.
    """
    rows = people.values_list(
        "pk", "full_name", "sex", "born_on", "born_precision", "category", "member_code",
        "card_no", "joined_on", "joined_precision", "phone", "email", "user__activated_at",
        "user_id",
    ).iterator(chunk_size=_CHUNK)  # fmt: skip
    number = 0
    while chunk := list(islice(rows, _CHUNK)):
        places = _places([row[0] for row in chunk], day)
        if gone := [row[0] for row in chunk if row[0] not in places]:
            places |= _last_places(gone, day)
        for row in chunk:
            number += 1
            yield (number, *_cells(row, places.get(row[0], _NOWHERE)))


def _places(people: list[int], day: date) -> dict[int, list[_Place]]:
    """The memberships of the day per person, the home unit first."""
    listed = RawSQL("SELECT unnest(%s::bigint[])", [people])  # one parameter, not 2,000
    rows = (
        Membership.objects.on(day)
        .filter(person__in=listed)
        .order_by("person", HOME_FIRST, "pk")
        .values_list("person_id", "unit__name", "unit__parent__name", "kind")
    )
    found: dict[int, list[_Place]] = {}
    for person, unit, above, kind in rows:
        found.setdefault(person, []).append((unit, above or "", _KINDS[kind]))
    return found


def _last_places(people: list[int], day: date) -> dict[int, list[_Place]]:
    """The same of people who left: the unit they belonged to last, and how and when that ended."""
    rows = Membership.objects.last_before(day).filter(person__in=people)
    found: dict[int, list[_Place]] = {}
    for row in rows.select_related("unit__parent"):
        above = row.unit.parent.name if row.unit.parent else ""
        ended = (
            f"{row.get_ended_by_display() or 'Đã thôi sinh hoạt'}, {full_date(row.during.upper)}"
        )
        found[row.person_id] = [(row.unit.name, above, ended)]
    return found


def _cells(row: tuple, places: list[_Place]) -> tuple[object, ...]:
    (_pk, name, sex, born, born_as, category, code, card, joined, joined_as, phone, email,
     activated, user) = row  # fmt: skip
    units, above, kinds = ("; ".join(words) for words in zip(*places, strict=True))
    return (
        name, _SEXES[sex], _day(born, born_as), _CATEGORIES[category], units, above, kinds,
        code, card, _day(joined, joined_as), phone, email, _account(activated, user),
    )  # fmt: skip


def _account(activated: object, user: object) -> str:
    return "Đang dùng" if activated else "Chưa kích hoạt" if user else "Chưa có tài khoản"


def _day(day: date | None, precision: str) -> object:
    return None if day is None else KnownDay(day, precision).cell
