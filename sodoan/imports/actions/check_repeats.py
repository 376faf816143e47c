"""Set-wise checks of the rows of one file against each other; who is who stands in ``check``."""

from typing import Any, NamedTuple

from django.db import connection

from sodoan.imports.actions.check_sql import (
    IF_TWO,
    TAKEN_ROWS,
    add_issue,
    birth_of,
    first_of,
    if_two,
    marks_of,
    same_name,
)
from sodoan.imports.actions.guard import run_sql
from sodoan.imports.models import Batch

_PLACE = """'dòng ' || f.number || CASE WHEN f.sheet = r.sheet THEN ''
    ELSE ' trang “' || (%(sheets)s::text[])[f.sheet + 1] || '”' END"""
_UNIT = "CASE WHEN f.unit_id <> r.unit_id THEN ' Dòng đó ghi đơn vị khác.' ELSE '' END"


_ROWS = f"imports_stagedrow r WHERE r.batch_id = %(batch)s AND {TAKEN_ROWS}"

_OCCURRING = """
SELECT bool_or(r.issues @> '[{"code": "date_month_first"}]' OR r.raw ? 'real'),
       bool_or(r.born_precision IN ('month', 'year')),
       bool_or(r.member_code <> ''), bool_or(r.post_key <> ''), bool_or(r.email <> '')
  FROM imports_stagedrow r WHERE r.batch_id = %(batch)s
"""

# Asked once for all questions. One of them may leave a value with a single row to be taken: each
# asks TAKEN_ROWS again, and says nothing of such a row.
_SHARED = f"""
SELECT r.id_number_hash, r.search_key, r.phone, r.email FROM {_ROWS}
 GROUP BY GROUPING SETS ((r.id_number_hash), (r.search_key, r.born_on), (r.phone), (r.email))
HAVING count(*) > 1
"""  # noqa: S608 - only constants of this module

_SAME_ID = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER same AS first_id,
           r.search_key = first_value(r.search_key) OVER same
           OR r.born_on = first_value(r.born_on) OVER same
              AND r.sex = first_value(r.sex) OVER same AS fits
      FROM {_ROWS} AND r.id_number_hash = ANY (%(shared)s::text[])
    WINDOW same AS (PARTITION BY r.id_number_hash ORDER BY r.id)
)
UPDATE imports_stagedrow r
   SET of_row = f.id,
       verdict = CASE WHEN seen.fits THEN 'duplicate' ELSE 'rejected' END,
       issues = {
    add_issue(
        "'id_number'",
        "CASE WHEN seen.fits THEN 'duplicate_id' ELSE 'id_of_another_row' END",
        "CASE WHEN seen.fits THEN 'warning' ELSE 'error' END",
        f"CASE WHEN seen.fits THEN 'Trùng với ' || {_PLACE} || ': cùng số CMND/CCCD' "
        "|| CASE WHEN f.search_key <> r.search_key THEN ' nhưng khác họ tên. Nếu là hai người, "
        f"đồng chí sửa lại số theo giấy tờ.' ELSE '.' END || {_UNIT} "
        f"ELSE 'Số CMND/CCCD trùng với ' || {_PLACE} "
        "|| ' nhưng khác họ tên và ngày sinh hoặc giới tính. Đồng chí sửa lại theo giấy tờ.' END",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id
"""  # noqa: S608 - only constants of this module

# One of two rows may be either of two people with a number: then no name tells who is meant. Where
# marks tell people apart, each of them has a group of `own`; names without marks ask everyone.
_EVERYONE = "search_key, born_on, born_precision, sex"
_NUMBERS_DIFFER = """min(id_number_hash) FILTER (WHERE is_new_id) OVER {0}
    <> max(id_number_hash) FILTER (WHERE is_new_id) OVER {0}"""
_SAME_NAME = f"""
WITH named AS (
    SELECT r.id, r.choice, r.is_new_id, r.id_number_hash, r.search_key, r.born_on,
           r.born_precision, r.sex, {marks_of("r")} AS marks
      FROM {_ROWS} AND r.search_key = ANY (%(shared)s::text[])
), parted AS (
    SELECT *, CASE WHEN min(marks) OVER everyone <> max(marks) OVER everyone THEN marks END AS own,
           first_value(id) OVER (everyone ORDER BY id) AS like_id,
           {_NUMBERS_DIFFER.format("everyone")} AS clashes
      FROM named WINDOW everyone AS (PARTITION BY {_EVERYONE})
), met AS (
    SELECT id, choice, is_new_id, like_id,
           CASE WHEN own IS NULL THEN like_id ELSE first_value(id) OVER (alike ORDER BY id) END
               AS first_id,
           CASE WHEN own IS NULL THEN clashes ELSE {_NUMBERS_DIFFER.format("alike")} END AS clashes
      FROM parted WINDOW alike AS (PARTITION BY {_EVERYONE}, own)
), seen AS (
    SELECT id, first_id = id AS is_apart,
           CASE WHEN first_id = id THEN like_id ELSE first_id END AS other_id,
           (first_id <> id AND choice <> 'new' AND NOT (is_new_id AND clashes)) IS NOT FALSE
               AS is_same
      FROM met
)
UPDATE imports_stagedrow r
   SET of_row = CASE WHEN seen.is_same THEN f.id END,
       verdict = CASE WHEN seen.is_same THEN 'duplicate' ELSE 'warning' END,
       issues = {
    add_issue(
        "'full_name'",
        "CASE WHEN seen.is_same THEN 'duplicate_name_birth' ELSE 'same_name_birth' END",
        "'warning'",
        f"CASE WHEN seen.is_same THEN 'Trùng với ' || {_PLACE} || ': ' || {same_name('f')} "
        f"|| ', ngày sinh.' || {if_two('f')} || {_UNIT} "
        f"ELSE 'Với ' || {_PLACE} || ': ' || {same_name('f')} "
        "|| ', ngày sinh. Nhập như hai người khác nhau.' || CASE WHEN seen.is_apart "
        "THEN ' Nếu là một người, đồng chí bỏ bớt một dòng.' ELSE '' END END",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.other_id
 WHERE r.id = seen.id AND seen.other_id <> seen.id
"""  # noqa: S608 - only constants of this module

# As with people known already; but where others give the telephone too, it tells nobody apart.
_NAME_PHONE = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER (alike ORDER BY r.id) AS first_id,
           r.choice <> 'new'
           AND min(r.search_key) OVER shared = max(r.search_key) OVER shared
           AND ({_NUMBERS_DIFFER.format("alike")}) IS NOT TRUE AS is_same
      FROM {_ROWS} AND r.phone = ANY (%(shared)s::text[])
    WINDOW shared AS (PARTITION BY r.phone),
           alike AS (PARTITION BY r.phone, lower(r.full_name), r.sex)
)
UPDATE imports_stagedrow r
   SET of_row = f.id,
       verdict = 'duplicate',
       issues = {
    add_issue(
        "'full_name'",
        "'duplicate_name_phone'",
        "'warning'",
        f"'Trùng với ' || {_PLACE} || ': cùng họ tên, giới tính, điện thoại; dòng đó ghi ngày "
        f"sinh ' || {birth_of('f')} || '. {IF_TWO}' || {_UNIT}",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id AND seen.is_same
"""  # noqa: S608 - only constants of this module

# Every row asks for the rows that know no more of its birth date than the year, or the month:
# by windows, for a join would be planned without knowing how many rows there are. Two people with
# different numbers are two, so a row with a number asks for those without one.
_LIKE_ROW = f"""
WITH asked AS (
    SELECT r.id, r.is_new_id, r.search_key, r.sex, known.so_far, known.day,
           r.born_precision = known.so_far AS is_vague,
           r.born_precision <> known.so_far AND r.choice <> 'new' AS asks
      FROM imports_stagedrow r
      CROSS JOIN LATERAL (VALUES ('month', {first_of("'month'", "r.born_on")}),
                                 ('year', {first_of("'year'", "r.born_on")})) known (so_far, day)
     WHERE r.batch_id = %(batch)s AND {TAKEN_ROWS}
       AND NOT (r.born_precision = 'year' AND known.so_far = 'month')
), answered AS (
    SELECT id, asks, CASE WHEN is_new_id
        THEN min(id) FILTER (WHERE is_vague AND NOT is_new_id) OVER alike
        ELSE min(id) FILTER (WHERE is_vague) OVER alike END AS other_id
      FROM asked WINDOW alike AS (PARTITION BY search_key, sex, so_far, day)
), seen AS (
    SELECT id, min(other_id) AS other_id FROM answered
     WHERE asks AND other_id IS NOT NULL GROUP BY id
)
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
    add_issue(
        "'born_on'",
        "'like_row'",
        "'warning'",
        f"'Có thể là một người với ' || {_PLACE} || ': ' || {same_name('f')} "
        f"|| ', giới tính; dòng đó ghi ngày sinh ' || {birth_of('f')} "
        "|| '. Nếu là một người, đồng chí bỏ bớt một dòng.'",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.other_id
 WHERE r.id = seen.id
"""  # noqa: S608 - only constants of this module

_OTHER_SEX = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER same AS first_id,
           r.sex <> first_value(r.sex) OVER same AND r.choice <> 'new'
           AND NOT (r.is_new_id AND first_value(r.is_new_id) OVER same) AS is_odd
      FROM {_ROWS} AND r.born_precision = 'day' AND r.search_key = ANY (%(shared)s::text[])
    WINDOW same AS (PARTITION BY r.search_key, r.born_on ORDER BY r.id)
)
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
    add_issue(
        "'sex'",
        "'other_sex_row'",
        "'warning'",
        f"'Với ' || {_PLACE} || ': ' || {same_name('f')} || ', ngày sinh nhưng khác giới tính. "
        "Nếu là một người, đồng chí bỏ bớt một dòng.'",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.is_odd
"""  # noqa: S608 - only constants of this module


def _same_contact(column: str, name: str, advice: str) -> str:
    """Return SQL that tells of rows whose telephone or address of mail an earlier row has too."""
    return f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER (PARTITION BY r.{column} ORDER BY r.id) AS first_id
      FROM {_ROWS} AND r.{column} = ANY (%(shared)s::text[])
)
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
        add_issue(
            f"'{column}'",
            f"'{column}_shared'",
            "'warning'",
            f"'{name} giống ' || {_PLACE} || '. {advice} Đồng chí kiểm tra lại.'",
        )
    }
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id
"""  # noqa: S608 - only constants of this module


_SAME_PHONE = _same_contact(
    "phone", "Điện thoại", "Có thể dùng chung, hoặc là một người ghi hai lần."
)
_SAME_EMAIL = _same_contact(
    "email", "Thư điện tử", "Mỗi người đăng nhập bằng thư của mình, không dùng chung."
)

_EMAILS = f"""SELECT array_agg(r.email) FROM {_ROWS} AND r.email <> ''
    AND EXISTS (SELECT FROM people_person p WHERE p.email <> '')"""  # noqa: S608
# Addresses have no index: the files are read through once, whatever the length of the list.
_KNOWN_EMAILS = """
SELECT array_agg(DISTINCT lower(p.email)) FROM people_person p
 WHERE p.email <> '' AND p.merged_into_id IS NULL AND lower(p.email) = ANY (%(emails)s::text[])
"""
_EMAIL_OF_KNOWN = f"""
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
    add_issue(
        "'email'",
        "'email_of_existing'",
        "'warning'",
        "'Thư điện tử này đang là của một đoàn viên khác trong hệ thống. Mỗi người đăng nhập bằng "
        "thư của mình, đồng chí kiểm tra lại.'",
    )
}
 WHERE r.batch_id = %(batch)s AND {TAKEN_ROWS} AND r.email = ANY (%(known)s::text[])
"""  # noqa: S608 - only constants of this module

# By windows again: codes are rare and have no index. Whoever was found to be somebody known is not
# asked, so this comes after.
_SAME_CODE = f"""
WITH codes AS (
    SELECT r.id AS row_id, NULL::bigint AS person_id, r.member_code
      FROM imports_stagedrow r
     WHERE r.batch_id = %(batch)s AND r.member_code <> '' AND {TAKEN_ROWS}
     UNION ALL
    SELECT NULL, p.id, p.member_code FROM people_person p
     WHERE p.member_code <> '' AND p.merged_into_id IS NULL
), seen AS (
    SELECT row_id, min(row_id) OVER same AS first_id, min(person_id) OVER same AS person_id
      FROM codes WINDOW same AS (PARTITION BY member_code)
)
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
    add_issue(
        "'member_code'",
        "CASE WHEN seen.person_id IS NULL THEN 'code_shared' ELSE 'code_of_existing' END",
        "'warning'",
        f"'Mã định danh đoàn viên ' || CASE WHEN seen.person_id IS NULL THEN 'giống ' || {_PLACE} "
        "ELSE 'đã là của một đoàn viên khác trong hệ thống' END "
        "|| '. Mỗi người một mã, đồng chí kiểm tra lại.'",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.row_id AND (seen.person_id IS NOT NULL OR seen.first_id <> r.id)
"""  # noqa: S608 - only constants of this module

# A repetition of a repetition points at the first of them all.
_ROOTS = """
UPDATE imports_stagedrow r SET of_row = f.of_row
  FROM imports_stagedrow f
 WHERE r.batch_id = %(batch)s AND r.of_row IS NOT NULL AND f.id = r.of_row
   AND f.of_row IS NOT NULL
"""


class Occurring(NamedTuple):
    """What occurs in a list at all: most checks have nothing to ask of most lists."""

    doubtful_dates: bool
    vague_births: bool
    codes: bool
    posts: bool
    emails: bool


def occurring(batch: Batch) -> Occurring:
    """Tell what the checks have to ask about."""
    with connection.cursor() as cursor:
        cursor.execute(_OCCURRING, {"batch": batch.pk})
        return Occurring(*map(bool, cursor.fetchone()))


def check_repeats(batch: Batch, found: Occurring) -> None:
    """Judge the rows of a batch against each other."""
    params: dict[str, Any] = {"batch": batch.pk}
    params["sheets"] = batch.sheet_names
    ids, names, phones, emails = _shared(batch)
    if ids:
        run_sql(_SAME_ID, params | {"shared": ids})
    if names:
        run_sql(_SAME_NAME, params | {"shared": names})
    if phones:
        run_sql(_NAME_PHONE, params | {"shared": phones})
    if found.vague_births:
        run_sql(_LIKE_ROW, params)
    if names:
        run_sql(_OTHER_SEX, params | {"shared": names})
    if phones:
        run_sql(_SAME_PHONE, params | {"shared": phones})
    if emails:
        run_sql(_SAME_EMAIL, params | {"shared": emails})


def _shared(batch: Batch) -> list[list[str]]:
    """Return the hashes, names (with a birth date), telephones, addresses of several rows each."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"batch": batch.pk})
        columns = zip(*cursor.fetchall(), strict=True)
        return [sorted(set(filter(None, column))) for column in columns] or [[], [], [], []]


def check_codes(batch: Batch) -> None:
    """Tell of rows whose member code another row, or somebody known, has too."""
    run_sql(_SAME_CODE, {"batch": batch.pk, "sheets": batch.sheet_names})


def check_emails(batch: Batch) -> None:
    """Tell of rows whose address of mail somebody else known has; it is what one signs in with."""
    with connection.cursor() as cursor:
        cursor.execute(_EMAILS, {"batch": batch.pk})
        cursor.execute(_KNOWN_EMAILS, {"emails": cursor.fetchone()[0] or []})
        known = cursor.fetchone()[0]
    if known:
        run_sql(_EMAIL_OF_KNOWN, {"batch": batch.pk, "known": known})


def point_at_roots(batch: Batch) -> None:
    """Let every repetition point at the first row of them all."""
    while run_sql(_ROOTS, {"batch": batch.pk}):
        pass
