"""Set-wise checks of staged rows: repetitions in the file, people known already, posts.

Every check is one statement, linear in the rows (window functions, a few index look-ups a row), so
that a file of a hundred thousand equal rows is judged as fast as any other. Who is who:

1. the same citizen number, with the same name, or the same birth date and sex: the same person,
   and what differs is told; with neither, the row is rejected, for no number belongs to two;
2. the same name, birth date (as precisely as known) and sex: the same person, unless both have a
   12-digit number and they differ, or both names have marks and these differ ("Thúy", "Thủy"; where
   in its syllable a tone stands does not matter). Two such rows of a file are two people, with a
   warning, and so are a row and somebody known already; but a row and a member below the importing
   unit of the same day of birth and the same marks, with another number, are a question: the row is
   rejected until the number is put right or the user says that it is another person, for the
   corrected list must double nobody. Where rows of two such numbers, or of two such names, would be
   one person without a number or marks, none of them is. Of several people known it is the one
   called exactly so: a name without marks is another's only where nobody has it;
3. the same name and sex, and a birth date one side knows only the year or month of: the person
   known already, when nobody else may be meant and neither numbers nor marks differ; else, and
   between two rows of a file, a warning;
4. the same name (with its marks), sex and telephone number, but another birth date: the same
   person, told as a question, and nothing is filled in; between two rows of a file only when
   neither their numbers differ nor another name has that telephone;
5. the same name and birth date but another sex, the same telephone number without all of 4, or the
   same address of mail, which is a name to sign in with: a warning.

The user may overrule 2, 3 and 4 in the preview ("Đúng là người mới").
"""

from collections.abc import Callable

from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.imports.actions.check_dates import check_dates
from sodoan.imports.actions.check_known import check_known, rows_near
from sodoan.imports.actions.check_repeats import (
    check_codes,
    check_emails,
    check_repeats,
    occurring,
    point_at_roots,
)
from sodoan.imports.actions.check_sql import TAKEN_ROWS, add_issue
from sodoan.imports.actions.guard import run_sql
from sodoan.imports.choices import TAKEN
from sodoan.imports.columns import IN_CHUNK, Place, stretch
from sodoan.imports.models import Batch, StagedRow
from sodoan.imports.queries.counts import counts_of
from sodoan.org.models import Unit

_FIRST, _LAST = (-1, 0), (2**15 - 1, 2**31 - 1)

# Nobody joins a unit that has ended since the rows were judged.
_ENDED = f"""
UPDATE imports_stagedrow r
   SET verdict = 'rejected',
       issues = {
    add_issue(
        "'unit'",
        "'unit_ended'",
        "'error'",
        "u.name || ' đã kết thúc ngày ' || to_char(u.closed_on, 'DD/MM/YYYY') "
        "|| '. Đồng chí chọn đơn vị khác.'",
    )
}
  FROM org_unit u
 WHERE {IN_CHUNK} AND {TAKEN_ROWS} AND u.id = r.unit_id AND u.closed_on IS NOT NULL
"""  # noqa: S608 - only constants of this module

_IS_HELD = """EXISTS (SELECT FROM org_appointment a WHERE a.unit_id = r.unit_id
    AND a.post_id = r.post_key AND a.during && daterange(%(day)s::date, NULL))"""
_HELD = "'đơn vị đã có người giữ chức danh này'"
_NOTE_POSTS = f"""
UPDATE imports_stagedrow r
   SET post_key = '',
       verdict = 'warning',
       note = concat_ws('; ', NULLIF(r.note, ''), 'Chức vụ ghi trong danh sách: ' || asked.label),
       issues = {
    add_issue(
        "'post'",
        "'post_noted'",
        "'warning'",
        "'Chức vụ ' || asked.label || ' chỉ ghi vào ghi chú: ' || asked.refused || '.'",
    )
}
  FROM asked WHERE r.id = asked.id AND asked.refused IS NOT NULL
"""  # noqa: S608 - only constants of this module

# A post of the list becomes an appointment only when nothing about it is doubtful.
_POSTS = f"""
WITH asked AS (
    SELECT r.id, po.label, CASE
        WHEN NOT r.unit_id = ANY (%(units)s) THEN 'cấp trên mới ghi nhận được chức danh này'
        WHEN NOT t.tier = ANY (po.tiers) THEN 'cấp của đơn vị này không có chức danh đó'
        WHEN po.is_retired THEN 'chức danh này đã thôi dùng'
        WHEN po.is_exclusive AND count(*) OVER (PARTITION BY r.unit_id, r.post_key) > 1
            THEN 'nhiều dòng cùng ghi một chức danh chỉ có một người'
        WHEN po.is_exclusive AND {_IS_HELD} THEN {_HELD} END AS refused
      FROM imports_stagedrow r
      JOIN org_unit u ON u.id = r.unit_id JOIN org_unittype t ON t.key = u.type_id
      JOIN org_post po ON po.key = r.post_key
     WHERE r.batch_id = %(batch)s AND {TAKEN_ROWS}
)
{_NOTE_POSTS}
"""  # noqa: S608 - only constants of this module
# The first check left one row at most for an exclusive post: who holds it now is not of this list.
_POSTS_HELD = f"""
WITH asked AS (
    SELECT r.id, po.label, {_HELD} AS refused
      FROM imports_stagedrow r JOIN org_post po ON po.key = r.post_key
     WHERE {IN_CHUNK} AND {TAKEN_ROWS} AND r.post_key <> '' AND po.is_exclusive AND {_IS_HELD}
)
{_NOTE_POSTS}
"""  # noqa: S608 - only constants of this module


def check(batch: Batch, *, by: Actor, near: Callable[[], list[int]]) -> dict[str, int]:
    """Judge all rows of a batch against each other and against the people known; return counts.

    To be called once after the rows were copied in, inside the caller's transaction. `near` gives
    the rows that `all_near` finds; it may have been asked before, of the rows as they were copied.
    """
    found = occurring(batch)
    if found.doubtful_dates:
        check_dates(batch)
    check_repeats(batch, found)
    check_known(batch, near())
    if found.codes:
        check_codes(batch)
    if found.emails:
        check_emails(batch)
    if found.posts:
        check_posts(batch, by=by)
    counts = counts_of(batch)
    if counts["duplicate"] or counts["rejected"]:
        point_at_roots(batch)
    return counts


def all_near(batch: Batch) -> list[int]:
    """Return the rows of a batch that share something with somebody known."""
    return rows_near(batch, _FIRST, _LAST)


def check_existing(batch: Batch, after: Place, to: Place) -> int:
    """Look for the persons of rows among those known by now; return how many rows changed.

    Rows behind `after` up to and with `to`: applying asks again for each chunk.
    """
    return check_known(batch, rows_near(batch, after, to))


def hold_units(batch: Batch) -> bool:
    """Let no unit below the batch's end in this transaction; tell whether any has ended."""
    below = "SELECT 1 FROM org_unit WHERE starts_with(path, %(path)s) FOR SHARE"
    run_sql(below, {"path": batch.unit.path})
    return Unit.objects.under(batch.unit).exclude(closed_on=None).exists()


def check_units(batch: Batch, after: Place, to: Place) -> int:
    """Reject rows of a stretch whose unit has ended; return how many."""
    return run_sql(_ENDED, {"batch": batch.pk, **stretch(after, to)})


def check_posts(batch: Batch, *, by: Actor) -> int:
    """Note posts that cannot become appointments by this actor; return how many."""
    rows = StagedRow.objects.filter(batch=batch, verdict__in=TAKEN).exclude(post_key="")
    units = Unit.objects.filter(pk__in=set(rows.values_list("unit_id", flat=True)))
    if not units:
        return 0
    allowed_units = [unit.pk for unit in units if allowed(by, "org.appoint", unit)]
    params = {"batch": batch.pk, "units": allowed_units, "day": batch.judged_on}
    return run_sql(_POSTS, params)


def check_posts_held(batch: Batch, after: Place, to: Place) -> int:
    """Note exclusive posts of a stretch that somebody holds by now; return how many."""
    params = {"batch": batch.pk, "day": batch.judged_on, **stretch(after, to)}
    return run_sql(_POSTS_HELD, params)
