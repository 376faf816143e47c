"""Filters on persons and memberships."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from sodoan.accounts.validators import read_phone
from sodoan.common.clock import today
from sodoan.common.periods import on as _on
from sodoan.common.scoping import Actor, HasPaths, under
from sodoan.common.text import clean, search_key
from sodoan.people.choices import MembershipEnd, MembershipKind

if TYPE_CHECKING:
    from sodoan.people.models import Membership

_REPLACES = {
    MembershipKind.OFFICIAL: MembershipEnd.TRANSFER,
    MembershipKind.HONORARY: MembershipEnd.MATURITY,
}


class PersonQuerySet(models.QuerySet):
    """Persons by scope, place and name."""

    def in_scope(
        self, scope: HasPaths, capability: str, on: date | None = None
    ) -> "PersonQuerySet":
        """Persons with a membership on that day (today) in a unit of the scope."""
        return self.filter(belongs(under(scope.paths(capability), "unit__path"), on))

    def open_to(self, scope: Actor, capability: str) -> "PersonQuerySet":
        """Persons in scope, those who left it last, and oneself: whose file may be opened."""
        where = under(scope.paths(capability), "unit__path")
        inside, left = belongs(where, scope.on), belonged(where, scope.on)
        return self.filter(Q(inside) | Q(left) | Q(pk=scope.person_id))

    def former(self, where: Q, on: date) -> "PersonQuerySet":
        """Persons who are members nowhere on that day and were so last in a unit of that kind."""
        return self.filter(belonged(where, on))

    def in_unit(self, path: str, on: date | None = None) -> "PersonQuerySet":
        """Persons with a membership on that day below the unit path."""
        return self.filter(belongs(Q(unit__path__startswith=path), on))

    def matching(self, text: str) -> "PersonQuerySet":
        """Persons whose name holds words beginning with every word typed, in any order.

        Accents are ignored, đ is d. A text with @ is an e-mail address, one with digits a telephone
        number, a member code or a card number; these must match whole.
        """
        plain = text.strip()
        if "@" in plain:
            return self.filter(email=plain.lower())
        if any(char.isdigit() for char in plain):
            codes = {plain, plain.upper(), plain.replace(" ", "")}
            called = Q(phone=phone) if (phone := read_phone(plain)) else Q()
            return self.filter(called | Q(member_code__in=codes) | Q(card_no__in=codes))
        found = self
        for word in search_key(text).split():
            found = found.filter(
                Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")
            )
        return found

    def closest_first(self, text: str) -> "PersonQuerySet":
        """Who is called exactly so before whose name only holds the words; same marks first."""
        key = search_key(text)
        closeness = Case(
            When(full_name__iexact=clean(text), then=0),
            When(search_key=key, then=1),
            When(search_key__endswith=f" {key}", then=2),
            default=3,
        )
        return self.order_by(closeness, "sort_key", "pk")


class MembershipQuerySet(models.QuerySet):
    """Memberships by day and scope."""

    def on(self, day: date) -> "MembershipQuerySet":
        """Memberships running on `day`."""
        return self.filter(_on(day))

    def in_scope(self, scope: HasPaths, capability: str) -> "MembershipQuerySet":
        """Memberships in units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def replaced_by(self, membership: "Membership") -> "MembershipQuerySet":
        """The official membership that ended because this one began; a stay replaces none."""
        return self.filter(
            person=membership.person_id,
            kind=MembershipKind.OFFICIAL,
            ended_by__in=[end for kind, end in _REPLACES.items() if kind == membership.kind],
            during__endswith=membership.during.lower,
        )

    def last_before(self, day: date) -> "MembershipQuerySet":
        """The home membership that ended last, of everybody who belongs nowhere on `day`.

        One row a person: official or honorary, a temporary stay leaves the file at home. Whoever
        belongs somewhere on the day, temporarily too, has none.
        """
        ended = ~Q(kind=MembershipKind.TEMPORARY) & Q(during__endswith__lte=day)
        end = OuterRef("during__endswith")
        later = Q(during__endswith__gt=end) | Q(during__endswith=end, pk__gt=OuterRef("pk"))
        others = apps.get_model("people", "Membership").objects.filter(person=OuterRef("person"))
        return self.filter(ended).exclude(Exists(others.filter(_on(day) | (ended & later))))


def belonged(where: Q, on: date) -> Exists:
    """Whether a person, a member nowhere on that day, was one last in a unit of that kind."""
    memberships = apps.get_model("people", "Membership").objects.last_before(on)
    return Exists(memberships.filter(where, person=OuterRef("pk")))


def belongs(where: Q, on: date | None = None) -> Exists:
    """Whether a person has a membership of that kind running on that day (today)."""
    memberships = apps.get_model("people", "Membership").objects
    return Exists(memberships.filter(where, _on(on or today()), person=OuterRef("pk")))
