"""The programme of this year and the last, with dates counted from today."""

from datetime import date, timedelta
from importlib.resources import files

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.common.dataschema import Day
from sodoan.demo.clock import clock_at, on
from sodoan.demo.world import Union, World
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterCounter
from sodoan.org.models import Unit
from sodoan.people.models import Person
from sodoan.programmes.actions import plans
from sodoan.programmes.actions.issuing import publish_plan_with_number
from sodoan.programmes.engine.changes import AddCriterion, Change, Delta, MoveDate, Orient
from sodoan.programmes.engine.packfile import parse_pack
from sodoan.programmes.engine.schema import Calendar, Criterion, Measure, Pack
from sodoan.programmes.models import Plan

# Days from today to the first and last day of each phase, per calendar.
_OTHER = {"register": (-300, -250), "support": (-249, -7), "evaluate": (-6, 25)}
_SCHOOL = {"register": (-60, 8), "support": (9, 180), "evaluate": (181, 200)}
_COLLEGE_REGISTERED = -20
_ISSUED, _UNION_ISSUES, _BRANCH_ISSUES = -308, -305, -302  # before registration begins


def issue(world: World, *, years_ago: int = 0) -> Plan:
    """Publish the root plan of one year in the province, as its secretary does."""
    today = world.today - timedelta(days=365 * years_ago)
    pack = _dated(shipped_pack(), today)
    start = today + timedelta(days=_ISSUED)
    by = scope_of(account_of(world.leaders[0]), start)
    with clock_at(on(start)):
        plan = plans.load_programme(pack, by=by, unit=world.province, year=today.year)
        plan = plans.confirm_values(plan, [mark.path for mark in pack.to_confirm], by=by)
        publish_plan_with_number(
            plan,
            by=by,
            issued_on=start,
            issuer_code="TĐTN-BTC",
            last_number=on_paper(plan.unit, DocumentKind.PLAN, start.year, 23 - years_ago),
        )
    plan.refresh_from_db()
    return plan


def on_paper(unit: Unit, kind: DocumentKind, year: int, number: int) -> int | None:
    """How far a paper register had come: none once the register here has numbers of that year."""
    begun = RegisterCounter.objects.filter(unit=unit, kind=kind, year=year)
    return None if begun.exists() else number


def adopt_below(root: Plan, union: Union, today: date) -> Plan:
    """Let a union add its own criterion, orientation and (schools) an earlier date."""
    issued = today + timedelta(days=_UNION_ISSUES)
    by = scope_of(account_of(union.officers[0]), issued)
    draft = plans.adopt(root, by=by, unit=union.unit)
    changes: list[Change] = [_own_criterion(union), Orient(group="ethics", text=_ORIENTATION)]
    if union.shape.stage == "supporting":
        end, start = (
            Day((today + timedelta(days=_COLLEGE_REGISTERED + after)).isoformat())
            for after in (0, 1)
        )
        changes += [
            MoveDate(calendar="school", phase="register", edge="end", day=end),
            MoveDate(calendar="school", phase="support", edge="start", day=start),
        ]
    draft = plans.save_delta(draft, Delta.of(plans.origin_of(union.unit), *changes), by=by)
    with clock_at(on(issued)):
        publish_plan_with_number(draft, by=by, issued_on=issued, issuer_code="ĐTN", last_number=6)
    draft.refresh_from_db()
    return draft


def orient_branch(plan: Plan, branch: tuple[Unit, list[Person]], today: date) -> Plan:
    """Let a branch give its members an orientation of their own, as its secretary does."""
    unit, members = branch
    issued = today + timedelta(days=_BRANCH_ISSUES)
    by = scope_of(account_of(members[0]), issued)
    draft = plans.adopt(plan, by=by, unit=unit)
    change = Orient(group="profession", text=_BRANCH_ORIENTATION)
    draft = plans.save_delta(draft, Delta.of(plans.origin_of(unit), change), by=by)
    with clock_at(on(issued)):
        publish_plan_with_number(draft, by=by, issued_on=issued, issuer_code="ĐTN", last_number=1)
    draft.refresh_from_db()
    return draft


def shipped_pack() -> Pack:
    """S0 as it ships."""
    text = (files("sodoan.packs") / "s0-ren-luyen-doan-vien.yaml").read_text(encoding="utf-8")
    return parse_pack(text)


def _dated(pack: Pack, today: date) -> Pack:
    calendars = tuple(
        _shifted(calendar, _SCHOOL if calendar.key == "school" else _OTHER, today)
        for calendar in pack.calendars
    )
    return pack.model_copy(update={"calendars": calendars})


def _shifted(calendar: Calendar, days: dict[str, tuple[int, int]], today: date) -> Calendar:
    def at(offset: int) -> Day:
        return Day((today + timedelta(days=offset)).isoformat())

    phases = tuple(
        phase.model_copy(update={"start": at(days[phase.key][0]), "end": at(days[phase.key][1])})
        for phase in calendar.phases
    )
    window = calendar.result.model_copy(update={"start": phases[0].start, "end": phases[1].end})
    label = "năm học {year}-{after}" if calendar.key == "school" else calendar.label
    return calendar.model_copy(update={"phases": phases, "result": window, "label": label})


def _own_criterion(union: Union) -> AddCriterion:
    criterion = Criterion(
        key=f"local_{union.unit.pk}",
        title="Hướng dẫn người dân dùng dịch vụ công trực tuyến",
        example="mỗi tháng một buổi tại nơi tiếp dân",
        measures=(
            Measure(
                unit="buổi hướng dẫn",
                quantity=3,
                sentence="Tham gia ít nhất {n} buổi hướng dẫn người dân dùng dịch vụ công",
            ),
        ),
        proofs=("branch",),
    )
    return AddCriterion(group="profession", criterion=criterion)


def account_of(person: Person) -> User:
    """The account of an officer."""
    assert person.user is not None  # officers have accounts
    return person.user


_ORIENTATION = "Ưu tiên các việc tình nguyện tại nơi ở và giữ gìn trật tự, an toàn giao thông."
_BRANCH_ORIENTATION = "Mỗi đoàn viên nhận một việc giúp khu phố trong quý, ghi rõ ngày làm xong."
