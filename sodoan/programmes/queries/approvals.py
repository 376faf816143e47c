"""Reads of the approving unit: branches with their rounds, one round in full, complaints."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from sodoan.common.clock import today
from sodoan.common.scoping import Actor
from sodoan.common.text import search_key
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.choices import (
    Population,
    ResultState,
    RoundState,
    StepKey,
)
from sodoan.programmes.engine.grading import compare_opinions, departs, has_conditions
from sodoan.programmes.engine.schema import Grade, Scale
from sodoan.programmes.models import (
    Assessment,
    Complaint,
    Pledge,
    Result,
    Round,
)
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.crediting import PROVEN
from sodoan.programmes.queries.evaluation import Counted, counted_for
from sodoan.programmes.queries.hosting import is_hosted
from sodoan.programmes.queries.judging import judge_anew
from sodoan.programmes.querysets import has_left

_FEW = 5  # people below which a share says nothing
_FAR = Fraction(3, 2)  # how many times the others' share is worth a look
_GAP = Fraction(1, 10)


@dataclass(frozen=True)
class Outlier:
    """A branch's share of the top grade beside that of its sister branches, in people."""

    part: int
    whole: int
    others_part: int
    others_whole: int

    @property
    def is_far(self) -> bool:
        """Whether the share is well above the others': a hint to look, never a verdict."""
        if self.whole < _FEW or self.others_whole < _FEW:
            return False
        own = Fraction(self.part, self.whole)
        others = Fraction(self.others_part, self.others_whole)
        return own > others * _FAR and own - others >= _GAP


@dataclass(frozen=True)
class Line:
    """One person of a round, with what stands beside the proposal."""

    result: Result
    name: str
    scale: Scale
    self_grade: Grade | None
    ruled: Grade | None
    proposed: Grade | None
    given: Grade | None
    votes: Mapping[str, int]
    blank: int | None
    pledges: int
    proven: int
    opinions: str

    @property
    def is_waiting(self) -> bool:
        """Whether the approving unit still has to decide."""
        return bool(self.result.state == ResultState.PROPOSED)

    @property
    def departs(self) -> bool:
        """Whether the branch proposes another grade than the rules give."""
        rated = self.result.population == Population.RATED
        return rated and departs(self.scale, self.result.rule_grade, self.result.proposed_grade)


def branches_for(scope: Actor, programme_id: int) -> QuerySet:
    """Branches of the scope that take part, with the state and numbers of their round.

    A branch with members of both calendars has a row for each (`calendar`). `is_to_decide`: whether
    results of the round wait for the approving unit.
    """
    round_ = Round.objects.filter(
        programme=programme_id, unit=OuterRef("pk"), block=OuterRef("calendar")
    )
    results = Result.objects.filter(
        round__programme=programme_id, round__unit=OuterRef("pk"), round__block=OuterRef("calendar")
    )
    return (
        Unit.objects.in_scope(scope, Capability.APPROVE)
        .filter(enrolments__programme=programme_id)
        .select_related("parent")
        .annotate(calendar=F("enrolments__block"))
        .annotate(members=Count("enrolments"))
        .annotate(
            round_id=Subquery(round_.values("pk")[:1]),
            approver_id=Subquery(round_.values("approver")[:1]),
            round_state=Coalesce(Subquery(round_.values("state")[:1]), Value("")),
            is_to_decide=Exists(round_.to_decide()),
            cap_reason=Subquery(round_.values("cap_reason")[:1]),
            sent_at=Subquery(round_.values("sent_at")[:1]),
            rated=_count(
                results.filter(population=Population.RATED).exclude(
                    round__state=RoundState.PREPARING  # till then it is the branch's own affair
                ),
                "round__unit",
            ),
        )
    )


def _count(rows: QuerySet, unit: str) -> Subquery:
    grouped = rows.order_by().values(unit).annotate(n=Count("pk"))
    return Subquery(grouped.values("n"))


def find_branches(rows: QuerySet, text: str) -> QuerySet:
    """Branches whose name, or whose parent's name, holds every word."""
    for word in search_key(text).split():
        rows = rows.filter(Q(search_key__contains=word) | Q(parent__search_key__contains=word))
    return rows


def find_complaints(rows: QuerySet, text: str) -> QuerySet:
    """Complaints whose member's or branch's name holds every word, without regard to accents."""
    for word in search_key(text).split():
        rows = rows.filter(
            Q(result__enrolment__person__search_key__contains=word)
            | Q(result__round__unit__search_key__contains=word)
        )
    return rows


def grade_counts(round_ids: Sequence[int]) -> dict[int, Counter[str]]:
    """Round → number of people per grade (approved, else proposed), among the rated. One query."""
    rows = (
        Result.objects.filter(round__in=round_ids, population=Population.RATED)
        .values("round")
        .annotate(
            grade=Coalesce(NullIf("grade_key", Value("")), F("proposed_grade")), people=Count("pk")
        )
        .values_list("round", "grade", "people")
    )
    found: dict[int, Counter[str]] = {key: Counter() for key in round_ids}
    for round_id, grade, people in rows:
        found[round_id][grade] += people
    return found


def counts_by_grade(scale: Scale, counts: Mapping[str, int]) -> list[tuple[Grade, int]]:
    """The grades of a scale with their numbers, from the top."""
    return [(grade, counts.get(grade.key, 0)) for grade in scale.grades]


def outlier_of(round_: Round, scale: Scale) -> Outlier:
    """How the share of the top grade compares with the same unit's other branches. One query."""
    top = scale.grades[0].key
    rows = Result.objects.filter(
        round__programme=round_.programme_id,
        round__approver=round_.approver_id,
        population=Population.RATED,
    ).exclude(round__state=RoundState.PREPARING)
    is_top = Q(grade_key=top) | Q(grade_key="", proposed_grade=top)
    sums = rows.aggregate(
        part=Count("pk", filter=is_top & Q(round=round_)),
        whole=Count("pk", filter=Q(round=round_)),
        others_part=Count("pk", filter=is_top & ~Q(round=round_)),
        others_whole=Count("pk", filter=~Q(round=round_)),
    )
    return Outlier(**sums)


def departing(scale: Scale) -> Q:
    """Those for whom another grade is proposed than the rules give: as `Line.departs`."""
    if not has_conditions(scale):
        return Q(pk__in=[])
    proposed = Q(population=Population.RATED) & ~Q(proposed_grade="")
    return proposed & ~Q(rule_grade=F("proposed_grade"))


def graded(key: str) -> Q:
    """Those rated with one grade (approved, else proposed), on the rows of `results_in`."""
    return Q(population=Population.RATED, grade=key)


def results_in(round_: Round) -> QuerySet[Result]:
    """Everybody in the round, by name, with the grade approved or proposed and its place."""
    gone = has_left(OuterRef("enrolment__person"), today())
    places = [
        When(grade=one.key, population=Population.RATED, then=Value(place))
        for place, one in enumerate(pack_of(round_.plan).active_scale.grades)
    ]
    return (
        Result.objects.filter(round=round_)
        .annotate(
            gone=ExpressionWrapper(gone, BooleanField()),
            is_hosted=is_hosted(round_.programme),
            grade=Coalesce(NullIf("grade_key", Value("")), F("proposed_grade")),
            place=Case(*places, default=Value(len(places))),
        )
        .select_related("enrolment__person", "enrolment__appointment__person", "enrolment__unit")
        .order_by("enrolment__person__sort_key", "pk")
    )


def lines_of(round_: Round, chosen: Iterable[Result] | None = None) -> list[Line]:
    """These results, or everybody's, with evidence, votes and opinions. A fixed number of queries.

    `chosen` are rows of `results_in`.
    """
    scale = pack_of(round_.plan).active_scale
    grades = {grade.key: grade for grade in scale.grades}
    results = list(results_in(round_) if chosen is None else chosen)
    ids = [result.enrolment_id for result in results]
    ballots = counted_for(ids)
    judge_anew(round_, results, ballots)
    own = dict(
        Assessment.objects.filter(
            enrolment__in=ids, step=StepKey.SELF, submitted_at__isnull=False
        ).values_list("enrolment", "grade_key")
    )
    proofs = _proofs(ids)
    return [
        _line(result, scale, grades, own.get(result.enrolment_id, ""), ballots, proofs)
        for result in results
    ]


def _line(  # noqa: PLR0913, PLR0917 - the rows that were read set-wise
    result: Result,
    scale: Scale,
    grades: Mapping[str, Grade],
    self_grade: str,
    ballots: Mapping[int, Counted],
    proofs: Mapping[int, tuple[int, int]],
) -> Line:
    ballot = ballots.get(result.enrolment_id)
    pledges, proven = proofs.get(result.enrolment_id, (0, 0))
    known = self_grade if self_grade in grades else ""
    told = compare_opinions(scale, known, result.proposed_grade)
    return Line(
        result,
        str(result.enrolment.subject),
        scale,
        grades.get(self_grade),
        grades.get(result.rule_grade),
        grades.get(result.proposed_grade),
        grades.get(result.grade_key),
        ballot.votes if ballot else {},
        ballot.blank if ballot else None,
        pledges,
        proven,
        told.sentence if told else "",
    )


def _proofs(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Enrolment → pledges, and how many of them have verified evidence. One query."""
    rows = (
        Pledge.objects.filter(enrolment__in=ids, is_dropped=False)
        .annotate(is_proven=PROVEN)
        .values("enrolment")
        .annotate(
            pledges=Count("pk"),
            proven=Count("pk", filter=Q(is_proven=True)),
        )
        .values_list("enrolment", "pledges", "proven")
    )
    return {key: (pledges, proven) for key, pledges, proven in rows}


def publishable(round_: Round) -> QuerySet[Round]:
    """Rounds of the same unit and programme that one decision may publish together."""
    return (
        Round.objects.filter(
            programme=round_.programme_id,
            approver=round_.approver_id,
            state=RoundState.APPROVED,
        )
        .select_related("unit", "programme")
        .annotate(people=Count("results"))
        .order_by("unit__sort_key", "pk")
    )


def complaints_for(scope: Actor) -> QuerySet[Complaint]:
    """Complaints about results of the scope, the nearest deadline first."""
    return (
        Complaint.objects.filter(result__in=Result.objects.in_scope(scope, Capability.APPROVE))
        .select_related(
            "result__enrolment__person",
            "result__enrolment__unit",
            "result__round__unit",
            "result__round__programme",
            "decided_by",
        )
        .annotate(name=F("result__enrolment__person__full_name"))
    )
