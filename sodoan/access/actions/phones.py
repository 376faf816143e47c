"""Which phone opens which account: the one place that gives, takes back and gives again."""

from collections.abc import Iterable

from django.db import connection, transaction

from sodoan.accounts.actions import hand_phones, hold_phones

# For each phone the account that has it and the one that should: that of the only living file
# that names it. Only where they differ; an account without a file keeps a phone nobody shares.
_CHANGES = """
    WITH wanted AS (
        SELECT DISTINCT phone FROM unnest(%s::text[]) AS phone WHERE phone <> ''
    ), named AS (
        SELECT w.phone, count(*) AS files, CASE WHEN count(*) = 1 THEN min(p.user_id) END AS owner
          FROM wanted w JOIN people_person p ON p.phone = w.phone AND p.phone <> ''
         WHERE p.merged_into_id IS NULL GROUP BY w.phone
    )
    SELECT w.phone, n.owner, u.id AS holder
      FROM wanted w
      LEFT JOIN named n ON n.phone = w.phone
      LEFT JOIN accounts_user u ON u.phone = w.phone
     WHERE n.owner IS DISTINCT FROM u.id
       AND (u.id IS NULL OR n.files > 1 OR EXISTS (
            SELECT FROM people_person p WHERE p.user_id = u.id))
"""


@transaction.atomic(savepoint=False)
def settle_phones(phones: Iterable[str]) -> None:
    """Let each of these phones open the account of the one person whose file names it.

    A phone that several files name, or none, opens nobody's account (else the wrong passwords of
    one would lock the other); one that a single file names, still or again, opens that person's.
    An account without a file keeps its phone unless it is shared. To be called behind the writing
    of the files and before accounts are touched (see `hold_phones`). Four statements at most.
    """
    hold_phones()
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [list(phones)])
        changes: list[tuple[str, int | None, int | None]] = cursor.fetchall()
    fresh = {owner: phone for phone, owner, _ in changes if owner is not None}
    hand_phones(fresh, taken=[phone for phone, _, holder in changes if holder is not None])
