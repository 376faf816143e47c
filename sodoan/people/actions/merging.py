"""Making two files of one person one, and saying that two are two."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, ProtectedError
from django.utils import timezone

from sodoan.access.actions import settle_contacts
from sodoan.accounts.actions import hold_contacts
from sodoan.accounts.models import ActivationSlip, User
from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.org.models import Appointment
from sodoan.people.actions.profile import write_facts
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.followers import bring_along, hold_along
from sodoan.people.idnumbers import decrypt, match_hash
from sodoan.people.merging import HOME, ORDINARY_GROUPS, SENSITIVE_GROUPS, Clash, Pair, relations
from sodoan.people.models import Distinction, Membership, Merge, Person
from sodoan.people.validators import check_id_number

_EMPTY = (None, "", b"")
_REASON = "Gộp hồ sơ"


class _Journal:
    """Last versions before the merge, taken from the history the database writes."""

    def __init__(self) -> None:
        self.versions: dict[str, dict[str, int]] = defaultdict(dict)

    def keep(self, row: Model) -> None:
        """Remember where the row stands now; rows without a history are told by their twin."""
        meta = row._meta  # noqa: SLF001 - documented API
        if f"{type(row).__name__}Event".lower() not in meta.app_config.models:
            return
        event = meta.apps.get_model(meta.app_label, f"{type(row).__name__}Event")
        versions = event._default_manager.filter(pgh_obj_id=row.pk)  # noqa: SLF001 - same
        last = versions.aggregate(last=Max("pgh_id"))["last"]
        self.versions[meta.label_lower][str(row.pk)] = last


@transaction.atomic
def merge_persons(kept: Person, gone: Person, *, by: Actor, chosen: Collection[str] = ()) -> Merge:
    """Make `gone` a redirect to `kept`, to which everything that names the person moves.

    `chosen` are the fields (first column of a group in `sodoan.people.merging`, or `HOME`: where
    memberships overlap) in which `gone` is right; a field empty in `kept` is filled anyway. Of two
    accounts the one in use stays, the other is locked. Raises `PermissionDenied`; `ValidationError`
    for a file already merged, rows that cannot both be one person's, posts recorded by others.
    """
    for person in (kept, gone):
        require(by, "people.manage_person", person)
    both = Person.objects.filter(pk__in=(kept.pk, gone.pk)).order_by("pk")  # both ways round alike
    list(both.select_for_update(no_key=True).values_list("pk"))  # first, as who moves them does
    hold_along([kept.pk, gone.pk])  # before the whole files: who opens sheets refers to these
    rows = {row.pk: row for row in both.select_for_update()}
    kept, gone = rows[kept.pk], rows[gone.pk]
    for person in (kept, gone):
        if person.merged_into_id is not None or kept.pk == gone.pk:
            raise ValidationError("Hồ sơ này đã gộp rồi. Đồng chí tải lại trang.")
    pair = Pair(kept, gone)
    if obstacles := pair.obstacles(by):
        raise ValidationError(obstacles)
    journal = _Journal()
    with acting(user_id=by.user_id, reason=_REASON):
        for clash in pair.clashes():
            _give_way(clash, journal)
        try:
            _cut(Membership, pair, journal, gone_is_right=HOME in chosen)
            _cut(Appointment, pair, journal, gone_is_right=HOME in chosen)
        except ProtectedError as error:
            raise ValidationError(
                "Cả hai hồ sơ cùng giữ một chức danh và đã có đăng ký gắn với chức danh đó, "
                "chưa gộp được. Đồng chí báo quản trị hệ thống."
            ) from error
        moved = _move_rows(pair)
        contacts = {*kept.contacts, *gone.contacts}
        hold_contacts()
        _join_files(pair, journal, by=by, chosen=chosen)
        settle_contacts(contacts)
        bring_along([kept.pk], by=by)
        return Merge.objects.create(
            kept=kept, gone=gone, moved=moved, versions=dict(journal.versions), by_id=by.user_id
        )


@transaction.atomic
def tell_apart(one: Person, other: Person, *, by: Actor) -> Distinction:
    """Remember that two files are two people, so that they are not asked about again."""
    for person in (one, other):
        require(by, "people.manage_person", person)
    first, second = sorted((one.pk, other.pk))
    with acting(user_id=by.user_id, reason="Không phải một người"):
        made, _ = Distinction.objects.get_or_create(
            first_id=first, second_id=second, defaults={"by_id": by.user_id}
        )
    return made


def _give_way(clash: Clash, journal: _Journal) -> None:
    """Remove the spare row; the words its model keeps (`merge_words`) go on in the other one."""
    spare, stays = clash.spare, clash.kept if clash.spare is clash.gone else clash.gone
    assert spare is not None  # an obstacle otherwise
    journal.keep(spare)
    name = getattr(spare, "merge_words", "")
    if name and getattr(spare, name) != getattr(stays, name):
        journal.keep(stays)
        setattr(stays, name, f"{getattr(stays, name)}\n\n{getattr(spare, name)}")
        stays.save(update_fields=[name])
    spare.delete()


def _cut(
    model: type[Membership | Appointment], pair: Pair, journal: _Journal, *, gone_is_right: bool
) -> None:
    """Where the rows of the two exclude each other, shorten or remove those of the wrong file."""
    right, wrong = (pair.gone, pair.kept) if gone_is_right else (pair.kept, pair.gone)
    standing = list(model.objects.filter(person=right))
    for row in model.objects.filter(person=wrong).order_by("during"):
        for other in [each for each in standing if _exclude(row, each)]:
            if _days(row)[0] < _days(other)[0] and _days(other)[1] < _days(row)[1]:
                journal.keep(other)  # the longer of the two says all that the shorter one says
                other.delete()
                standing.remove(other)
            else:
                journal.keep(row)
                _shorten(row, other)
            if row.pk is None:
                break


def _exclude(row: Any, other: Any) -> bool:
    if isinstance(row, Appointment):
        alike = (row.unit_id, row.post_id) == (other.unit_id, other.post_id)
    elif MembershipKind.OFFICIAL in (row.kind, other.kind) and row.kind == other.kind:
        alike = True
    else:
        alike = (row.unit_id, row.kind) == (other.unit_id, other.kind)
    begins, ends = _days(row)
    others_begin, others_end = _days(other)
    return alike and begins < others_end and others_begin < ends


def _days(row: Any) -> tuple[date, date]:
    return row.during.lower or date.min, row.during.upper or date.max


def _shorten(row: Any, other: Any) -> None:
    """Leave of a row only what the right one does not say already."""
    begins, ends = _days(row)
    if _days(other)[1] < ends:
        row.during = period(other.during.upper, row.during.upper)
        row.save()
    elif begins < _days(other)[0]:
        row.during = period(row.during.lower, other.during.lower)
        if isinstance(row, Membership):
            row.ended_by = MembershipEnd.CORRECTION
        row.save()
    else:
        row.delete()


def _move_rows(pair: Pair) -> dict[str, list[int]]:
    """Point everything that names `gone` at `kept`; one statement a column."""
    moved = {}
    for relation in relations():
        field, manager = relation.field, relation.related_model._base_manager  # noqa: SLF001 - documented API
        rows = manager.filter(**{field.name: pair.gone})
        if pks := list(rows.values_list("pk", flat=True)):
            rows.update(**{field.name: pair.kept})
            moved[f"{relation.related_model._meta.label_lower}.{field.name}"] = pks  # noqa: SLF001 - same
    return moved


def _join_files(pair: Pair, journal: _Journal, *, by: Actor, chosen: Collection[str]) -> None:
    kept, gone = pair.kept, pair.gone
    journal.keep(kept)
    journal.keep(gone)
    taken: dict[str, Any] = {}
    for names in ORDINARY_GROUPS:
        theirs = getattr(gone, names[0])
        if theirs not in _EMPTY and (names[0] in chosen or getattr(kept, names[0]) in _EMPTY):
            taken |= {name: getattr(gone, name) for name in names}
    columns = write_facts(kept, taken, by=by)
    if kept.wall_consent is None:
        kept.wall_consent, kept.wall_consent_on = gone.wall_consent, gone.wall_consent_on
    accounts = _accounts(kept.user, gone.user)
    _join_sensitive(pair, journal, chosen=chosen)
    gone.user, gone.id_number_hash, gone.merged_into = None, None, kept
    gone.save(update_fields=["user", "id_number_hash", "merged_into"])
    kept.user, locked = accounts
    columns += ["wall_consent", "wall_consent_on", "user", "id_number_hash"]
    kept.save(update_fields=columns)
    if kept.user is not None and kept.user.full_name != kept.full_name:
        kept.user.full_name = kept.full_name
        kept.user.save(update_fields=["full_name"])
    if locked is not None:
        gone.user = locked
        gone.save(update_fields=["user"])
        _lock(locked)


def _accounts(mine: User | None, theirs: User | None) -> tuple[User | None, User | None]:
    """The account that stays and the one to lock: one in use before one never opened."""
    if theirs is None or mine is None:
        return mine or theirs, None
    if theirs.activated_at is not None and mine.activated_at is None:
        return theirs, mine
    return mine, theirs


def _lock(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])
    ActivationSlip.objects.filter(user=user, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def _join_sensitive(pair: Pair, journal: _Journal, *, chosen: Collection[str]) -> None:
    mine, theirs = pair.facts()
    if theirs._state.adding:  # noqa: SLF001 - documented API
        return
    if not mine._state.adding:  # noqa: SLF001 - same
        journal.keep(mine)
    for names in SENSITIVE_GROUPS:
        filled = any(
            getattr(theirs, name) not in _EMPTY for name in names if "precision" not in name
        )
        empty = all(getattr(mine, name) in _EMPTY for name in names if "precision" not in name)
        if filled and (empty or names[0] in chosen):
            for name in names:
                setattr(mine, name, getattr(theirs, name))
    mine.save()
    if mine.id_number:
        number = decrypt(mine.id_number)
        check_id_number(number, sex=pair.kept.sex, born_on=pair.kept.born_on)
        pair.kept.id_number_hash = match_hash(number)
