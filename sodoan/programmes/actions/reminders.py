"""Reminders of what is due (S0, bước 2: động viên, giúp đỡ kịp thời), once per deadline and day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify, notify_each
from sodoan.org.choices import Block, Role
from sodoan.org.models import Appointment, Unit
from sodoan.programmes.choices import (
    OPEN_ROUNDS,
    SENT_UP,
    EnrolmentState,
    PlanState,
    StepKey,
)
from sodoan.programmes.engine.calendars import Period, Schedule
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.models import Assessment, Enrolment, Evidence, Plan, Programme, Review, Round
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.talks import talks_page
from sodoan.programmes.queries.terms import branches_following, decide_by, plans_of_approvers

DAYS_BEFORE: Final = (7, 3, 1, 0)
MONDAY: Final = 0
_EVALUATE: Final = "evaluate"
_ASSESS: Final = "assess"
_Addressed: TypeAlias = tuple[int, Message]


@dataclass(frozen=True)
class _Days:
    """Today, and the days after `since` whose reminders are sent with it."""

    day: date
    since: date

    def want(self, left: int) -> bool:
        """Whether a reminder falls on one of the days, for what is `left` days away today."""
        missed = (self.day - self.since).days
        return left >= 0 and any(left <= ahead < left + missed for ahead in DAYS_BEFORE)

    @property
    def hold_a_monday(self) -> bool:
        """Whether one of the days is a Monday."""
        return self.since < self.day - timedelta(days=self.day.weekday() - MONDAY)


@dataclass(frozen=True)
class _Due:
    """One deadline of a programme for one block, as many days away as a reminder wants.

    `plans` are the keys of those that set it; other levels and versions may set another day.
    """

    programme: Programme
    block: str
    phase: Period
    days: int
    is_talk: bool = False
    plans: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """A user is told once of a deadline; the two calendars have their own.

        One that a new version puts off is told of anew.
        """
        phase = f"{self.phase.key}-{self.phase.end:%Y%m%d}"
        return f"due-{self.programme.pk}-{self.block}-{phase}-{self.days}"

    @property
    def when(self) -> str:
        """How far the deadline is, in words."""
        if self.days == 0:
            return f"Hôm nay ({self.phase.end:%d/%m/%Y}) là hạn cuối."
        return f"Còn {self.days} ngày, hạn {self.phase.end:%d/%m/%Y}."


@transaction.atomic
def remind_due(day: date, since: date | None = None) -> int:
    """Tell members and secretaries of deadlines 7, 3, 1 and 0 days away; nobody who has left.

    Deadlines: registration, each periodic talk, self-assessment, evaluation, and for those who
    approve the results sent to them. Members go by the plan of their sheet, secretaries by the one
    in force. On Mondays secretaries also hear of evidence that waits. Days after `since` (the day
    before) on which this did not run are made up for, in the words of today.

    Returns how many people were addressed. Running twice on a day tells nobody twice: the inbox
    refuses a second notice of the same key.
    """
    days = _Days(day, since or day - timedelta(days=1))
    told = 0
    for due in _due_on(days):
        addressed = list(_who(due, day))
        notify_each(addressed)
        told += len(addressed)
    told += _remind_of_results(days)
    return told + (_remind_of_evidence(day) if days.hold_a_monday else 0)


@transaction.atomic
def remind_unregistered(unit: Unit, programme: Programme, *, by: Actor) -> int:
    """Tell members of a branch who have not handed in to register; returns how many were told.

    Pressing twice on a day tells nobody twice. Those without an account cannot be told, those who
    have left are not.
    """
    require(by, "programmes.open_enrolments", unit)
    late = (
        Enrolment.objects.staying(by.on)
        .filter(
            unit=unit,
            programme=programme,
            state__in=[EnrolmentState.DRAFT, EnrolmentState.RETURNED],
            person__user__isnull=False,
        )
        .exclude(person=by.person_id)
    )
    people = list(_users(late))
    title = f"Chi đoàn nhắc bạn đăng ký: {programme.title}"
    body = f"{unit.name} chờ phiếu của bạn. Khoảng 3 phút là xong."
    key = f"nudge-{programme.pk}-{unit.pk}-{by.on:%Y%m%d}"
    notify(people, Message(key, title, body, reverse("programmes:mine")))
    return len(people)


def _remind_of_evidence(day: date) -> int:
    """Leads of branches where evidence of others waits, each once a week and branch."""
    by_member = (
        Evidence.objects.waiting(day)
        .values_list("pledge__enrolment__unit", "pledge__enrolment__person__user")
        .annotate(many=Count("pk"))
    )
    pending: Counter[int] = Counter()
    own: Counter[tuple[int, int | None]] = Counter()
    for unit, user, many in by_member:
        pending[unit] += many
        own[unit, user] += many
    left = {
        (unit, name, user): pending[unit] - own[unit, user]
        for unit, name, user in _told_of(_leads(list(pending), day))
    }
    found = [key for key, many in left.items() if many]
    notify_each(
        (
            user,
            Message(
                f"evidence-waiting-{unit}-{day:%Y%m%d}",
                f"{left[unit, name, user]} minh chứng chờ đồng chí duyệt",
                f"{name}: đoàn viên đã gửi; duyệt sớm để các bạn biết còn thiếu gì.",
                reverse("programmes:evidence_queue", args=[unit]),
            ),
        )
        for unit, name, user in found
    )
    return len(found)


def _remind_of_results(days: _Days) -> int:
    """Leads of approving units whose term for a branch's results runs out."""
    waiting = list(Round.objects.to_decide().select_related("unit", "programme"))
    units: dict[int, set[int]] = defaultdict(set)
    for round_ in waiting:
        units[round_.programme_id].add(round_.approver_id)
    plans = {key: plans_of_approvers(key, approvers) for key, approvers in units.items()}
    found: dict[int, list[Message]] = defaultdict(list)
    for round_ in waiting:
        due = decide_by(plans[round_.programme_id].get(round_.approver_id), round_.sent_at)
        if due is not None and days.want((due - days.day).days):
            found[round_.approver_id].append(_of_results(round_, due, (due - days.day).days))
    told = [
        (user, message)
        for unit, _, user in _told_of(_leads(list(found), days.day))
        for message in found[unit]
    ]
    notify_each(told)
    return len(told)


def _of_results(round_: Round, due: date, left: int) -> Message:
    """What is told of a round; of one that comes again, anew."""
    when = f"Còn {left} ngày." if left else "Hôm nay là hạn cuối."
    return Message(
        f"due-approve-{round_.pk}-{due:%Y%m%d}-{left}",
        f"Duyệt xếp loại: {round_.title}"[:200],
        f"{round_.programme.title}. {when}",
        reverse("programmes:approve_round", args=[round_.pk]),
    )


def _due_on(days: _Days) -> Iterable[_Due]:
    """Deadlines of the plans in force and of those open sheets have, each once."""
    sheets = Enrolment.objects.filter(plan=OuterRef("pk")).exclude(result__state__in=SENT_UP)
    plans = Plan.objects.filter(Q(state=PlanState.PUBLISHED) | Exists(sheets))
    found: dict[str, _Due] = {}
    for plan in plans.select_related("programme").order_by("pk"):
        for block, phase, is_talk in _deadlines(plan):
            left = phase.days_left(days.day)
            if days.want(left):
                due = _Due(plan.programme, block, phase, left, is_talk)
                found.setdefault(due.key, due).plans.append(plan.pk)
    return found.values()


def _deadlines(plan: Plan) -> Iterable[tuple[str, Period, bool]]:
    """Each block of a plan with what ends in its calendar, and whether that is a talk."""
    for block in Block.values:
        if any(block in calendar.blocks for calendar in pack_of(plan).calendars):
            calendar: Schedule = schedule_for(plan, block)
            for phase in (*calendar.phases, *_own_term(plan, calendar)):
                yield block, phase, False
            for talk in calendar.reviews:
                yield block, talk, True


def _own_term(plan: Plan, calendar: Schedule) -> Iterable[Period]:
    """The term of the self-assessment, when it ends before the evaluation does."""
    for phase in calendar.phases:
        if phase.key == _EVALUATE:
            last = assess_by(pack_of(plan), calendar)
            if last < phase.end:
                yield Period(_ASSESS, "Tự đánh giá", phase.start, last)


def _who(due: _Due, day: date) -> Iterable[_Addressed]:
    """Whom a deadline concerns, and what each is told."""
    programme = due.programme
    enrolments = Enrolment.objects.staying(day).filter(
        plan__in=due.plans, block=due.block, person__user__isnull=False
    )
    if due.is_talk:
        title = f"Trao đổi {due.phase.title} với đoàn viên: {programme.title}"
        yield from _to_leads(due, _without_talk(due, day), title)
    if due.phase.key == "register":
        late = enrolments.filter(state__in=[EnrolmentState.DRAFT, EnrolmentState.RETURNED])
        yield from _to_members(due, late, f"Đăng ký: {programme.title}")
    if due.phase.key in {_ASSESS, _EVALUATE}:
        handed_in = Assessment.objects.filter(
            enrolment=OuterRef("pk"), step=StepKey.SELF, submitted_at__isnull=False
        )
        left = enrolments.filter(state=EnrolmentState.ACCEPTED).exclude(Exists(handed_in))
        late = left.exclude(result__state__in=SENT_UP)  # nobody assesses themselves any more
        yield from _to_members(due, late, f"Tự đánh giá: {programme.title}")
    if due.phase.key == _EVALUATE:
        yield from _to_leads(due, _with_round_open(due), f"Xếp loại: {programme.title}")


def _to_members(due: _Due, late: QuerySet[Enrolment], title: str) -> Iterable[_Addressed]:
    message = Message(due.key, title[:200], due.when, reverse("programmes:mine"))
    return [(user, message) for user in _users(late)]


def _to_leads(due: _Due, leads: QuerySet[Appointment], title: str) -> Iterable[_Addressed]:
    """Each branch has its own message: who leads two is told of both."""
    for unit, name, user in _told_of(leads):
        url = (
            talks_page(unit, due.programme.pk, due.phase.key)
            if due.is_talk
            else reverse("programmes:round", args=[unit, due.programme.pk, due.block])
        )
        yield user, Message(f"{due.key}-lead-{unit}", title[:200], f"{name}. {due.when}", url)


def _users(enrolments: QuerySet[Enrolment]) -> QuerySet:
    return enrolments.values_list("person__user_id", flat=True)


def _without_talk(due: _Due, day: date) -> QuerySet[Appointment]:
    """Leads of branches with members nobody has talked to in this period."""
    held = Review.objects.filter(enrolment=OuterRef("pk"), period=due.phase.key)
    left = (
        Enrolment.objects.staying(day)
        .filter(
            programme=due.programme,
            block=due.block,
            state=EnrolmentState.ACCEPTED,
            unit__in=branches_following(due.plans, due.programme, due.block),
        )
        .exclude(Exists(held))
    )
    return _leads(left.values("unit"), due.phase.end)


def _with_round_open(due: _Due) -> QuerySet[Appointment]:
    """Leads of branches of these plans whose round of this calendar has not gone up."""
    sent = Round.objects.filter(
        programme=due.programme, unit=OuterRef("unit"), block=due.block
    ).exclude(state__in=OPEN_ROUNDS)
    branches = branches_following(due.plans, due.programme, due.block)
    return _leads(branches, due.phase.end).exclude(Exists(sent))


def _leads(units: Any, day: date) -> QuerySet[Appointment]:
    """Those who lead these branches on that day and have an account."""
    found = Appointment.objects.filter(unit__in=units, post__role=Role.LEAD).on(day)
    return found.filter(person__user__isnull=False)


def _told_of(leads: QuerySet[Appointment]) -> list[tuple[int, str, int]]:
    """Branch, its name and an account that leads it; each pair once."""
    return list(leads.values_list("unit", "unit__name", "person__user_id").distinct())
