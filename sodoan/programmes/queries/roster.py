"""Reads of a branch: its programmes, sheets, evidence and talks; a fixed number of queries each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sodoan.common.scoping import Actor
from sodoan.org.models import Unit
from sodoan.programmes.choices import AmendmentState, EnrolmentState, Standing
from sodoan.programmes.engine.clarity import judge_text
from sodoan.programmes.engine.schema import Group, Pack
from sodoan.programmes.metrics import ACCEPTED, REGISTERED
from sodoan.programmes.models import Amendment, Enrolment, Evidence, Plan, Pledge, Review
from sodoan.programmes.packs import schedule_of
from sodoan.programmes.queries.crediting import PROVEN
from sodoan.programmes.queries.pledges import engine_pledge, problems_of
from sodoan.programmes.querysets import has_left

NEEDING_HELP = Q(standing=Standing.NEEDS_HELP)  # by the last talk; on the rows of `roster`
WRITING = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)


@dataclass
class Counts:
    """What one sheet holds: pledges per content group, how many are vague, how many are proven."""

    groups: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: int = 0
    proven: int = 0
    vague: int = 0


@dataclass(frozen=True)
class Line:
    """One pledge on a sheet with the hint for its reader (empty: concrete enough)."""

    pledge: Pledge
    hint: str


@dataclass(frozen=True)
class Section:
    """One content group of a sheet; `lacking` says what stops its acceptance."""

    group: Group
    lines: Sequence[Line]
    lacking: str


def plans_of(unit: Unit) -> list[Plan]:
    """The plan that holds for the branch in each programme of members, newest year first.

    Their texts are left unread; see `Plan.effective`.
    """
    found = (
        Plan.objects.nearest_for(unit)
        .filter(programme__subject="member")
        .select_related("programme")
        .defer("effective", "delta", "confirmed")
    )
    return sorted(found, key=lambda plan: (-plan.programme.year, plan.programme.title))


def roster(unit: Unit | int, programme_id: int) -> QuerySet[Enrolment]:
    """Enrolments of a branch with their person, last talk and open request for a change."""
    talks = Review.objects.filter(enrolment=OuterRef("pk")).order_by("-held_on", "-pk")
    changes = Amendment.objects.filter(enrolment=OuterRef("pk"), state=AmendmentState.PROPOSED)
    found: QuerySet[Enrolment] = (
        Enrolment.objects.filter(unit=unit, programme=programme_id, person__isnull=False)
        .select_related("person")
        .annotate(
            standing=Subquery(talks.values("standing")[:1]),
            amendment=Subquery(changes.values("pk")[:1]),
        )
        .order_by("person__sort_key", "pk")
    )
    return found


def counts_of(enrolments: QuerySet[Enrolment]) -> dict[int, Counts]:
    """Pledges per sheet, by enrolment key. One query."""
    found: dict[int, Counts] = defaultdict(Counts)
    rows = (
        Pledge.objects.filter(enrolment__in=enrolments.order_by().values("pk"), is_dropped=False)
        .annotate(proven=PROVEN)
        .values_list(
            "enrolment_id", "group_key", "text", "title", "quantity", "due_on", "proof", "proven"
        )
    )
    for key, group, text, title, quantity, due_on, proof, proven in rows:
        one = found[key]
        one.groups[group] += 1
        one.total += 1
        one.proven += proven
        said = text or title
        one.vague += not judge_text(said, quantity=quantity, due_on=due_on, proof=proof).clear
    return found


def evidence_counts(enrolments: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Pledges with verified evidence, and all pledges, by enrolment key. One query."""
    rows = (
        Pledge.objects.filter(enrolment__in=list(enrolments), is_dropped=False)
        .annotate(is_proven=PROVEN)
        .values("enrolment_id")
        .annotate(proven=Count("pk", filter=Q(is_proven=True)), total=Count("pk"))
    )
    return {row["enrolment_id"]: (row["proven"], row["total"]) for row in rows.order_by()}


def state_counts(unit: Unit | int, programme_id: int, on: date) -> dict[str, int]:
    """How many are enrolled in the branch, have handed in, are accepted, need help. One query.

    `late` still have to hand in: nobody waits for those who have left by that day.
    """
    rows = roster(unit, programme_id).annotate(gone=has_left(OuterRef("person"), on))
    return rows.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(state__in=WRITING, gone=False)),
        registered=Count("pk", filter=REGISTERED.condition),
        submitted=Count("pk", filter=Q(state=EnrolmentState.SUBMITTED)),
        accepted=Count("pk", filter=ACCEPTED.condition),
        helped=Count("pk", filter=NEEDING_HELP),
    )


def sections_of(enrolment: Enrolment, pack: Pack, stored: Sequence[Pledge]) -> list[Section]:
    """The sheet as an officer reads it: group by group, each of its pledges with its hint."""
    wanted = [engine_pledge(pledge) for pledge in stored]
    faults = {
        problem.index: problem.sentence
        for problem in problems_of(enrolment, wanted)
        if problem.blocking and problem.index is not None
    }
    lines: dict[str, list[Line]] = defaultdict(list)
    between = schedule_of(enrolment).between
    for index, pledge in enumerate(stored):
        hint = faults.get(index) or _unclear(pledge, between)
        lines[pledge.group_key].append(Line(pledge, hint))
    return [
        Section(group, lines[group.key], _lacking(group, lines[group.key], enrolment.category))
        for group in pack.groups
    ]


def _unclear(pledge: Pledge, between: tuple[date, date]) -> str:
    """What will be hard to judge at the end of the year; empty when all is said."""
    seen = judge_text(
        pledge.text,
        quantity=pledge.quantity,
        due_on=pledge.due_on,
        proof=pledge.proof,
        between=between,
    )
    if seen.fault:
        return seen.fault
    lacking = [
        word
        for has, word in (
            (seen.quantity, "mấy lần"),
            (seen.deadline, "đến khi nào"),
            (seen.check, "kiểm chứng bằng gì"),
        )
        if not has
    ]
    return f"Còn chung chung: chưa rõ {', '.join(lacking)}." if lacking else ""


def _lacking(group: Group, lines: Sequence[Line], category: str) -> str:
    """What the group lacks before the sheet can be accepted; empty when it is complete."""
    least = group.least(category)
    if len(lines) < least:
        return f"Mới có {len(lines)}/{least} tiêu chí."
    taken = {line.pledge.criterion_key for line in lines}
    missing = [
        one.title for one in group.offered(category) if one.required and one.key not in taken
    ]
    return f"Thiếu tiêu chí bắt buộc: {'; '.join(missing)}." if missing else ""


def pledges_of(enrolments: Iterable[Enrolment]) -> dict[int, list[Pledge]]:
    """Current pledges by enrolment key. One query."""
    found: dict[int, list[Pledge]] = defaultdict(list)
    keys = [one.pk for one in enrolments]
    for pledge in Pledge.objects.filter(enrolment__in=keys, is_dropped=False):
        found[pledge.enrolment_id].append(pledge)
    return found


def next_submitted(unit_id: int, programme_id: int, by: Actor) -> Enrolment | None:
    """The next sheet waiting to be read, by given name; never one's own."""
    waiting: QuerySet[Enrolment] = Enrolment.objects.filter(
        unit=unit_id, programme=programme_id, state=EnrolmentState.SUBMITTED
    )
    return waiting.exclude(person=by.person_id).order_by("person__sort_key", "pk").first()


def waiting_evidence(unit: Unit, by: Actor) -> QuerySet[Any]:
    """Evidence of the branch nobody has looked at, oldest member first; never one's own."""
    return (
        Evidence.objects.waiting_for(by)
        .filter(pledge__enrolment__unit=unit)
        .select_related("pledge__enrolment__person", "attachment")
        .order_by("pledge__enrolment__person__sort_key", "added_at", "pk")
    )
