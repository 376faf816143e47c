"""Reminders of what is due (S0, bước 2: động viên, giúp đỡ kịp thời), once per deadline and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from sodoan.notices.actions import Message, notify
from sodoan.org.choices import Block, Role
from sodoan.org.models import Appointment
from sodoan.programmes.choices import EnrolmentState, PlanState, RoundState, StepKey
from sodoan.programmes.engine.calendars import Period, Schedule
from sodoan.programmes.models import Assessment, Enrolment, Plan, Round
from sodoan.programmes.packs import pack_of, schedule_for

DAYS_BEFORE: Final = (7, 3, 1, 0)


@dataclass(frozen=True)
class _Due:
    """One deadline of one plan for one block, as many days away as a reminder wants."""

    plan: Plan
    block: str
    phase: Period
    days: int

    @property
    def key(self) -> str:
        """The same for everybody: a user is told once."""
        return f"due-{self.plan.programme_id}-{self.phase.key}-{self.days}"

    @property
    def when(self) -> str:
        """How far the deadline is, in words."""
        if self.days == 0:
            return f"Hôm nay ({self.phase.end:%d/%m/%Y}) là hạn cuối."
        return f"Còn {self.days} ngày, hạn {self.phase.end:%d/%m/%Y}."


@transaction.atomic
def remind_due(day: date) -> int:
    """Tell members and secretaries of deadlines 7, 3, 1 and 0 days away.

    Returns how many people were addressed. Running twice on a day tells nobody twice: the inbox
    refuses a second notice of the same key.
    """
    told = 0
    for due in _due_on(day):
        for users, title, url in _who(due):
            people = list(users)
            notify(people, Message(f"{due.key}-{title}"[:120], title, due.when, url))
            told += len(people)
    return told


def _due_on(day: date) -> Iterable[_Due]:
    plans = Plan.objects.filter(state=PlanState.PUBLISHED).select_related("programme", "unit")
    for plan in plans:
        for block in Block.values:
            if not any(block in calendar.blocks for calendar in pack_of(plan).calendars):
                continue
            calendar: Schedule = schedule_for(plan, block)
            for phase in calendar.phases:
                days = phase.days_left(day)
                if days in DAYS_BEFORE:
                    yield _Due(plan, block, phase, days)


def _who(due: _Due) -> Iterable[tuple[QuerySet, str, str]]:
    """Whom a deadline concerns: user ids, the title, where to go."""
    enrolments = Enrolment.objects.filter(
        plan=due.plan, block=due.block, person__user__isnull=False
    )
    if due.phase.key == "register":
        late = enrolments.filter(state__in=[EnrolmentState.DRAFT, EnrolmentState.RETURNED])
        yield _users(late), f"Đăng ký: {due.plan.programme.title}", reverse("programmes:mine")
    if due.phase.key == "evaluate":
        handed_in = Assessment.objects.filter(
            enrolment=OuterRef("pk"), step=StepKey.SELF, submitted_at__isnull=False
        )
        late = enrolments.filter(state=EnrolmentState.ACCEPTED).exclude(Exists(handed_in))
        yield _users(late), f"Tự đánh giá: {due.plan.programme.title}", reverse("programmes:mine")
        yield _secretaries(due), f"Xếp loại: {due.plan.programme.title}", reverse("home")


def _users(enrolments: QuerySet[Enrolment]) -> QuerySet:
    return enrolments.values_list("person__user_id", flat=True)


def _secretaries(due: _Due) -> QuerySet:
    """Leads of branches of this plan whose round has not gone up."""
    sent = Round.objects.filter(programme=due.plan.programme_id, unit=OuterRef("unit")).exclude(
        state__in=[RoundState.PREPARING, RoundState.RETURNED]
    )
    branches = Enrolment.objects.filter(plan=due.plan, block=due.block).values("unit")
    return (
        Appointment.objects.filter(unit__in=branches, post__role=Role.LEAD)
        .on(due.phase.end)
        .filter(person__user__isnull=False)
        .exclude(Exists(sent))
        .values_list("person__user_id", flat=True)
        .distinct()
    )
