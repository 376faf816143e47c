"""The evaluation meeting as its pages show it: one board, a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sodoan.common import words
from sodoan.programmes.choices import OPEN_ROUNDS, Population, Presence, ResultState, StepKey
from sodoan.programmes.engine import votes
from sodoan.programmes.engine.caps import CapStatus
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.grading import compare_opinions
from sodoan.programmes.engine.schema import Cap, Grade, Pack, Scale
from sodoan.programmes.engine.schema import Meeting as MeetingRule
from sodoan.programmes.models import (
    Assessment,
    Enrolment,
    Meeting,
    MeetingAttendance,
    Plan,
    Result,
    Round,
)
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.evaluation import (
    Counted,
    binds_branch,
    caps_of,
    counted_for,
    meeting_of,
    meetings_of,
    members_called,
)
from sodoan.programmes.queries.hosting import is_hosted
from sodoan.programmes.queries.judging import judge_anew
from sodoan.programmes.queries.roster import evidence_counts
from sodoan.programmes.queries.vote_rows import Box, VoteRow


@dataclass(frozen=True)
class Board:
    """A round with its meeting, its members and where it stands.

    `called` are the persons called to the meeting: the whole branch, of either calendar.
    `caps` are those that bind the branch; `newcomers` sheets came since and are not in it.
    """

    round: Round
    plan: Plan
    pack: Pack
    rule: MeetingRule
    meetings: Sequence[Meeting]
    attendances: Mapping[int, MeetingAttendance]
    rows: Sequence[VoteRow]
    called: frozenset[int]
    caps: Sequence[tuple[Cap, CapStatus]]
    newcomers: int = 0

    @property
    def meeting(self) -> Meeting | None:
        """The latest meeting: the one that is being held."""
        return self.meetings[-1] if self.meetings else None

    @property
    def scale(self) -> Scale:
        """The grades."""
        return self.pack.active_scale

    @property
    def is_open(self) -> bool:
        """Whether the round is in the hands of the branch."""
        return self.round.state in OPEN_ROUNDS

    @property
    def is_sealed(self) -> bool:
        """Whether the minutes of the latest meeting went up: it is written no more."""
        return self.meeting is not None and self.meeting.minutes_id is not None

    @cached_property
    def present(self) -> int:
        """How many were at the meeting."""
        return sum(one.presence == Presence.PRESENT for one in self.attendances.values())

    @cached_property
    def quorum(self) -> votes.Quorum:
        """Whether the meeting may be held."""
        return votes.quorum(self.rule, called=len(self.called), present=self.present)

    @cached_property
    def rated(self) -> list[VoteRow]:
        """Those voted on."""
        return [row for row in self.rows if row.is_rated]

    @property
    def unrated(self) -> list[VoteRow]:
        """Those not voted on."""
        return [row for row in self.rows if not row.is_rated]

    @property
    def populations(self) -> list[tuple[str, int]]:
        """Why people are not voted on, with numbers."""
        return list(Counter(row.population for row in self.unrated).items())

    @property
    def voted(self) -> int:
        """How many have votes that add up."""
        return sum(row.is_voted for row in self.rated)

    @property
    def wrong(self) -> list[VoteRow]:
        """Rows to repair."""
        return [row for row in self.rated if row.is_wrong]

    @property
    def unvoted(self) -> list[VoteRow]:
        """Rows without votes."""
        return [row for row in self.rated if row.tally is None]

    @property
    def unproposed(self) -> list[VoteRow]:
        """Rated members without a proposal."""
        return [row for row in self.rated if not row.result.proposed_grade]

    @property
    def unsettled(self) -> list[VoteRow]:
        """Rated members whose grade and comment the committee has not saved."""
        return [row for row in self.rated if row.is_open and not row.is_settled]

    @property
    def returned(self) -> list[VoteRow]:
        """Rows the level above sent back."""
        return [row for row in self.rows if row.result.state == ResultState.RETURNED]

    @cached_property
    def given(self) -> list[tuple[Grade, int]]:
        """Live proposals per grade, from the top; grades nobody has are left out."""
        counts = Counter(row.result.proposed_grade for row in self.rated)
        return [(one, counts[one.key]) for one in self.scale.grades if counts[one.key]]

    @cached_property
    def cap(self) -> CapStatus | None:
        """Where the branch stands against the cap shown."""
        return self._cap[1] if self._cap else None

    @property
    def cap_rule(self) -> Cap | None:
        """The cap shown: the first that is exceeded, else the first that binds the branch."""
        return self._cap[0] if self._cap else None

    @cached_property
    def _cap(self) -> tuple[Cap, CapStatus] | None:
        over = (one for one in self.caps if one[1].over)
        return next(over, self.caps[0] if self.caps else None)

    @property
    def cap_words(self) -> str:
        """How far the cap is exceeded, in one sentence; empty within it."""
        cap = self.cap_rule
        if cap is None or self.cap is None or not self.cap.over:
            return ""
        names = ", ".join(self.scale.grade(key).short for key in cap.grades)
        share = f"{show_share(cap.share)} của {words.number(self.cap.base)} người"
        return (
            f"Có {words.number(self.cap.used)} {names}, "
            f"quá hạn mức {words.number(self.cap.limit)} ({share})."
        )

    @property
    def grades(self) -> dict[str, Grade]:
        """Grades by key."""
        return {grade.key: grade for grade in self.scale.grades}

    def cycle_of(self, row: VoteRow) -> str:
        """Name of the cycle in the member's own calendar, e.g. `năm 2026`."""
        return schedule_for(self.plan, row.result.enrolment.block).label

    def row(self, result_id: int) -> VoteRow | None:
        """The row of a result."""
        return next((row for row in self.rows if row.result.pk == result_id), None)

    def rows_of(self, results: Iterable[Result]) -> list[VoteRow]:
        """The rows of these results, in their order."""
        by_key = {row.result.pk: row for row in self.rows}
        return [by_key[one.pk] for one in results if one.pk in by_key]


def board_of(round_: Round, *, is_refreshed: bool = False) -> Board:
    """Everything the pages of a round show, as it is now: what is open is judged anew.

    `is_refreshed`: what is stored was judged a moment ago (`refresh_results`) and is taken as it
    is. Eleven queries with one cap, however many members; nine more while the round is open.
    """
    plan = round_.plan
    pack = pack_of(plan)
    rule = meeting_of(pack)
    assert rule is not None  # a programme without a meeting has no such pages
    meetings = meetings_of(round_.pk)
    attendances = {
        one.person_id: one for one in MeetingAttendance.objects.filter(meeting__in=meetings[-1:])
    }
    present = sum(one.presence == Presence.PRESENT for one in attendances.values())
    results = _results(round_)
    keys = [result.enrolment_id for result in results]
    ballots = counted_for(keys)
    if not is_refreshed:
        judge_anew(round_, results, ballots)
    own = dict(
        Assessment.objects.filter(
            enrolment__in=keys, step=StepKey.SELF, submitted_at__isnull=False
        ).values_list("enrolment_id", "grade_key")
    )
    proofs = evidence_counts(keys)
    rows = [
        _row(
            number,
            result,
            pack=pack,
            rule=rule,
            ballot=ballots.get(result.enrolment_id),
            own=own.get(result.enrolment_id, ""),
            proof=proofs.get(result.enrolment_id, (0, 0)),
            present=present,
            meeting=meetings[-1].pk if meetings else 0,
        )
        for number, result in enumerate(results, start=1)
    ]
    standing = caps_of(round_, pack.active_scale, results)
    caps = [one for one in standing if binds_branch(one[0], round_)]
    called = _called(round_, meetings)
    new = Enrolment.objects.judged_in(round_).filter(result=None).count()
    return Board(round_, plan, pack, rule, meetings, attendances, rows, called, caps, new)


def _results(round_: Round) -> list[Result]:
    found = Result.objects.filter(round=round_).annotate(is_hosted=is_hosted(round_.programme))
    found = found.select_related("enrolment__person")
    return list(found.order_by("enrolment__person__sort_key", "pk"))


def _called(round_: Round, meetings: Sequence[Meeting]) -> frozenset[int]:
    latest = meetings[-1] if meetings else None
    return frozenset(members_called(round_, latest).values_list("person_id", flat=True))


def _row(  # noqa: PLR0913 - what a row is made of
    number: int,
    result: Result,
    *,
    pack: Pack,
    rule: MeetingRule,
    ballot: Counted | None,
    own: str,
    proof: tuple[int, int],
    present: int,
    meeting: int,
) -> VoteRow:
    scale = pack.active_scale
    grades = {grade.key: grade for grade in scale.grades}
    entered = ballot is not None and ballot.meeting == meeting
    counted = {k: v for k, v in ballot.votes.items() if k in grades} if ballot else {}
    blank = ballot.blank if ballot else 0
    tally = (
        votes.tally(rule, scale, votes.Ballots(counted, blank), present=ballot.present)
        if ballot
        else None
    )
    return VoteRow(
        number=number,
        result=result,
        boxes=tuple(Box(one, counted.get(one.key, 0) if entered else None) for one in scale.grades),
        blank=blank if entered else 0,
        tally=tally,
        self_grade=grades.get(own),
        proposal=grades.get(result.proposed_grade),
        ruled=grades.get(result.rule_grade),
        population=_population(result, pack),
        proven=proof[0],
        pledged=proof[1],
        present=present,
        opinion=_opinion(scale, own, tally),
        earlier=ballot.number if ballot and not entered else 0,
    )


def _opinion(scale: Scale, own: str, tally: votes.Tally | None) -> str:
    """The self grade beside the collective's proposal, in words; empty without a self grade."""
    if own not in {grade.key for grade in scale.grades}:
        return ""
    line = compare_opinions(scale, own, tally.proposal if tally else "")
    return line.sentence if line else ""


def _population(result: Result, pack: Pack) -> str:
    """The words of the rule that decided whether the member is rated."""
    if result.population == Population.RATED:
        return Population.RATED.label
    title = next((rule.title for rule in pack.population if rule.key == result.rule_key), "")
    return title or Population(result.population).label
