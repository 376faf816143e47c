"""Who may see and change persons and how they belong to units."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.documents.rules import issues_documents
from sodoan.org.choices import Capability, Tier
from sodoan.org.rules import from_above
from sodoan.people.choices import MembershipKind

if TYPE_CHECKING:
    from sodoan.org.models import Unit
    from sodoan.people.models import Membership, Person


def _covers(by: Actor, person: "Person", capability: str, *, at_home: bool = False) -> bool:
    if not by.can(capability):
        return False
    memberships = person.memberships.on(by.on)
    if at_home:
        memberships = memberships.exclude(kind=MembershipKind.TEMPORARY)
    paths = memberships.values_list("unit__path", flat=True)
    return any(by.covers(capability, path) for path in paths)


def _covered_last(by: Actor, person: "Person", capability: str) -> bool:
    """The same of the unit that a person left last who is a member nowhere today."""
    if not by.can(capability):
        return False
    paths = person.memberships.last_before(by.on).values_list("unit__path", flat=True)
    return any(by.covers(capability, path) for path in paths)


@rules.predicate
def is_oneself(by: Actor, person: "Person") -> bool:
    """The person's own file."""
    return by.is_self(person.pk)


@rules.predicate
def views_person(by: Actor, person: "Person") -> bool:
    """Sees people in a unit the person belongs to today, or in none and belonged to last."""
    capability = Capability.VIEW_PEOPLE
    return _covers(by, person, capability) or _covered_last(by, person, capability)


@rules.predicate
def manages_person(by: Actor, person: "Person") -> bool:
    """Keeps the files of the person's home unit; the unit of temporary activity does not."""
    return _covers(by, person, Capability.MANAGE_PEOPLE, at_home=True)


@rules.predicate
def manages_people_in(by: Actor, unit: "Unit") -> bool:
    """Keeps the files of the unit."""
    return by.covers(Capability.MANAGE_PEOPLE, unit.path)


@rules.predicate
def transfers_person(by: Actor, person: "Person") -> bool:
    """Records moves out of the person's home unit; where to, `transfers_to` says."""
    return _covers(by, person, Capability.TRANSFER, at_home=True)


@rules.predicate
def transfers_to(by: Actor, unit: "Unit") -> bool:
    """Records moves into the unit."""
    return by.covers(Capability.TRANSFER, unit.path)


@rules.predicate
def is_deciding_unit(by: Actor, unit: "Unit") -> bool:  # noqa: ARG001 - of the unit alone
    """Decides on admissions: the đoàn cơ sở, never a branch or a level above."""
    return unit.type.tier in (Tier.COMMUNE, Tier.GRASSROOTS)


@rules.predicate
def opens_sensitive(by: Actor, person: "Person") -> bool:
    """Opens sensitive facts, with a reason."""
    return _covers(by, person, Capability.VIEW_SENSITIVE)


@rules.predicate
def reads_history(by: Actor, person: "Person") -> bool:
    """Reads what was changed, as `views_person` sees the file."""
    capability = Capability.VIEW_HISTORY
    return _covers(by, person, capability) or _covered_last(by, person, capability)


@rules.predicate
def keeps_either_unit(by: Actor, membership: "Membership") -> bool:
    """Keeps the files of the unit of a stay or of the home unit, or records moves between both."""
    here = by.covers(Capability.MANAGE_PEOPLE, membership.unit.path)
    moves = transfers_to(by, membership.unit) and transfers_person(by, membership.person)
    return bool(here or manages_person(by, membership.person) or moves)


@rules.predicate
def withdraws(by: Actor, membership: "Membership") -> bool:
    """Keeps the files of its unit and of the one replaced; of a transfer, records moves of both.

    A transfer of today has made its own unit the home: the one left before is asked too. A stay
    is withdrawn by whoever ends it.
    """
    if membership.kind == MembershipKind.TEMPORARY:
        return bool(keeps_either_unit(by, membership))
    before = membership.person.memberships.replaced_by(membership)
    paths = {membership.unit.path, *before.values_list("unit__path", flat=True)}
    if len(paths) > 1 and membership.kind == MembershipKind.OFFICIAL:
        here = all(by.covers(Capability.TRANSFER, path) for path in paths)
        return here and bool(transfers_person(by, membership.person))
    here = all(by.covers(Capability.MANAGE_PEOPLE, path) for path in paths)
    return here and bool(manages_person(by, membership.person))


rules.add_perm("people.end_temporary", keeps_either_unit)
rules.add_perm("people.withdraw_membership", withdraws)
rules.add_perm("people.view_person", is_oneself | views_person)
rules.add_perm("people.manage_person", manages_person)
rules.add_perm("people.admit_to", manages_people_in)
rules.add_perm("people.transfer", transfers_person)
rules.add_perm("people.transfer_to", transfers_to)
rules.add_perm("people.decide_above", (manages_people_in | transfers_to) & from_above)
rules.add_perm("people.decide_admission", is_deciding_unit & manages_people_in & issues_documents)
rules.add_perm("people.reveal_sensitive", is_oneself | opens_sensitive)
rules.add_perm("people.set_wall_consent", is_oneself | manages_person)
rules.add_perm("people.view_history", is_oneself | reads_history)
