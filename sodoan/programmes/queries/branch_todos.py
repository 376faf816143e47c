"""What a branch owes in programmes: sheets, evidence, talks, the evaluation meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.choices import (
    OPEN_ROUNDS,
    AmendmentState,
    EnrolmentState,
    Population,
    RoundState,
)
from sodoan.programmes.engine.deadlines import propose_by
from sodoan.programmes.models import Amendment, Enrolment, Evidence, Plan, Round, title_of
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.roots import without_sheet
from sodoan.programmes.queries.talks import blocks_in, open_talks, talks_page

_OPEN = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)


def plans_for(unit: Unit) -> dict[int, Plan]:
    """The plan in force for the unit, by programme."""
    plans = Plan.objects.nearest_for(unit).select_related("programme", "unit")
    return {plan.programme_id: plan for plan in plans}


@dataclass(frozen=True)
class Branch:
    """A branch with the plan in force there, by programme: read once a page."""

    unit: Unit
    plans: Mapping[int, Plan]

    @property
    def of_members(self) -> list[Plan]:
        """Plans of programmes of members, newest year first."""
        found = [plan for plan in self.plans.values() if plan.programme.subject == "member"]
        return sorted(found, key=lambda plan: (-plan.programme.year, plan.programme.title))


def branch_at(unit_id: int) -> Branch:
    """The branch of a page. Two queries."""
    unit = Unit.objects.get(pk=unit_id)
    return Branch(unit, plans_for(unit))


def branch_todos(scope: Actor, branch: Branch) -> Iterable[Todo]:
    """What a branch owes, programme by programme."""
    unit = branch.unit
    for plan in branch.plans.values():
        yield from _opening_work(scope, unit, plan)
        yield from _registration_work(scope, unit, plan)
        yield from _support_work(scope, unit, plan)
        yield from _evaluation_work(scope, unit, plan)


def _opening_work(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    """Sheets to open: for everybody at first, then for who joins while there is time to train."""
    calendar = schedule_for(plan, unit.block)
    register = calendar.phase("register")
    if not register.start <= scope.on <= calendar.phase("support").end:
        return
    count = without_sheet(unit, plan.programme, scope.on).count()
    if count:
        url = reverse("programmes:open_drafts", args=[unit.pk])
        yield Todo(
            f"open-{plan.programme_id}-{unit.pk}",
            f"Mở phiếu đăng ký cho {count} đoàn viên",
            f"Chưa có phiếu: {plan.programme.title}",
            f"{url}?chuong_trinh={plan.programme_id}",
            "Mở phiếu",
            "file-plus",
            register.end if scope.on <= register.end else None,
        )


def _registration_work(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    """Sheets to accept and sheets unfinished; due when the first of their calendars says so.

    Nobody is waited for once the evaluation of their calendar is over.
    """
    rows = (
        Enrolment.objects.staying(scope.on)
        .filter(unit=unit, programme=plan.programme_id)
        .order_by()
        .values_list("block")
        .annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(state=EnrolmentState.SUBMITTED)),
            writing=Count("pk", filter=Q(state__in=_OPEN)),
        )
    )
    waiting = {block: count for block, _, count, _ in rows if count}
    writing = {
        block: count
        for block, _, _, count in rows
        if count and scope.on <= schedule_for(plan, block).phase("evaluate").end
    }
    url = _roster_of(unit, plan)
    if count := sum(waiting.values()):
        yield Todo(
            f"accept-{plan.programme_id}-{unit.pk}",
            f"Duyệt {count} phiếu đăng ký",
            f"{plan.programme.title}",
            f"{url}&nop=submitted",
            f"Duyệt {count} phiếu",
            "clipboard-check",
            _registered_by(plan, waiting),
        )
    if count := sum(writing.values()):
        yield Todo(
            f"registering-{plan.programme_id}-{unit.pk}",
            f"{count}/{sum(row[1] for row in rows)} đoàn viên chưa đăng ký xong",
            f"{plan.programme.title}",
            f"{url}&nop=writing",
            "Xem ai chưa đăng ký",
            "users",
            _registered_by(plan, writing),
        )


def _roster_of(unit: Unit, plan: Plan) -> str:
    """The page of the branch in this programme, whichever runs."""
    return f"{reverse('programmes:branch', args=[unit.pk])}?chuong_trinh={plan.programme_id}"


def _registered_by(plan: Plan, blocks: Iterable[str]) -> date:
    return min(schedule_for(plan, block).phase("register").end for block in blocks)


def _support_work(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    enrolments = Enrolment.objects.staying(scope.on).filter(
        unit=unit, programme=plan.programme_id, state=EnrolmentState.ACCEPTED
    )
    yield from _waiting(scope, unit, plan, enrolments)
    yield from _talks(scope, unit, plan)


def _waiting(
    scope: Actor, unit: Unit, plan: Plan, enrolments: QuerySet[Enrolment]
) -> Iterable[Todo]:
    """Evidence and changes members have handed in. One query."""
    proofs = Evidence.objects.waiting_for(scope).filter(pledge__enrolment__in=enrolments)
    wishes = Amendment.objects.filter(enrolment__in=enrolments, state=AmendmentState.PROPOSED)
    pending, changes = _counts(proofs, wishes)
    if pending:
        yield Todo(
            f"evidence-{unit.pk}",
            f"Duyệt {pending} minh chứng",
            "Đoàn viên đã gửi, đang chờ chi đoàn xem.",
            reverse("programmes:evidence_queue", args=[unit.pk]),
            f"Duyệt {pending} minh chứng",
            "camera",
        )
    if changes:
        yield Todo(
            f"amendments-{unit.pk}",
            f"{changes} đề nghị điều chỉnh đăng ký",
            "Đoàn viên xin đổi nội dung giữa năm.",
            f"{_roster_of(unit, plan)}&nop=amending",
            "Xem đề nghị",
            "refresh",
        )


def _counts(*many: QuerySet) -> list[int]:
    """How many rows each of them has, asked together."""
    told = [
        rows.order_by().values(at=Value(at)).annotate(n=Count("pk")) for at, rows in enumerate(many)
    ]
    found = {row["at"]: row["n"] for row in told[0].union(*told[1:], all=True)}
    return [found.get(at, 0) for at in range(len(many))]


def _talks(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    """The quarterly talks that are open, for the members whose calendar has them.

    One whose days are over comes last: it must not stand before what is due now.
    """
    for talk in open_talks(unit, plan, scope):
        if talk.left:
            yield Todo(
                f"review-{plan.programme_id}-{unit.pk}-{talk.period.key}-{'-'.join(talk.blocks)}",
                f"Trao đổi {talk.period.title}: {talk.held}/{talk.total} người",
                f"Còn {talk.left} đoàn viên.",
                talks_page(unit.pk, plan.programme_id, talk.period.key),
                "Tiếp tục trao đổi" if talk.held else "Bắt đầu trao đổi",
                "message-circle",
                talk.period.end,
                weight=2 if talk.is_over(scope.on) else 1,
            )


def _evaluation_work(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    """The meetings due: one for each calendar the branch has members of."""
    if not scope.covers(Capability.EVALUATE, unit.path):
        return
    rows = Round.objects.filter(unit=unit, programme=plan.programme)
    voteless = Q(results__population=Population.RATED, results__proposed_grade="")
    unsaid = Q(results__population=Population.RATED, results__comment="")
    told = rows.annotate(
        met_at=Max("meetings__held_at"),
        left=Count("results", filter=voteless),
        unsaid=Count("results", filter=unsaid),
    )
    rounds = {one.block: one for one in told}
    for block in blocks_in(unit, plan.programme_id):
        calendar = schedule_for(plan, block)
        round_ = rounds.get(block)
        if scope.on < calendar.phase("evaluate").start:
            continue
        if round_ is None or round_.state in OPEN_ROUNDS:
            due = propose_by(pack_of(plan), calendar, _met_on(round_))
            yield _meeting_due(unit, plan, block, due, round_)


def _met_on(round_: Any) -> date | None:
    """The day from which the committee's term runs; none for what came back: that is long ago."""
    if round_ is None or round_.met_at is None or round_.state == RoundState.RETURNED:
        return None
    return timezone.localdate(round_.met_at)


def _meeting_due(unit: Unit, plan: Plan, block: str, due: date, round_: Any) -> Todo:
    returned = round_ is not None and round_.state == RoundState.RETURNED
    title = title_of(unit, block).removeprefix(unit.name)
    return Todo(
        f"round-{unit.pk}-{plan.programme_id}-{block}",
        f"{'Xem lại kết quả bị trả' if returned else 'Họp đánh giá, xếp loại đoàn viên'}{title}",
        round_.return_note
        if returned and round_ is not None and round_.return_note
        else f"{plan.programme.title}",
        reverse("programmes:round", args=[unit.pk, plan.programme_id, block]),
        "Xem và gửi lại" if returned else _next_of(round_),
        "clipboard-check",
        due,
        weight=0,
    )


def _next_of(round_: Any) -> str:
    """What a round waits for that is still with the branch.

    `met_at`; `left` are without a grade, `unsaid` without the committee's comment.
    """
    if round_ is None or round_.met_at is None:
        return "Chuẩn bị họp"
    if round_.left:
        return "Tiếp tục biểu quyết"
    return "Chốt đề xuất" if round_.unsaid else "Xem và chuyển"
