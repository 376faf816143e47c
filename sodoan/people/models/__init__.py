"""Persons, their sensitive facts, and their memberships."""

from sodoan.people.models.membership import Membership
from sodoan.people.models.person import Person, SensitiveProfile

__all__ = ["Membership", "Person", "SensitiveProfile"]
