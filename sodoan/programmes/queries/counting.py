"""Which criteria an activity may count for, and which it does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sodoan.activities.models import Activity
from sodoan.org.choices import Block
from sodoan.org.models import Unit
from sodoan.programmes.choices import SubjectKind
from sodoan.programmes.engine.schema import Criterion, Group
from sodoan.programmes.models import Counting, Plan
from sodoan.programmes.packs import pack_of, schedule_for


@dataclass(frozen=True)
class Offer:
    """A criterion of a plan in force, in the calendars in whose time the day lies."""

    programme: int
    pack: str
    group: Group
    criterion: Criterion
    blocks: tuple[str, ...]

    @property
    def value(self) -> str:
        """What a form calls it: the same in each year's programme of a pack."""
        return f"{self.pack}:{self.criterion.key}"

    @property
    def rows(self) -> set[tuple[int, str, str]]:
        """Programme, calendar and criterion as they are stored."""
        return {(self.programme, block, self.criterion.key) for block in self.blocks}


@dataclass(frozen=True)
class Counts:
    """What an activity counts for, or will: chosen, or by its theme and kind."""

    offers: list[Offer]
    values: frozenset[str]
    is_chosen: bool

    @property
    def titles(self) -> list[str]:
        """Titles of the criteria, each once, in the order of the plan."""
        return list(dict.fromkeys(o.criterion.title for o in self.offers if o.value in self.values))


def offered(unit: Unit, day: date) -> list[Offer]:
    """Criteria of the plans in force for the unit whose time holds the day. One query."""
    plans = Plan.objects.nearest_for(unit).filter(programme__subject=SubjectKind.MEMBER)
    found = []
    for plan in plans.select_related("programme"):
        results = {block: schedule_for(plan, block).result for block in Block.values}
        blocks = tuple(b for b, time in results.items() if time.start <= day <= time.end)
        if not blocks:
            continue
        found += [
            Offer(plan.programme_id, plan.programme.key, group, criterion, blocks)
            for group in pack_of(plan).groups
            for criterion in group.criteria
        ]
    return found


def usual(activity: Activity, offers: Iterable[Offer]) -> frozenset[str]:
    """What the theme and the kind of an activity say it counts for."""
    themed = set(activity.theme.criteria) if activity.theme else set()
    kinds = {activity.kind, activity.meeting} - {""}
    return frozenset(
        one.value
        for one in offers
        if one.criterion.key in themed or kinds.intersection(one.criterion.activities)
    )


def stored(counting: Counting, offers: Collection[Offer]) -> frozenset[str]:
    """What was written down, as a form calls it. One query."""
    rows = set(counting.credits.values_list("programme_id", "criterion_key"))
    return frozenset(o.value for o in offers if (o.programme, o.criterion.key) in rows)


def counts_of(activity: Activity) -> Counts:
    """What an activity counts for. Three queries."""
    offers = offered(activity.unit, activity.on)
    counting = Counting.objects.filter(activity=activity).first()
    if counting is None:
        return Counts(offers, usual(activity, offers), is_chosen=False)
    is_chosen = counting.chosen_by_id is not None
    return Counts(offers, stored(counting, offers), is_chosen=is_chosen)
