"""What a unit that is to end still holds: what goes elsewhere, and what must be finished first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from sodoan.common.periods import period
from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability
from sodoan.org.models import Appointment, Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.people.queries import branches_to_choose
from sodoan.programmes.choices import (
    OPEN_ROUNDS,
    ComplaintState,
    EnrolmentState,
    PlanState,
    RoundState,
)
from sodoan.programmes.models import Complaint, Enrolment, MeetingAttendance, Plan, Result, Round

_SHOWN = 20


@dataclass(frozen=True)
class Blocker:
    """Something that must be finished before the unit ends; `url` is where, if one may go there."""

    sentence: str
    url: str = ""


@dataclass(frozen=True)
class Holding:
    """What is open in a unit on the day it ends. Numbers are people, sheets and rounds."""

    official: int
    honorary: int
    stays: int
    to_come: int
    away: int
    posts: Sequence[Appointment]
    sheets: int
    drafts: int
    untouched: Sequence[Round]
    blockers: Sequence[Blocker]

    @property
    def moving(self) -> int:
        """How many memberships need a branch that takes them."""
        return self.official + self.honorary


def takers(unit: Unit, scope: Actor, day: date) -> QuerySet[Unit]:
    """Branches that may take the people of the unit: in scope, running, another one."""
    return branches_to_choose(scope, day).exclude(pk=unit.pk)


def holding_of(unit: Unit, day: date, *, by: Actor) -> Holding:
    """Everything open in the unit from `day` on. Ten queries, however many people."""
    rows = Membership.objects.filter(unit=unit, during__overlap=period(day))
    kinds = Counter(rows.values_list("kind", flat=True))
    official = rows.filter(kind=MembershipKind.OFFICIAL)
    away = Membership.objects.filter(
        kind=MembershipKind.TEMPORARY,
        during__overlap=period(day),
        person__in=official.values("person"),
    )
    posts = unit.appointments.filter(during__overlap=period(day))
    return Holding(
        official=kinds[MembershipKind.OFFICIAL],
        honorary=kinds[MembershipKind.HONORARY],
        stays=kinds[MembershipKind.TEMPORARY],
        to_come=rows.filter(during__startswith__gt=day).count(),
        away=away.exclude(unit=unit).count(),
        posts=list(posts.select_related("post", "person").order_by("post__position", "pk")),
        sheets=following(unit, by.on).count(),
        drafts=Plan.objects.filter(unit=unit, state=PlanState.DRAFT).count(),
        untouched=list(untouched_rounds(unit).select_related("programme")),
        blockers=[
            *_files(unit, kinds, by),
            *_below(unit),
            *_own_rounds(unit, by),
            *_rounds_to_decide(unit, by),
            *_complaints(unit, by),
        ],
    )


def following(unit: Unit, day: date) -> QuerySet[Enrolment]:
    """Sheets that go with the members who leave: this year's and last year's, not yet judged."""
    judged = Result.objects.filter(enrolment=OuterRef("pk")).exclude(
        round__in=untouched_rounds(unit)
    )
    home = Membership.objects.filter(
        person=OuterRef("person"), unit=unit, kind=MembershipKind.OFFICIAL
    ).on(day)
    return Enrolment.objects.filter(
        Exists(home), unit=unit, programme__year__gte=day.year - 1
    ).exclude(Exists(judged))


def untouched_rounds(unit: Unit) -> QuerySet[Round]:
    """Rounds somebody opened and nobody has worked on: no attendance, no words, no proposal."""
    met = MeetingAttendance.objects.filter(meeting__round=OuterRef("pk"))
    written = Result.objects.filter(round=OuterRef("pk")).exclude(comment="", proposal_reason="")
    opened: QuerySet[Round] = Round.objects.filter(unit=unit, state=RoundState.PREPARING)
    return opened.exclude(Exists(met)).exclude(Exists(written))


def too_late_for(unit: Unit, taker: Unit, day: date) -> Round | None:
    """A round `taker` has sent up in a programme in which the unit's own members still wait."""
    waiting = following(unit, day).filter(
        state=EnrolmentState.ACCEPTED, programme=OuterRef("programme"), block=OuterRef("block")
    )
    sent = Round.objects.filter(Exists(waiting), unit=taker).exclude(state__in=OPEN_ROUNDS)
    return sent.select_related("programme").first()


def _files(unit: Unit, kinds: Counter[str], by: Actor) -> Iterable[Blocker]:
    if kinds and not by.covers(Capability.MANAGE_PEOPLE, unit.path):
        yield Blocker(
            "Đơn vị còn đoàn viên mà đồng chí không giữ hồ sơ. Đoàn cấp trên trực tiếp của đơn vị "
            "ghi việc kết thúc và nơi tiếp nhận."
        )


def _below(unit: Unit) -> Iterable[Blocker]:
    rows = unit.children.filter(closed_on=None).order_by("sort_key", "pk")
    for child in rows[:_SHOWN]:
        yield Blocker(
            f"{child.name} còn trực thuộc. Đồng chí chuyển sang đơn vị cấp trên khác hoặc kết thúc "
            "trước.",
            reverse("org:unit", args=[child.pk]),
        )
    if rows.count() > _SHOWN:
        text = f"Và {rows.count() - _SHOWN} đơn vị trực thuộc khác."
        yield Blocker(text, f"{reverse('org:tree')}?goc={unit.pk}")


def _own_rounds(unit: Unit, by: Actor) -> Iterable[Blocker]:
    rows = Round.objects.filter(unit=unit).exclude(state=RoundState.PUBLISHED)
    met = rows.exclude(pk__in=untouched_rounds(unit).values("pk"))
    may = by.covers(Capability.APPROVE, unit.path)
    for round_ in met.select_related("programme"):
        yield Blocker(
            f"{round_.programme.title}: đợt đánh giá đang ở bước “{round_.get_state_display()}”. "
            "Chi đoàn và cấp duyệt làm xong đến công bố trước.",
            reverse("programmes:approve_round", args=[round_.pk]) if may else "",
        )


def _rounds_to_decide(unit: Unit, by: Actor) -> Iterable[Blocker]:
    rounds = Round.objects.to_decide() | Round.objects.filter(state=RoundState.APPROVED)
    rows = rounds.filter(approver=unit).select_related("unit")
    may = by.can(Capability.APPROVE)
    for round_ in rows.order_by("unit__sort_key", "pk")[:_SHOWN]:
        yield Blocker(
            f"Kết quả xếp loại của {round_.unit.name} chờ {unit.name} duyệt hoặc công bố.",
            reverse("programmes:approve_round", args=[round_.pk]) if may else "",
        )


def _complaints(unit: Unit, by: Actor) -> Iterable[Blocker]:
    rows = Complaint.objects.filter(
        Q(result__round__approver=unit) | Q(result__round__unit=unit), state=ComplaintState.OPEN
    )
    if count := rows.count():
        may = by.can(Capability.APPROVE)
        url = reverse("programmes:complaints") if may else ""
        yield Blocker(f"{count} khiếu nại chưa trả lời.", url)
