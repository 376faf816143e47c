"""What the phones of a list mean for the accounts that are opened by phones."""

from sodoan.access.actions import settle_phones
from sodoan.accounts.models import User
from sodoan.imports.models import Batch, StagedRow
from sodoan.people.models import Person


def settle_phones_of(batch: Batch) -> None:
    """Settle the phones of a batch that has ended, once, its files being written by then.

    Most rows are newcomers whose phone nobody with an account has: those need no settling.
    """
    phones = StagedRow.objects.filter(batch=batch).exclude(phone="").values_list("phone", flat=True)
    of_accounts = phones.filter(phone__in=User.objects.exclude(phone=None).values("phone"))
    with_accounts = Person.objects.exclude(user=None).exclude(phone="")
    of_files = phones.filter(phone__in=with_accounts.order_by().values("phone"))
    settle_phones(of_accounts.union(of_files).iterator())
