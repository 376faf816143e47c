"""What the phones and e-mails of a list mean for the accounts that are opened by them."""

from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet

from sodoan.access.actions import settle_contacts
from sodoan.accounts.models import User
from sodoan.imports.models import Batch, StagedRow
from sodoan.people.models import Person


def settle_contacts_of(batch: Batch) -> None:
    """Settle phones and e-mails of a batch that has ended, once, its files being written by then.

    Most rows are newcomers whose phone and e-mail nobody with an account has: those need none.
    """
    rows = StagedRow.objects.filter(batch=batch)
    settle_contacts(chain(_phones(rows), _emails(rows)))


def _phones(rows: QuerySet[StagedRow]) -> QuerySet[StagedRow, str]:
    named = Exists(User.objects.filter(phone=OuterRef("phone")))
    of_file = Person.objects.filter(phone=OuterRef("phone"), user__isnull=False)
    known = rows.exclude(phone="").filter(named | Exists(of_file.exclude(phone="")))
    return known.values_list("phone", flat=True)


def _emails(rows: QuerySet[StagedRow]) -> QuerySet[StagedRow, str]:
    """E-mails have no index in the files: both sides are read through once and laid together."""
    named = User.objects.filter(email__isnull=False).values_list("email", flat=True)
    of_files = Person.objects.filter(user__isnull=False).exclude(email="")
    known = named.union(of_files.values_list("email", flat=True), all=True)
    return rows.exclude(email="").values_list("email", flat=True).intersection(known)
