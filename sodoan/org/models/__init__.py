"""Units with their dated placements; posts, terms and appointments."""

from sodoan.org.models.appointment import Appointment, Post, Seat, Term
from sodoan.org.models.unit import ParentRule, Placement, Unit, UnitType

__all__ = ["Appointment", "ParentRule", "Placement", "Post", "Seat", "Term", "Unit", "UnitType"]
