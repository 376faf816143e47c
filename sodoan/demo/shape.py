"""The invented province: which units there are, how big, and at which stage of the year."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class BranchShape:
    """A branch: its name and how many members it has."""

    name: str
    members: int


@dataclass(frozen=True)
class UnionShape:
    """A grassroots union with its branches; `stage` says how far its year is."""

    code: str
    name: str
    type_key: str
    sector: str
    block: str
    category: str
    stage: str
    branches: tuple[BranchShape, ...]


@dataclass(frozen=True)
class Size:
    """A demo set: number of unions, branches per union, members of a usual branch."""

    unions: int
    branches: int
    members: tuple[int, int]


SIZES = {
    "B": Size(unions=6, branches=10, members=(17, 33)),
    "P": Size(unions=140, branches=72, members=(18, 42)),
}

PROVINCE = ("TG", "Tỉnh đoàn Trường Giang")
_WARD = ("Khu phố {n}",) * 7 + ("Công an phường", "Trạm Y tế phường", "Ủy ban nhân dân phường")
_COMMUNE = ("Ấp {n}",) * 8 + ("Công an xã", "Ủy ban nhân dân xã")
_SCHOOL = ("Lớp 12A{n}", "Lớp 11A{n}", "Lớp 10A{n}")
_COLLEGE = ("Lớp Kế toán {n}", "Lớp Điện {n}", "Lớp Công nghệ thông tin {n}")
_FACTORY = ("Phân xưởng May {n}", "Phân xưởng Cắt {n}", "Khối Văn phòng {n}")
_OFFICES = (
    "Sở Xây dựng", "Sở Y tế", "Sở Tài chính", "Sở Nội vụ", "Sở Công Thương", "Cục Thuế",
    "Kho bạc Nhà nước", "Đài Phát thanh và Truyền hình", "Tòa án nhân dân",
    "Viện kiểm sát nhân dân",
)  # fmt: skip

# (name, type, sector, block, member category, stage of the year, names of branches)
_KINDS = (
    ("Đoàn phường An Hòa", "xa", "residential", "other", "worker", "meeting", _WARD),
    ("Đoàn xã Tân Phú Đông", "xa", "residential", "other", "rural", "sent", _COMMUNE),
    ("Đoàn trường THPT Lê Anh Xuân", "truong", "school", "school", "student", "registering",
     _SCHOOL),
    ("Đoàn Công ty May An Phát", "doan-co-so", "enterprise", "other", "worker", "published",
     _FACTORY),
    ("Đoàn các cơ quan tỉnh", "doan-co-so", "civil_service", "other", "civil_servant", "approved",
     _OFFICES),
    ("Đoàn trường Cao đẳng Trường Giang", "truong", "school", "school", "student", "supporting",
     _COLLEGE),
)  # fmt: skip


def unions(size: Size, random: Random) -> list[UnionShape]:
    """The grassroots unions of a demo set, always the same for the same seed."""
    found = []
    for number in range(size.unions):
        name, type_key, sector, block, category, stage, names = _KINDS[number % len(_KINDS)]
        again = number // len(_KINDS)
        found.append(
            UnionShape(
                code=f"TG-{number + 1:03d}",
                name=f"{name} {again + 1}" if again else name,
                type_key=type_key,
                sector=sector,
                block=block,
                category=category,
                stage=stage,
                branches=tuple(_branches(names, size, random)),
            )
        )
    return found


def _branches(names: tuple[str, ...], size: Size, random: Random) -> list[BranchShape]:
    found = []
    for number in range(size.branches):
        pattern = names[number % len(names)]
        place = number + 1 if len(names) > len(_SCHOOL) else number // len(names) + 1
        lap = number // len(names) if len(names) > len(_SCHOOL) and "{n}" not in pattern else 0
        name = f"Chi đoàn {pattern.format(n=place)}" + (f" {lap + 1}" if lap else "")
        members = 30 if number == 2 else random.randint(*size.members)  # noqa: PLR2004 - mockup 05
        found.append(BranchShape(name, members))
    return found
