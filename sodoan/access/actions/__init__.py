"""Writes of the access app: slips for people in one's scope."""

from sodoan.access.actions.contacts import settle_contacts
from sodoan.access.actions.slips import PrintedSlip, issue_slips

__all__ = ["PrintedSlip", "issue_slips", "settle_contacts"]
