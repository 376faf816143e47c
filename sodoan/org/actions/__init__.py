"""Writes on the unit tree, posts and appointments."""

from sodoan.org.actions.appointments import appoint, end_appointment, end_term, open_term
from sodoan.org.actions.reference import load_reference
from sodoan.org.actions.units import (
    close_unit,
    create_unit,
    move_unit,
    rename_unit,
    update_unit,
)

__all__ = [
    "appoint",
    "close_unit",
    "create_unit",
    "end_appointment",
    "end_term",
    "load_reference",
    "move_unit",
    "open_term",
    "rename_unit",
    "update_unit",
]
