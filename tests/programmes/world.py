"""A small world for tests of programmes: one commune, two branches, a published plan.

    Đoàn tỉnh ─┬─ Đoàn xã A ─┬─ Chi đoàn A1   an: secretary; dung: member; hoa: member
               │             └─ Chi đoàn A2   lan: member; binh: secretary of xã A
               └─ Đoàn xã B ─── Chi đoàn B1   chi: secretary, a stranger to A

`build()` gives the people; `enrol(person, ...)` a sheet, `publish(enrolment, ...)` a result. The
programme's year is the caller's choice, so that nothing depends on the day the tests run: a past
year is in its evaluation, a coming year has not begun.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

import sodoan.packs
from sodoan.access.scopes import Scope, scope_of
from sodoan.accounts.models import User
from sodoan.org.actions import load_reference
from sodoan.org.models import Unit
from sodoan.people.models import Person
from sodoan.programmes.engine.packfile import load_pack
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment, Evidence, Plan, Pledge, Programme, Result, Round
from tests.cast import enlist
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.remembered import remembered

PAST = 2025  # its evaluation has begun, whatever today is
COMING = 2099  # not begun
CLEAR = "Dự ít nhất 2 buổi học tập nghị quyết trước 30/09, tính theo điểm danh."


@lru_cache
def s0() -> Pack:
    """The shipped programme, parsed once a session."""
    return load_pack(Path(sodoan.packs.__file__).parent / "s0-ren-luyen-doan-vien.yaml")


@lru_cache
def s0_json() -> str:
    return s0().model_dump_json()


@dataclass
class World:
    """Units, accounts (each with a `person`) and the plan of this year."""

    province: Unit
    commune: Unit
    branch: Unit
    sister: Unit
    stranger_branch: Unit
    an: User
    binh: User
    chi: User
    dung: User
    hoa: User
    lan: User
    plan: Plan

    @property
    def programme(self) -> Programme:
        return self.plan.programme


@remembered
def build(year: int = PAST) -> World:
    """Write the world; about sixty rows."""
    load_reference()
    province = _unit("tinh", "Đoàn tỉnh Thử Nghiệm")
    commune = _unit("xa", "Đoàn xã An Hòa", province)
    other = _unit("xa", "Đoàn xã Bình Minh", province)
    branch = _unit("chi-doan", "Chi đoàn Khu phố 1", commune)
    sister = _unit("chi-doan", "Chi đoàn Khu phố 2", commune)
    stranger = _unit("chi-doan", "Chi đoàn Ấp Bắc", other)
    return World(
        province=province,
        commune=commune,
        branch=branch,
        sister=sister,
        stranger_branch=stranger,
        an=enlist("Trần Quốc An", branch, "bi-thu-chi-doan", category="worker"),
        binh=enlist("Phạm Ngọc Bình", sister, "bi-thu", post_in=commune),
        chi=enlist("Lê Thị Kim Chi", stranger, "bi-thu-chi-doan"),
        dung=enlist("Hồ Gia Dung", branch, category="worker"),
        hoa=enlist("Đỗ Mỹ Hoa", branch, category="worker"),
        lan=enlist("Ngô Thúy Lan", sister, category="worker"),
        plan=plan_of(commune, year),
    )


def _unit(key: str, name: str, parent: Unit | None = None) -> Unit:
    return UnitFactory(type=UnitTypeFactory(key=key), name=name, parent=parent)


def plan_of(unit: Unit, year: int, definition: str = "") -> Plan:
    """A published root plan of S0 (or of another definition) for that year."""
    programme = Programme.objects.create(
        key=f"s0-{unit.pk}-{year}",
        title=f"Chương trình Rèn luyện đoàn viên năm {year}",
        subject="member",
        year=year,
        cycle=str(year),
        pack_key=s0().key,
        owner=unit,
    )
    return Plan.objects.create(
        programme=programme,
        unit=unit,
        state="published",
        effective=definition or s0_json(),
        published_at=timezone.now(),
        issued_on=date(year, 1, 5),
    )


def issued_anew(plan: Plan, **facts: Any) -> Plan:
    """The next version of an issued plan, with other words or another number."""
    newer = Plan.objects.get(pk=plan.pk)
    Plan.objects.filter(pk=plan.pk).update(state="superseded")
    for name, value in {"pk": None, "version": plan.version + 1, **facts}.items():
        setattr(newer, name, value)
    newer.save()
    return newer


def plan_below(plan: Plan, unit: Unit, **facts: Any) -> Plan:
    """The plan a unit issued below that one, nothing added."""
    fields = ("programme", "state", "effective", "published_at", "issued_on")
    same = {name: getattr(plan, name) for name in fields}
    return Plan.objects.create(**{**same, "unit": unit, "parent": plan, **facts})


def enrol(
    who: User | Person,
    plan: Plan,
    *,
    state: str = "accepted",
    pledges: int = 2,
    category: str = "worker",
    unit: Unit | None = None,
) -> Enrolment:
    """A sheet of somebody with `pledges` criteria in each group, concrete ones."""
    person = who.person if isinstance(who, User) else who
    row = Enrolment.objects.create(
        programme=plan.programme,
        plan=plan,
        person=person,
        unit=unit or person.memberships.get().unit,
        block="other",
        category=category,
        state=state,
    )
    Pledge.objects.bulk_create(
        Pledge(
            enrolment=row,
            group_key=group.key,
            criterion_key=criterion.key,
            title=criterion.title,
            text=CLEAR,
            quantity=2,
            measure="buổi",
            due_on=date(plan.programme.year, 9, 30),
            proof=criterion.proofs[0],
            position=place,
        )
        for group in s0().groups
        for place, criterion in enumerate(group.offered(category)[:pledges])
    )
    return row


def prove(pledge: Pledge, *, state: str = "verified", text: str = "Đã dự 2 buổi.") -> Evidence:
    """Words as evidence for a pledge."""
    return Evidence.objects.create(pledge=pledge, kind="text", text=text, state=state)


def publish(enrolment: Enrolment, grade: str = "good", **facts: object) -> Result:
    """A published result with its published round."""
    now = timezone.now()
    round_, _ = Round.objects.get_or_create(
        programme=enrolment.programme,
        unit=enrolment.unit,
        block=enrolment.block,
        defaults={
            "plan": enrolment.plan,
            "approver": enrolment.unit.parent,
            "state": "published",
            "sent_at": now,
            "published_at": now,
            "decision_no": "42-QĐ/ĐTN",
        },
    )
    values = {
        "grade_key": grade,
        "population": "rated",
        "comment": "Đều đặn, giúp 2 công nhân mới học nghề.",
        "sentence": "Xếp loại Tốt: hoàn thành 8 trong 8 tiêu chí.",
        "approved_at": now,
        "published_at": now,
        **facts,
    }
    if values["population"] == "rated":
        values = {"proposed_grade": values["grade_key"], "rule_grade": values["grade_key"]} | values
    return Result.objects.create(enrolment=enrolment, round=round_, state="published", **values)


def scope(user: User) -> Scope:
    """What the account may do today."""
    return scope_of(User.objects.select_related("person").get(pk=user.pk))


def browser(user: User | None) -> Client:
    """A test client in which the account is signed in (nobody: `None`)."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client
