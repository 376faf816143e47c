"""Who should take part in a programme: members with a sheet, and those without one yet."""

from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from sodoan.common.text import search_key
from sodoan.org.choices import Block
from sodoan.org.models import Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership, Person
from sodoan.programmes.metrics import enrolments_in
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.roots import waiting_for

NO_SHEET = Q(sheet__isnull=True)


def counted_on(plan: Plan, day: date) -> date:
    """The day whose members should take part: that day, of a past programme its last one."""
    return min(day, max(schedule_for(plan, block).between[1] for block in Block))


def waiting_below(plan: Plan, unit: Unit, day: date) -> QuerySet[Membership]:
    """Those below a unit whom the programme reaches and who have no sheet yet, one row a person.

    `plan` is the root plan.
    """
    return waiting_for(plan.programme, day).filter(
        Q(unit__path__startswith=unit.path) & Q(unit__path__startswith=plan.unit.path)
    )


def members_of(plan: Plan, unit: Unit, day: date, *, own: bool = False) -> QuerySet[Person]:
    """Everybody below a unit (`own`: in it) who should take part, one row a person.

    `plan` is the root plan. Who has a sheet counts where the sheet is, whatever came later; of the
    others the official members of `day` whom the programme reaches, unless their sheet of the year
    is in a programme beside it. Each row has `place` (the unit's path) and `sheet` (a key or None).
    """
    official = Q(memberships__kind=MembershipKind.OFFICIAL, memberships__during__contains=day)
    sheets = enrolments_in(plan.programme_id, unit.path)
    waiting = waiting_below(plan, unit, day)
    persons = sheets.filter(person__isnull=False).order_by().values("person")
    found = Person.objects.filter(pk__in=persons.union(waiting.order_by().values("person")))
    taken = Q(enrolments__programme=plan.programme_id)
    found = found.alias(
        taken=FilteredRelation("enrolments", condition=taken),
        at=FilteredRelation("memberships", condition=official),
    ).annotate(sheet=F("taken__pk"), place=Coalesce("taken__unit__path", "at__unit__path"))
    return found.filter(place=unit.path) if own else found


def listed(members: QuerySet[Person]) -> QuerySet[Person]:
    """Those members with the branch they count in and the state of their sheet, empty for none."""
    return members.annotate(
        branch=Coalesce("taken__unit__name", "at__unit__name"),
        branch_order=Coalesce("taken__unit__sort_key", "at__unit__sort_key"),
        branch_search=Coalesce("taken__unit__search_key", "at__unit__search_key"),
        above=Coalesce("taken__unit__parent__name", "at__unit__parent__name"),
        group=Coalesce("taken__category", "category"),
        state=Coalesce("taken__state", Value("")),
    )


def find_members(rows: QuerySet, text: str) -> QuerySet:
    """Those whose name or branch holds every word, without regard to accents."""
    for word in search_key(text).split():
        rows = rows.filter(Q(search_key__contains=word) | Q(branch_search__contains=word))
    return rows
