"""What undoing an import leaves in place, and why: what was changed since, posts beyond reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import ForeignObjectRel, Model
from pghistory.models import Event

from sodoan.audit.models import FileOpening
from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.imports.choices import LinkKind
from sodoan.imports.columns import (
    ID_NUMBER,
    PERSON_DATES,
    PERSON_TEXTS,
    SENSITIVE_DATES,
    SENSITIVE_TEXTS,
)
from sodoan.imports.created import PERSON, SENSITIVE, changed
from sodoan.imports.models import Batch, RowLink
from sodoan.org.models import Appointment
from sodoan.people.models import Distinction, Membership, Person, SensitiveProfile

_OWN = {
    (Membership, "person"): "l.membership_id",
    (Appointment, "person"): "l.appointment_id",
    (SensitiveProfile, "person"): "l.person_id",
}
"""Relations whose row may be the batch's own, and its key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that stays, and why."""

    sheet: int
    number: int
    person_id: int
    name: str
    because: str
    kind: str


def kept_of(batch: Batch) -> list[Kept]:
    """Return what undoing the batch left in place."""
    links = RowLink.objects.filter(batch=batch).exclude(kept_because="")
    return _named(list(links.order_by("sheet", "number")), {})


def staying_of(batch: Batch, *, by: Actor) -> list[Kept]:
    """Return what undoing the batch now would leave in place."""
    links = list(RowLink.objects.filter(batch=batch, undone_at=None).order_by("sheet", "number"))
    reasons = staying([link.pk for link in links], by=by)
    return _named([link for link in links if link.pk in reasons], reasons)


def _named(links: Sequence[RowLink], reasons: dict[int, str]) -> list[Kept]:
    persons = Person.objects.in_bulk([link.person_id for link in links])
    return [
        Kept(
            link.sheet,
            link.number,
            link.person_id,
            persons[link.person_id].full_name if link.person_id in persons else "–",
            reasons.get(link.pk, link.kept_because),
            link.kind,
        )
        for link in links
    ]


def staying(links: Sequence[int], *, by: Actor) -> dict[int, str]:
    """Return why, for each of the links that `by` cannot take back."""
    return _beyond(links, by) | _edited(links)


def _beyond(links: Sequence[int], by: Actor) -> dict[int, str]:
    """Return the links whose post `by` may not end: the same question as for ending it by hand."""
    posts = dict(
        RowLink.objects.filter(pk__in=links)
        .exclude(appointment_id=None)
        .values_list("pk", "appointment_id")
    )
    held = Appointment.objects.select_related("unit").in_bulk(set(posts.values()))
    units = {appointment.unit_id: appointment.unit for appointment in held.values()}
    closed = {key for key, unit in units.items() if not allowed(by, "org.appoint", unit)}
    return {
        link: "có chức danh mà chỉ cấp trên của đơn vị được gỡ"
        for link, post in posts.items()
        if post in held and held[post].unit_id in closed
    }


def _edited(links: Sequence[int]) -> dict[int, str]:
    """Return why, for each of the links whose person, facts or place changed since."""
    found: dict[int, str] = {}
    with connection.cursor() as cursor:
        for because, condition in _conditions():
            cursor.execute(
                "SELECT l.id FROM imports_rowlink l "  # noqa: S608 - only constants of this module
                "LEFT JOIN imports_stagedrow r ON r.id = l.row_id "
                f"WHERE l.id = ANY (%(links)s) AND {condition}",
                {"links": list(links)},
            )
            for (link,) in cursor.fetchall():
                found.setdefault(link, because)
    return found


@cache
def _conditions() -> tuple[tuple[str, str], ...]:
    """Return the questions asked of every link ``l`` with its row ``r``: sentence and SQL."""
    created, filled = f"l.kind = '{LinkKind.CREATED}'", f"l.kind = '{LinkKind.FILLED}'"
    return (
        ("hồ sơ đã được sửa", f"{created} AND {_changed(Person, PERSON, 'id')}"),
        (
            "thông tin nhạy cảm đã được sửa",
            f"{created} AND {_changed(SensitiveProfile, SENSITIVE, 'person_id')}",
        ),
        ("sinh hoạt đã thay đổi", f"{created} AND {_touched(Membership, 'l.membership_id')}"),
        ("chức danh đã thay đổi", f"{created} AND {_touched(Appointment, 'l.appointment_id')}"),
        *((label, f"{created} AND {condition}") for label, condition in _dependents()),
        ("ô đã bổ sung nay có nội dung khác", f"{filled} AND {_refilled()}"),
    )


def _changed(model: type[Model], values: dict[str, str], key: str) -> str:
    table = model._meta.db_table  # noqa: SLF001 - public API
    return (
        f"(SELECT {changed(model, values, key)} FROM (SELECT 1) one "  # noqa: S608
        f"LEFT JOIN {table} t ON t.{key} = l.person_id)"
    )


def _touched(model: type[Model], key: str) -> str:
    """Return SQL: the history of a row knows more than its beginning."""
    events = f"{model._meta.db_table}event"  # noqa: SLF001 - public API
    return f"EXISTS (SELECT FROM {events} e WHERE e.pgh_obj_id = {key} AND e.pgh_label <> 'insert')"


def _dependents() -> Iterator[tuple[str, str]]:
    """Yield a sentence and SQL for each table that may name the person, a place or a post."""
    for target, key in (
        (Person, "l.person_id"),
        (Membership, "l.membership_id"),
        (Appointment, "l.appointment_id"),
    ):
        for relation in _relations(target):
            model, field = relation.related_model, relation.field
            own = _OWN.get((model, field.name)) if target is Person else None
            meta = model._meta  # noqa: SLF001 - public API
            but = f" AND x.{meta.pk.column} IS DISTINCT FROM {own}" if own else ""
            condition = (
                f"EXISTS (SELECT FROM {meta.db_table} x WHERE x.{field.column} = {key}{but})"
            )
            yield f"đã có {str(meta.verbose_name).lower()}", condition


def _relations(target: type[Model]) -> list[ForeignObjectRel]:
    """Return what points at the model by a foreign key of its own.

    History, looks and answers to "is this the same person?" are no change to the person.
    """
    fields = target._meta.get_fields(include_hidden=True)  # noqa: SLF001 - public API
    return [
        field
        for field in fields
        if isinstance(field, ForeignObjectRel)
        and (field.one_to_many or field.one_to_one)
        and not issubclass(field.related_model, (Event, FileOpening, Distinction))
    ]


def _refilled() -> str:
    """Return SQL: some field the link filled is not any more what the row says.

    A date is as exact as the row had it: 05/2020 corrected to 01/05/2020 begins on the same day.
    """
    person = [("p", name) for name in (*PERSON_TEXTS, *PERSON_DATES)]
    facts = [("s", name) for name in (*SENSITIVE_TEXTS, *SENSITIVE_DATES)]
    precisions = PERSON_DATES | SENSITIVE_DATES
    tests = [
        f"'{name}' = ANY (l.fields) AND {t}.{column} IS DISTINCT FROM r.{column}"
        for t, name in person + facts
        for column in filter(None, (name, precisions.get(name)))
    ]
    tests.append(
        f"'{ID_NUMBER}' = ANY (l.fields) AND p.id_number_hash IS DISTINCT FROM r.id_number_hash"
    )
    return (
        f"(SELECT {' OR '.join(tests)} FROM (SELECT 1) one "  # noqa: S608
        "LEFT JOIN people_person p ON p.id = l.person_id "
        "LEFT JOIN people_sensitiveprofile s ON s.person_id = p.id)"
    )
