"""What people owe in programmes, computed from the same rows the pages show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo
from sodoan.org.choices import Capability, Tier
from sodoan.org.models import Unit
from sodoan.programmes.choices import (
    WITH_THE_BRANCH,
    ComplaintState,
    EnrolmentState,
    PlanState,
    ResultState,
    RoundState,
    StepKey,
)
from sodoan.programmes.engine.calendars import Schedule
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.engine.wording import say_least
from sodoan.programmes.models import (
    Complaint,
    Enrolment,
    Plan,
    Round,
)
from sodoan.programmes.packs import pack_of, runs_on, schedule_of
from sodoan.programmes.queries.branch_todos import Branch, branch_at, branch_todos, plans_for
from sodoan.programmes.queries.terms import decide_by

_OPEN = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)


def todos(scope: Actor, branch: Branch | None = None) -> list[Todo]:
    """Everything the person owes: as member, in a branch, in an approving unit.

    `branch` saves reading again what the page has of one.
    """
    own = list(_own(scope))
    found = [_switch(len(own))] if own and scope.posts else own
    for post in scope.posts:
        if post.tier == Tier.BRANCH and scope.covers(Capability.SUPPORT, post.path):
            known = branch if branch and branch.unit.pk == post.unit_id else None
            found += branch_todos(scope, known or branch_at(post.unit_id))
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
    """Register, answer a returned sheet, assess oneself; nothing for who has left."""
    if scope.person_id is None:
        return
    enrolments = (
        Enrolment.objects.own(scope.person_id)
        .staying(scope.on)
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
            if scope.on <= calendar.phase("evaluate").end:
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
    phase = calendar.phase("evaluate")
    if result is None:  # the branch has not begun; once it is too late, nothing is owed before
        return phase.start <= day <= phase.end
    return result.state in WITH_THE_BRANCH and day >= phase.start


def _approving(scope: Actor, unit_id: int) -> Iterable[Todo]:
    """Rounds and complaints waiting for the approving unit; plans not yet taken up."""
    unit = Unit.objects.get(pk=unit_id)
    plans = plans_for(unit)
    waiting = Count("results", filter=Q(results__state=ResultState.PROPOSED))
    rounds = Round.objects.filter(approver=unit_id).to_decide().annotate(waiting=waiting)
    for round_ in rounds.select_related("unit", "programme"):
        yield Todo(
            f"approve-{round_.pk}",
            f"Duyệt xếp loại: {round_.title}",
            f"{round_.waiting} kết quả chờ duyệt · {round_.programme.title}",
            reverse("programmes:approve_round", args=[round_.pk]),
            "Xem và duyệt",
            "clipboard-check",
            decide_by(plans.get(round_.programme_id), round_.sent_at),
        )
    complaints = Complaint.objects.filter(
        result__round__approver=unit_id, state=ComplaintState.OPEN
    ).annotate(person=F("result__enrolment__person__full_name"))
    yield from map(_answer, complaints)
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


def _answer(complaint: Any) -> Todo:
    return Todo(
        f"complaint-{complaint.pk}",
        f"Trả lời khiếu nại của {complaint.person}",
        complaint.text[:120],
        reverse("programmes:complaints"),
        "Trả lời khiếu nại",
        "message-circle",
        complaint.due_on,
        weight=0,
        mailed="Trả lời một khiếu nại",
    )


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
