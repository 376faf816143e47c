"""Set-wise checks of staged rows: repetitions in the file, people known already, posts.

Every check is one statement, linear in the rows (window functions, one index look-up a row), so
that a file of a hundred thousand equal rows is judged as fast as any other. Who is who:

1. the same citizen number, with the same name or birth date: the same person; with neither, the
   row is rejected, for the number cannot belong to two;
2. the same name, birth date (as precisely as known) and sex: the same person, unless both have a
   12-digit number and they differ;
3. the same name and telephone number as somebody known already: the same person;
4. only the same telephone number: a warning.

The user may overrule 2 and 3 in the preview ("Đúng là người mới").
"""

from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.imports.actions.guard import run_sql
from sodoan.imports.choices import TAKEN, LinkKind
from sodoan.imports.columns import IN_CHUNK, Place, different, fillable, stretch
from sodoan.imports.models import Batch, StagedRow
from sodoan.imports.queries.counts import counts_of
from sodoan.org.models import Unit

_FIRST, _LAST = (-1, 0), (2**15 - 1, 2**31 - 1)
_TAKEN = "r.verdict IN ('accepted', 'warning') AND r.choice <> 'skip'"
_WEAKER = "CASE WHEN r.verdict = 'accepted' THEN 'warning' ELSE r.verdict END"
_PLACE = """'dòng ' || f.number || CASE WHEN f.sheet = r.sheet THEN ''
    ELSE ' trang “' || (%(sheets)s::text[])[f.sheet + 1] || '”' END"""


def _issue(field: str, code: str, severity: str, message: str) -> str:
    """Return SQL for the issues of ``r`` with one more; ``message`` is an SQL text expression."""
    return f"""COALESCE(r.issues, '[]') || jsonb_build_array(jsonb_build_object(
        'field', {field}, 'code', {code}, 'severity', {severity}, 'message', {message}))"""


_SAME_ID = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER same AS first_id,
           r.search_key = first_value(r.search_key) OVER same
           OR r.born_on = first_value(r.born_on) OVER same AS fits
      FROM imports_stagedrow r
     WHERE r.batch_id = %(batch)s AND r.id_number_hash IS NOT NULL AND {_TAKEN}
    WINDOW same AS (PARTITION BY r.id_number_hash ORDER BY r.id)
)
UPDATE imports_stagedrow r
   SET of_row = f.id,
       verdict = CASE WHEN seen.fits THEN 'duplicate' ELSE 'rejected' END,
       issues = {
    _issue(
        "'id_number'",
        "CASE WHEN seen.fits THEN 'duplicate_id' ELSE 'id_of_another_row' END",
        "CASE WHEN seen.fits THEN 'warning' ELSE 'error' END",
        f"CASE WHEN seen.fits THEN 'Trùng với ' || {_PLACE} || "
        "': cùng số CMND/CCCD.' ELSE 'Số CMND/CCCD trùng với ' || "
        f"{_PLACE} || ' nhưng khác họ tên và ngày sinh. "
        "Đồng chí sửa lại theo giấy tờ.' END",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id
"""  # noqa: S608 - only constants of this module

_SAME_NAME = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER same AS first_id,
           r.choice <> 'new' AND NOT (r.is_new_id AND first_value(r.is_new_id) OVER same
               AND r.id_number_hash <> first_value(r.id_number_hash) OVER same) AS is_same
      FROM imports_stagedrow r
     WHERE r.batch_id = %(batch)s AND {_TAKEN}
    WINDOW same AS (
        PARTITION BY r.search_key, r.born_on, r.born_precision, r.sex ORDER BY r.id)
)
UPDATE imports_stagedrow r
   SET of_row = CASE WHEN seen.is_same IS FALSE THEN NULL ELSE f.id END,
       verdict = CASE WHEN seen.is_same IS FALSE THEN 'warning' ELSE 'duplicate' END,
       issues = {
    _issue(
        "'full_name'",
        "CASE WHEN seen.is_same IS FALSE THEN 'same_name_birth' ELSE 'duplicate_name_birth' END",
        "'warning'",
        "CASE WHEN seen.is_same IS FALSE THEN 'Cùng họ tên, ngày sinh với ' || "
        f"{_PLACE} || '. Nhập như hai người khác nhau.' "
        f"ELSE 'Trùng với ' || {_PLACE} || ': cùng họ tên, ngày sinh.' END",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id
"""  # noqa: S608 - only constants of this module

_SAME_PHONE = f"""
WITH seen AS (
    SELECT r.id, first_value(r.id) OVER (PARTITION BY r.phone ORDER BY r.id) AS first_id
      FROM imports_stagedrow r
     WHERE r.batch_id = %(batch)s AND r.phone <> '' AND {_TAKEN}
)
UPDATE imports_stagedrow r
   SET verdict = 'warning',
       issues = {
    _issue(
        "'phone'",
        "'phone_shared'",
        "'warning'",
        f"'Điện thoại giống ' || {_PLACE} || '. Có thể dùng chung, "
        "hoặc là một người ghi hai lần. Đồng chí kiểm tra lại.'",
    )
}
  FROM seen JOIN imports_stagedrow f ON f.id = seen.first_id
 WHERE r.id = seen.id AND seen.first_id <> seen.id
"""  # noqa: S608 - only constants of this module

# A repetition of a repetition points at the first of them all.
_ROOTS = """
UPDATE imports_stagedrow r SET of_row = f.of_row
  FROM imports_stagedrow f
 WHERE r.batch_id = %(batch)s AND f.id = r.of_row AND f.of_row IS NOT NULL
"""

_HOW = """CASE m.how
    WHEN 'id' THEN 'cùng số CMND/CCCD'
    WHEN 'name' THEN 'cùng họ tên, ngày sinh'
    WHEN 'name_other_id' THEN 'cùng họ tên, ngày sinh nhưng khác số CMND/CCCD'
    ELSE 'cùng họ tên, điện thoại' END"""
_WHERE_NOW = """CASE WHEN home.path IS NULL THEN ', hiện không sinh hoạt ở đơn vị nào'
    WHEN starts_with(home.path, %(path)s) THEN ', đang sinh hoạt ở ' || home.name
    ELSE ', đang sinh hoạt ở đơn vị khác; cần làm thủ tục chuyển sinh hoạt' END"""

# Whom the batch has made itself is nobody known: the rows of the file were compared before.
_KNOWN = f"""NOT EXISTS (SELECT FROM imports_rowlink l
    WHERE l.person_id = p.id AND l.batch_id = %(batch)s AND l.kind = '{LinkKind.CREATED}')"""


def _alike(*tests: str) -> str:
    return f"""SELECT r.id FROM imports_stagedrow r JOIN people_person p ON {" AND ".join(tests)}
        WHERE {IN_CHUNK} AND {_TAKEN}"""  # noqa: S608 - only constants of this module


# Most rows are newcomers: only those that share something with somebody are looked at closely.
_NEAR = " UNION ".join(
    (
        _alike("p.id_number_hash = r.id_number_hash"),
        _alike("p.search_key = r.search_key", "p.born_on = r.born_on"),
        _alike("p.phone = r.phone", "p.phone <> ''"),
    )
)

_EXISTING = f"""
WITH near AS MATERIALIZED ({_NEAR}), matched AS (
    SELECT r.id,
           COALESCE(by_id.id, by_name.id, by_phone.id) AS person_id,
           CASE WHEN by_id.id IS NOT NULL THEN CASE WHEN by_id.fits THEN 'id' ELSE 'other' END
                WHEN r.choice = 'new' THEN 'phone'
                WHEN by_name.other_id THEN 'name_other_id'
                WHEN by_name.id IS NOT NULL THEN 'name'
                WHEN by_phone.fits THEN 'name_phone' ELSE 'phone' END AS how
      FROM near JOIN imports_stagedrow r ON r.id = near.id
      LEFT JOIN LATERAL (
        SELECT p.id, p.search_key = r.search_key OR p.born_on = r.born_on AS fits
          FROM people_person p
         WHERE p.id_number_hash = r.id_number_hash AND {_KNOWN} LIMIT 1) by_id ON true
      LEFT JOIN LATERAL (
        SELECT p.id, p.id_number_hash <> r.id_number_hash AS other_id FROM people_person p
         WHERE by_id.id IS NULL AND p.search_key = r.search_key AND p.born_on = r.born_on
           AND p.born_precision = r.born_precision AND p.sex = r.sex AND {_KNOWN}
           AND p.merged_into_id IS NULL
         ORDER BY p.id LIMIT 1) by_name ON true
      LEFT JOIN LATERAL (
        SELECT p.id, p.search_key = r.search_key AS fits FROM people_person p
         WHERE by_id.id IS NULL AND by_name.id IS NULL AND r.phone <> ''
           AND p.phone = r.phone AND p.phone <> '' AND p.merged_into_id IS NULL
           AND {_KNOWN}
         ORDER BY p.search_key = r.search_key DESC, p.id LIMIT 1) by_phone ON true
), m AS MATERIALIZED (
    SELECT id, person_id, how,
           first_value(id) OVER (PARTITION BY person_id, how = 'phone' ORDER BY id) AS first_id
      FROM matched WHERE person_id IS NOT NULL
)
UPDATE imports_stagedrow r
   SET of_person = CASE WHEN m.how <> 'phone' THEN m.person_id END,
       of_row = CASE WHEN m.how NOT IN ('phone', 'other') AND m.first_id <> m.id
                THEN m.first_id END,
       verdict = CASE WHEN m.how = 'phone' THEN {_WEAKER} WHEN m.how = 'other' THEN 'rejected'
                 WHEN m.first_id <> m.id THEN 'duplicate' ELSE 'existing' END,
       fills = CASE WHEN m.how IN ('phone', 'other') OR m.first_id <> m.id
                    OR NOT starts_with(COALESCE(home.path, '-'), %(path)s) THEN '{{}}'
               ELSE {fillable()} END,
       differs = CASE WHEN m.how IN ('phone', 'other') OR m.first_id <> m.id
                      OR NOT starts_with(COALESCE(home.path, '-'), %(path)s) THEN '{{}}'
                 ELSE {different()} END,
       issues = {
    _issue(
        "CASE m.how WHEN 'id' THEN 'id_number' WHEN 'other' THEN 'id_number' "
        "WHEN 'phone' THEN 'phone' ELSE 'full_name' END",
        "CASE m.how WHEN 'phone' THEN 'phone_of_existing' WHEN 'other' "
        "THEN 'id_of_another_person' ELSE 'existing_' || m.how END",
        "CASE m.how WHEN 'other' THEN 'error' ELSE 'warning' END",
        "CASE m.how WHEN 'phone' THEN 'Điện thoại này đang là của một đoàn viên "
        "khác trong hệ thống. Đồng chí kiểm tra lại.' WHEN 'other' THEN "
        "'Số CMND/CCCD này đã là của một người khác trong hệ thống, khác họ tên "
        "và ngày sinh. Đồng chí sửa lại theo giấy tờ.' "
        f"ELSE 'Đã có hồ sơ: ' || {_HOW} || {_WHERE_NOW} || '.' END",
    )
}
  FROM m
  JOIN people_person p ON p.id = m.person_id
  LEFT JOIN people_sensitiveprofile s ON s.person_id = p.id
  LEFT JOIN LATERAL (
    SELECT u.path, u.name FROM people_membership ms JOIN org_unit u ON u.id = ms.unit_id
     WHERE ms.person_id = p.id AND ms.during @> %(day)s::date AND ms.kind <> 'temporary'
     ORDER BY starts_with(u.path, %(path)s) DESC, ms.kind = 'official' DESC LIMIT 1) home ON true
 WHERE r.id = m.id
"""  # noqa: S608 - only constants of this module

# Nobody joins a unit that has ended since the rows were judged.
_ENDED = f"""
UPDATE imports_stagedrow r
   SET verdict = 'rejected',
       issues = {
    _issue(
        "'unit'",
        "'unit_ended'",
        "'error'",
        "u.name || ' đã kết thúc ngày ' || to_char(u.closed_on, 'DD/MM/YYYY') "
        "|| '. Đồng chí chọn đơn vị khác.'",
    )
}
  FROM org_unit u
 WHERE {IN_CHUNK} AND {_TAKEN} AND u.id = r.unit_id AND u.closed_on IS NOT NULL
"""  # noqa: S608 - only constants of this module

# A post of the list becomes an appointment only when nothing about it is doubtful.
_POSTS = f"""
WITH asked AS (
    SELECT r.id, po.label, CASE
        WHEN NOT r.unit_id = ANY (%(units)s) THEN 'cấp trên mới ghi nhận được chức danh này'
        WHEN NOT t.tier = ANY (po.tiers) THEN 'cấp của đơn vị này không có chức danh đó'
        WHEN po.is_exclusive AND count(*) OVER (PARTITION BY r.unit_id, r.post_key) > 1
            THEN 'nhiều dòng cùng ghi một chức danh chỉ có một người'
        WHEN po.is_exclusive AND EXISTS (
            SELECT FROM org_appointment a WHERE a.unit_id = r.unit_id
               AND a.post_id = r.post_key AND a.during && daterange(%(day)s::date, NULL))
            THEN 'đơn vị đã có người giữ chức danh này' END AS refused
      FROM imports_stagedrow r
      JOIN org_unit u ON u.id = r.unit_id JOIN org_unittype t ON t.key = u.type_id
      JOIN org_post po ON po.key = r.post_key
     WHERE r.batch_id = %(batch)s AND {_TAKEN}
)
UPDATE imports_stagedrow r
   SET post_key = '',
       verdict = 'warning',
       note = concat_ws('; ', NULLIF(r.note, ''), 'Chức vụ ghi trong danh sách: ' || asked.label),
       issues = {
    _issue(
        "'post'",
        "'post_noted'",
        "'warning'",
        "'Chức vụ ' || asked.label || ' chỉ ghi vào ghi chú: ' || asked.refused || '.'",
    )
}
  FROM asked WHERE r.id = asked.id AND asked.refused IS NOT NULL
"""  # noqa: S608 - only constants of this module


def check(batch: Batch, *, by: Actor) -> dict[str, int]:
    """Judge all rows of a batch against each other and against the people known; return counts.

    To be called once after the rows were copied in, inside the caller's transaction.
    """
    params = {"batch": batch.pk, "sheets": [found["name"] for found in batch.sheets]}
    for statement in (_SAME_ID, _SAME_NAME, _SAME_PHONE):
        run_sql(statement, params)
    check_existing(batch)
    while run_sql(_ROOTS, params):
        pass
    check_posts(batch, by=by)
    return counts_of(batch)


def check_existing(batch: Batch, after: Place = _FIRST, to: Place = _LAST) -> int:
    """Look for the persons of the rows among those known by now; return how many rows changed.

    Rows behind `after` up to and with `to`: applying asks again for each chunk.
    """
    params = {
        "batch": batch.pk,
        "path": batch.unit.path,
        "day": batch.judged_on,
        **stretch(after, to),
    }
    return run_sql(_EXISTING, params)


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
