"""Reads of step 3: quorum, votes, caps."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from sodoan.org.choices import Tier
from sodoan.programmes.choices import Population, Presence, RoundState
from sodoan.programmes.engine import caps, votes
from sodoan.programmes.engine.schema import Actor as StepActor
from sodoan.programmes.engine.schema import Cap, Grade, Level, Pack, Scale
from sodoan.programmes.engine.schema import Meeting as MeetingRule
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import (
    Ballot,
    Enrolment,
    Meeting,
    MeetingAttendance,
    Result,
    Round,
)
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.querysets import EnrolmentQuerySet, decided_in


def meeting_of(pack: Pack) -> MeetingRule | None:
    """The rule of the step at which the collective votes, if the programme has one."""
    return next((step.meeting for step in pack.steps if step.meeting is not None), None)


def may_return(pack: Pack) -> bool:
    """Whether the level above may send results back (S0: approve or return with a reason)."""
    return any(step.may_return for step in pack.steps if step.actor is StepActor.APPROVER)


def members_called(round_: Round, meeting: Meeting | None) -> EnrolmentQuerySet:
    """The sheets of those called to a meeting of the round (None: called today).

    Whoever is on the list of attendance was called, even if found to have left since.
    """
    where = {"programme": round_.programme_id, "unit": round_.unit_id}
    if meeting is None:
        return Enrolment.objects.called(**where, on=timezone.localdate())
    listed = Enrolment.objects.filter(**where, person__in=meeting.attendances.values("person"))
    return Enrolment.objects.called(**where, on=timezone.localdate(meeting.held_at)) | listed


def called_to(round_: Round, meeting: Meeting) -> QuerySet:
    """Everybody called to a meeting, by name, with `presence` and `excuse` (empty: none)."""
    marks = MeetingAttendance.objects.filter(meeting=meeting, person=OuterRef("person"))
    ranks = [When(presence=one, then=Value(rank)) for rank, one in enumerate(Presence)]
    return (
        members_called(round_, meeting)
        .select_related("person")
        .annotate(
            presence=Coalesce(Subquery(marks.values("presence")[:1]), Value("")),
            excuse=Coalesce(Subquery(marks.values("reason")[:1]), Value("")),
        )
        .annotate(rank=Case(*ranks, default=Value(len(ranks))))
        .order_by("person__sort_key", "pk")
    )


def quorum_of(meeting: Meeting) -> votes.Quorum:
    """Whether enough members came: everybody enrolled is called, later everybody on the list."""
    rule = meeting_of(pack_of(meeting.round.plan))
    assert rule is not None
    presences = list(meeting.attendances.values_list("presence", flat=True))
    present = presences.count(Presence.PRESENT)
    latest = meetings_of(meeting.round_id)[-1]
    called = len(presences)
    if meeting.pk == latest.pk:
        called = members_called(meeting.round, meeting).count()
    return votes.quorum(rule, called=called, present=present)


def meetings_of(round_id: int) -> list[Meeting]:
    """The meetings of a round in their order. One query."""
    meetings = Meeting.objects.filter(round=round_id).select_related(
        "chair", "secretary", "minutes"
    )
    return list(meetings.order_by("number"))


@dataclass(frozen=True)
class Counted:
    """The votes that count for one member, the people present at them, the meeting."""

    votes: Mapping[str, int]
    blank: int
    present: int
    meeting: int
    number: int

    @property
    def ballots(self) -> Ballots:
        """For the engine."""
        return Ballots(self.votes, self.blank)


def counted_for(enrolments: Collection[int]) -> dict[int, Counted]:
    """Per enrolment the votes of the last meeting that voted on it. One query.

    Votes are only taken where there was a quorum, so a meeting without one never counts.
    """
    there = MeetingAttendance.objects.filter(meeting=OuterRef("meeting"), presence=Presence.PRESENT)
    ballots = (
        Ballot.objects.filter(enrolment__in=enrolments)
        .annotate(
            number=F("meeting__number"),
            present=Coalesce(
                Subquery(there.order_by().values("meeting").annotate(n=Count("pk")).values("n")), 0
            ),
        )
        .order_by("number")
    )
    return {
        one.enrolment_id: Counted(one.votes, one.blank, one.present, one.meeting_id, one.number)
        for one in ballots
        if one.blank or sum(one.votes.values())
    }


def caps_of(
    round_: Round, scale: Scale, results: Collection[Result] | None = None, *, given: bool = False
) -> list[tuple[Cap, caps.CapStatus]]:
    """Where each cap of the scale stands: in the branch, or in all that the same unit decides.

    Both calendars of a branch share its cap; a round still being prepared elsewhere uses nothing.
    Counts what is approved, else proposed; `given` sets only approved grades against the limit.
    `results` of the round as they are now stand for those that are stored.
    """
    branch = Q(round__unit=round_.unit_id)
    all_decided = decided_in(round_.issuer_id or round_.approver_id, "round__")
    found = []
    for cap in scale.caps:
        rows = Result.objects.filter(
            Q(round=round_) | ~Q(round__state=RoundState.PREPARING),
            branch if binds_branch(cap, round_) else all_decided,
            round__programme=round_.programme_id,
        )
        if results is not None:
            rows = rows.exclude(round=round_)
        grades = list(rows.values_list("population", "grade_key", "proposed_grade"))
        grades += [(one.population, one.grade_key, one.proposed_grade) for one in results or ()]
        rated = [one or other for people, one, other in grades if people == Population.RATED]
        used = [one for people, one, _ in grades if people == Population.RATED]
        status = caps.cap_status(
            cap,
            scale,
            Counter(rated),
            rated=len(rated),
            everybody=len(grades),
            given=Counter(used) if given else None,
        )
        found.append((cap, status))
    return found


def caps_exceeded(round_: Round) -> list[str]:
    """The caps that approved grades exceed, in words."""
    return [status.sentence for status in _given(round_) if status.over]


def beyond_caps(round_: Round) -> int:
    """How many approved grades are beyond the caps."""
    return sum(status.over for status in _given(round_))


def _given(round_: Round) -> list[caps.CapStatus]:
    scale = pack_of(round_.plan).active_scale
    return [status for _, status in caps_of(round_, scale, given=True)]


def binds_branch(cap: Cap, round_: Round) -> bool:
    """Whether a cap holds for the branch by itself (else for all that its approver approves)."""
    return cap.level in {Level.BRANCH, Tier(round_.unit.type.tier).name.lower()}


def record_sentence(grade: Grade, cycle: str) -> str:
    """The ready sentence of a grade for the record book."""
    return grade.record.replace("{cycle}", cycle)


def comment_fitting(result: Result, comment: str, grade: str) -> str:
    """The yearly comment once the grade is this one: a ready sentence follows it, own words stay.

    While a rated member has no grade nothing changes: the sentence follows the next one. Who is not
    rated keeps no sentence about a grade.
    """
    ready = _ready_sentences(result)
    if comment not in ready.values():
        return comment
    return ready.get(grade, comment) if result.population == Population.RATED else ""


def has_own_words(result: Result) -> bool:
    """Whether a person wrote the yearly comment, so that it does not follow the grade by itself."""
    return bool(result.comment) and result.comment not in _ready_sentences(result).values()


def _ready_sentences(result: Result) -> dict[str, str]:
    cycle = schedule_of(result.enrolment).label
    grades = pack_of(result.round.plan).active_scale.grades
    return {one.key: record_sentence(one, cycle) for one in grades}
