"""Persons, their sensitive facts, their memberships; files that were merged."""

from sodoan.people.models.membership import Membership
from sodoan.people.models.merge import Distinction, Merge
from sodoan.people.models.person import Person, SensitiveProfile

__all__ = ["Distinction", "Membership", "Merge", "Person", "SensitiveProfile"]
