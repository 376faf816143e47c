"""What the database asks of every row that lies in a unit over a period, a person's above all."""

import pgtrigger

# Whoever adds such a row keeps the unit from being closed (FOR SHARE) and the file from being
# merged away (FOR KEY SHARE) until the transaction ends, then looks at both as they are now.
# Rows are locked in order of keys, units before persons, as actions do.
_UNIT = """
    PERFORM 1 FROM org_unit WHERE id IN (SELECT unit_id FROM {added}) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM {added} JOIN org_unit u ON u.id = added.unit_id
                WHERE u.closed_on < COALESCE(upper(added.during), 'infinity')) THEN
        RAISE EXCEPTION 'nothing goes on in a closed unit'
            USING ERRCODE = '23514', CONSTRAINT = 'nothing_outlasts_its_unit';
    END IF;
"""
_PERSON = """
    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM {added})
      ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT FROM {added} JOIN people_person p ON p.id = added.person_id
                WHERE p.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a merged file is a redirect and holds nothing'
            USING ERRCODE = '23514', CONSTRAINT = 'merged_file_holds_nothing';
    END IF;
"""
_DONE = "RETURN NULL;"
_ADDED = "added"
_CHANGED = "(SELECT NEW.*) AS added"


def guarded_place(*also: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table with `unit`, `person` and `during`; `also` are checks of new rows.

    Insertion is checked set-wise, a change only where it moves the row or lets it last longer.
    """
    return [
        *guarded_period(_PERSON, *also),
        pgtrigger.Trigger(
            name="goes_to_a_living_file",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition("NEW.person_id <> OLD.person_id"),
            func=_PERSON.format(added=_CHANGED) + _DONE,
        ),
    ]


def guarded_period(*also: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table with `unit` and `during`: nothing of it outlasts the unit."""
    longer = (
        "NEW.unit_id <> OLD.unit_id OR "
        "COALESCE(upper(NEW.during), 'infinity') > COALESCE(upper(OLD.during), 'infinity')"
    )
    return [
        pgtrigger.Trigger(
            name="begins_where_it_may",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new=_ADDED),
            func="".join(check.format(added=_ADDED) for check in (_UNIT, *also)) + _DONE,
        ),
        pgtrigger.Trigger(
            name="goes_on_where_it_may",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(longer),
            func=_UNIT.format(added=_CHANGED) + _DONE,
        ),
    ]
