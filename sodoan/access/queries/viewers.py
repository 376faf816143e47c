"""“Ai xem được hồ sơ của tôi”: computed from the same table that grants access."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps

from sodoan.access.roles import ADMIN_CAPABILITIES, capabilities
from sodoan.access.scopes import HeldPost
from sodoan.accounts.models import User
from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment, Unit

# What a capability lets somebody see of one member, in words, most telling first.
_SEES: dict[str, str] = {
    Capability.VIEW_PEOPLE: "hồ sơ, số điện thoại",
    Capability.VIEW_RESULTS: "rèn luyện, xếp loại",
    Capability.VIEW_SENSITIVE: "dân tộc, tôn giáo, số CCCD, kỷ luật (phải ghi lý do)",
    Capability.VIEW_HISTORY: "lịch sử thay đổi",
}
# And what it lets him do about one.
_DOES: dict[str, str] = {
    Capability.MANAGE_PEOPLE: "sửa hồ sơ",
    Capability.SUPPORT: "duyệt đăng ký, minh chứng, trao đổi quý",
    Capability.EVALUATE: "đề xuất xếp loại",
    Capability.APPROVE: "duyệt xếp loại",
    Capability.IMPORT: "nhập danh sách",
    Capability.ISSUE_SLIPS: "cấp phiếu kích hoạt",
}


@dataclass(frozen=True)
class Viewers:
    """Officers of one unit who see the same things about the person, and why they do."""

    unit_name: str
    posts: tuple[str, ...]
    names: tuple[str, ...]
    sees: tuple[str, ...]
    does: tuple[str, ...]
    why: str
    is_own_unit: bool

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.names)


def viewers_of(person_id: int, on: date) -> list[Viewers]:
    """Everybody whose post lets him see something of the person today, nearest unit first.

    Four queries; no names of people whose posts show nothing about the person.
    """
    units = _units_above(person_id, on)
    rows = (
        Appointment.objects.on(on)
        .filter(unit__in=units)
        .exclude(person_id=person_id)
        .select_related("post", "person", "unit__type")
        .order_by("-unit__path", "post__position", "person__sort_key")
    )
    found = [
        _viewers(units[unit_id], sees, does, list(group))
        for (unit_id, sees, does), group in groupby(sorted(rows, key=_nearness), key=_group)
        if sees or does
    ]
    return [*found, *_administrators(person_id)]


def why_visible(scope: Actor, units: Iterable[Unit]) -> HeldPost | None:
    """The nearest post in use that lets its holder open the file of a member of these units."""
    paths = [unit.path for unit in units]
    found: list[HeldPost] = [
        post
        for post in scope.posts
        if Capability.VIEW_PEOPLE in capabilities(post.role, post.tier)
        and any(path.startswith(post.path) for path in paths)
    ]
    return max(found, key=lambda post: len(post.path), default=None)


def _units_above(person_id: int, on: date) -> dict[int, tuple[Unit, Unit]]:
    """Units over the person, each with the unit of the person it is above."""
    memberships = apps.get_model("people", "Membership").objects.on(on).filter(person=person_id)
    own = list(Unit.objects.filter(pk__in=memberships.values("unit")).order_by("-path"))
    above = {key: unit for unit in own for key in unit.ancestor_ids}
    known = Unit.objects.in_bulk(list(above))
    return {key: (known[key], unit) for key, unit in above.items()}


def _words(given: Collection[str], table: dict[str, str]) -> tuple[str, ...]:
    return tuple(words for capability, words in table.items() if capability in given)


def _group(row: Appointment) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    given = capabilities(row.post.role, row.unit.type.tier)
    return row.unit_id, _words(given, _SEES), _words(given, _DOES)


def _nearness(row: Appointment) -> tuple[Any, ...]:
    unit_id, sees, does = _group(row)
    return -row.unit.type.tier, unit_id, -len(sees), -len(does), sees, does


def _viewers(
    place: tuple[Unit, Unit],
    sees: tuple[str, ...],
    does: tuple[str, ...],
    rows: Iterable[Appointment],
) -> Viewers:
    unit, own = place
    rows = list(rows)
    same = unit.pk == own.pk
    return Viewers(
        unit_name=unit.name,
        posts=tuple(dict.fromkeys(row.post.label for row in rows)),
        names=tuple(dict.fromkeys(row.person.full_name for row in rows)),
        sees=sees,
        does=does,
        why=f"Bạn sinh hoạt ở {own.name}" + ("" if same else f", đơn vị trực thuộc {unit.name}"),
        is_own_unit=same,
    )


def _administrators(person_id: int) -> list[Viewers]:
    admins = User.objects.filter(is_admin=True, is_active=True).exclude(person__pk=person_id)
    names = tuple(admins.order_by("full_name").values_list("full_name", flat=True))
    if not names:
        return []
    return [
        Viewers(
            unit_name="Toàn hệ thống",
            posts=("Quản trị hệ thống",),
            names=names,
            sees=_words(ADMIN_CAPABILITIES, _SEES),
            does=_words(ADMIN_CAPABILITIES, _DOES),
            why="Giữ cho hệ thống chạy",
            is_own_unit=False,
        )
    ]
