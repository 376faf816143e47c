"""Addresses for calendar programs: given, changed, taken back."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction

from sodoan.activities.models import CalendarFeed
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.org.models import Unit

_BYTES = 32


@transaction.atomic
@deed("Lấy địa chỉ lịch")
def open_feed(unit: Unit | None, *, by: Actor) -> CalendarFeed:
    """Give the account an address for its own activities, or those of a unit it may look at.

    Asked for again it is a new one, and the old one is dead. Raises `PermissionDenied`.
    """
    if by.user_id is None:  # a command has no calendar
        raise PermissionDenied
    if unit is not None:
        require(by, "activities.subscribe", unit)
    feed, _ = CalendarFeed.objects.update_or_create(
        user_id=by.user_id, unit=unit, defaults={"key": secrets.token_urlsafe(_BYTES)}
    )
    return feed


@transaction.atomic
@deed("Thôi dùng địa chỉ lịch")
def close_feed(unit: Unit | None, *, by: Actor) -> None:
    """Take the address back; without one nothing happens."""
    CalendarFeed.objects.filter(user=by.user_id, unit=unit).delete()
