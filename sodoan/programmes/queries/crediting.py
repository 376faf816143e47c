"""What attendance proves: read from who was there, never copied while it may still change.

A member proves a pledge by each reported activity at which they were present and which counts for
its criterion, in the programme and calendar of the sheet. Nobody proves anything to themselves: an
activity one reported counts for the others. Once the result is sent up it is kept as evidence
(`actions.crediting.keep_credits`), and what is corrected later changes nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When

from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Attendance
from sodoan.programmes.choices import SENT_UP, EnrolmentState, EvidenceState
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Evidence, Pledge

_OPEN = Q(enrolment__state=EnrolmentState.ACCEPTED) & ~Q(enrolment__result__state__in=SENT_UP)
_THERE = "enrolment__person__attendances"
_CREDIT = f"{_THERE}__activity__counting__credits"
_CREDITED = Attendance.objects.filter(
    person=OuterRef("enrolment__person"),
    presence=Presence.PRESENT,
    activity__state=ActivityState.REPORTED,
    activity__counting__credits__programme=OuterRef("enrolment__programme"),
    activity__counting__credits__block=OuterRef("enrolment__block"),
    activity__counting__credits__criterion_key=OuterRef("criterion_key"),
).exclude(activity__reported_by__person=OuterRef("enrolment__person"))
_VERIFIED = Evidence.objects.filter(pledge=OuterRef("pk"), state=EvidenceState.VERIFIED)

PROVEN = Q(Exists(_VERIFIED)) | (_OPEN & Q(Exists(_CREDITED)))
"""Of pledges: those with verified evidence, handed in or by attendance."""


def many_credited() -> Case:
    """Of pledges: at how many activities that prove them the member was; 0 once sent up."""
    many = _CREDITED.order_by().values("person").annotate(n=Count("pk")).values("n")
    return Case(When(_OPEN, then=Subquery(many)), default=None)


@dataclass(frozen=True)
class Credited:
    """An activity that proves a pledge, as a line of evidence; `is_own`: reported by the member.

    What is one's own is shown and proves nothing.
    """

    activity: int
    title: str
    on: date
    at: datetime
    reported_by: int | None
    reported_at: datetime | None
    is_own: bool

    def __str__(self) -> str:
        return f"Điểm danh: {self.title}, {self.on:%d/%m/%Y}"


def credits_of(enrolments: Iterable[int]) -> dict[int, list[Credited]]:
    """What attendance proves, by pledge key, the earliest first. One query for all these sheets."""
    rows = Pledge.objects.filter(
        _OPEN,
        **{
            "enrolment__in": list(enrolments),
            "is_dropped": False,
            f"{_THERE}__presence": Presence.PRESENT,
            f"{_THERE}__activity__state": ActivityState.REPORTED,
            f"{_CREDIT}__programme": F("enrolment__programme"),
            f"{_CREDIT}__block": F("enrolment__block"),
            f"{_CREDIT}__criterion_key": F("criterion_key"),
        },
    )
    of_activity = ("pk", "title", "on")
    found: dict[int, list[Credited]] = defaultdict(list)
    told = rows.order_by(f"{_THERE}__activity__on", f"{_THERE}__activity").values_list(
        "pk",
        *(f"{_THERE}__activity__{name}" for name in of_activity),
        f"{_THERE}__at",
        f"{_THERE}__activity__reported_by",
        f"{_THERE}__activity__reported_at",
        "enrolment__person",
        f"{_THERE}__activity__reported_by__person",
    )
    for pledge, activity, title, on, at, reporter, reported_at, person, by in told:
        one = Credited(activity, title, on, at, reporter, reported_at, person == by)
        found[pledge].append(one)
    return found


def is_enough(pack: Pack, pledge: Pledge, attended: int) -> bool:
    """Whether attendance alone says that a pledge was kept, while nobody has judged it.

    Where its measure counts activities attended, as many as were promised. Where nothing countable
    was promised, one. Else never: having been there is no essay written.
    """
    wanted = wanted_of(pack, pledge)
    if wanted is not None:
        return attended >= wanted
    return attended > 0 and pledge.quantity is None


def wanted_of(pack: Pack, pledge: Pledge) -> int | None:
    """How many activities were promised; None when the measure counts something else."""
    if not pledge.criterion_key or pledge.quantity is None:
        return None
    found = (
        measure.attended
        for group in pack.groups
        if group.key == pledge.group_key
        for criterion in group.criteria
        if criterion.key == pledge.criterion_key
        for measure in criterion.measures
        if measure.unit == pledge.measure
    )
    return pledge.quantity if next(found, False) else None
