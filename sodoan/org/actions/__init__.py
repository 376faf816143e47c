"""Writes on the unit tree, posts and appointments."""

from sodoan.org.actions.appointments import appoint, end_appointment
from sodoan.org.actions.catalogue import add_post, rename_unit_type, update_post
from sodoan.org.actions.reference import load_reference
from sodoan.org.actions.terms import open_term, update_term
from sodoan.org.actions.units import (
    close_unit,
    create_unit,
    move_unit,
    rename_unit,
    update_unit,
)

__all__ = [
    "add_post",
    "appoint",
    "close_unit",
    "create_unit",
    "end_appointment",
    "load_reference",
    "move_unit",
    "open_term",
    "rename_unit",
    "rename_unit_type",
    "update_post",
    "update_term",
    "update_unit",
]
