"""The facts of a whole branch, read set-wise: a fixed number of queries for any number of members.

A pledge counts as met when the committee marked it so; without a mark, when it has verified
evidence. Words alone never count: evidence stands next to the grade. Attendance is evidence; alone
it says that a pledge was kept only as far as it was counted in attendances (`crediting.is_enough`).

Meetings required, attended and excused are read from the attendance of the unit's meetings. Where
the committee entered one of the three, all three are what it entered: never halves of two counts.
Where a meeting is not marked of somebody, how many were attended is not known.

Months of membership are known by bounds: the program has seen at least those since the first
membership it knows of, and it may be more for whoever joined before, or on a day nobody wrote down.
Where rules answer otherwise within the bounds the fact is unknown, and the committee enters it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q

from sodoan.activities.queries.attended import Tally, Time, tallies
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership, SensitiveProfile
from sodoan.programmes.choices import (
    EvidenceKind,
    EvidenceState,
    MarkOutcome,
    Presence,
    StepKey,
)
from sodoan.programmes.engine.facts import (
    EXEMPT,
    NOT_EXEMPT,
    FactValue,
    MemberFacts,
    Vocabulary,
    read_facts,
)
from sodoan.programmes.engine.grading import Grader
from sodoan.programmes.models import (
    Assessment,
    FactEntry,
    Mark,
    MeetingAttendance,
    Pledge,
    Round,
)
from sodoan.programmes.packs import grader_of, pack_of, schedule_of
from sodoan.programmes.queries.crediting import is_enough, many_credited
from sodoan.programmes.queries.evaluation import Counted

ENDED = "ended"
MEETINGS = ("meetings_required", "meetings_attended", "meetings_excused")
PROBATION = 12
"""Months of probation in the Party (Điều lệ Đảng Cộng sản Việt Nam, Điều 5)."""

Bounds = tuple[int, int | None]
Counts = dict[int, dict[str, int]]


def member_facts(
    round_: Round | None,
    enrolments: Collection[Any],
    day: date,
    ballots: Mapping[int, Counted],
) -> dict[int, dict[str, FactValue]]:
    """Facts per enrolment key; `enrolments` carry their plan, `round_` is None before it opens.

    `ballots` are theirs, from `counted_for`. Eight queries. What the committee entered by hand
    completes what the program knows itself, and is taken instead of it.
    """
    ids = [enrolment.pk for enrolment in enrolments]
    persons = [enrolment.person_id for enrolment in enrolments]
    registered, evidenced, met = _pledge_counts(enrolments)
    meetings = _tallies(enrolments, day)
    grades = _grades(ids)
    entered = _entries(ids)
    months, kinds = _memberships(persons, day)
    party = _party(persons, day)
    present = _present(round_)
    found = {}
    for enrolment in enrolments:
        key = enrolment.pk
        grader = grader_of(enrolment.plan)
        groups = [group.key for group in grader.pack.groups]
        ballot = ballots.get(key)
        known = MemberFacts(
            registered=_complete(registered[key], groups),
            evidenced=_complete(evidenced[key], groups),
            met=_complete(met[key], groups),
            **_meetings(meetings.get(key), entered[key]),
            exempt=NOT_EXEMPT,
            months=_settled(grader, months.get(enrolment.person_id)),
            membership=kinds.get(enrolment.person_id),
            party=party.get(enrolment.person_id, "none"),
            self_grade=grades.get((key, StepKey.SELF)),
            committee_grade=grades.get((key, StepKey.COMMITTEE)),
            votes=ballot.votes if ballot else {},
            blank=ballot.blank if ballot else None,
            present=ballot.present if ballot else present,
        )
        found[key] = _with_entries(known, entered[key], grader.known)
    return found


def exemptions_of(facts: Mapping[int, Mapping[str, FactValue]]) -> dict[int, str]:
    """The reason written down for each exempt member, by enrolment key. One query at most."""
    keys = [key for key, known in facts.items() if known.get(EXEMPT) not in {None, NOT_EXEMPT}]
    if not keys:
        return {}
    rows = FactEntry.objects.filter(enrolment__in=keys, fact=EXEMPT)
    return dict(rows.values_list("enrolment_id", "source"))


def _present(round_: Round | None) -> int | None:
    """How many are at the latest meeting; None before anybody is."""
    if round_ is None:
        return None
    there = MeetingAttendance.objects.filter(meeting__round=round_, presence=Presence.PRESENT)
    latest = there.values("meeting").annotate(n=Count("pk")).order_by("-meeting__number")
    found: int | None = latest.values_list("n", flat=True).first()
    return found


def _with_entries(
    known: MemberFacts, entered: Mapping[str, str], named: Vocabulary
) -> dict[str, FactValue]:
    """What the program knows, completed by what the committee entered of the facts `named`."""
    given, _ = read_facts(entered, named)
    facts = {**known.mapping(), **given}
    facts["meetings_expected"] = _minus(
        facts.get("meetings_required"), facts.get("meetings_excused")
    )
    return facts


def meeting_time(enrolment: Any, day: date) -> Time:
    """The days of a sheet whose meetings count, up to a day."""
    result = schedule_of(enrolment).result
    return Time(enrolment.person_id, result.start, min(result.end, day))


def _tallies(enrolments: Collection[Any], day: date) -> dict[int, Tally]:
    times = {one.pk: meeting_time(one, day) for one in enrolments if one.person_id}
    return tallies(times, only_meetings=True)


def _meetings(tally: Tally | None, entered: Mapping[str, str]) -> dict[str, Any]:
    """What the records know of meetings; nothing beside figures that were entered."""
    if tally is None or any(fact in entered for fact in MEETINGS):
        return {}
    marked = not tally.unmarked
    return {
        "meetings_required": tally.expected,
        "meetings_attended": tally.attended if marked else None,
        "meetings_excused": tally.excused if marked else None,
    }


def _pledge_counts(enrolments: Collection[Any]) -> tuple[Counts, Counts, Counts]:
    packs = {one.pk: pack_of(one.plan) for one in enrolments}
    ids = list(packs)
    registered: Counts = defaultdict(dict)
    evidenced: Counts = defaultdict(dict)
    met: Counts = defaultdict(lambda: defaultdict(int))
    marks = dict(
        Mark.objects.filter(
            assessment__enrolment__in=ids, assessment__step=StepKey.COMMITTEE
        ).values_list("pledge_id", "outcome")
    )
    verified = Q(evidence__state=EvidenceState.VERIFIED)
    kept = Q(evidence__kind=EvidenceKind.ATTENDANCE)
    rows = Pledge.objects.filter(enrolment__in=ids, is_dropped=False).annotate(
        handed=Count("evidence", filter=verified & ~kept),
        kept=Count("evidence", filter=verified & kept),
        credited=many_credited(),
    )
    for pledge in rows:
        enrolment, group = pledge.enrolment_id, pledge.group_key
        attended = pledge.kept + (pledge.credited or 0)
        proofs = pledge.handed + attended
        outcome = marks.get(pledge.pk)
        if outcome == MarkOutcome.NOT_APPLICABLE:
            continue
        registered[enrolment][group] = registered[enrolment].get(group, 0) + 1
        evidenced[enrolment][group] = evidenced[enrolment].get(group, 0) + bool(proofs)
        enough = bool(pledge.handed) or is_enough(packs[enrolment], pledge, attended)
        judged = outcome == MarkOutcome.MET if outcome else enough
        met[enrolment][group] += judged
    return registered, evidenced, met


def _complete(counts: Mapping[str, int], groups: list[str]) -> dict[str, int | None]:
    return {group: counts.get(group, 0) for group in groups}


def _grades(ids: list[int]) -> dict[tuple[int, str], str]:
    rows = Assessment.objects.filter(enrolment__in=ids).exclude(grade_key="")
    found = rows.values_list("enrolment_id", "step", "grade_key")
    return {(enrolment, step): grade for enrolment, step, grade in found}


def _entries(ids: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = FactEntry.objects.filter(enrolment__in=ids)
    for enrolment, fact, value in rows.values_list("enrolment_id", "fact", "value"):
        found[enrolment][fact] = value
    return found


def _memberships(persons: list[int], day: date) -> tuple[dict[int, Bounds], dict[int, str]]:
    """Whole months of unbroken membership up to the day, and the kind held on the day.

    Whoever was a member and is none on the day has the kind `ENDED`. See `_bounds` for the months.
    """
    since: dict[int, date] = {}
    first: dict[int, tuple[date, date | None]] = {}
    kinds: dict[int, str] = {}
    rows = (
        Membership.objects.filter(person__in=persons)
        .exclude(kind=MembershipKind.HONORARY)
        .order_by("person_id", "-during")
        .values_list("person_id", "kind", "during", "person__joined_on")
    )
    for person, kind, during, joined in rows:
        start = during.lower or date.min
        first[person] = start, joined
        if day in during:
            official = kind == MembershipKind.OFFICIAL
            known = kinds.get(person, ENDED)
            kinds[person] = kind if official or known == ENDED else known
        elif during.upper is not None and during.upper <= day:
            kinds.setdefault(person, ENDED)
        reached = since.get(person, day)
        if start <= reached and (during.upper is None or during.upper >= reached):
            since[person] = start
    return {person: _bounds(start, *first[person], day) for person, start in since.items()}, kinds


def _bounds(start: date, first: date, joined: date | None, day: date) -> Bounds:
    """Least and most whole months of membership unbroken since `start`; most is None: no end.

    The first membership the program knows may go on from one before: somebody entered or imported
    as a member already. That is as long as since joining; no day of joining, no end. After a break
    the program has seen, the months are exact.
    """
    least = _months(start, day)
    if start > first:
        return least, least
    return least, None if joined is None else max(least, _months(joined, day))


def _settled(grader: Grader, bounds: Bounds | None) -> int | None:
    return grader.settled("months", *bounds) if bounds else None


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _party(persons: list[int], day: date) -> dict[int, str | None]:
    """Standing in the Party that day of whoever has joined it; None where nobody wrote it down.

    Without the official day somebody is probationary for as long as probation lasts at least.
    After it they may be official, or not: lists do not say, and it is never guessed.
    """
    rows = SensitiveProfile.objects.filter(person__in=persons, party_joined_on__lte=day)
    days = rows.values_list("person_id", "party_joined_on", "party_official_on")
    return {person: _standing(joined, official, day) for person, joined, official in days if joined}


def _standing(joined: date, official: date | None, day: date) -> str | None:
    if official is not None:
        return "official" if official <= day else "probationary"
    return "probationary" if _months(joined, day) < PROBATION else None


def _minus(first: FactValue, second: FactValue) -> FactValue:
    if isinstance(first, int) and isinstance(second, int):
        return first - second
    return first if second is None else None
