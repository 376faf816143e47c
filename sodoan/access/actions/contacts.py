"""Which phone and e-mail open which account: the one place that gives, takes and gives again."""

from collections.abc import Iterable

from django.db import connection, transaction

from sodoan.accounts.actions import hand_contacts, hold_contacts

# For each value the account that has it and the one that should: that of the only living file
# that names it. Only where they differ; what an account without a file has stays with it.
# E-mails have no index in the files, which are read through once, whatever the number of values.
_CHANGES = """
    WITH named AS (
        SELECT p.{field} AS value, CASE WHEN count(*) = 1 THEN min(p.user_id) END AS owner
          FROM people_person p
         WHERE p.{field} = ANY (%(values)s::text[]) AND p.{field} <> ''
           AND p.merged_into_id IS NULL
         GROUP BY p.{field}
    ), held AS (
        SELECT u.{field} AS value, u.id AS holder, EXISTS (
               SELECT FROM people_person p WHERE p.user_id = u.id) AS has_file
          FROM accounts_user u WHERE u.{field} = ANY (%(values)s::text[])
    )
    SELECT value, n.owner, h.holder FROM named n FULL JOIN held h USING (value)
     WHERE n.owner IS DISTINCT FROM h.holder
       AND (h.holder IS NULL OR h.has_file)
"""


@transaction.atomic(savepoint=False)
def settle_contacts(values: Iterable[str | None]) -> None:
    """Let each of these phones and e-mails open the account of the one person whose file names it.

    What several files name, or none, opens nobody's account (else the wrong passwords of one would
    lock the other); what a single file names, still or again, opens that person's. An account
    without a file keeps its own whoever else names it, and nobody else gets that. To be called
    behind the writing of the files and before accounts are touched (see `hold_contacts`; `values`
    are read behind that too). The lock and three statements at most for the phones among them,
    three for the e-mails.
    """
    hold_contacts()
    wanted = {value for value in values if value}
    emails = {value for value in wanted if "@" in value}  # as no phone has
    _settle("phone", wanted - emails)
    _settle("email", emails)


def _settle(field: str, values: set[str]) -> None:
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES.format(field=field), {"values": list(values)})
        changes: list[tuple[str, int | None, int | None]] = cursor.fetchall()
    fresh = {owner: value for value, owner, _ in changes if owner is not None}
    hand_contacts(field, fresh, taken=[value for value, _, holder in changes if holder is not None])
