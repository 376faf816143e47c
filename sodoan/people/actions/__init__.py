"""Writes on persons and memberships."""

from sodoan.people.actions.admission import admit, readmit
from sodoan.people.actions.batch import admit_by_decision
from sodoan.people.actions.handover import HandedOver, hand_over
from sodoan.people.actions.memberships import (
    end_membership,
    end_temporary,
    make_honorary,
    start_temporary,
    transfer,
    withdraw_membership,
)
from sodoan.people.actions.merging import merge_persons, tell_apart
from sodoan.people.actions.profile import follow_category, set_wall_consent, update_person
from sodoan.people.actions.sensitive import Revealed, reveal_sensitive, update_sensitive
from sodoan.people.duplicates import PossibleDuplicate

__all__ = [
    "HandedOver",
    "PossibleDuplicate",
    "Revealed",
    "admit",
    "admit_by_decision",
    "end_membership",
    "end_temporary",
    "follow_category",
    "hand_over",
    "make_honorary",
    "merge_persons",
    "readmit",
    "reveal_sensitive",
    "set_wall_consent",
    "start_temporary",
    "tell_apart",
    "transfer",
    "update_person",
    "update_sensitive",
    "withdraw_membership",
]
