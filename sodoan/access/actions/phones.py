"""Which phone opens which account: the one place that gives, takes back and gives again."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value

from sodoan.accounts.actions import hand_phones
from sodoan.accounts.models import User
from sodoan.accounts.validators import read_phone


@transaction.atomic(savepoint=False)
def settle_phones(phones: Iterable[str]) -> None:
    """Let each of these phones open the account of the one person whose file names it.

    A phone that several files name, or none, opens nobody's account (else the wrong passwords of
    one would lock the other); one that a single file names, still or again, opens that person's.
    An account without a file keeps its phone unless it is shared. Three statements at most.
    """
    wanted = {phone: read_phone(phone) or phone for phone in phones if phone}
    if not wanted:
        return
    named: dict[str, list[int | None]] = defaultdict(list)
    held: dict[str, tuple[int, bool]] = {}
    for is_account, phone, user, has_file in _files_and_accounts(wanted):
        if is_account:
            held[phone] = user, has_file
        else:
            named[wanted[phone]].append(user)
    taken: set[str] = set()
    fresh: dict[int, str] = {}
    for phone in set(wanted.values()):
        owner = named[phone][0] if len(named[phone]) == 1 else None
        holder, has_file = held.get(phone, (None, True))
        if holder is not None and holder != owner and (has_file or len(named[phone]) > 1):
            taken.add(phone)
        if owner is not None and owner != holder and has_file:
            fresh[owner] = phone
    hand_phones(fresh, taken=taken)


def _files_and_accounts(wanted: dict[str, str]) -> Iterable[tuple[bool, str, int, bool]]:
    """Living files that name the phones, and accounts that have them, in one statement."""
    people = apps.get_model("people", "Person").objects.filter(merged_into=None, phone__in=wanted)
    users = User.objects.filter(phone__in=wanted.values())
    no, yes = (Value(value, output_field=BooleanField()) for value in (False, True))
    files = people.order_by().values_list(no, "phone", F("user_id"), yes)
    accounts = users.order_by().values_list(
        yes, "phone", F("pk"), ExpressionWrapper(Q(person__isnull=False), BooleanField())
    )
    return files.union(accounts, all=True)
