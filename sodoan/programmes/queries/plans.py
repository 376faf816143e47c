"""Reads of plans: who sees which, what to take up, and a plan as people read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from sodoan.common.scoping import Actor
from sodoan.org.choices import LAUNCHES_FROM, Capability
from sodoan.org.models import Unit
from sodoan.packs import FOLDER
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.calendars import Period, schedule
from sodoan.programmes.engine.changes import Delta, OwnChange
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.marks import open_marks, show_value, value_at
from sodoan.programmes.engine.packfile import load_pack
from sodoan.programmes.engine.publishing import Check, checklist
from sodoan.programmes.engine.schema import (
    LEVEL_LABELS,
    Calendar,
    Criterion,
    Day,
    Frozen,
    Grade,
    Group,
    Mark,
    Origin,
    Pack,
    Scale,
    Step,
)
from sodoan.programmes.engine.wording import say_cap, say_condition, say_meeting
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.packs import pack_of, runs_on
from sodoan.programmes.queries.change_words import say_change
from sodoan.programmes.queries.roots import programmes_beside, root_checks

_LARGE = ("delta", "effective")
OUTRUN = "Cấp trên đã ban hành kế hoạch mới; đồng chí mở bản nháp, bấm Theo kế hoạch mới."
_RELATED = ("programme", "unit__type", "parent__unit", "published_by")

_TO_OPEN = """
SELECT count(*)
  FROM people_membership m JOIN org_unit u ON u.id = m.unit_id
 WHERE starts_with(u.path, %(path)s) AND m.kind = 'official' AND m.during @> %(day)s::date
   AND EXISTS (SELECT 1 FROM programmes_plan p JOIN org_unit pu ON pu.id = p.unit_id
                WHERE p.programme_id = %(programme)s AND p.state = 'published'
                  AND starts_with(u.path, pu.path))
   AND NOT EXISTS (SELECT 1 FROM programmes_enrolment e
                    WHERE e.programme_id = %(programme)s AND e.person_id = m.person_id)
   AND EXISTS (SELECT 1 FROM programmes_enrolment e
                WHERE e.programme_id = ANY(%(beside)s) AND e.person_id = m.person_id) = %(there)s
"""


@dataclass(frozen=True)
class CriterionRow:
    """One criterion as the plan lists it; `is_own` when this very unit added it.

    `level` is the level it comes from, in words.
    """

    number: str
    criterion: Criterion
    categories: tuple[str, ...]
    proofs: tuple[str, ...]
    level: str
    is_own: bool


@dataclass(frozen=True)
class GroupRow:
    """A content group with its criteria."""

    number: int
    group: Group
    criteria: tuple[CriterionRow, ...]

    @property
    def has_own(self) -> bool:
        """Whether the unit added something here."""
        return any(row.is_own for row in self.criteria)


@dataclass(frozen=True)
class PhaseRow:
    """One phase with its dates in every calendar, in the order of the calendars."""

    title: str
    periods: tuple[Period | None, ...]


@dataclass(frozen=True)
class StepRow:
    """One step of the judgement with its conditions in words."""

    step: Step
    note: str


@dataclass(frozen=True)
class GradeRow:
    """A grade with what it takes."""

    grade: Grade
    needs: tuple[str, ...]


@dataclass(frozen=True)
class MarkRow:
    """A value to confirm: what it is, and who answered for it and when."""

    mark: Mark
    value: str
    by: str
    on: date | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has confirmed it yet."""
        return not self.by


@dataclass(frozen=True)
class PlanView:
    """Everything the reading page shows."""

    plan: Plan
    pack: Pack
    groups: tuple[GroupRow, ...]
    calendars: tuple[Calendar, ...]
    phases: tuple[PhaseRow, ...]
    results: tuple[Period, ...]
    steps: tuple[StepRow, ...]
    caps: tuple[str, ...]
    grades: tuple[GradeRow, ...]
    marks: tuple[MarkRow, ...]


@cache
def shipped_packs() -> Mapping[str, Pack]:
    """The pack files that come with the program, by file name without ending."""
    return {path.stem: load_pack(path) for path in sorted(FOLDER.glob("*.yaml"))}


def scales_of(pack: Pack) -> list[tuple[Scale, int]]:
    """The grade scales a pack carries, and how many values are to be confirmed on each."""
    return [(scale, len(open_marks(pack.on_scale(scale.key)))) for scale in pack.scales]


def visible_plans(scope: Actor) -> QuerySet[Plan]:
    """Plans of the scope's units and below, and published ones of the units above."""
    paths = scope.paths(Capability.DESIGN)
    above = {int(part) for path in paths for part in path.split(".") if part}
    issued_above = Q(unit__in=above) & ~Q(state=PlanState.DRAFT)
    own = Plan.objects.in_scope(scope, Capability.DESIGN)
    seen = Plan.objects.filter(issued_above) | own
    return seen.select_related(*_RELATED)


def plans_to_open(scope: Actor) -> QuerySet[Plan]:
    """Plans one may see, and those of the units one supports."""
    supported = Plan.objects.in_scope(scope, Capability.SUPPORT)
    return visible_plans(scope) | supported.select_related(*_RELATED)


def listed_plans(scope: Actor) -> QuerySet[Plan]:
    """The same without the large texts, for lists."""
    return visible_plans(scope).defer(*_LARGE, "parent__delta", "parent__effective")


def own_units(scope: Actor) -> QuerySet[Unit]:
    """Units in which the actor holds a post that issues plans."""
    held = [p.unit_id for p in scope.posts if scope.covers(Capability.DESIGN, p.path)]
    return Unit.objects.filter(pk__in=held).select_related("type").order_by("path")


def launching_units(scope: Actor) -> QuerySet[Unit]:
    """Those of them that may start a programme of their own: from grassroots level upwards."""
    held = [p.unit_id for p in scope.posts if scope.covers(Capability.LAUNCH, p.path)]
    return own_units(scope).filter(pk__in=held, type__tier__lte=LAUNCHES_FROM)


def to_adopt(scope: Actor) -> list[tuple[Plan, Unit]]:
    """Running plans of the level above that a unit of the actor has not taken up."""
    found = []
    for unit in own_units(scope):
        taken = set(Plan.objects.filter(unit=unit).values_list("programme_id", flat=True))
        plans = Plan.objects.effective_for(unit).exclude(unit=unit)
        for plan in plans.select_related("programme", "unit"):
            if plan.programme_id not in taken and runs_on(plan, scope.on):
                taken.add(plan.programme_id)
                found.append((plan, unit))
    return found


def adopting_units(scope: Actor, plan: Plan) -> QuerySet[Unit]:
    """Units of the actor directly served by this plan: below its unit, no other plan between."""
    units = own_units(scope).filter(path__startswith=plan.unit.path).exclude(pk=plan.unit_id)
    nearest = [
        unit.pk
        for unit in units
        if Plan.objects.effective_for(unit)
        .filter(programme=plan.programme_id)
        .exclude(unit=unit)
        .values_list("pk", flat=True)
        .first()
        == plan.pk
    ]
    return units.filter(pk__in=nearest)


def read_plan(plan: Plan) -> PlanView:
    """A plan as people read it. No query."""
    pack, year = pack_of(plan), plan.programme.year
    scale = pack.active_scale
    known = vocabulary(pack, scale)
    dated = [schedule(calendar, year) for calendar in pack.calendars]
    return PlanView(
        plan=plan,
        pack=pack,
        groups=tuple(_group(n, group, pack, plan) for n, group in enumerate(pack.groups, start=1)),
        calendars=pack.calendars,
        phases=tuple(
            PhaseRow(
                phase.title,
                tuple(next((p for p in d.phases if p.key == phase.key), None) for d in dated),
            )
            for phase in pack.calendars[0].phases
        ),
        results=tuple(one.result for one in dated),
        steps=tuple(
            StepRow(step, say_meeting(step.meeting) if step.meeting else "") for step in pack.steps
        ),
        caps=tuple(f"{cap.title}: {say_cap(cap, scale)}" for cap in scale.caps),
        grades=tuple(
            GradeRow(g, tuple(say_condition(g.when, known)) if g.when is not None else ())
            for g in scale.grades
        ),
        marks=tuple(mark_rows(plan, pack)),
    )


def mark_rows(plan: Plan, pack: Pack) -> list[MarkRow]:
    """The values to confirm of the scale in use and everything else, with who answered."""
    who = plan.confirmed if isinstance(plan.confirmed, dict) else {}
    rows = []
    for mark in open_marks(pack):
        told = who.get(mark.path) or {}
        on = date.fromisoformat(told["on"]) if "on" in told else None
        rows.append(MarkRow(mark, _shown(pack, mark.path, plan), told.get("by", ""), on))
    return rows


def plan_above(plan: Plan) -> Plan:
    """The plan in force above this adoption: the nearest published one of a level above."""
    assert plan.parent is not None  # only adoptions have one
    nearest = Plan.objects.effective_for(plan.unit).filter(programme=plan.programme_id)
    found = nearest.exclude(unit=plan.unit_id).select_related("programme", "unit").first()
    return found or plan.parent


def is_outrun(plan: Plan) -> bool:
    """Whether the level above has issued another plan since this draft was begun."""
    return plan.parent is not None and plan_above(plan).pk != plan.parent_id


def checks_of(plan: Plan) -> list[Check]:
    """The check list before publication, with one line for all values still to be confirmed."""
    pack = pack_of(plan)
    parent = pack_of(plan.parent) if plan.parent else None
    every = {mark.path for mark in pack.to_confirm}
    checks = checklist(pack, every, parent, plan.programme.year)
    if is_outrun(plan):
        checks.insert(0, Check(ok=False, blocking=True, sentence=OUTRUN))
    checks = [*root_checks(plan), *checks]
    if waiting := len(open_marks(pack, plan.confirmed)):
        text = f"Còn {waiting} giá trị cần xác nhận."
        return [Check(ok=False, blocking=True, sentence=text), *checks]
    if pack.to_confirm:
        text = "Mọi giá trị cần xác nhận đã có người xác nhận."
        return [Check(ok=True, blocking=True, sentence=text), *checks]
    return checks


def own_changes(plan: Plan) -> list[tuple[OwnChange, str]]:
    """What this unit has written so far, each with its sentence."""
    assert plan.parent is not None  # only adoptions have changes
    pack = pack_of(plan)
    changes = Delta.model_validate(plan.delta).changes
    return [(item, say_change(item.change, pack, plan.programme.year)) for item in changes]


def drafts_to_open(programme: Programme, unit: Unit, day: date, *, there: bool = False) -> int:
    """How many official members below the unit have no registration sheet yet. Two queries.

    `there` counts those instead whose sheet of this year is in another programme of the pack.
    """
    values: dict[str, Any] = {
        "programme": programme.pk,
        "beside": list(programmes_beside(programme).values_list("pk", flat=True)),
        "there": there,
        "path": unit.path,
        "day": day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TO_OPEN, values)
        return int(cursor.fetchone()[0])


def _group(number: int, group: Group, pack: Pack, plan: Plan) -> GroupRow:
    rows = tuple(
        _criterion(f"{number}.{place}", criterion, pack, plan)
        for place, criterion in enumerate(group.criteria, start=1)
    )
    return GroupRow(number, group, rows)


def _criterion(number: str, criterion: Criterion, pack: Pack, plan: Plan) -> CriterionRow:
    origin: Origin | None = criterion.origin
    return CriterionRow(
        number,
        criterion,
        tuple(pack.category(key).title for key in criterion.categories),
        tuple(pack.proof(key).title for key in criterion.proofs),
        LEVEL_LABELS[origin.level] if origin else plan.unit.name,
        origin is None or origin.unit == plan.unit.name,
    )


def _shown(pack: Pack, path: str, plan: Plan) -> str:
    value: Any = value_at(pack, path)
    names = _names(pack, path)
    if isinstance(value, Day):
        text = f"{value.on(plan.programme.year):%d/%m/%Y}"
    elif path.endswith(".when"):
        text = "; ".join(say_condition(value, vocabulary(pack, pack.active_scale)))
    else:
        text = _FIXED.get(str(value), show_value(value))
    return f"{names}: {text}" if names and names != text else text


def _names(pack: Pack, path: str) -> str:
    """The titles of the parts a path leads through, and the word for its last field."""
    parts = path.split(".")
    titles: Sequence[str] = [
        title for at in range(2, len(parts) + 1) if (title := _title(pack, ".".join(parts[:at])))
    ]
    if parts[0] == "complaint":
        titles = ["Khiếu nại"]
    last = _FIELDS.get(parts[-1], "")
    return " · ".join([*dict.fromkeys(titles), *([last] if last else [])])


def _title(pack: Pack, path: str) -> str:
    try:
        value = value_at(pack, path)
    except KeyError:
        return ""
    if not isinstance(value, Frozen):
        return ""
    return str(getattr(value, "short", "") or getattr(value, "title", ""))


_FIELDS = {
    "start": "ngày bắt đầu",
    "end": "ngày kết thúc",
    "days": "số ngày",
    "answer_days": "số ngày trả lời",
    "quorum": "tỷ lệ có mặt",
    "majority": "tỷ lệ đồng ý phải trên",
    "share": "tối đa",
    "base": "tính trên",
    "rounding": "cách làm tròn",
    "minimum": "ít nhất",
}
_FIXED = {
    "all": "tất cả đoàn viên",
    "rated": "số người được xếp loại",
    "grades": "số người dự kiến các mức nêu trong hạn mức",
    "down": "làm tròn xuống",
    "up": "làm tròn lên",
    "nearest": "làm tròn đến số gần nhất",
}
