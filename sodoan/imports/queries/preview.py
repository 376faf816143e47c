"""What the preview of a batch shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Sum, Value

from sodoan.common.periods import on as running
from sodoan.imports.choices import Verdict
from sodoan.imports.fields import FIELD_BY_KEY, IGNORED_FIELDS
from sodoan.imports.models import Batch, RowLink, StagedRow
from sodoan.imports.queries.counts import Effect, effect_of, filling
from sodoan.imports.reader.extent import column_letters
from sodoan.imports.reader.headers import header_key
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership, Person

_NOT_KEPT = IGNORED_FIELDS | {"training", "rating"}
"""Known columns whose content the program keeps elsewhere, or not at all."""


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column of the file: letter, header, the field it is taken for and how sure that is.

    ``state`` is matched, check, encrypted, or blank for a column that is left out.
    """

    letter: str
    header: str
    header_key: str
    field: str
    state: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What applying would do, in people and in cells."""

    effect: Effect
    filled_cells: int
    kept_cells: int
    absent: int


def columns_of(batch: Batch) -> list[ColumnShown]:
    """Return the columns with a header over all lists of the file, each header once.

    A header that is taken for something in one list only is shown as it is taken there.
    """
    found: dict[str, ColumnShown] = {}
    for sheet in batch.sheets:
        columns = zip(sheet["headers"], sheet["fields"], sheet["sure"], strict=True)
        for place, (header, field, sure) in enumerate(columns):
            key = header_key(header)
            if key and (key not in found or (field and not found[key].field)):
                state = _state(field, sure=sure)
                found[key] = ColumnShown(column_letters(place), header, key, field or "", state)
    return list(found.values())


def filled_twice(sheet: Mapping[str, Any], fields: Mapping[str, str]) -> set[str]:
    """Return the fields that two columns of one list would fill, its header keys taken anew."""
    columns = [
        (header_key(header), field)
        for header, field in zip(sheet["headers"], sheet["fields"], strict=True)
    ]
    chosen = [fields[key] for key in {key for key, _ in columns} & fields.keys()]
    kept = [field for key, field in columns if key not in fields]
    counted = Counter(filter(None, chain(chosen, kept)))
    return {field for field, count in counted.items() if count > 1}


def _state(field: str | None, *, sure: bool) -> str:
    if not field or field in _NOT_KEPT:
        return ""
    if FIELD_BY_KEY[field].is_sensitive:
        return "encrypted"
    return "matched" if sure else "check"


def matched(columns: Sequence[ColumnShown]) -> int:
    """Return how many columns go into a field that is kept."""
    return sum(bool(c.field) and c.field not in _NOT_KEPT for c in columns)


def trial_of(batch: Batch) -> Trial:
    """Return what applying the batch would do now."""
    rows = StagedRow.objects.filter(batch=batch)
    filled = rows.filter(filling(batch)).aggregate(n=Sum(_length("fills")))["n"]
    known = rows.filter(verdict=Verdict.EXISTING)
    kept = known.aggregate(n=Sum(_length("differs")))["n"]
    return Trial(effect_of(batch), filled or 0, kept or 0, absent_from(batch).count())


def _length(column: str) -> Func:
    return Func(column, Value(1), function="array_length", output_field=IntegerField())


def absent_from(batch: Batch) -> QuerySet[Person]:
    """Return members of the batch's unit on its day whom no row of the file names.

    Temporary guests stand in the list of their own branch and are not missed here.
    """
    known = StagedRow.objects.filter(batch=batch).exclude(of_person=None).values("of_person")
    made = RowLink.objects.filter(batch=batch).values("person_id")
    here = Membership.objects.filter(
        running(batch.judged_on), unit__path__startswith=batch.unit.path
    ).exclude(kind=MembershipKind.TEMPORARY)
    people = Person.objects.filter(pk__in=here.values("person"))
    return people.exclude(pk__in=known).exclude(pk__in=made)
