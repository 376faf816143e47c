"""“Ai xem được hồ sơ của tôi”: computed from the same table that grants access."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Q

from sodoan.access.queries.holders import Holder, holders
from sodoan.access.roles import ADMIN_CAPABILITIES, capabilities
from sodoan.access.scopes import HeldPost, scope_of_post
from sodoan.accounts.models import User
from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment, Unit

# What a capability lets somebody see of one member, in words, most telling first.
_SEES: dict[str, str] = {
    Capability.VIEW_PEOPLE: "hồ sơ, số điện thoại",
    Capability.VIEW_RESULTS: "rèn luyện, xếp loại",
    Capability.VIEW_SENSITIVE: (
        "dân tộc, tôn giáo, số CCCD, ngày vào Đảng, kỷ luật (phải ghi lý do)"
    ),
    Capability.VIEW_HISTORY: "lịch sử thay đổi",
}
# And what it lets him do about one.
_DOES: dict[str, str] = {
    Capability.MANAGE_PEOPLE: "sửa hồ sơ",
    Capability.TRANSFER: "ghi chuyển sinh hoạt",
    Capability.SUPPORT: "duyệt đăng ký, minh chứng, trao đổi quý",
    Capability.EVALUATE: "đề xuất xếp loại",
    Capability.APPROVE: "duyệt xếp loại",
    Capability.IMPORT: "nhập danh sách",
    Capability.ISSUE_SLIPS: "cấp phiếu kích hoạt",
}


# Of somebody who belongs nowhere any more, the unit that was the last keeps these.
_KEPT = frozenset({Capability.VIEW_PEOPLE, Capability.VIEW_HISTORY, Capability.ISSUE_SLIPS})


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


@dataclass(frozen=True)
class _Place:
    """A unit from which something of the person is seen, and `own`, the unit below it that is why.

    `own` is None where sheets of several units below are. `years` are those of sheets carried out
    there when the person belongs there no more: then nothing else is seen. Of the unit that
    somebody `left` last who belongs nowhere today the file and the history are seen too. `is_home`
    and `approves` bound what officers do.
    """

    unit: Unit
    own: Unit | None
    is_home: bool = False
    approves: bool = False
    years: tuple[int, ...] = ()
    left: bool = False


_AWAY = "temporary"  # the kind of membership that leaves the file with the home unit
_Facts = tuple[tuple[str, ...], tuple[str, ...]]


def viewers_of(person_id: int, on: date) -> list[Viewers]:
    """Everybody whose post lets him see something of the person today, nearest unit first.

    Who looks after a unit where the person was before still reads the sheets carried out there.
    Eight queries, one more for who belongs nowhere; no names of people whose posts show nothing
    about the person.
    """
    places = _places(person_id, on)
    holder = next(iter(holders([person_id], on)), None)
    rows = list(
        Appointment.objects.on(on)
        .filter(unit__in=places)
        .exclude(person_id=person_id)
        .select_related("post", "person", "unit__type")
        .order_by("-unit__path", "post__position", "person__sort_key")
    )
    facts = {row.pk: _facts(row, places[row.unit_id], holder, on) for row in rows}

    def nearness(row: Appointment) -> tuple[Any, ...]:
        sees, does = facts[row.pk]
        tier = row.unit.type.tier
        return (
            _is_of_sheets(places[row.unit_id]),
            -tier,
            row.unit_id,
            -len(sees),
            -len(does),
            facts[row.pk],
        )

    found = [
        _viewers(places[unit_id], sees, does, list(group))
        for (unit_id, (sees, does)), group in groupby(
            sorted(rows, key=nearness), key=lambda row: (row.unit_id, facts[row.pk])
        )
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


def _places(person_id: int, on: date) -> dict[int, _Place]:
    """Units over the person today or last, then those over units of earlier sheets, by key."""
    rows = apps.get_model("people", "Membership").objects.filter(person=person_id)
    kinds: dict[int, set[str]] = defaultdict(set)
    for unit_id, kind in rows.on(on).values_list("unit_id", "kind"):
        kinds[unit_id].add(kind)
    last = () if kinds else tuple(rows.last_before(on).values_list("unit_id", flat=True))
    years = _years_elsewhere(person_id, kinds)
    own = Unit.objects.filter(pk__in=[*kinds, *last, *years]).order_by("-path")
    chains = {unit: unit.ancestor_ids for unit in own}
    wanted = {key for chain in chains.values() for key in chain}
    known = Unit.objects.select_related("type").in_bulk(list(wanted))
    found: dict[int, _Place] = {}
    for unit in sorted(chains, key=lambda unit: unit.pk in years and unit.pk not in last):
        higher = [key for key in chains[unit][:-1] if known[key].type.approves]
        for key in chains[unit]:
            before = found.get(key)
            if before is not None and unit.pk in years:
                if before.left or before.years:
                    found[key] = _with_sheets(before, unit, years[unit.pk])
                continue
            found[key] = _Place(
                known[key],
                unit,
                is_home=bool(kinds[unit.pk] - {_AWAY}) or bool(before and before.is_home),
                approves=higher[-1:] == [key] or bool(before and before.approves),
                years=years.get(unit.pk, ()),
                left=unit.pk in last,
            )
    return found


def _with_sheets(place: _Place, unit: Unit, years: Iterable[int]) -> _Place:
    """The place when the sheets of one more unit below it are seen from there."""
    own = place.own if place.left or place.own == unit else None
    return replace(place, own=own, years=tuple(sorted({*place.years, *years})))


def _is_of_sheets(place: _Place) -> bool:
    """Whether the place is one for earlier sheets alone."""
    return bool(place.years) and not place.left


def _years_elsewhere(person_id: int, units: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Years of the sheets of the person carried out in other units, by unit."""
    sheets = apps.get_model("programmes", "Enrolment").objects.filter(
        Q(person=person_id) | Q(appointment__person=person_id)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id, year in sheets.exclude(unit__in=units).values_list("unit_id", "programme__year"):
        found[unit_id].add(year)
    return {unit_id: tuple(sorted(years)) for unit_id, years in found.items()}


def _facts(row: Appointment, place: _Place, holder: Holder | None, on: date) -> _Facts:
    """What the post lets its holder see and do, in words; each as its page decides it."""
    given = set(capabilities(row.post.role, row.unit.type.tier))
    sheets = _sees_of_sheets(given, place.years)
    if _is_of_sheets(place):
        return sheets, ()
    if place.left:
        given &= _KEPT
    if not place.is_home:
        given -= {Capability.MANAGE_PEOPLE, Capability.TRANSFER}
    if not place.approves:
        given.discard(Capability.APPROVE)
    post = HeldPost(
        row.post.label, row.post.role, row.unit_id, row.unit.name, row.unit.path,
        row.unit.type.tier, row.post.position,
    )  # fmt: skip
    if holder is None or not allowed(scope_of_post(post, on), "accounts.issue_slip", holder):
        given.discard(Capability.ISSUE_SLIPS)
    return (*_words(given, _SEES), *sheets), _words(given, _DOES)


def _sees_of_sheets(given: Collection[str], years: Collection[int]) -> tuple[str, ...]:
    if not years or not {Capability.VIEW_RESULTS, Capability.SUPPORT} & set(given):
        return ()
    return (f"phiếu rèn luyện, xếp loại năm {', '.join(map(str, years))}",)


def _words(given: Collection[str], table: dict[str, str]) -> tuple[str, ...]:
    return tuple(words for capability, words in table.items() if capability in given)


def _viewers(
    place: _Place,
    sees: tuple[str, ...],
    does: tuple[str, ...],
    rows: Iterable[Appointment],
) -> Viewers:
    rows = list(rows)
    same = place.unit == place.own
    if place.own is None:
        where = f"các đơn vị trực thuộc {place.unit.name}"
    else:
        where = place.own.name + ("" if same else f", đơn vị trực thuộc {place.unit.name}")
    if place.left:
        why = f"Trước khi thôi sinh hoạt, bạn ở {where}"
    elif place.years:
        why = f"Năm {', '.join(map(str, place.years))} bạn có phiếu rèn luyện ở {where}"
    else:
        why = f"Bạn sinh hoạt ở {where}"
    return Viewers(
        unit_name=place.unit.name,
        posts=tuple(dict.fromkeys(row.post.label for row in rows)),
        names=tuple(dict.fromkeys(row.person.full_name for row in rows)),
        sees=sees,
        does=does,
        why=why,
        is_own_unit=same,
    )


def _administrators(person_id: int) -> list[Viewers]:
    """Administrators open no file, so the histories they read are of units only."""
    admins = User.objects.filter(is_admin=True, is_active=True).exclude(person__pk=person_id)
    names = tuple(admins.order_by("full_name").values_list("full_name", flat=True))
    if not names:
        return []
    return [
        Viewers(
            unit_name="Toàn hệ thống",
            posts=("Quản trị hệ thống",),
            names=names,
            sees=(),
            does=_words(ADMIN_CAPABILITIES, _DOES),
            why="Giữ cho hệ thống chạy",
            is_own_unit=False,
        )
    ]
