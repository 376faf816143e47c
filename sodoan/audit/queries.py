"""Readable history: what the triggers wrote, in the words of the screens.

Every tracked model has an event table with one row a version. Here the versions of some rows are
compared, two by two, and shown with the labels of the models. Secrets and derived columns are left
out; of sensitive facts one sees that they changed, never to what.
"""

# ruff: noqa: SLF001 - _meta and the managers are Django's documented model API
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.db import models

from sodoan.audit.wording import MASK, is_shown, say, say_batch

INSERT, UPDATE, DELETE = "insert", "update", "delete"
_VERBS = {INSERT: "Thêm", UPDATE: "Sửa", DELETE: "Xóa"}
_NAME_FIELDS = ("full_name", "name", "label", "title", "code")
_SYSTEM = "Hệ thống"
_PER_SOURCE = 5000  # versions: more than any file of a person or unit gathers in decades


@dataclass(frozen=True)
class Change:
    """One field of one row: what it was called on the screen, before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One change of one row."""

    at: datetime
    who: str
    reason: str
    batch: str
    kind: str
    label: str
    changes: tuple[Change, ...]


Words = Callable[[Any, Any], tuple[str, str] | None]
"""What a value was and is, in words; None where `say` knows them."""


@dataclass(frozen=True)
class Source:
    """Rows whose history is wanted: some objects, or all rows (deleted ones too) of a relation.

    `words` says values that only the owner of the rows can explain.
    """

    model: type[models.Model]
    where: tuple[tuple[str, Any], ...]
    is_object: bool = False
    words: Words | None = None

    @classmethod
    def of(cls, *objects: models.Model) -> "Source":
        """The row of this object, or of several of one model."""
        keys = [obj.pk for obj in objects]
        return cls(type(objects[0]), (("pgh_obj_id__in", keys),), is_object=True)

    @classmethod
    def rows(cls, model: type[models.Model], **where: Any) -> "Source":
        """Rows of a tracked model that ever matched, by column: `Source.rows(Seat, term_id=3)`.

        Raises `LookupError` for a column that nothing makes fast (`tracked_by`).
        """
        indexes = _event_model(model)._meta.indexes
        known = {"pgh_obj_id", *(f"{index.fields[0]}_id" for index in indexes)}
        if not any(name.partition("__")[0] in known for name in where):
            raise LookupError(f"{model.__name__} is not tracked by {', '.join(where)}")
        return cls(model, tuple(where.items()))


@dataclass(frozen=True)
class _Version:
    source: Source
    kind: str
    at: datetime
    obj_id: Any
    values: Mapping[str, Any]
    context: Mapping[str, Any]


def history_of(*sources: Source, limit: int | None = None) -> list[Entry]:
    """Changes of the rows, newest first; all of them, or at most `limit`.

    The number of queries depends on the number of sources and of the tables they refer to, not on
    the number of changes.
    """
    pairs: list[tuple[_Version | None, _Version]] = []
    for source in sources:
        pairs.extend(_steps(_versions(source)))
    pairs.reverse()  # changes of one transaction share their moment: the later stays above
    pairs.sort(key=lambda pair: pair[1].at, reverse=True)
    pairs = [pair for pair in pairs if _differs(*pair)][:limit]
    names = _names(version for pair in pairs for version in pair if version)
    people = _people(pair[1] for pair in pairs)
    return [_entry(before, after, names, people) for before, after in pairs]


def _versions(source: Source) -> list[_Version]:
    event = _event_model(source.model)
    matching = event._default_manager.filter(**dict(source.where)).values("pgh_obj_id")
    rows = (
        event._default_manager.filter(pgh_obj_id__in=matching)
        .order_by("-pgh_id")
        .values("pgh_label", "pgh_created_at", "pgh_obj_id", "pgh_context__metadata",
                *(field.attname for field in _fields(source.model)))[:_PER_SOURCE]
    )  # fmt: skip
    return [
        _Version(
            source,
            row.pop("pgh_label"),
            row.pop("pgh_created_at"),
            row.pop("pgh_obj_id"),
            row,
            row.pop("pgh_context__metadata") or {},
        )
        for row in reversed(rows)
    ]


def _event_model(model: type[models.Model]) -> type[models.Model]:
    return cast("type[models.Model]", model._meta.apps.get_model(
        model._meta.app_label, f"{model.__name__}Event"
    ))  # fmt: skip


def _fields(model: type[models.Model]) -> list[models.Field]:
    event = {field.name for field in _event_model(model)._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if f.name in event and is_shown(f)]


def _steps(versions: Sequence[_Version]) -> Iterator[tuple[_Version | None, _Version]]:
    last: dict[Any, _Version] = {}
    for version in versions:
        before = last.get(version.obj_id)
        last[version.obj_id] = version
        if before is not None or version.kind != UPDATE:
            yield before, version


def _differs(before: _Version | None, after: _Version) -> bool:
    return after.kind != UPDATE or before is None or before.values != after.values


def _names(versions: Iterable[_Version]) -> dict[tuple[type[models.Model], Any], str]:
    """Names of everything the versions refer to: one query a table."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for version in versions:
        for field in _links(version.source.model):
            if version.values[field.attname] is not None:
                wanted[_target(field)].add(version.values[field.attname])
    found: dict[tuple[type[models.Model], Any], str] = {}
    for model, keys in wanted.items():
        for key, name in _named(model, keys):
            found[model, key] = name
    return found


def _named(model: type[models.Model], keys: set[Any]) -> Iterator[tuple[Any, str]]:
    columns = {field.name for field in model._meta.concrete_fields}
    name = next((name for name in _NAME_FIELDS if name in columns), None)
    rows = model._base_manager.filter(pk__in=list(keys))
    if name:
        yield from rows.values_list("pk", name)
    else:
        yield from ((row.pk, str(row)) for row in rows.select_related())


def _links(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in _fields(model) if isinstance(field, models.ForeignKey)]


def _target(field: models.ForeignKey) -> type[models.Model]:
    return field.related_model


def _people(versions: Iterable[_Version]) -> dict[Any, str]:
    ids = [user for version in versions if (user := version.context.get("user"))]
    users = get_user_model()._default_manager.filter(pk__in=ids)
    return dict(users.values_list("pk", "full_name"))


def _entry(
    before: _Version | None,
    after: _Version,
    names: Mapping[tuple[type[models.Model], Any], str],
    people: Mapping[Any, str],
) -> Entry:
    context = after.context
    return Entry(
        at=after.at,
        who=people.get(context.get("user"), _SYSTEM),
        reason=str(context.get("reason", "")),
        batch=say_batch(str(context.get("batch", ""))),
        kind=after.kind,
        label=_label(after, names),
        changes=tuple(_changes(before, after, names)),
    )


def _label(version: _Version, names: Mapping[tuple[type[models.Model], Any], str]) -> str:
    what = f"{_VERBS[version.kind]} {version.source.model._meta.verbose_name}"
    if version.source.is_object:
        return what
    asked = {column.partition("__")[0] for column, _ in version.source.where}
    parts = [
        names.get((_target(field), version.values[field.attname]), "")
        for field in _links(version.source.model)
        if field.attname not in asked and not isinstance(field, models.OneToOneField)
    ]
    own = next((version.values[name] for name in _NAME_FIELDS if version.values.get(name)), "")
    about = " · ".join(part for part in (own, *parts) if part)
    return f"{what}: {about}" if about else what


def _changes(
    before: _Version | None,
    after: _Version,
    names: Mapping[tuple[type[models.Model], Any], str],
) -> Iterator[Change]:
    if after.kind == DELETE:
        return
    masked = getattr(after.source.model, "history_masked", False)
    old = before.values if before and after.kind == UPDATE else {}
    for field in _fields(after.source.model):
        was, now = old.get(field.attname), after.values[field.attname]
        if was == now or (not old and now in (None, "")) or field.primary_key:
            continue
        if masked or isinstance(field, models.BinaryField):
            yield Change(str(field.verbose_name), MASK if was else "", MASK if now else "")
        elif isinstance(field, models.ForeignKey):
            yield Change(str(field.verbose_name), *_rows_named(_target(field), was, now, names))
        else:
            words = after.source.words
            said = words(was, now) if words and not field.flatchoices else None
            yield Change(str(field.verbose_name), *(said or (say(field, was), say(field, now))))


def _rows_named(
    model: type[models.Model],
    was: Any,
    now: Any,
    names: Mapping[tuple[type[models.Model], Any], str],
) -> tuple[str, str]:
    """The rows a link named and names; two of one name (merged files) with their numbers."""
    old, new = names.get((model, was), ""), names.get((model, now), "")
    return (f"{old} (số {was})", f"{new} (số {now})") if old and old == new else (old, new)
