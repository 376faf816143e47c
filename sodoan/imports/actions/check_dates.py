"""Dates of a list that may have day and month the wrong way round, told by their columns."""

from sodoan.imports.actions.check_sql import TAKEN_ROWS
from sodoan.imports.actions.guard import run_sql
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.models import Batch

_RARE = 9
"""So many dates that surely begin with the day outweigh one that begins with the month."""
_FEW = 3

# Two kinds of columns make those of their dates doubtful that can be read both ways:
# - some texts have the month first, and it is not a slip: one in ten of those that leave no doubt,
#   at least. Doubtful are texts and real dates of Excel, which has perhaps read them the other way
#   when the file was opened, but not dates whose spelling tells the month (`staged.py` marks both).
#   Real dates after the 12th speak for the real ones: an Excel that leaves a month-first text alone
#   reads the day first. For texts they do not: how a real date was spelled nobody knows any more;
# - Excel with American settings has made real dates of all texts it could and swapped them: every
#   real date falls on the 12th or before, every text on the 13th or after. Doubtful are the real.
# What was typed in the preview is meant as it stands and says nothing of what the file holds, save
# that a date was there: whoever corrects swapped dates one by one is still told of the last.
_DOUBTFUL = f"""
WITH dates AS (
    SELECT r.id, r.sheet, r.number, {TAKEN_ROWS} AS taken, d.field, d.label, d.day,
           extract(day FROM d.day) <= 12 AS early,
           COALESCE(r.raw -> 'spelled' ? d.field, false) AS spelled,
           COALESCE(r.raw -> 'real' ? d.field, false) AS real,
           COALESCE(c.fixes ? d.field, false) AS typed,
           COALESCE(r.issues, '[]') @> jsonb_build_array(jsonb_build_object(
               'field', d.field, 'code', 'date_month_first')) AS month_first
      FROM imports_stagedrow r
      LEFT JOIN imports_decision c USING (batch_id, sheet, number)
      CROSS JOIN LATERAL (VALUES
        ('born_on', '{FIELD_BY_KEY["born"].label}', r.born_on, r.born_precision),
        ('joined_on', '{FIELD_BY_KEY["joined_on"].label}', r.joined_on, r.joined_precision),
        ('party_on', '{FIELD_BY_KEY["party_on"].label}', r.party_joined_on,
            r.party_joined_precision),
        ('id_issued_on', '{FIELD_BY_KEY["id_issued_on"].label}', r.id_issued_on,
            r.id_issued_precision)
      ) d (field, label, day, known)
     WHERE r.batch_id = %(batch)s AND d.known = 'day'
), told AS (
    SELECT sheet, field,
           count(*) FILTER (WHERE typed) AS typed,
           count(*) FILTER (WHERE month_first AND NOT typed) AS first,
           count(*) FILTER (WHERE NOT early AND NOT spelled AND NOT real AND NOT month_first
                                  AND NOT typed) AS usual,
           count(*) FILTER (WHERE real AND early) AS early,
           count(*) FILTER (WHERE real AND NOT early) AS late,
           bool_or(early AND NOT real AND NOT spelled AND NOT typed) AS mixed
      FROM dates GROUP BY sheet, field
), proved AS (
    SELECT sheet, field, first > 0 AS by_texts,
           first > 0 AND first * {_RARE} >= usual AS texts,
           CASE WHEN first > 0 THEN first * {_RARE} >= usual + late
           ELSE early + typed >= {_FEW} AND usual >= {_FEW} AND late = 0 AND NOT mixed END AS reals
      FROM told
), doubtful AS (
    SELECT d.id, jsonb_agg(jsonb_build_object('field', d.field, 'code', 'date_ambiguous',
           'severity', 'warning', 'message', d.label || ' ' || to_char(d.day, 'DD/MM/YYYY')
           || ' được hiểu là ngày ' || extract(day FROM d.day) || ' tháng '
           || extract(month FROM d.day) || CASE WHEN proved.by_texts
           THEN ', nhưng cùng cột có ô ghi tháng trước ngày. '
           ELSE ', nhưng có thể Excel đã đảo ngày và tháng: trong cột, ô nào Excel nhận là ngày '
                'cũng từ ngày 12 trở xuống, ô còn là chữ thì từ ngày 13 trở lên. ' END
           || 'Đồng chí kiểm tra lại.') ORDER BY d.field) AS issues
      FROM proved JOIN dates d USING (sheet, field)
     WHERE d.taken AND d.early AND extract(day FROM d.day) <> extract(month FROM d.day)
       AND CASE WHEN d.real THEN proved.reals ELSE proved.texts END
       AND NOT d.spelled AND NOT d.typed
     GROUP BY d.id
)
UPDATE imports_stagedrow r
   SET verdict = 'warning', issues = COALESCE(r.issues, '[]') || doubtful.issues
  FROM doubtful WHERE r.id = doubtful.id
"""  # noqa: S608 - only constants of this module


def check_dates(batch: Batch) -> int:
    """Tell of dates whose day and month may be swapped; return in how many rows."""
    return run_sql(_DOUBTFUL, {"batch": batch.pk})
