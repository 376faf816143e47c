"""Units with their dated placements; posts, terms and appointments."""

from sodoan.org.models.appointment import Appointment, Post, Seat, Term
from sodoan.org.models.unit import Placement, Unit, UnitType

__all__ = ["Appointment", "Placement", "Post", "Seat", "Term", "Unit", "UnitType"]
