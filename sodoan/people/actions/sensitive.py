"""Sensitive facts: written by those who keep the file, read only with a trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from sodoan.audit.history import acting
from sodoan.audit.models import SensitiveRead
from sodoan.common.clock import today
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import clean
from sodoan.org.actions.holding import hold_person
from sodoan.people.idnumbers import decrypt, encrypt, match_hash
from sodoan.people.models import Person, SensitiveProfile
from sodoan.people.validators import check_id_number, check_papers, clean_id_number

SENSITIVE: Final = (
    "id_number", "id_issued_on", "id_issued_precision", "id_issued_by", "ethnicity", "religion",
    "party_joined_on", "party_joined_precision", "party_official_on", "discipline",
)  # fmt: skip
_DAYS: Final = {"id_issued_on", "party_joined_on", "party_official_on"}
_SHORTEST_REASON: Final = 10


@dataclass(frozen=True)
class Revealed:
    """Sensitive facts in clear, for one answer; never stored or cached."""

    id_number: str
    id_issued_on: date | None
    id_issued_precision: str
    id_issued_by: str
    ethnicity: str
    religion: str
    party_joined_on: date | None
    party_joined_precision: str
    party_official_on: date | None
    discipline: str


def write_sensitive(person: Person, facts: Mapping[str, Any]) -> SensitiveProfile:
    """Store sensitive facts of a saved person. No permission is asked here.

    Raises `ValidationError` for a number that cannot be, or is somebody else's, and for days that
    cannot be.
    """
    profile, _ = SensitiveProfile.objects.get_or_create(person=person)
    profile.refresh_from_db(from_queryset=SensitiveProfile.objects.select_for_update())
    for name, value in facts.items():
        if name not in SENSITIVE:
            raise KeyError(name)
        if name == "id_number":
            number = clean_id_number(value or "")
            check_id_number(number, sex=person.sex, born_on=person.born_on)
            profile.id_number = encrypt(number) if number else None
            _store_hash(person, match_hash(number) if number else None)
        else:
            setattr(profile, name, clean(value) if isinstance(value, str) else value)
    if _DAYS & set(facts):
        _check_days(profile, person.born_on)
    profile.save()
    return profile


def check_birth(person: Person) -> None:
    """Refuse a day of birth behind the days of the paper or the Party on record."""
    profile = SensitiveProfile.objects.filter(person=person).first()
    if profile is not None:
        _check_days(profile, person.born_on)


def _check_days(profile: SensitiveProfile, born_on: date) -> None:
    check_papers(
        born_on=born_on,
        issued_on=profile.id_issued_on,
        party_joined_on=profile.party_joined_on,
        party_official_on=profile.party_official_on,
        today=today(),
    )


@transaction.atomic
def update_sensitive(
    person: Person, *, by: Actor, changes: Mapping[str, Any], reason: str = ""
) -> SensitiveProfile:
    """Write sensitive facts; who keeps the file may write what they may not read.

    Raises `PermissionDenied`; `ValidationError` as in `write_sensitive`.
    """
    require(by, "people.manage_person", person)
    hold_person(person.pk)
    with acting(user_id=by.user_id, reason=reason or "Ghi thông tin nhạy cảm"):
        return write_sensitive(person, changes)


@transaction.atomic
def reveal_sensitive(person: Person, *, by: Actor, reason: str) -> Revealed:
    """Open the sensitive facts once and leave a trace the person can see.

    Raises `PermissionDenied`; `ValidationError` without a reason. One's own need no reason.
    """
    require(by, "people.reveal_sensitive", person)
    if by.user_id is None:
        raise PermissionDenied("Chỉ người đã đăng nhập mới xem được thông tin nhạy cảm.")
    why = clean(reason)
    if by.is_self(person.pk):
        why = why or "Chủ hồ sơ tự xem"
    elif len(why) < _SHORTEST_REASON:
        raise ValidationError("Đồng chí ghi rõ lý do cần xem, ít nhất 10 ký tự.")
    SensitiveRead.objects.create(user_id=by.user_id, person=person, reason=why[:300])
    profile = SensitiveProfile.objects.filter(person=person).first() or SensitiveProfile()
    return Revealed(
        id_number=decrypt(profile.id_number) if profile.id_number else "",
        id_issued_on=profile.id_issued_on,
        id_issued_precision=profile.id_issued_precision,
        id_issued_by=profile.id_issued_by,
        ethnicity=profile.ethnicity,
        religion=profile.religion,
        party_joined_on=profile.party_joined_on,
        party_joined_precision=profile.party_joined_precision,
        party_official_on=profile.party_official_on,
        discipline=profile.discipline,
    )


def _store_hash(person: Person, value: str | None) -> None:
    person.id_number_hash = value
    try:
        with transaction.atomic():
            person.save(update_fields=["id_number_hash"])
    except IntegrityError as error:
        raise ValidationError("Số CMND/CCCD này đã ghi cho một người khác.") from error
