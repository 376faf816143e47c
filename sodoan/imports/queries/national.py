"""Members as rows of the national workbook, with the wording of its code lists.

Two of its columns tell what the training programme knows, and tell no more than whether: by its
lists “Rèn luyện đoàn viên” is “Đã đăng ký” or not, “Đánh giá, xếp loại đoàn viên” is “Đã đánh giá”
or not. The grade itself has no place there, of whatever scale it is. Nor does the workbook name a
year, so we take: registered for the programme of that year or a later one (a school year bears the
number of the year it ends in); rated in the last result that was published. Blank is everything
else, also a last result without a grade (only commented on, too new, exempt).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sodoan.documents.rendering.national import KEYS
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.dates import PartialDate
from sodoan.imports.normalise.places import national_issuers
from sodoan.org.models import Appointment
from sodoan.people.choices import Category, MembershipKind
from sodoan.people.idnumbers import decrypt
from sodoan.people.models import Membership, Person
from sodoan.people.queries import HOME_FIRST
from sodoan.programmes.choices import Population
from sodoan.programmes.metrics import REGISTERED
from sodoan.programmes.models import Enrolment, Result

_SAME = (
    "full_name", "member_code", "home_town", "address", "schooling", "degree", "theory",
    "it_level", "language_level", "admission_no", "card_no", "occupation", "commendation",
    "association", "email", "phone",
)  # fmt: skip
_SENSITIVE = ("ethnicity", "religion", "id_issued_by", "discipline")
_BASE_BRANCH = "chi-doan-co-so"
_NO_POST = "Đoàn viên"
_CHUNK = 1_000


def national_code_lists() -> dict[str, list[str]]:
    """Return the allowed words of the workbook's columns that have a code list, in its order."""
    lists = {
        key: [code.label for code in codes.codes if not code.is_local]
        for key, codes in code_lists().items()
    }
    lists["id_issued_by"] = list(national_issuers())
    return {key: lists[key] for key in KEYS if key in lists}


def national_rows(
    people: QuerySet[Person], day: date, *, with_sensitive: bool
) -> Iterator[dict[str, str]]:
    """Yield the members in the order of the queryset as texts by column key: one statement.

    Unit and post are those of `day`, the post only one held in that unit or below. Without
    `with_sensitive` dân tộc, tôn giáo, citizen number, Party date and discipline stay blank.
    """
    rows = _with_programme(_with_place(people, day), day)
    if with_sensitive:
        rows = rows.select_related("sensitive")
    for person in rows.iterator(chunk_size=_CHUNK):
        yield _row(person, with_sensitive=with_sensitive)


def _with_place(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """Add where somebody belongs, and the first post held there."""
    home = Membership.objects.on(day).filter(person=OuterRef("pk")).order_by(HOME_FIRST, "pk")
    place = JSONObject(unit=F("unit__name"), kind=F("kind"))
    held = Appointment.objects.on(day).filter(
        person=OuterRef("pk"), unit__path__startswith=OuterRef("home_path")
    )
    post = JSONObject(label=F("post__label"), unit_type=F("unit__type"))
    return people.annotate(
        home_path=Subquery(home.values("unit__path")[:1]),
        place=Subquery(home.values(found=place)[:1]),
        held=Subquery(held.order_by("post__position", "pk").values(found=post)[:1]),
    )


def _with_programme(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """Add what the two columns of the training programme tell."""
    sheets = Enrolment.objects.filter(person=OuterRef("pk"), programme__year__gte=day.year)
    told = Result.objects.published_to(OuterRef("pk"), day)
    return people.annotate(
        is_registered=Exists(REGISTERED.of(sheets)),
        last_population=Subquery(told.values("population")[:1]),
    )


def _row(person: Any, *, with_sensitive: bool) -> dict[str, str]:
    row: dict[str, str] = {name: getattr(person, name) for name in _SAME}
    born = _written(person.born_on, person.born_precision)
    row["born_male" if person.sex == "male" else "born_female"] = born
    row["joined_on"] = _written(person.joined_on, person.joined_precision)
    row["category"] = Category(person.category).label
    row["unit"] = person.place["unit"] if person.place else ""
    row["post"] = _post(person.held)
    if person.is_registered:
        row["training"] = code_lists()["training"].label("yes")
    if person.last_population == Population.RATED:
        row["rating"] = code_lists()["rating"].label("yes")
    if person.place and person.place["kind"] == MembershipKind.HONORARY:
        row["honorary"] = "Có"
    profile = getattr(person, "sensitive", None) if with_sensitive else None
    if profile is not None:
        row |= {name: getattr(profile, name) for name in _SENSITIVE}
        row["id_number"] = decrypt(profile.id_number) if profile.id_number else ""
        row["id_issued_on"] = _written(profile.id_issued_on, profile.id_issued_precision)
        row["party_on"] = _written(profile.party_joined_on, profile.party_joined_precision)
    return row


def _post(held: dict[str, str] | None) -> str:
    """Return a post in the words of the national list, which tells a base branch apart."""
    if held is None:
        return _NO_POST
    label = held["label"]
    in_base = f"{label} cơ sở" if held["unit_type"] == _BASE_BRANCH else label
    found = code_lists()["post"].find(in_base)
    return found.label if found else label


def _written(day: date | None, precision: str) -> str:
    return PartialDate(day, precision).vietnamese if day else ""  # type: ignore[arg-type] # stored choice
