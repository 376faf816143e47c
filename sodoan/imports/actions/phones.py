"""What the phones of a list mean for the accounts that are opened by phones."""

from django.db.models import Exists, OuterRef

from sodoan.access.actions import settle_phones
from sodoan.accounts.models import User
from sodoan.imports.models import Batch, StagedRow
from sodoan.people.models import Person


def settle_phones_of(batch: Batch) -> None:
    """Settle the phones of a batch that has ended, once, its files being written by then.

    Most rows are newcomers whose phone nobody with an account has: those need no settling.
    """
    named = Exists(User.objects.filter(phone=OuterRef("phone")))
    of_file = Person.objects.filter(phone=OuterRef("phone"), user__isnull=False)
    rows = StagedRow.objects.filter(batch=batch).exclude(phone="")
    rows = rows.filter(named | Exists(of_file.exclude(phone="")))
    settle_phones(rows.values_list("phone", flat=True))
