"""Admission of several members under one numbered decision (nghị quyết, quyết định chuẩn y)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from sodoan.access.actions import settle_contacts
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import search_key
from sodoan.documents import letterhead
from sodoan.documents.actions import file_paper, number_document
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.papers.admission import Admission, AdmittedRow
from sodoan.documents.queries import template_for
from sodoan.org.actions.holding import hold_alone, hold_units
from sodoan.org.models import Unit
from sodoan.org.validators import check_not_future
from sodoan.people.actions.admission import admit, hold_names
from sodoan.people.choices import Sex
from sodoan.people.duplicates import (
    BY_PHONE,
    Match,
    PossibleDuplicate,
    find_duplicates,
)
from sodoan.people.models import Membership, Person
from sodoan.people.validators import clean_phone

MOST_ROWS = 50
_TITLE = "Về việc chuẩn y kết nạp đoàn viên"
_WORDING = Path(__file__).resolve().parents[1] / "data" / "admission.yaml"


@dataclass(frozen=True)
class Wording:
    """What the decision says besides its facts; offered on the form and editable there."""

    grounds: tuple[str, ...]
    executors: str


@cache
def usual_wording() -> Wording:
    """The wording offered, from `data/admission.yaml`."""
    found = yaml.safe_load(_WORDING.read_text(encoding="utf-8"))
    return Wording(grounds=tuple(found["grounds"]), executors=found["executors"])


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """One row of the list of an admission; `confirmed` that a namesake is somebody else."""

    full_name: str
    sex: str
    born_on: date
    branch: Unit
    phone: str = ""
    id_number: str = ""
    confirmed: bool = False


class RowsRefused(Exception):  # noqa: N818 - the list comes back to be corrected
    """Nobody was admitted; `errors` says what is wrong, by place in the list from 0.

    `questions` are the places where the officer may confirm that a namesake is somebody else.
    """

    def __init__(self, errors: Mapping[int, Sequence[str]], questions: Collection[int]) -> None:
        super().__init__("Danh sách có dòng chưa đúng.")
        self.errors = errors
        self.questions = questions


@transaction.atomic
def admit_by_decision(  # noqa: PLR0913 - the parts of a decision
    unit: Unit,
    *,
    by: Actor,
    members: Sequence[NewMember],
    decided_on: date,
    issuer_code: str,
    ceremony_on: date | None = None,
    last_number: int | None = None,
    grounds: Sequence[str] = (),
) -> RegisterEntry:
    """Register the decision of `unit`, admit everybody in the list, print and file the paper.

    All or nothing: raises `RowsRefused`, `ValidationError` or `PermissionDenied`, and then no
    number is lost. The same list sent again returns the decision it already has. `last_number` says
    how far a paper register had come in the year of the decision. Without `grounds` the paper
    names the usual ones.
    """
    require(by, "people.decide_admission", unit)
    check_not_future(decided_on, by.on, "Ngày quyết định")
    if not 0 < len(members) <= MOST_ROWS:
        raise ValidationError(f"Một quyết định có từ 1 đến {MOST_ROWS} đoàn viên.")
    hold_alone(unit)  # two clicks: one after the other
    if known := _decided(unit, members, decided_on):
        return known
    entry = number_document(
        unit,
        by=by,
        kind=DocumentKind.DECISION,
        issued_on=decided_on,
        title=_TITLE,
        issuer_code=issuer_code,
        last_number=last_number,
    )
    people = _admit_all(entry, members, by=by)
    paper = kinds.admission(
        _context(entry, members, people, ceremony_on, grounds),
        template_for(unit, PaperKey.ADMISSION),
    )
    filed = file_paper(entry, paper, by=by)
    settle_contacts(value for person in people for value in person.contacts)
    return filed


def _decided(unit: Unit, members: Sequence[NewMember], day: date) -> RegisterEntry | None:
    """The decision of that day by which exactly these people were admitted into these branches."""
    same = Q()
    for row in members:
        key = search_key(row.full_name)
        same |= Q(person__search_key=key, person__born_on=row.born_on, unit=row.branch)
    found = Membership.objects.filter(same, during__startswith=day)
    numbers = list(found.values_list("decision_no", flat=True))
    if len(numbers) != len(members) or len(set(numbers)) != 1:
        return None
    entries = RegisterEntry.objects.filter(
        unit=unit, kind=DocumentKind.DECISION, year=day.year, voided_at=None
    )
    entry = next((entry for entry in entries if entry.code == numbers[0]), None)
    everybody = Membership.objects.filter(decision_no=numbers[0], unit__path__startswith=unit.path)
    return entry if everybody.filter(during__startswith=day).count() == len(members) else None


def _admit_all(entry: RegisterEntry, members: Sequence[NewMember], *, by: Actor) -> list[Person]:
    """Admit row by row under the rules of `admit`; what fails is told for all rows at once."""
    hold_units(*(row.branch for row in members))
    hold_names((row.full_name, row.born_on) for row in members)
    people: dict[int, int] = {}  # key of a person just admitted: its place in the list
    admitted: list[Person] = []
    errors: dict[int, list[str]] = {}
    questions: set[int] = set()
    for at, row in enumerate(members):
        try:
            with transaction.atomic():
                person = _admit(entry, row, by=by, listed=people)
        except PossibleDuplicate as question:
            errors[at] = [_repeated(question, people)]
            if not question.is_certain and not _listed(question, people):
                questions.add(at)
        except ValidationError as error:
            errors[at] = list(error.messages)
        else:
            people[person.pk] = at
            admitted.append(person)
    if errors:
        raise RowsRefused(errors, questions)
    return admitted


def _admit(entry: RegisterEntry, row: NewMember, *, by: Actor, listed: Mapping[int, int]) -> Person:
    """Admit one row; nobody whom this very list brought (`listed`) is confirmed away."""
    if not row.branch.path.startswith(entry.unit.path):
        raise ValidationError(f"{row.branch.name} không thuộc {entry.unit.name}.")
    facts = {"full_name": row.full_name, "sex": row.sex, "born_on": row.born_on}
    others = _namesakes(row).difference(listed) if row.confirmed else ()
    person = admit(
        by=by,
        unit=row.branch,
        facts=facts | {"phone": row.phone, "admission_no": entry.code},
        since=entry.issued_on,
        decision_no=entry.code,
        sensitive={"id_number": row.id_number} if row.id_number else None,
        others=others,
        settles=False,
    )
    if person.pk in listed:
        raise ValidationError(_same_as(listed[person.pk]))
    return person


def _namesakes(row: NewMember) -> set[int]:
    found = find_duplicates(
        full_name=row.full_name, born_on=row.born_on, phone=clean_phone(row.phone)
    )
    return {match.person.pk for match in found}


def _listed(question: PossibleDuplicate, people: Mapping[int, int]) -> list[Match]:
    return [match for match in question.matches if match.person.pk in people]


def _repeated(question: PossibleDuplicate, people: Mapping[int, int]) -> str:
    match = next(iter(_listed(question, people)), question.matches[0])
    if (twin := people.get(match.person.pk)) is not None:
        return _same_as(twin, match)
    if question.is_certain:
        return f"Người này đã có trong hệ thống ({match.because}). Đồng chí bỏ dòng này."
    return f"Có thể người này đã có trong hệ thống ({match.because})."


def _same_as(twin: int, match: Match | None = None) -> str:
    """What to do about somebody whom an earlier row names already."""
    if match is None:
        return f"Người này trùng với dòng {twin + 1}. Đồng chí bỏ một dòng."
    told = f"Người này {match.because} với dòng {twin + 1}. Đồng chí bỏ một dòng"
    if match.is_certain:
        return f"{told}."
    if match.because == BY_PHONE:
        return f"{told}; nếu là hai người, đồng chí để trống số điện thoại ở một dòng."
    return f"{told}; nếu là hai người, đồng chí thêm riêng một người."


def _context(
    entry: RegisterEntry,
    members: Sequence[NewMember],
    people: Sequence[Person],
    ceremony_on: date | None,
    grounds: Sequence[str],
) -> Admission:
    unit = entry.unit
    author = letterhead.author_of(unit)
    signer = letterhead.signer_of(unit, entry.issued_on)
    return Admission(
        heading=letterhead.heading(
            unit, symbol=entry.symbol, number=entry.number, issued_on=entry.issued_on
        ),
        signature=letterhead.signature(unit, signer),
        recipients=letterhead.recipients(unit),
        issuer_line=author.upper(),
        unit=unit.name,
        grounds=tuple(grounds) or usual_wording().grounds,
        executors=usual_wording().executors,
        ceremony_on=ceremony_on,
        rows=tuple(
            AdmittedRow(
                full_name=person.full_name,
                sex=Sex(person.sex).label,
                born_on=person.born_on,
                branch=row.branch.name,
            )
            for person, row in zip(people, members, strict=True)
        ),
    )
