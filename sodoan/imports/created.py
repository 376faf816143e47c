"""What a staged row becomes: the values of a person, of the sensitive facts and of a membership.

One table of SQL expressions over the staged row ``r`` for both directions: applying writes them,
undoing compares them with what is there now.
"""

from django.db.models import Model

from sodoan.imports.columns import (
    ID_NUMBER,
    PERSON_DATES,
    PERSON_FOLLOWING,
    PERSON_TEXTS,
    SENSITIVE_DATES,
    SENSITIVE_TEXTS,
)
from sodoan.people.choices import Precision


def _same(*names: str) -> dict[str, str]:
    return {name: f"r.{name}" for name in names}


def _known(*pairs: tuple[str, str]) -> dict[str, str]:
    """Dates with their precision; a date that is not known has the precision of the default."""
    return {
        **_same(*(date for date, _ in pairs)),
        **{p: f"COALESCE(NULLIF(r.{p}, ''), 'day')" for _, p in pairs},
    }


PERSON = {
    "category": "COALESCE(NULLIF(r.category, ''), 'other')",
    **_same("full_name", "sort_key", "search_key", "sex", "id_number_hash"),
    **_same(*PERSON_TEXTS, *PERSON_FOLLOWING),
    **_known(("born_on", "born_precision"), *PERSON_DATES.items()),
}
SENSITIVE = {**_same(ID_NUMBER, *SENSITIVE_TEXTS), **_known(*SENSITIVE_DATES.items())}

# A list does not say since when somebody belongs to the branch. They are taken to since the day of
# joining; of a month or year, since its last day, so that nobody gets time that nobody knows of;
# but not after the day of the import, nor before the branch was founded. Who joined on a day that
# is not written belongs to it from the day of the import (LEAST passes over NULL).
_LATEST = f"""CASE r.joined_precision
    WHEN '{Precision.MONTH}' THEN (r.joined_on + interval '1 month - 1 day')::date
    WHEN '{Precision.YEAR}' THEN (r.joined_on + interval '1 year - 1 day')::date
    ELSE r.joined_on END"""
_SINCE = f"GREATEST(LEAST({_LATEST}, %(day)s::date), r.opened_on)"

MEMBERSHIP = {
    "unit_id": "r.unit_id",
    "kind": "CASE WHEN r.is_honorary THEN 'honorary' ELSE 'official' END",
    "during": f"daterange({_SINCE}, NULL)",
}


def columns(model: type[Model], values: dict[str, str]) -> dict[str, str]:
    """Return the SQL expression of every column a new row is given.

    Columns that are not among `values` get the default of their field, or are left to the
    database (NULL, its own default).
    """
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001 - public API
        if field.attname in values:
            found[str(field.column)] = values[field.attname]
        elif not (field.has_db_default() or field.null):
            found[str(field.column)] = f"'{field.get_default()}'"
    return found


def changed(model: type[Model], values: dict[str, str], key: str) -> str:
    """Return SQL: whether row ``t`` of the model is not any more what ``r`` made of it."""
    given = columns(model, {key: f"t.{key}", **values})
    tests = [
        f"t.{column} IS DISTINCT FROM {value}" for column, value in given.items() if column != key
    ]
    tests += [
        f"t.{field.column} IS NOT NULL"
        for field in model._meta.concrete_fields  # noqa: SLF001 - public API
        if field.null and field.column not in given
    ]
    return f"(t.{key} IS NULL OR {' OR '.join(tests)})"
