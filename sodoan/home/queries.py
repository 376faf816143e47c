"""What the first screen shows, gathered from the apps below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sodoan.common.scoping import Actor
from sodoan.notices.todos import Todo, gather, ordered
from sodoan.org.choices import Tier
from sodoan.org.queries import search as search_units
from sodoan.people.models import Person
from sodoan.people.queries import search as search_people
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.branch_todos import Branch, branch_at
from sodoan.programmes.queries.current import current_plan
from sodoan.programmes.queries.member import Sheet, enrolments_for, grade_of, sheet_of
from sodoan.programmes.queries.roster import state_counts

_SHORTEST = 2
_MOST = 20


@dataclass(frozen=True)
class FirstScreen:
    """The most important item, the others, and the day they were computed for."""

    first: Todo | None
    rest: Sequence[Todo]
    today: date

    @property
    def count(self) -> int:
        """How many things are owed."""
        return len(self.rest) + (self.first is not None)


@dataclass(frozen=True)
class Found:
    """Search results: persons and units, at most twenty of each, and whether there are more."""

    people: Sequence[Any] = ()
    units: Sequence[Any] = ()
    more_people: bool = False
    more_units: bool = False


def own_branch(scope: Actor) -> Branch | None:
    """The branch one holds a post in, for the parts of the first screen that ask about it."""
    post = next((post for post in scope.posts if post.tier == Tier.BRANCH), None)
    return branch_at(post.unit_id) if post else None


def first_screen(scope: Actor, branch: Branch | None = None) -> FirstScreen:
    """Everything the person owes, most urgent first."""
    todos = ordered(gather(scope, programmes=branch), scope.on)
    return FirstScreen(todos[0] if todos else None, todos[1:], scope.on)


@dataclass(frozen=True)
class Year:
    """A past year's published result, for the member's first screen."""

    label: str
    grade: str
    word: str


def own_sheets(scope: Actor) -> list[Sheet]:
    """The member's running sheets; none while acting in a post."""
    if scope.posts or scope.person_id is None:
        return []
    rows = enrolments_for(scope).exclude(result__published_at__isnull=False)
    return [sheet for row in rows if not (sheet := sheet_of(row)).is_open]


def own_years(scope: Actor) -> list[Year]:
    """Published grades of the member, newest first."""
    if scope.posts or scope.person_id is None:
        return []
    rows = (
        enrolments_for(scope)
        .filter(result__published_at__isnull=False)
        .order_by("-programme__year", "pk")
    )
    found = []
    for row in rows:
        grade = grade_of(pack_of(row.plan), row.result.grade_key)
        word = grade.short if grade else row.result.get_population_display()
        found.append(Year(schedule_of(row).label, row.result.grade_key, word))
    return found


@dataclass(frozen=True)
class Fact:
    """A labelled figure that opens the list behind it."""

    label: str
    value: str
    url: str


def branch_facts(scope: Actor, branch: Branch | None) -> list[Fact]:
    """Figures of the branch one leads (`own_branch`), each with the list behind it."""
    if branch is None:
        return []
    unit = branch.unit
    people = Person.objects.in_unit(unit.path, scope.on).count()
    facts = [Fact("Đang sinh hoạt", str(people), reverse("people:person_list"))]
    plan = current_plan(unit, branch.of_members, scope.on)
    if plan is None:
        return facts
    counts = state_counts(unit, plan.programme_id, scope.on)
    if counts["total"]:
        page = f"{reverse('programmes:branch', args=[unit.pk])}?chuong_trinh={plan.programme_id}"
        done, helped = f"{counts['accepted']}/{counts['total']}", str(counts["helped"])
        facts.append(Fact("Phiếu đăng ký đã duyệt", done, f"{page}&nop=accepted"))
        facts.append(Fact("Cần giúp đỡ (theo trao đổi quý)", helped, f"{page}&nop=help"))
    return facts


def search_everything(scope: Actor, text: str) -> Found:
    """Persons and units whose names hold all words, within the same scope as the lists."""
    if len(text) < _SHORTEST:
        return Found()
    people = search_people(scope, text, limit=_MOST + 1)
    units = search_units(scope, text, limit=_MOST + 1)
    return Found(people[:_MOST], units[:_MOST], len(people) > _MOST, len(units) > _MOST)
