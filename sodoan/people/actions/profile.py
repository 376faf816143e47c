"""The ordinary columns of a person."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.access.actions import settle_contacts
from sodoan.audit.history import acting
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import clean, search_key, sort_key
from sodoan.org.actions.holding import hold_person
from sodoan.people.actions.sensitive import check_birth, write_sensitive
from sodoan.people.ages import age_rules
from sodoan.people.choices import Category
from sodoan.people.idnumbers import match_hash
from sodoan.people.knowndays import KnownDay
from sodoan.people.models import Person
from sodoan.people.provinces import home_province
from sodoan.people.validators import (
    check_life_dates,
    clean_id_number,
    clean_name,
    clean_phone,
)

ORDINARY: Final = (
    "full_name", "sex", "born_on", "born_precision", "member_code", "home_town", "address",
    "schooling", "degree", "theory", "it_level", "language_level", "joined_on",
    "joined_precision", "admission_no", "card_no", "occupation", "category", "association",
    "commendation", "email", "phone", "note",
)  # fmt: skip
_LONG: Final = ("commendation", "note")
_PRECISIONS: Final = {"born_on": "born_precision", "joined_on": "joined_precision"}


def write_facts(person: Person, facts: Mapping[str, Any], *, by: Actor) -> list[str]:
    """Set ordinary columns on an unsaved or loaded person, checked and in one spelling.

    Returns the names of the columns to save. Raises `ValidationError`; `KeyError` for a column
    that is not an ordinary one.
    """
    columns = []
    for name, value in facts.items():
        if name not in ORDINARY:
            raise KeyError(name)
        setattr(person, name, _spelled(name, value))
        columns.append(name)
    if "full_name" in facts:
        person.full_name = clean_name(person.full_name)
        person.sort_key = sort_key(person.full_name)
        person.search_key = search_key(person.full_name)
        columns += ["sort_key", "search_key"]
    if "home_town" in facts:
        person.home_province = home_province(person.home_town)
        columns.append("home_province")
    day = person.joined_on
    joined = KnownDay(day, person.joined_precision) if day else None
    check_life_dates(age_rules(), born_on=person.born_on, joined=joined, today=by.on)
    return columns


@transaction.atomic
def update_person(
    person: Person, *, by: Actor, changes: Mapping[str, Any], reason: str = "",
    seen: int | None = None,
) -> Person:  # fmt: skip
    """Change ordinary columns; name, phone and e-mail of the account follow the person's.

    `seen` is the version (`latest_version`) somebody worked on. Raises `PermissionDenied`;
    `ValidationError` for a name, phone or date that cannot be, and when one of the columns was
    changed since `seen`, naming them.
    """
    require(by, "people.manage_person", person)
    hold_person(person.pk)
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(no_key=True))
    if seen is not None:
        _refuse_stale(person, seen, changes)
    before = set(person.contacts)
    columns = write_facts(person, changes, by=by)
    if "born_on" in changes:
        check_birth(person)
    with acting(user_id=by.user_id, reason=reason or "Sửa hồ sơ"):
        person.save(update_fields=columns)
    if changed := before ^ set(person.contacts):
        settle_contacts(changed)
    if "full_name" in changes and person.user is not None:
        person.user.full_name = person.full_name
        with acting(user_id=by.user_id, reason=reason or "Sửa hồ sơ"):
            person.user.save(update_fields=["full_name"])
    return person


@transaction.atomic
def fill_empty(
    person: Person, *, by: Actor, facts: Mapping[str, Any], id_number: str = ""
) -> Person:
    """Write what the file does not know yet of these ordinary facts and the citizen number.

    Raises `PermissionDenied`, and `ValidationError` for facts that cannot be.
    """
    require(by, "people.manage_person", person)
    hold_person(person.pk)
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(no_key=True))
    changes = {name: value for name, value in facts.items() if value and not getattr(person, name)}
    for day, precision in _PRECISIONS.items():
        if day in changes and precision in facts:
            changes[precision] = facts[precision]
    with acting(user_id=by.user_id, reason="Bổ sung hồ sơ"):
        if changes:
            person.save(update_fields=write_facts(person, changes, by=by))
        if id_number and not person.id_number_hash:
            write_sensitive(person, {"id_number": id_number})
    if {"phone", "email"} & set(changes):
        settle_contacts(person.contacts)
    return person


def told_otherwise(person: Person, facts: Mapping[str, Any], id_number: str = "") -> list[str]:
    """Labels of the facts that say something else than the file does, which keeps its own."""
    names = []
    for name, value in facts.items():
        typed = clean_name(value) if name == "full_name" else _spelled(name, value)
        if typed and name not in _PRECISIONS.values() and typed != getattr(person, name):
            names.append(str(Person._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # noqa: SLF001 - documented API
    if id_number and match_hash(clean_id_number(id_number)) != person.id_number_hash:
        names.append("số CMND/CCCD")
    return names


def _refuse_stale(person: Person, seen: int, columns: Iterable[str]) -> None:
    """Refuse to write over what somebody else wrote while the page was open."""
    versions = apps.get_model("people", "PersonEvent").objects.filter(pgh_obj=person)
    old = versions.filter(pk=seen).first()
    changed = [name for name in columns if old and getattr(old, name) != getattr(person, name)]
    if old and not changed:
        return
    labels = (str(Person._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]  # noqa: SLF001 - documented API
    raise ValidationError(
        f"Trong lúc đồng chí sửa, người khác đã sửa hồ sơ này: {', '.join(labels) or 'nhiều mục'}. "
        "Đồng chí mở lại trang này, xem nội dung mới rồi sửa tiếp."
    )


@transaction.atomic
def set_wall_consent(person: Person, *, by: Actor, consent: bool | None) -> Person:
    """Record whether the registration sheet may hang on the wall, and the day that was said.

    Opt-in per member (S0). The same answer again keeps its first day.
    """
    require(by, "people.set_wall_consent", person)
    if person.wall_consent is consent and (consent is None or person.wall_consent_on):
        return person
    person.wall_consent = consent
    person.wall_consent_on = by.on if consent is not None else None
    reason = "Bạn đoàn viên tự chọn" if by.is_self(person.pk) else "Ghi theo phiếu giấy"
    with acting(user_id=by.user_id, reason=reason):
        person.save(update_fields=["wall_consent", "wall_consent_on"])
    return person


def follow_category(person: Person, category: str) -> None:
    """Let the file say what the branch decided on the member's sheet; the caller has checked that.

    Categories of a programme's own, which no file knows, leave the file as it is.
    """
    if category in Category.values:
        Person.objects.filter(pk=person.pk).update(category=category)


def _spelled(name: str, value: Any) -> Any:
    if name == "phone":
        return clean_phone(value or "")
    if name == "email":
        return (value or "").strip().lower()
    if isinstance(value, str) and name not in _LONG:
        return clean(value)
    return value
