"""Reads of a member's own pages: what one may reach, and the sheet with all that belongs to it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from sodoan.common.scoping import Actor, under
from sodoan.programmes.choices import (
    SENT_UP,
    AmendmentState,
    EnrolmentState,
    ResultState,
    StepKey,
)
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.engine.amend import diff_pledges
from sodoan.programmes.engine.calendars import Period, Schedule
from sodoan.programmes.engine.grading import departs
from sodoan.programmes.engine.schema import Grade, Group, Pack
from sodoan.programmes.models import (
    Amendment,
    Assessment,
    Enrolment,
    Evidence,
    Mark,
    Pledge,
    Result,
)
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.crediting import (
    Credited,
    credits_of,
    wanted_of,
)
from sodoan.programmes.queries.lines import GroupLine, PledgeLine
from sodoan.programmes.queries.pledges import engine_pledge, from_json, problems_of, retitled

WRITING = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)


def reach(scope: Actor, capabilities: Iterable[str], prefix: str = "") -> Q:
    """One's own enrolments, and those in units where the scope holds any of the capabilities.

    `prefix` reaches over relations to the enrolment (`"pledge__enrolment__"`).
    """
    found = Q(pk__in=[])
    if scope.person_id is not None:
        found |= Q(**{f"{prefix}person": scope.person_id})
        found |= Q(**{f"{prefix}appointment__person": scope.person_id})
    for capability in capabilities:
        found |= under(scope.paths(capability), f"{prefix}unit__path")
    return found


def enrolments_for(scope: Actor, *capabilities: str) -> QuerySet[Enrolment]:
    """Enrolments the scope may reach, with everything a page says about them."""
    return Enrolment.objects.filter(reach(scope, capabilities)).select_related(
        "plan__programme",
        "programme",
        "unit__parent",
        "person",
        "appointment__person",
        "decided_by",
        "entered_by",
        "result__round",
    )


def evidence_for(scope: Actor, *capabilities: str) -> QuerySet[Evidence]:
    """Evidence the scope may reach, with its pledge, enrolment and file."""
    return Evidence.objects.filter(
        reach(scope, capabilities, "pledge__enrolment__")
    ).select_related("pledge__enrolment__unit", "pledge__enrolment__appointment", "attachment")


def grade_of(pack: Pack, key: str) -> Grade | None:
    """The grade of that key: of the scale in use, else of any other of the pack."""
    scales = (pack.active_scale, *pack.scales)
    return next((grade for scale in scales for grade in scale.grades if grade.key == key), None)


def grounds_of(result: Result, pack: Pack) -> str:
    """Why the published grade is what it is, as the member reads it: never of another grade.

    What the rules say; when the branch proposed another grade, that and its reason come first.
    Empty once a re-review changed the grade: its answer tells why.
    """
    if result.grade_key != result.proposed_grade:
        return ""
    unlike = departs(pack.active_scale, result.rule_grade, result.proposed_grade)
    if not unlike and not result.is_against_vote:
        return result.sentence
    grade = grade_of(pack, result.proposed_grade)
    what = "khác mức theo quy tắc" if unlike else "khác kết quả biểu quyết"
    told = [f"Chi đoàn đề xuất {grade.short if grade else ''}, {what}."]
    if reason := result.proposal_reason.rstrip(". "):
        told.append(f"Lý do: {reason}.")
    if result.sentence:
        told.append(f"Theo quy tắc: {result.sentence[0].lower()}{result.sentence[1:]}")
    return " ".join(told)


def subject_name(enrolment: Enrolment) -> str:
    """The person's name, for pages and headings."""
    if enrolment.appointment is not None:
        return enrolment.appointment.person.full_name
    return str(enrolment.subject)


def group_state(enrolment: Enrolment, group: str) -> str:
    """A short mark of what is stored for one group: two readers of the same text get the same."""
    rows = enrolment.pledges.filter(group_key=group, is_dropped=False).values_list(
        "criterion_key", "text", "quantity", "measure", "due_on", "proof"
    )
    text = json.dumps(list(rows), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sheet_state(enrolment: Enrolment) -> str:
    """As `group_state`, of the whole sheet with its category."""
    rows = (
        enrolment.pledges.filter(is_dropped=False)
        .order_by("group_key", "position", "pk")
        .values_list("group_key", "criterion_key", "text", "quantity", "measure", "due_on", "proof")
    )
    text = json.dumps([enrolment.category, *rows], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class AmendmentLine:
    """A change asked for: both versions, and the changes in words."""

    amendment: Amendment
    before: Sequence[engine.Pledge]
    after: Sequence[engine.Pledge]
    changes: Sequence[str]
    support: Period

    @property
    def is_late(self) -> bool:
        """Whether it was asked for after the support phase."""
        return is_late(self.amendment, self.support)


def is_late(amendment: Amendment, support: Period) -> bool:
    """Whether a change was asked for after the support phase, whose days it can no longer use."""
    return timezone.localdate(amendment.proposed_at) > support.end


@dataclass(frozen=True)
class Sheet:
    """Everything about one enrolment."""

    enrolment: Enrolment
    pack: Pack
    calendar: Schedule
    groups: Sequence[GroupLine]
    amendments: Sequence[AmendmentLine]
    assessments: dict[str, Assessment]
    result: Result | None

    @property
    def is_open(self) -> bool:
        """Whether it is still being written."""
        return self.enrolment.state in WRITING

    @property
    def is_accepted(self) -> bool:
        """Whether the branch has accepted it."""
        return self.enrolment.state == EnrolmentState.ACCEPTED

    @property
    def register_due(self) -> date:
        """The last day to register."""
        return self.calendar.phase("register").end

    @property
    def total(self) -> int:
        """Number of pledges."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def proven(self) -> int:
        """Number of pledges with verified evidence."""
        return sum(group.proven for group in self.groups)

    @property
    def waiting(self) -> int:
        """Number of pledges with only evidence that waits."""
        return sum(group.waiting for group in self.groups)

    @property
    def missing(self) -> int:
        """Number of pledges without evidence."""
        return sum(group.missing for group in self.groups)

    @property
    def first_missing(self) -> Pledge | None:
        """The first pledge without evidence."""
        lines = (line for group in self.groups for line in group.lines)
        bare = (line.pledge for line in lines if not line.proven and not line.waiting)
        return next(bare, None)

    @property
    def problems(self) -> list[str]:
        """What must be repaired before handing in."""
        return [sentence for group in self.groups for sentence in group.problems]

    @property
    def blank_group(self) -> Group:
        """The first group that is not complete yet; the first of all when nothing is missing."""
        bad = (line.group for line in self.groups if line.problems)
        return next(bad, self.pack.groups[0])

    @property
    def self_assessment(self) -> Assessment | None:
        """The member's own view, once begun."""
        return self.assessments.get(StepKey.SELF)

    @property
    def is_sent_up(self) -> bool:
        """Whether the result has been sent up, so that nothing changes any more."""
        return self.result is not None and self.result.state in SENT_UP

    def may_assess(self, day: date) -> bool:
        """Whether the member may assess itself on that day."""
        begun = day >= self.calendar.phase("evaluate").start
        return self.is_accepted and begun and not self.is_sent_up

    @property
    def open_amendment(self) -> bool:
        """Whether a change waits for the branch."""
        return any(one.amendment.state == AmendmentState.PROPOSED for one in self.amendments)

    @property
    def published(self) -> Result | None:
        """The result once it is published."""
        found = self.result
        return found if found is not None and found.state == ResultState.PUBLISHED else None

    @property
    def grade(self) -> Grade | None:
        """The published grade."""
        return grade_of(self.pack, self.published.grade_key) if self.published else None

    @property
    def grounds(self) -> str:
        """Why the published grade is what it is."""
        return grounds_of(self.published, self.pack) if self.published else ""


def sheet_of(enrolment: Enrolment) -> Sheet:
    """The sheet of an enrolment. Eight queries at most."""
    pack = pack_of(enrolment.plan)
    assessments = {row.step: row for row in enrolment.assessments.select_related("by")}
    return Sheet(
        enrolment=enrolment,
        pack=pack,
        calendar=schedule_of(enrolment),
        groups=_groups(enrolment, pack),
        amendments=_amendments(enrolment),
        assessments=assessments,
        result=getattr(enrolment, "result", None),
    )


def _groups(enrolment: Enrolment, pack: Pack) -> list[GroupLine]:
    marks = Mark.objects.select_related("assessment")
    pledges = list(
        enrolment.pledges.filter(is_dropped=False).prefetch_related(
            Prefetch("evidence", Evidence.objects.select_related("attachment").order_by("pk")),
            "notes",
            Prefetch("marks", marks, to_attr="all_marks"),
        )
    )
    problems: dict[str, list[str]] = defaultdict(list)
    credited = credits_of([enrolment.pk]) if enrolment.state not in WRITING else {}
    advice: dict[int, str] = {}
    if enrolment.state in WRITING:
        retitled(pledges, pack)
        for found in problems_of(enrolment, list(map(engine_pledge, pledges))):
            if found.blocking:
                title = f"{pledges[found.index].title}: " if found.index is not None else ""
                problems[found.group].append(f"{title}{found.sentence}")
            elif found.index is not None:
                advice[pledges[found.index].pk] = found.sentence
    proofs = {proof.key: proof.title for proof in pack.proofs}
    return [
        GroupLine(
            group=group,
            number=number,
            least=group.least(enrolment.category),
            lines=[
                _line(one, proofs, credited.get(one.pk, ()), wanted_of(pack, one))
                for one in pledges
                if one.group_key == group.key
            ],
            problems=problems[group.key],
            advice=advice,
        )
        for number, group in enumerate(pack.groups, start=1)
    ]


def _line(
    pledge: Pledge, proofs: dict[str, str], credited: Sequence[Credited], wanted: int | None
) -> PledgeLine:
    marks: dict[str, Mark] = {mark.assessment.step: mark for mark in pledge.all_marks}  # type: ignore[attr-defined]
    return PledgeLine(
        pledge=pledge,
        proof=proofs.get(pledge.proof, ""),
        own=marks.get(StepKey.SELF),
        committee=marks.get(StepKey.COMMITTEE),
        credited=credited,
        wanted=wanted,
    )


def _amendments(enrolment: Enrolment) -> list[AmendmentLine]:
    found = []
    support = schedule_of(enrolment).phase("support")
    rows = enrolment.amendments.select_related("decided_by", "proposed_by").order_by("-pk")
    for amendment in rows:
        amendment.enrolment = enrolment
        before, after = from_json(amendment.before), from_json(amendment.after)
        changes = [change.sentence for change in diff_pledges(before, after)]
        if amendment.new_category:
            old, new = amendment.get_old_category_display(), amendment.get_new_category_display()
            changes.insert(0, f"Đối tượng: {old or 'chưa ghi'} → {new}.")
        found.append(AmendmentLine(amendment, before, after, changes, support))
    return found
