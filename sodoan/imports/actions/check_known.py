"""Which rows are people known already, and which may be; who is who stands in ``check``."""

from django.db import connection

from sodoan.imports.actions.check_sql import (
    IF_TWO,
    TAKEN_ROWS,
    WEAKER,
    add_issue,
    birth_of,
    differ_in_marks,
    first_of,
    has_marks,
    if_two,
    marks_of,
    same_name,
)
from sodoan.imports.actions.guard import run_sql
from sodoan.imports.choices import LinkKind
from sodoan.imports.columns import IN_CHUNK, Place, different, fillable, stretch
from sodoan.imports.models import Batch

_LIKE = "like_existing"
_WEAK = "('like', 'sex', 'phone')"
"""What is only a warning: the row stays a new person."""
_REFUSED = "('other', 'clash')"
_UNFILLED = "('name_other_id', 'name_phone')"
"""What something speaks against: nothing of the row is put into the file."""

_INSIDE = "starts_with(COALESCE(home.path, '-'), %(path)s)"
_IF_NEW = "nếu là hai người khác nhau, đồng chí chọn “Đúng là người mới”."
_WHERE_NOW = """CASE WHEN home.path IS NULL THEN ', hiện không sinh hoạt ở đơn vị nào'
    WHEN starts_with(home.path, %(path)s) THEN ', đang sinh hoạt ở ' || home.name
    ELSE ', đang sinh hoạt ở đơn vị khác; cần làm thủ tục chuyển sinh hoạt' END"""
_WHERE_LIKE = """CASE WHEN home.path IS NULL THEN ', hiện không sinh hoạt ở đơn vị nào'
    WHEN starts_with(home.path, %(path)s) THEN ', đang sinh hoạt ở ' || home.name
    ELSE ', đang sinh hoạt ở đơn vị khác' END"""
_BORN_IN_FILE = f"CASE WHEN {_INSIDE} THEN ' (hồ sơ ghi ' || {birth_of('p')} || ')' ELSE '' END"
_HOW = f"""CASE m.how
    WHEN 'id' THEN 'cùng số CMND/CCCD'
        || CASE WHEN p.search_key <> r.search_key THEN ' nhưng khác họ tên' ELSE '' END
        || CASE WHEN p.sex <> r.sex THEN ' nhưng khác giới tính' ELSE '' END
    WHEN 'name' THEN {same_name("p")} || ', ngày sinh'
    WHEN 'part' THEN {same_name("p")} || ', giới tính; ngày sinh một bên ghi đủ hơn'
        || {_BORN_IN_FILE}
    WHEN 'name_other_id' THEN {same_name("p")} || ', ngày sinh nhưng khác số CMND/CCCD'
    ELSE 'cùng họ tên, giới tính, điện thoại nhưng khác ngày sinh' || {_BORN_IN_FILE} END"""
_MESSAGE = f"""CASE m.how
    WHEN 'phone' THEN 'Điện thoại này đang là của một đoàn viên khác trong hệ thống. '
        'Đồng chí kiểm tra lại.'
    WHEN 'other' THEN 'Số CMND/CCCD này đã là của một người khác trong hệ thống, khác họ tên '
        'và ngày sinh hoặc giới tính. Đồng chí sửa lại theo giấy tờ.'
    WHEN 'clash' THEN 'Đã có hồ sơ cùng họ tên, ngày sinh nhưng có số CCCD khác' || {_WHERE_LIKE}
        || '. Nếu là một người, đồng chí sửa số trong tệp rồi nhập lại, hoặc sửa trong hồ sơ '
        'nếu hồ sơ ghi sai; {_IF_NEW}'
    WHEN 'sex' THEN 'Đã có hồ sơ “' || p.full_name || '”: cùng họ tên, ngày sinh nhưng giới tính '
        || CASE p.sex WHEN 'male' THEN 'Nam' ELSE 'Nữ' END || {_WHERE_LIKE}
        || '. Nếu là một người, đồng chí sửa giới tính hoặc bỏ dòng này.'
    WHEN 'like' THEN 'Đã có hồ sơ “' || p.full_name || '”' || {_WHERE_LIKE}
        || ': họ tên, ngày sinh khớp nhưng chưa chắc là một người. '
        'Nếu là một người, đồng chí bỏ dòng này.'
    WHEN 'part' THEN 'Đã có hồ sơ: ' || {_HOW} || {_WHERE_NOW}
        || '. Ngày sinh trong hồ sơ giữ nguyên. {IF_TWO}'
    WHEN 'name_phone' THEN 'Đã có hồ sơ: ' || {_HOW} || {_WHERE_LIKE} || '. {IF_TWO}'
    ELSE 'Đã có hồ sơ: ' || {_HOW} || {_WHERE_NOW} || '.'
        || CASE m.how WHEN 'id' THEN '' WHEN 'name' THEN {if_two("p")} ELSE ' {IF_TWO}' END END"""
_CODE = f"""CASE m.how WHEN 'phone' THEN 'phone_of_existing' WHEN 'sex' THEN 'existing_other_sex'
    WHEN 'like' THEN '{_LIKE}' WHEN 'other' THEN 'id_of_another_person'
    WHEN 'clash' THEN 'existing_other_id' WHEN 'part' THEN 'existing_name'
    ELSE 'existing_' || m.how END"""
_FIELD = """CASE WHEN m.how IN ('id', 'other', 'clash') THEN 'id_number'
    WHEN m.how = 'part' THEN 'born_on'
    WHEN m.how IN ('phone', 'sex') THEN m.how ELSE 'full_name' END"""

# Whom the batch has made itself is nobody known: the rows of the file were compared before.
_KNOWN = f"""NOT EXISTS (SELECT FROM imports_rowlink l
    WHERE l.person_id = p.id AND l.batch_id = %(batch)s AND l.kind = '{LinkKind.CREATED}')"""
# What the preview has told as a warning stays one; so does what the user has decided.
_UNTOLD = f"""(r.issues @> '[{{"code": "{_LIKE}"}}]') IS NOT TRUE"""
_OPEN = f"by_id.id IS NULL AND r.choice <> 'new' AND {_UNTOLD}"
_COARSER = "CASE WHEN 'year' IN (p.born_precision, r.born_precision) THEN 'year' ELSE 'month' END"
_YEAR, _MONTH = first_of("'year'", "r.born_on"), first_of("'month'", "r.born_on")


# A sealed number is as much longer than the plain one as every other: 9 or 12 digits can be told.
_SAME_KIND = """EXISTS (SELECT FROM people_sensitiveprofile s
    WHERE s.person_id = p.id AND octet_length(s.id_number) = octet_length(r.id_number))"""
_CLASHES = f"(p.id_number_hash <> r.id_number_hash AND r.is_new_id AND {_SAME_KIND}) IS TRUE"
# Names and years are shared by many: only a member here, of the same day and marks, is refused.
_IS_OURS = """p.born_precision = 'day' AND lower(p.full_name) = lower(r.full_name) AND EXISTS (
               SELECT FROM people_membership ms JOIN org_unit u ON u.id = ms.unit_id
                WHERE ms.person_id = p.id AND ms.during @> %(day)s::date
                  AND ms.kind <> 'temporary' AND starts_with(u.path, %(path)s))"""
# A telephone is shared in families, where names differ by a mark: "Lê Thị Hoa", "Lê Thị Hòa".
_SAME_PERSON = "(lower(p.full_name) = lower(r.full_name) AND p.sex = r.sex)"
# Of names that are not apart one may be bare; who is called exactly as the row comes before.
_ONE_IS_BARE = f"({has_marks('p')}) <> ({has_marks('r')})"
_IS_SAME = f"m.how NOT IN {_WEAK} AND m.how NOT IN {_REFUSED}"


def _one(*tests: str) -> str:
    return f"(SELECT 1 FROM people_person p WHERE {' AND '.join(tests)} LIMIT 1)"  # noqa: S608 - only constants of this module


# LIMIT makes each question a look-up in an index, whatever the statistics say.
_SAME_NUMBER = _one("p.id_number_hash = r.id_number_hash")
_SAME_NAME = _one(
    "p.search_key = r.search_key",
    f"p.born_on IN (r.born_on, {_MONTH}, {_YEAR})",
    "(p.born_on = r.born_on OR p.born_precision <> 'day')",
)
_SAME_PHONE = _one("p.phone = r.phone", "p.phone <> ''")
_SAME_PART = _one(
    "r.born_precision IN ('year', 'month')",
    "p.search_key = r.search_key",
    "p.born_on BETWEEN r.born_on",
    "(r.born_on + ('1 ' || r.born_precision)::interval)::date",
)
# Most rows are newcomers: only those that share something with somebody are looked at closely, and
# where there are none, as in most first lists, the long statement is not even planned.
_NEAR = f"""
    SELECT r.id FROM imports_stagedrow r
     WHERE {IN_CHUNK} AND {TAKEN_ROWS}
       AND COALESCE({_SAME_NUMBER}, {_SAME_NAME}, {_SAME_PHONE}, {_SAME_PART}) IS NOT NULL
"""  # noqa: S608 - only constants of this module

_MATCHED = f"""
    SELECT r.id, r.id_number_hash, r.is_new_id, {marks_of("r")} AS marks,
           COALESCE(by_id.id, by_name.id, by_part.id,
                    CASE WHEN by_phone.fits THEN by_phone.id END, by_sex.id, by_phone.id)
               AS person_id,
           CASE WHEN by_id.id IS NOT NULL THEN CASE WHEN by_id.fits THEN 'id' ELSE 'other' END
                WHEN r.choice = 'new' THEN 'phone'
                WHEN by_name.is_apart THEN 'like'
                WHEN by_name.clashes THEN CASE WHEN by_name.is_ours THEN 'clash' ELSE 'like' END
                WHEN by_name.other_id THEN 'name_other_id'
                WHEN by_name.id IS NOT NULL THEN 'name'
                WHEN by_part.is_sure THEN 'part' WHEN by_part.id IS NOT NULL THEN 'like'
                WHEN by_phone.fits THEN 'name_phone'
                WHEN by_sex.id IS NOT NULL THEN 'sex' ELSE 'phone' END AS how
      FROM near JOIN imports_stagedrow r ON r.id = near.id
      LEFT JOIN LATERAL (
        SELECT p.id, p.search_key = r.search_key OR p.born_on = r.born_on AND p.sex = r.sex AS fits
          FROM people_person p
         WHERE p.id_number_hash = r.id_number_hash AND {_KNOWN} LIMIT 1) by_id ON true
      LEFT JOIN LATERAL (
        SELECT p.id, p.id_number_hash <> r.id_number_hash AS other_id,
               {_CLASHES} AS clashes, {_CLASHES} AND {_IS_OURS} AS is_ours,
               {differ_in_marks("p", "r")} AS is_apart
          FROM people_person p
         WHERE {_OPEN} AND p.search_key = r.search_key AND p.born_on = r.born_on
           AND p.born_precision = r.born_precision AND p.sex = r.sex AND {_KNOWN}
           AND p.merged_into_id IS NULL
         ORDER BY is_apart, clashes, is_ours DESC, {_ONE_IS_BARE}, p.id LIMIT 1) by_name ON true
      LEFT JOIN LATERAL (
        SELECT min(two.id) AS id,
               count(*) = 1 AND bool_or(two.other_id OR two.is_apart) IS NOT TRUE AS is_sure
          FROM (SELECT p.id, p.id_number_hash <> r.id_number_hash AS other_id,
                       {differ_in_marks("p", "r")} AS is_apart FROM people_person p
                 WHERE {_OPEN} AND by_name.id IS NULL AND p.search_key = r.search_key
                   AND p.born_on BETWEEN {_YEAR} AND {_YEAR} + 366
                   AND p.born_precision <> r.born_precision AND p.sex = r.sex
                   AND {first_of(_COARSER, "p.born_on")} = {first_of(_COARSER, "r.born_on")}
                   AND {_KNOWN} AND p.merged_into_id IS NULL LIMIT 2) two) by_part ON true
      LEFT JOIN LATERAL (
        SELECT p.id, {_SAME_PERSON} AS fits FROM people_person p
         WHERE by_id.id IS NULL AND by_name.id IS NULL AND by_part.id IS NULL AND r.phone <> ''
           AND p.phone = r.phone AND p.phone <> '' AND p.merged_into_id IS NULL
           AND {_UNTOLD} AND {_KNOWN}
         ORDER BY {_SAME_PERSON} DESC, p.id LIMIT 1) by_phone ON true
      LEFT JOIN LATERAL (
        SELECT p.id FROM people_person p
         WHERE {_OPEN} AND by_name.id IS NULL AND by_part.id IS NULL
           AND p.search_key = r.search_key AND p.born_on = r.born_on
           AND p.born_precision = 'day' AND r.born_precision = 'day' AND p.sex <> r.sex
           AND (p.id_number_hash <> r.id_number_hash) IS NOT TRUE AND {_KNOWN}
           AND p.merged_into_id IS NULL
         ORDER BY p.id LIMIT 1) by_sex ON true
"""  # noqa: S608 - only constants of this module

# A person cannot be two rows that are two people: nothing but a warning then, for either.
_GRADED = f"""
    SELECT id, person_id,
           CASE WHEN how = 'part' AND count(*) OVER rivals > 1 THEN 'like'
                WHEN how IN ('name', 'name_other_id', 'clash') AND (is_new_id
                     AND min(id_number_hash) FILTER (WHERE is_new_id) OVER rivals
                      <> max(id_number_hash) FILTER (WHERE is_new_id) OVER rivals
                     OR marks <> '' AND min(marks) OVER rivals <> max(marks) OVER rivals)
                     THEN 'like'
                ELSE how END AS how
      FROM matched WHERE person_id IS NOT NULL
    WINDOW rivals AS (PARTITION BY person_id, how IN {_WEAK})
"""  # noqa: S608 - only constants of this module

_EXISTING = f"""
WITH near AS MATERIALIZED (
    SELECT r.id FROM imports_stagedrow r WHERE r.id = ANY (%(near)s::bigint[]) AND {TAKEN_ROWS}),
matched AS ({_MATCHED}), graded AS ({_GRADED}),
m AS MATERIALIZED (
    SELECT id, person_id, how,
           first_value(id) OVER same AS first_id
      FROM graded
    WINDOW same AS (PARTITION BY person_id, how IN {_WEAK}, how IN {_REFUSED} ORDER BY id)
)
UPDATE imports_stagedrow r
   SET of_person = CASE WHEN m.how NOT IN {_WEAK} THEN m.person_id END,
       of_row = CASE WHEN {_IS_SAME} AND m.first_id <> m.id THEN m.first_id END,
       verdict = CASE WHEN m.how IN {_WEAK} THEN {WEAKER} WHEN m.how IN {_REFUSED} THEN 'rejected'
                 WHEN m.first_id <> m.id THEN 'duplicate' ELSE 'existing' END,
       fills = CASE WHEN {_IS_SAME} AND m.first_id = m.id AND {_INSIDE}
                    AND m.how NOT IN {_UNFILLED} THEN {fillable()} ELSE '{{}}' END,
       differs = CASE WHEN {_IS_SAME} AND m.first_id = m.id AND {_INSIDE}
                 THEN {different()} ELSE '{{}}' END,
       issues = {
    add_issue(
        _FIELD,
        _CODE,
        f"CASE WHEN m.how IN {_REFUSED} THEN 'error' ELSE 'warning' END",
        _MESSAGE,
    )
}
  FROM m
  JOIN people_person p ON p.id = m.person_id
  LEFT JOIN people_sensitiveprofile s ON s.person_id = p.id
  LEFT JOIN LATERAL (
    SELECT u.path, u.name FROM people_membership ms JOIN org_unit u ON u.id = ms.unit_id
     WHERE ms.person_id = p.id AND ms.during @> %(day)s::date AND ms.kind <> 'temporary'
     ORDER BY starts_with(u.path, %(path)s) DESC, ms.kind = 'official' DESC LIMIT 1) home ON true
 WHERE r.id = m.id AND NOT (m.how IN {_WEAK}
       AND (r.issues @> jsonb_build_array(jsonb_build_object('code', {_CODE}))) IS TRUE)
"""  # noqa: S608 - only constants of this module


def rows_near(batch: Batch, after: Place, to: Place) -> list[int]:
    """Return the rows of a stretch that share something with somebody known."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"batch": batch.pk, **stretch(after, to)})
        return [row for (row,) in cursor.fetchall()]


def check_known(batch: Batch, near: list[int]) -> int:
    """Tell of the rows near somebody known who it is, or may be; return how many changed.

    Rows that are not taken any more are left alone.
    """
    params = {"batch": batch.pk, "path": batch.unit.path, "day": batch.judged_on, "near": near}
    return run_sql(_EXISTING, params) if near else 0
