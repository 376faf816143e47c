"""Is this person here already? By citizen number, by name and birth date, by telephone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sodoan.common.scoping import Actor, under
from sodoan.common.text import search_key
from sodoan.org.choices import Capability
from sodoan.people.choices import MembershipKind
from sodoan.people.idnumbers import match_hash
from sodoan.people.models import Distinction, Person
from sodoan.people.querysets import PersonQuerySet, belongs

BY_NUMBER = "trùng số CMND/CCCD"
BY_NAME = "trùng họ tên và ngày sinh"
BY_PHONE = "trùng số điện thoại"


@dataclass(frozen=True)
class Match:
    """A person already known, and what is the same."""

    person: Person
    because: str

    @property
    def is_certain(self) -> bool:
        """Two people never share a citizen number."""
        return self.because == BY_NUMBER


class PossibleDuplicate(Exception):  # noqa: N818 - it is a question, not a failure
    """Raised instead of admitting somebody who may be known; confirm to go on."""

    def __init__(self, matches: tuple[Match, ...]) -> None:
        super().__init__("Có thể người này đã có trong hệ thống.")
        self.matches = matches

    @property
    def is_certain(self) -> bool:
        """Whether confirming cannot help."""
        return any(match.is_certain for match in self.matches)


def find_duplicates(
    *, full_name: str, born_on: date, phone: str = "", id_number: str = ""
) -> tuple[Match, ...]:
    """Persons who may be the same, surest first, each once, wherever they are. Three queries."""
    found: dict[int, Match] = {}
    questions: list[tuple[str, dict[str, Any]]] = []
    if id_number:
        questions.append((BY_NUMBER, {"id_number_hash": match_hash(id_number)}))
    questions.append((BY_NAME, {"search_key": search_key(full_name), "born_on": born_on}))
    if phone:
        questions.append((BY_PHONE, {"phone": phone}))
    for because, where in questions:
        for person in Person.objects.filter(merged_into=None, **where).order_by("pk")[:10]:
            found.setdefault(person.pk, Match(person, because))
    return tuple(found.values())


def managed(scope: Actor) -> PersonQuerySet:
    """Living files the scope keeps: those whose home unit lies in it today."""
    inside = under(scope.paths(Capability.MANAGE_PEOPLE), "unit__path")
    home = belongs(inside & ~Q(kind=MembershipKind.TEMPORARY), scope.on)
    found: PersonQuerySet = Person.objects.filter(home, merged_into=None)
    return found


def possible_duplicates(scope: Actor) -> PersonQuerySet:
    """Files with an older one (`twin`, its key) that may be the same person's.

    Both lie in the scope, have one name (marks aside), and share the birth date or the telephone;
    pairs told apart before are left out. Citizen numbers cannot repeat. One statement.
    """
    apart = Distinction.objects.filter(first=OuterRef("pk"), second=OuterRef(OuterRef("pk")))
    older = (
        managed(scope)
        .filter(pk__lt=OuterRef("pk"), search_key=OuterRef("search_key"))
        .exclude(Exists(apart))
        .order_by("pk")
    )
    born = older.filter(born_on=OuterRef("born_on"))
    called = older.filter(phone=OuterRef("phone")).exclude(phone="")
    found: PersonQuerySet = (
        managed(scope)
        .annotate(twin_born=Subquery(born.values("pk")[:1]))
        .annotate(twin=Coalesce(F("twin_born"), Subquery(called.values("pk")[:1])))
        .filter(twin__isnull=False)
    )
    return found
