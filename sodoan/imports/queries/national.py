"""Members as rows of the national workbook, with the wording of its code lists."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from sodoan.documents.rendering.national import KEYS
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.dates import PartialDate
from sodoan.org.models import Appointment
from sodoan.people.choices import Category, MembershipKind
from sodoan.people.idnumbers import decrypt
from sodoan.people.models import Membership, Person
from sodoan.people.queries import HOME_FIRST

_SAME = (
    "full_name", "member_code", "home_town", "address", "schooling", "degree", "theory",
    "it_level", "language_level", "admission_no", "card_no", "occupation", "commendation",
    "association", "email", "phone",
)  # fmt: skip
_SENSITIVE = ("ethnicity", "religion", "id_issued_by", "discipline")
_CHUNK = 1_000


def national_code_lists() -> dict[str, list[str]]:
    """Return the allowed words of the workbook's columns that have a code list."""
    return {
        key: [code.label for code in codes.codes]
        for key, codes in code_lists().items()
        if key in KEYS
    }


def national_rows(
    people: QuerySet[Person], day: date, *, with_sensitive: bool
) -> Iterator[dict[str, str]]:
    """Yield the members in the order of the queryset as texts by column key.

    Unit and post are those of `day`. Without `with_sensitive` dân tộc, tôn giáo, citizen number,
    Party date and discipline stay blank.
    """
    home = Membership.objects.on(day).filter(person=OuterRef("pk")).order_by(HOME_FIRST, "pk")
    held = Appointment.objects.on(day).filter(person=OuterRef("pk")).order_by("post__position")
    rows = people.annotate(
        unit_name=Subquery(home.values("unit__name")[:1]),
        unit_kind=Subquery(home.values("kind")[:1]),
        post_label=Subquery(held.values("post__label")[:1]),
    )
    if with_sensitive:
        rows = rows.select_related("sensitive")
    for person in rows.iterator(chunk_size=_CHUNK):
        yield _row(person, with_sensitive=with_sensitive)


def _row(person: Person, *, with_sensitive: bool) -> dict[str, str]:
    row = {name: getattr(person, name) for name in _SAME}
    born = _written(person.born_on, person.born_precision)
    row["born_male" if person.sex == "male" else "born_female"] = born
    row["joined_on"] = _written(person.joined_on, person.joined_precision)
    row["category"] = Category(person.category).label
    row["unit"] = person.unit_name or ""  # type: ignore[attr-defined] # annotated
    row["post"] = person.post_label or "Đoàn viên"  # type: ignore[attr-defined] # annotated
    if person.unit_kind == MembershipKind.HONORARY:  # type: ignore[attr-defined] # annotated
        row["honorary"] = "Có"
    profile = getattr(person, "sensitive", None) if with_sensitive else None
    if profile is not None:
        row |= {name: getattr(profile, name) for name in _SENSITIVE}
        row["id_number"] = decrypt(profile.id_number) if profile.id_number else ""
        row["id_issued_on"] = _written(profile.id_issued_on, profile.id_issued_precision)
        row["party_on"] = _written(profile.party_joined_on, profile.party_joined_precision)
    return row


def _written(day: date | None, precision: str) -> str:
    return PartialDate(day, precision).vietnamese if day else ""  # type: ignore[arg-type] # stored choice
