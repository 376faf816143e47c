"""Opening accounts for the people of a unit: slips with one-time codes, set-wise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from sodoan.access.actions.contacts import settle_contacts
from sodoan.access.queries.holders import Holder, holders
from sodoan.accounts.actions import NewAccount, create_accounts, issue_codes
from sodoan.accounts.choices import SlipPurpose
from sodoan.accounts.models import User
from sodoan.accounts.validators import shown_code
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor


@dataclass(frozen=True)
class PrintedSlip:
    """What goes on one card. The code in plain text exists here and on paper only."""

    person_id: int
    full_name: str
    unit_name: str
    account_code: str
    code: str
    is_reset: bool
    expires_on: date

    @property
    def shown_code(self) -> str:
        """The code in groups of four."""
        return shown_code(self.code)


@transaction.atomic
@deed("Cấp phiếu")
def issue_slips(
    person_ids: Iterable[int], *, by: Actor, recover: bool = False
) -> list[PrintedSlip]:
    """Give each person a fresh one-time code, and an account to those who have none.

    The cards come in the order of the people given. Older codes of these people stop working;
    `recover` codes also take a lost second factor away.
    Statements do not grow with the number of people.
    Raises `PermissionDenied` (and changes nothing) when one of them is outside the issuer's
    scope, holds a post above or beside it, or is the issuer himself.
    """
    given = {pk: place for place, pk in enumerate(person_ids)}
    wanted = sorted(given)
    people = apps.get_model("people", "Person").objects
    list(people.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    found = holders(wanted, by.on)
    for holder in found:
        require(by, "accounts.issue_slip", holder)
    users = _accounts(found)
    issued = issue_codes(
        [users[h.person_id] for h in found], issued_by_id=by.user_id, recover=recover
    )
    printed = [
        PrintedSlip(
            person_id=holder.person_id,
            full_name=holder.full_name,
            unit_name=holder.unit_name,
            account_code=slip.user.code,
            code=slip.code,
            is_reset=slip.purpose != SlipPurpose.ACTIVATE,
            expires_on=timezone.localdate(slip.expires_at),
        )
        for holder, slip in zip(found, issued, strict=True)
    ]
    return sorted(printed, key=lambda slip: given[slip.person_id])


def _accounts(found: list[Holder]) -> dict[int, User]:
    missing = [holder for holder in found if holder.user is None]
    person = apps.get_model("people", "Person")
    fresh = create_accounts([NewAccount(h.full_name) for h in missing])
    person.objects.bulk_update(
        [
            person(pk=holder.person_id, user=user)
            for holder, user in zip(missing, fresh, strict=True)
        ],
        ["user"],
    )
    users = {holder.person_id: holder.user for holder in found if holder.user is not None}
    settle_contacts(
        [
            *(value for h in found for value in (h.phone, h.email)),
            *(value for user in users.values() for value in (user.phone, user.email)),
        ]
    )
    return users | {h.person_id: user for h, user in zip(missing, fresh, strict=True)}
