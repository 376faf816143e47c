"""What people owe in programmes, computed from the same rows the pages show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability, Tier
from sodoan.org.models import Unit
from sodoan.programmes.choices import (
    OPEN_ROUNDS,
    WITH_THE_BRANCH,
    AmendmentState,
    ComplaintState,
    EnrolmentState,
    PlanState,
    Population,
    RoundState,
    StepKey,
)
from sodoan.programmes.engine.calendars import Schedule
from sodoan.programmes.engine.deadlines import assess_by, propose_by
from sodoan.programmes.engine.wording import say_least
from sodoan.programmes.models import (
    Amendment,
    Complaint,
    Enrolment,
    Evidence,
    Plan,
    Review,
    Round,
    title_of,
)
from sodoan.programmes.packs import pack_of, runs_on, schedule_for, schedule_of
from sodoan.programmes.queries.talks import blocks_in, running_talks
from sodoan.programmes.queries.terms import decide_by

_OPEN = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)


def todos(scope: Actor) -> list[Todo]:
    """Everything the person owes: as member, in a branch, in an approving unit."""
    own = list(_own(scope))
    found = [_switch(len(own))] if own and scope.posts else own
    for post in scope.posts:
        if post.tier == Tier.BRANCH and scope.covers(Capability.SUPPORT, post.path):
            found += _branch(scope, post.unit_id)
        elif post.tier < Tier.BRANCH and scope.covers(Capability.APPROVE, post.path):
            found += _approving(scope, post.unit_id)
    return found


def _switch(count: int) -> Todo:
    """One's own member work while acting in a post: the two roles never mix on one screen."""
    return Todo(
        "own",
        f"{count} việc của đồng chí với tư cách đoàn viên",
        "Đồng chí chuyển sang vai trò Đoàn viên trong trang Tài khoản để làm.",
        reverse("accounts:account"),
        "Chuyển vai trò",
        "user-circle",
        weight=2,
    )


def _own(scope: Actor) -> Iterable[Todo]:
    """Register, answer a returned sheet, assess oneself."""
    if scope.person_id is None:
        return
    enrolments = (
        Enrolment.objects.own(scope.person_id)
        .select_related("programme", "result")
        .with_plan()
        .annotate(
            assessed=Count(
                "assessments",
                filter=Q(assessments__step=StepKey.SELF, assessments__submitted_at__isnull=False),
            )
        )
    )
    for enrolment in enrolments:
        calendar = schedule_of(enrolment)
        if enrolment.state in _OPEN:
            yield _register(enrolment, calendar)
        elif _should_assess(enrolment, calendar, scope.on):
            yield Todo(
                f"assess-{enrolment.pk}",
                f"Tự đánh giá rèn luyện {calendar.label}",
                "Khoảng 10 phút. Bạn xem lại từng việc đã đăng ký và chọn mức tự xếp loại.",
                reverse("programmes:self_assess", args=[enrolment.pk]),
                "Bắt đầu tự đánh giá",
                "clipboard-check",
                assess_by(pack_of(enrolment.plan), calendar),
                weight=0,
            )


def _register(enrolment: Enrolment, calendar: Schedule) -> Todo:
    returned = enrolment.state == EnrolmentState.RETURNED
    return Todo(
        f"register-{enrolment.pk}",
        f"Sửa phiếu đăng ký {calendar.label}"
        if returned
        else f"Đăng ký rèn luyện {calendar.label}",
        enrolment.comment
        if returned
        else f"Khoảng 3 phút. {say_least(pack_of(enrolment.plan), enrolment.category)}",
        reverse("programmes:register", args=[enrolment.pk]),
        "Sửa và gửi lại" if returned else "Bắt đầu đăng ký",
        "pencil",
        calendar.phase("register").end,
        weight=0,
    )


def _should_assess(enrolment: Enrolment, calendar: Schedule, day: date) -> bool:
    if enrolment.state != EnrolmentState.ACCEPTED or enrolment.assessed:  # type: ignore[attr-defined]
        return False
    result = getattr(enrolment, "result", None)
    in_branch = result is None or result.state in WITH_THE_BRANCH
    return in_branch and day >= calendar.phase("evaluate").start


def _branch(scope: Actor, unit_id: int) -> Iterable[Todo]:
    """What a branch owes, programme by programme."""
    unit = Unit.objects.get(pk=unit_id)
    for plan in _plans_for(unit).values():
        yield from _registration_work(unit, plan)
        yield from _support_work(scope, unit, plan)
        yield from _evaluation_work(scope, unit, plan)


def _registration_work(unit: Unit, plan: Plan) -> Iterable[Todo]:
    """Sheets to accept and sheets missing; due when the first of their calendars says so."""
    rows = (
        Enrolment.objects.filter(unit=unit, programme=plan.programme_id)
        .order_by()
        .values_list("block")
        .annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(state=EnrolmentState.SUBMITTED)),
            writing=Count("pk", filter=Q(state__in=_OPEN)),
        )
    )
    waiting = {block: count for block, _, count, _ in rows if count}
    writing = {block: count for block, _, _, count in rows if count}
    url = reverse("programmes:branch", args=[unit.pk])
    if count := sum(waiting.values()):
        yield Todo(
            f"accept-{plan.programme_id}-{unit.pk}",
            f"Duyệt {count} phiếu đăng ký",
            f"{plan.programme.title}",
            f"{url}?nop=submitted",
            f"Duyệt {count} phiếu",
            "clipboard-check",
            _registered_by(plan, waiting),
        )
    if count := sum(writing.values()):
        yield Todo(
            f"registering-{plan.programme_id}-{unit.pk}",
            f"{count}/{sum(row[1] for row in rows)} đoàn viên chưa đăng ký xong",
            f"{plan.programme.title}",
            f"{url}?nop=writing",
            "Xem ai chưa đăng ký",
            "users",
            _registered_by(plan, writing),
        )


def _registered_by(plan: Plan, blocks: Iterable[str]) -> date:
    return min(schedule_for(plan, block).phase("register").end for block in blocks)


def _support_work(scope: Actor, unit: Unit, plan: Plan) -> Iterable[Todo]:
    enrolments = Enrolment.objects.filter(
        unit=unit, programme=plan.programme_id, state=EnrolmentState.ACCEPTED
    )
    yield from _waiting(scope, unit, enrolments)
    yield from _talks(scope, unit, plan, enrolments)


def _waiting(scope: Actor, unit: Unit, enrolments: QuerySet[Enrolment]) -> Iterable[Todo]:
    """Evidence and changes members have handed in."""
    pending = Evidence.objects.waiting_for(scope).filter(pledge__enrolment__in=enrolments).count()
    if pending:
        yield Todo(
            f"evidence-{unit.pk}",
            f"Duyệt {pending} minh chứng",
            "Đoàn viên đã gửi, đang chờ chi đoàn xem.",
            reverse("programmes:evidence_queue", args=[unit.pk]),
            f"Duyệt {pending} minh chứng",
            "camera",
        )
    changes = Amendment.objects.filter(
        enrolment__in=enrolments, state=AmendmentState.PROPOSED
    ).count()
    if changes:
        yield Todo(
            f"amendments-{unit.pk}",
            f"{changes} đề nghị điều chỉnh đăng ký",
            "Đoàn viên xin đổi nội dung giữa năm.",
            reverse("programmes:branch", args=[unit.pk]) + "?nop=amending",
            "Xem đề nghị",
            "refresh",
        )


def _talks(scope: Actor, unit: Unit, plan: Plan, enrolments: QuerySet[Enrolment]) -> Iterable[Todo]:
    """The quarterly talks that are running, for the members whose calendar has them."""
    members = enrolments.filter(person__isnull=False)
    counts = dict(members.values_list("block").annotate(Count("pk")).order_by("block"))
    for running in running_talks(plan, counts, scope.on):
        talk, total = running.period, sum(counts[block] for block in running.blocks)
        concerned = members.filter(block__in=running.blocks)
        held = Review.objects.filter(enrolment__in=concerned, period=talk.key).count()
        if held < total:
            yield Todo(
                f"review-{unit.pk}-{talk.key}",
                f"Trao đổi {talk.title}: {held}/{total} người",
                f"Còn {total - held} đoàn viên.",
                reverse("programmes:review_roster", args=[unit.pk, talk.key]),
                "Tiếp tục trao đổi" if held else "Bắt đầu trao đổi",
                "message-circle",
                talk.end,
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


def _approving(scope: Actor, unit_id: int) -> Iterable[Todo]:
    """Rounds and complaints waiting for the approving unit; plans not yet taken up."""
    unit = Unit.objects.get(pk=unit_id)
    plans = _plans_for(unit)
    sent = Round.objects.filter(approver=unit_id, state=RoundState.SENT)
    for round_ in sent.select_related("unit", "programme").annotate(people=Count("results")):
        yield Todo(
            f"approve-{round_.pk}",
            f"Duyệt xếp loại: {round_.title}",
            f"{round_.people} đoàn viên · {round_.programme.title}",
            reverse("programmes:approve_round", args=[round_.pk]),
            "Xem và duyệt",
            "clipboard-check",
            decide_by(plans.get(round_.programme_id), round_.sent_at),
        )
    complaints = Complaint.objects.filter(
        result__round__approver=unit_id, state=ComplaintState.OPEN
    ).annotate(person=F("result__enrolment__person__full_name"))
    for complaint in complaints:
        yield Todo(
            f"complaint-{complaint.pk}",
            f"Trả lời khiếu nại của {complaint.person}",
            complaint.text[:120],
            reverse("programmes:complaints"),
            "Trả lời khiếu nại",
            "message-circle",
            complaint.due_on,
            weight=0,
        )
    approved = Round.objects.filter(approver=unit_id, state=RoundState.APPROVED).count()
    if approved:
        yield Todo(
            f"publish-{unit_id}",
            f"Công bố kết quả của {approved} chi đoàn",
            "Kết quả đã duyệt, chưa công bố cho đoàn viên.",
            reverse("programmes:approvals"),
            "Công bố kết quả",
            "send",
        )
    yield from _planning(scope, unit, plans.values())


def _plans_for(unit: Unit) -> dict[int, Plan]:
    """The plan in force for the unit, by programme."""
    plans = Plan.objects.nearest_for(unit).select_related("programme", "unit")
    return {plan.programme_id: plan for plan in plans}


def _planning(scope: Actor, unit: Unit, plans: Iterable[Plan]) -> Iterable[Todo]:
    """Plans from above not taken up, own ones not issued, and at the top no programme at all."""
    if not scope.covers(Capability.DESIGN, unit.path):
        return
    own = dict(_own_states(unit))
    running = [plan for plan in plans if runs_on(plan, scope.on)]
    for plan in running:
        if plan.programme_id not in own:
            yield _adopt(unit, plan)
    written = _drafts(unit) if PlanState.DRAFT in own.values() else ()
    drafts = [plan for plan in written if runs_on(plan, scope.on)]
    for plan in drafts:
        yield _issue(plan)
    may_launch = scope.covers(Capability.LAUNCH, unit.path)
    if may_launch and unit.parent_id is None and not running and not drafts:
        yield Todo(
            f"programme-{unit.pk}-{scope.on.year}",
            f"Lập chương trình rèn luyện năm {scope.on.year}",
            "Chưa có chương trình nào đang thực hiện. Đồng chí chọn mẫu có sẵn, sửa rồi ban hành.",
            reverse("programmes:plan_list"),
            "Lập chương trình",
            "file-plus",
            weight=2,
        )


def _own_states(unit: Unit) -> QuerySet:
    """Programme and state of the unit's own plans, the newest version last: no large texts."""
    plans = Plan.objects.filter(unit=unit).exclude(state=PlanState.SUPERSEDED)
    return plans.order_by("version", "pk").values_list("programme_id", "state")


def _drafts(unit: Unit) -> QuerySet[Plan]:
    drafts: QuerySet[Plan] = Plan.objects.filter(unit=unit, state=PlanState.DRAFT)
    return drafts.select_related("programme").order_by("pk")


def _adopt(unit: Unit, plan: Plan) -> Todo:
    return Todo(
        f"adopt-{plan.programme_id}-{unit.pk}",
        f"Triển khai {plan.programme.title}",
        f"{plan.unit.name} đã ban hành; đồng chí bổ sung cho phù hợp đơn vị rồi ban hành tiếp.",
        reverse("programmes:plan_list"),
        "Lập kế hoạch của đơn vị",
        "file-text",
        weight=2,
    )


def _issue(plan: Plan) -> Todo:
    return Todo(
        f"issue-{plan.pk}",
        f"Ban hành kế hoạch: {plan.programme.title}",
        "Bản nháp của đơn vị; ban hành rồi cấp dưới mới thấy và làm theo.",
        reverse("programmes:plan", args=[plan.pk]),
        "Xem và ban hành",
        "file-text",
        weight=2,
    )
