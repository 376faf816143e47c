"""The triggers that keep `Tally`: sums of obligations per period and receiver.

Statement-level, so that opening a period for ten thousand units is one more grouped statement.
Rows of the sums are taken in one order, so that two reports handed in at once wait, never deadlock.
"""

import pgtrigger

_FACTS = """
    SELECT period_id, receiver_id, {sign} 1 AS expected,
           {sign} (submitted_at IS NOT NULL)::int AS submitted,
           {sign} (submitted_at IS NOT NULL AND NOT is_late)::int AS on_time,
           {sign} (state = 'accepted')::int AS accepted,
           {sign} (state = 'exempt')::int AS exempt
      FROM {rows}
"""
_ADD = """
    INSERT INTO reports_tally AS t
        (period_id, receiver_id, expected, submitted, on_time, accepted, exempt)
    SELECT period_id, receiver_id, sum(expected), sum(submitted), sum(on_time), sum(accepted),
           sum(exempt)
      FROM ({facts}) AS facts
     GROUP BY period_id, receiver_id
    HAVING (sum(expected), sum(submitted), sum(on_time), sum(accepted), sum(exempt))
           <> (0, 0, 0, 0, 0)
     ORDER BY period_id, receiver_id
    ON CONFLICT (period_id, receiver_id) DO UPDATE
       SET expected = t.expected + excluded.expected,
           submitted = t.submitted + excluded.submitted,
           on_time = t.on_time + excluded.on_time,
           accepted = t.accepted + excluded.accepted,
           exempt = t.exempt + excluded.exempt;
    RETURN NULL;
"""
_NEW, _OLD = _FACTS.format(sign="", rows="added"), _FACTS.format(sign="-", rows="gone")


def keep_tally() -> list[pgtrigger.Trigger]:
    """Triggers of the obligations."""
    return [
        pgtrigger.Trigger(
            name="tally_new",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="added"),
            func=_ADD.format(facts=_NEW),
        ),
        pgtrigger.Trigger(
            name="tally_changed",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="added", old="gone"),
            func=_ADD.format(facts=f"{_NEW} UNION ALL {_OLD}"),
        ),
    ]
