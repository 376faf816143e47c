"""New members, and people who come back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sodoan.access.actions import settle_contacts
from sodoan.audit.history import acting
from sodoan.common.periods import period
from sodoan.common.permissions import allowed, require
from sodoan.common.scoping import Actor
from sodoan.common.text import search_key
from sodoan.common.words import full_date
from sodoan.org.actions.holding import hold_person, hold_units
from sodoan.org.choices import MEMBER_TIERS
from sodoan.org.models import Unit
from sodoan.org.validators import check_not_future
from sodoan.people.actions.profile import fill_empty, write_facts
from sodoan.people.actions.sensitive import write_sensitive
from sodoan.people.ages import age_rules
from sodoan.people.choices import MembershipEnd, MembershipKind, Precision
from sodoan.people.duplicates import PossibleDuplicate, find_duplicates
from sodoan.people.followers import bring_along
from sodoan.people.idnumbers import match_hash
from sodoan.people.knowndays import KnownDay
from sodoan.people.models import Membership, Person
from sodoan.people.validators import check_admission_age, clean_id_number

_REASONS: Final[Mapping[str, str]] = {
    MembershipKind.OFFICIAL: "Ghi sinh hoạt trở lại",
    MembershipKind.HONORARY: "Công nhận đoàn viên danh dự",
}
_ASKED: Final[Mapping[str, str]] = {
    MembershipKind.OFFICIAL: "chuyển sinh hoạt",
    MembershipKind.HONORARY: "ghi đoàn viên danh dự ở hồ sơ",
}


@transaction.atomic
def admit(  # noqa: PLR0913 - the facts of an admission
    *,
    by: Actor,
    unit: Unit,
    facts: Mapping[str, Any],
    since: date,
    decision_no: str = "",
    kind: str = MembershipKind.OFFICIAL,
    sensitive: Mapping[str, Any] | None = None,
    others: Collection[int] = (),
    settles: bool = True,
) -> Person:
    """Add a person with a membership from `since` on (Điều lệ: kết nạp, chuẩn y).

    `facts` are ordinary columns (`full_name`, `sex`, `born_on` at least), `sensitive` those of the
    sensitive profile. Without `joined_on` this is an admission on `since`, and the age bounds
    hold; with an earlier `joined_on` (the whole month or year, where no more is known) somebody
    already a member is entered. The same facts sent again, as by a double click, are the person
    they made. Raises `PermissionDenied`,
    `ValidationError`, and `PossibleDuplicate` unless everybody who may be the same is among the
    `others` looked at (a citizen number that is known cannot be confirmed away). Who admits many
    in one transaction settles their phones and e-mails at its end, not here.
    """
    require(by, "people.admit_to", unit)
    hold_units(unit)
    check_branch(unit, since)
    check_not_future(since, by.on, "Ngày bắt đầu sinh hoạt")
    if kind == MembershipKind.OFFICIAL:
        facts = _joining(facts, since)
    person = Person(born_on=facts["born_on"])
    columns = write_facts(person, facts, by=by)
    number = clean_id_number((sensitive or {}).get("id_number") or "")
    hold_names([(person.full_name, person.born_on)])
    matches = find_duplicates(
        full_name=person.full_name, born_on=person.born_on, phone=person.phone, id_number=number
    )
    place = {"unit": unit, "kind": kind, "during": period(since), "decision_no": decision_no}
    unseen = [match.person for match in matches if match.person.pk not in others]
    for known in unseen:
        if _is_entry(known, person, columns, number, place):
            return known
    if unseen or any(match.is_certain for match in matches):
        raise PossibleDuplicate(matches)
    with acting(user_id=by.user_id, reason="Thêm đoàn viên"):
        person.save(force_insert=True)
        if sensitive:
            write_sensitive(person, sensitive)
        open_membership(person, unit, kind=kind, since=since, decision_no=decision_no)
    if settles and any(person.contacts):
        settle_contacts(person.contacts)
    return person


def _joining(facts: Mapping[str, Any], since: date) -> Mapping[str, Any]:
    """Return the facts with the day of joining, the ages of whoever joins now being looked at."""
    joined_on = facts.get("joined_on") or since
    joined = KnownDay(joined_on, facts.get("joined_precision") or Precision.DAY)
    if joined.latest >= since:
        born = KnownDay(facts["born_on"], facts.get("born_precision") or Precision.DAY)
        check_admission_age(age_rules(), born=born, on=since)
    return {**facts, "joined_on": joined_on}


def hold_names(names: Iterable[tuple[str, date]]) -> None:
    """Let nobody else enter people of these names and birth dates until the transaction ends."""
    with connection.cursor() as cursor:
        for key in sorted({f"{search_key(name)} {born_on}" for name, born_on in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _is_entry(
    known: Person, typed: Person, columns: Sequence[str], number: str, place: Mapping[str, Any]
) -> bool:
    """Whether this very entry made the known person: every fact and the membership are the same."""
    return (
        all(getattr(known, column) == getattr(typed, column) for column in columns)
        and known.id_number_hash == (match_hash(number) if number else None)
        and known.memberships.filter(**place).exists()
    )


@transaction.atomic
def readmit(  # noqa: PLR0913 - the facts of an admission
    person: Person,
    *,
    by: Actor,
    unit: Unit,
    since: date,
    decision_no: str = "",
    kind: str = MembershipKind.OFFICIAL,
    facts: Mapping[str, Any] | None = None,
    id_number: str = "",
) -> Membership:
    """Let somebody known but in no unit belong to one again, or be its honorary member (`kind`).

    Of the ordinary `facts` and the citizen number the file takes what it does not know yet, and
    keeps its own of the others. Raises `PermissionDenied`; `ValidationError` when the person still
    belongs somewhere, when it takes the level above (for somebody expelled, or who holds a post
    beyond the branch), and for facts that cannot be.
    """
    require(by, "people.admit_to", unit)
    hold_units(unit)
    hold_person(person.pk)
    check_branch(unit, since)
    check_not_future(since, by.on, "Ngày bắt đầu sinh hoạt")
    place = {"unit": unit, "kind": kind, "during": period(since)}
    if same := person.memberships.filter(decision_no=decision_no, **place).first():
        return same  # sent twice
    check_level(person, unit, by=by, on=since)
    elsewhere = person.memberships.filter(during__overlap=period(since)).select_related("unit")
    if here := elsewhere.first():
        raise ValidationError(
            f"{person.full_name} có tên ở {here.unit.name} trong thời gian này. "
            f"Đồng chí đề nghị nơi đó {_ASKED[kind]}."
        )
    with acting(user_id=by.user_id, reason=_REASONS[kind]):
        again = open_membership(person, unit, kind=kind, since=since, decision_no=decision_no)
        bring_along([person.pk], by=by)
    fill_empty(person, by=by, facts=facts or {}, id_number=id_number)
    return again


def check_level(person: Person, unit: Unit, *, by: Actor, on: date) -> None:
    """Refuse a branch what the level above decides.

    That is the return of somebody expelled, and the coming and going of those who hold a post
    beyond the branch.
    """
    if allowed(by, "people.decide_above", unit):
        return
    beyond = person.appointments.filter(during__overlap=period(on)).exclude(
        unit__path__startswith=unit.path
    )
    if held := beyond.select_related("post", "unit").order_by("post__position").first():
        why = f"{person.full_name} giữ chức danh {held.post.label} ở {held.unit.name}"
    elif _last_end(person) == MembershipEnd.EXPELLED:
        why = f"{person.full_name} đã bị khai trừ"
    else:
        return
    above = unit.parent.name if unit.parent else "cấp trên"
    raise ValidationError(f"{why}. Việc này do {above} ghi nhận; đồng chí đề nghị nơi đó.")


def _last_end(person: Person) -> str:
    ends = person.memberships.exclude(kind=MembershipKind.TEMPORARY).order_by("-during")
    return ends.values_list("ended_by", flat=True).first() or ""


def check_branch(unit: Unit, day: date) -> None:
    """Members belong to branches that exist."""
    if unit.type.tier not in MEMBER_TIERS:
        raise ValidationError(
            f"{unit.name} là “{unit.type.label}”. Đoàn viên sinh hoạt ở chi đoàn; "
            "đồng chí chọn một chi đoàn."
        )
    if unit.closed_on is not None:
        raise ValidationError(f"{unit.name} đã kết thúc ngày {full_date(unit.closed_on)}.")
    if day < unit.opened_on:
        raise ValidationError(f"{unit.name} thành lập ngày {full_date(unit.opened_on)}.")


def open_membership(  # noqa: PLR0913 - the columns of a membership
    person: Person, unit: Unit, *, kind: str, since: date, until: date | None = None,
    decision_no: str = "",
) -> Membership:  # fmt: skip
    """Write a membership, or refuse in plain words when it clashes with another."""
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person,
                unit=unit,
                kind=kind,
                during=period(since, until),
                decision_no=decision_no,
            )
    except IntegrityError as error:
        raise ValidationError(
            f"{person.full_name} đã có sinh hoạt Đoàn trùng thời gian này. "
            "Đồng chí kết thúc, chuyển hoặc hủy lần sinh hoạt ấy trước."
        ) from error
