"""The quarterly talk of a branch: who is to be talked to, with the facts to talk about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.org.models import Unit
from sodoan.programmes.choices import EnrolmentState, Standing
from sodoan.programmes.engine.calendars import Period
from sodoan.programmes.models import Enrolment, FactEntry, Plan, Review, Round
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.current import current_plan
from sodoan.programmes.queries.roster import evidence_counts, plans_of

_FACTS = ("meetings_attended", "meetings_required", "dues_months", "dues_due")


@dataclass(frozen=True)
class Talk:
    """One member in one period, with the dates of the member's own calendar.

    `mine`: the reader's own sheet, which somebody else talks about; `is_early`: the days of the
    member's own calendar have not begun.
    """

    enrolment: Enrolment
    review: Review | None
    facts: tuple[tuple[str, str], ...]
    mine: bool
    period: Period
    is_early: bool = False

    @property
    def family(self) -> str:
        """Family and middle names."""
        return str(self.enrolment.person).rpartition(" ")[0]

    @property
    def given(self) -> str:
        """The given name, by which people are sorted."""
        return str(self.enrolment.person).rpartition(" ")[2]

    @property
    def standing(self) -> str:
        """The standing saved, or `not_yet`."""
        return self.review.standing if self.review else "not_yet"


@dataclass(frozen=True)
class Talks:
    """All members of the branch in one period, by given name."""

    plan: Plan
    period: Period
    people: Sequence[Talk]

    @property
    def open(self) -> list[Talk]:
        """Those the reader may talk to."""
        return [one for one in self.people if not (one.mine or one.is_early)]

    @property
    def left(self) -> list[Talk]:
        """Those without a standing."""
        return [one for one in self.people if one.review is None]

    @property
    def needing_help(self) -> list[Talk]:
        """Those who need help."""
        return [one for one in self.people if one.standing == Standing.NEEDS_HELP]

    @property
    def done(self) -> int:
        """How many have been talked to."""
        return len(self.people) - len(self.left)

    def after(self, talk: Talk | None) -> Talk | None:
        """The next member without a standing behind this one, from the top again after the last."""
        ordered = self.open
        start = ordered.index(talk) + 1 if talk in ordered else 0
        turned = [*ordered[start:], *ordered[:start]]
        return next((one for one in turned if one.review is None and one is not talk), None)


def talks_of(unit: Unit, period: str, by: Actor, programme: int = 0) -> Talks | None:
    """The talks of one period in that programme of the branch; None when it has no such period.

    When none is asked for, one with members to talk to, the running one before the others. Six
    queries in the programme asked for, however many members.
    """
    plans = plans_of(unit)
    asked = [plan for plan in plans if plan.programme_id == programme]
    empty = None
    for plan in asked or _running_first(unit, plans, by.on):
        found = _talks_in(unit, plan, period, by)
        if found is not None and found.people:
            return found
        empty = empty or found
    return empty


def _running_first(unit: Unit, plans: Sequence[Plan], day: date) -> list[Plan]:
    current = current_plan(unit, plans, day)
    return sorted(plans, key=lambda plan: plan != current)


def _talks_in(unit: Unit, plan: Plan, period: str, by: Actor) -> Talks | None:
    """The same in the programme of a plan.

    A member belongs to it when the member's own calendar has the period: a branch may hold both
    calendars.
    """
    periods = _periods(plan, period)
    people = _people(unit, plan, periods, by) if periods else []
    if not people and unit.block not in periods:
        return None
    return Talks(plan, periods.get(unit.block) or people[0].period, people)


def talks_page(unit: int, programme: int, period: str) -> str:
    """The page of these talks: a period may be in two programmes, so it names the one meant."""
    address = reverse("programmes:review_roster", args=[unit, period])
    return f"{address}?chuong_trinh={programme}"


@dataclass(frozen=True)
class OpenTalk:
    """A talk to be held, with the calendars it is held in and how far the branch is.

    `left` counts those the reader may still talk to: not oneself.
    """

    period: Period
    blocks: tuple[str, ...]
    held: int = 0
    total: int = 0
    left: int = 0

    def is_over(self, day: date) -> bool:
        """Whether its days have passed."""
        return self.period.end < day


def open_talks(unit: Unit, plan: Plan, by: Actor) -> list[OpenTalk]:
    """The talks of a branch that run today, and the last ones over that are not finished.

    What was left when its days were over stays until the next talk of its calendar begins, the
    branch opens its evaluation or the evaluation is over. At most three queries.
    """
    sheets = Enrolment.objects.staying(by.on).filter(
        unit=unit, programme=plan.programme_id, person__isnull=False
    )
    accepted = Q(state=EnrolmentState.ACCEPTED)
    counts = _counted(sheets, Q(person__user=by.user_id), "block", only=accepted)
    with_members = [block for (block,), (count, _) in counts.items() if count]
    blocks = with_members or [block for (block,) in counts]
    begun = talks_on(plan, _own_first(unit, blocks), by.on)
    if not begun:
        return []
    reviews = Review.objects.filter(
        enrolment__in=sheets.filter(accepted), period__in={one.period.key for one in begun}
    )
    own = Q(enrolment__person__user=by.user_id)
    held = _counted(reviews, own, "period", "enrolment__block")
    rounds = Round.objects.filter(unit=unit, programme=plan.programme_id)
    judged = set(rounds.values_list("block", flat=True))
    found = []
    for one in begun:
        over = one.is_over(by.on)
        blocks = [block for block in one.blocks if not (over and block in judged)]
        total, mine = _sum(counts.get((block,), (0, 0)) for block in blocks)
        done, mine_done = _sum(held.get((one.period.key, block), (0, 0)) for block in blocks)
        left = (total - mine) - (done - mine_done)
        if blocks and (left or not over):
            found.append(OpenTalk(one.period, tuple(blocks), done, total, left))
    return found


def _counted(
    rows: QuerySet[Any], own: Q, *by: str, only: Q | None = None
) -> dict[tuple[str, ...], tuple[int, int]]:
    """How many rows, or `only` those, and how many of one's own there are, by some columns."""
    n, mine = Count("pk", filter=only), Count("pk", filter=own & only if only else own)
    counts = rows.order_by().values_list(*by).annotate(n=n, own=mine)
    return {tuple(place): (count, mine) for *place, count, mine in counts}


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    both = list(pairs)
    return sum(one for one, _ in both), sum(other for _, other in both)


def talks_on(plan: Plan, blocks: Iterable[str], day: date) -> list[OpenTalk]:
    """The talk running on the day in each calendar, else its last one while it is not judged.

    Calendars sharing one share an entry, unless it is over in one and runs in the other; where
    their deadlines differ the nearest is given.
    """
    found: dict[tuple[str, bool], OpenTalk] = {}
    for block in blocks:
        calendar = schedule_for(plan, block)
        judged = day > calendar.phase("evaluate").end
        period = calendar.review_on(day) or (None if judged else calendar.review_before(day))
        if period is None:
            continue
        place = (period.key, period.end < day)
        seen = found.get(place)
        if seen is not None and seen.period.end < period.end:
            period = seen.period
        found[place] = OpenTalk(period, (*(seen.blocks if seen else ()), block))
    return list(found.values())


def blocks_in(unit: Unit, programme_id: int) -> list[str]:
    """The calendars of the members with a sheet in the branch, its own first (or alone)."""
    rows = Enrolment.objects.filter(unit=unit, programme=programme_id, person__isnull=False)
    return _own_first(unit, rows.order_by().values_list("block", flat=True).distinct())


def _own_first(unit: Unit, blocks: Iterable[str]) -> list[str]:
    return sorted(blocks, key=lambda block: (block != unit.block, block)) or [unit.block]


def _periods(plan: Plan, key: str) -> dict[str, Period]:
    """The period of that key in each calendar that has it."""
    return {
        block: period
        for calendar in pack_of(plan).calendars
        for block in calendar.blocks
        for period in schedule_for(plan, block).reviews
        if period.key == key
    }


def _people(unit: Unit, plan: Plan, periods: Mapping[str, Period], by: Actor) -> list[Talk]:
    (period,) = {one.key for one in periods.values()}
    enrolments = list(
        Enrolment.objects.staying(by.on)
        .filter(
            unit=unit,
            programme=plan.programme_id,
            block__in=periods,
            state=EnrolmentState.ACCEPTED,
            person__isnull=False,
        )
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    keys = [one.pk for one in enrolments]
    reviews = {
        one.enrolment_id: one for one in Review.objects.filter(enrolment__in=keys, period=period)
    }
    proofs = evidence_counts(keys)
    entered: dict[int, dict[str, str]] = defaultdict(dict)
    rows = FactEntry.objects.filter(enrolment__in=keys, fact__in=_FACTS)
    for key, fact, value in rows.values_list("enrolment_id", "fact", "value"):
        entered[key][fact] = value
    return [
        Talk(
            one,
            reviews.get(one.pk),
            _facts(proofs.get(one.pk, (0, 0)), entered[one.pk]),
            mine=by.is_self(one.person_id),
            period=periods[one.block],
            is_early=by.on < periods[one.block].start,
        )
        for one in enrolments
    ]


def _facts(proof: tuple[int, int], entered: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Label and figure of what is known: evidence always, meetings and dues when entered."""
    found = [("Minh chứng", f"{proof[0]}/{proof[1]}")]
    for label, part, whole, unit in (
        ("Sinh hoạt", "meetings_attended", "meetings_required", "buổi"),
        ("Đoàn phí", "dues_months", "dues_due", "tháng"),
    ):
        if part in entered and whole in entered:
            found.append((label, f"{entered[part]}/{entered[whole]} {unit}"))
    return tuple(found)
