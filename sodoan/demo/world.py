"""Units, people, memberships and posts of the demo, written in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sodoan.access.scopes import Scope, system_scope
from sodoan.common.periods import period
from sodoan.common.text import search_key, sort_key
from sodoan.demo.names import Invented, invent
from sodoan.demo.shape import PROVINCE, BranchShape, Size, UnionShape, unions
from sodoan.org.actions import create_unit, load_reference, open_term
from sodoan.org.models import Appointment, Post, Term, Unit
from sodoan.people.idnumbers import encrypt, match_hash
from sodoan.people.models import Membership, Person, SensitiveProfile
from sodoan.people.provinces import home_province

_BRANCH_POSTS = ("bi-thu-chi-doan", "pho-bi-thu-chi-doan", "uv-bch-chi-doan")
_OFFICER_AGE = 33
_LEADING = len(_BRANCH_POSTS)
_PLAYED = timedelta(days=365 + 310)  # last year's programme begins that long ago


@dataclass
class Union:
    """A grassroots union in the database with its branches and their people."""

    shape: UnionShape
    unit: Unit
    officers: list[Person]
    branches: list[tuple[Unit, list[Person]]]


@dataclass
class World:
    """The whole demo province."""

    province: Unit
    leaders: list[Person]
    unions: list[Union]
    today: date


class Builder:
    """Builds the world for one size; holds the seed and the running number of people."""

    def __init__(self, size: Size, today: date, seed: int = 2026) -> None:
        self.size = size
        self.today = today
        self.random = Random(seed)  # noqa: S311 - believable, not secret
        self.number = 0
        self.since = _start_of_terms(today)
        self.by: Scope = replace(system_scope(today), is_admin=True)

    def build(self) -> World:
        """Write everything; returns the world for the programme to be played in."""
        load_reference()
        self.posts = {post.key: post for post in Post.objects.all()}
        province = self._unit(PROVINCE[0], PROVINCE[1], "tinh", None, "other", "other")
        built = [self._union(shape, province) for shape in unions(self.size, self.random)]
        home = next((one for one in built if one.shape.sector == "civil_service"), built[0])
        leaders = self._officers(
            province, ["bi-thu", "pho-bi-thu", "chuyen-vien"], home.branches[0][0]
        )
        return World(province, leaders, built, self.today)

    def _union(self, shape: UnionShape, province: Unit) -> Union:
        unit = self._unit(
            shape.code, shape.name, shape.type_key, province, shape.sector, shape.block
        )
        branches = [
            self._branch(shape, unit, branch, number)
            for number, branch in enumerate(shape.branches, start=1)
        ]
        officers = self._officers(unit, ["bi-thu", "pho-bi-thu", "uv-bch"], branches[0][0])
        return Union(shape, unit, officers, branches)

    def _branch(
        self, shape: UnionShape, parent: Unit, branch: BranchShape, number: int
    ) -> tuple[Unit, list[Person]]:
        unit = self._unit(
            f"{shape.code}-{number:02d}",
            branch.name,
            "chi-doan",
            parent,
            shape.sector,
            shape.block,
        )
        people = self._people(unit, branch.members, shape.category, student=shape.block == "school")
        self._appoint(unit, zip(_BRANCH_POSTS, people, strict=False))
        return unit, people

    def _unit(  # noqa: PLR0913, PLR0917 - the facts of a founding
        self, code: str, name: str, type_key: str, parent: Unit | None, sector: str, block: str
    ) -> Unit:
        return create_unit(
            by=self.by,
            code=code,
            name=name,
            type_key=type_key,
            parent=parent,
            opened_on=self.since,
            sector=sector,
            block=block,
        )

    def _officers(self, unit: Unit, posts: list[str], home: Unit) -> list[Person]:
        """Post-holders of a unit; as members they belong to a branch, like everybody."""
        people = self._people(home, len(posts), "civil_servant", student=False, officers=True)
        self._appoint(unit, zip(posts, people, strict=True))
        return people

    def _appoint(self, unit: Unit, holders: Iterable[tuple[str, Person]]) -> None:
        pairs = list(holders)
        term: Term = open_term(
            unit,
            by=self.by,
            body="bch",
            label=f"{self.since.year}-{self.since.year + 5}",
            start=self.since,
            end=None,
            seats={key: 1 + (key.startswith("uv-")) for key, _ in pairs},
        )
        Appointment.objects.bulk_create(
            Appointment(
                unit=unit,
                post=self.posts[key],
                person=person,
                term=term,
                during=period(self.since),
                is_exclusive=self.posts[key].is_exclusive,
                decision_no=f"{self.number % 90 + 10}-QĐ/ĐTN",
                decision_on=self.since,
            )
            for key, person in pairs
        )

    def _people(
        self, unit: Unit, count: int, category: str, *, student: bool, officers: bool = False
    ) -> list[Person]:
        years = (16, 21) if student else (27, _OFFICER_AGE) if officers else (18, 30)
        youngest = self.today.replace(day=1) - timedelta(days=366 * years[0])
        oldest = self.today.replace(day=1) - timedelta(days=365 * years[1])
        invented = [self._next(youngest, oldest) for _ in range(count)]
        people = [self._person(one, category, unit) for one in invented]
        private = [
            self._sensitive(person, one) for person, one in zip(people, invented, strict=True)
        ]
        places = [
            Membership(person=person, unit=unit, during=self._since(leads=place < _LEADING))
            for place, person in enumerate(people)
        ]
        for one in places:
            if one.during.lower != self.since:  # came lately, by being admitted
                one.person.joined_on = one.during.lower
                one.person.card_no = ""
        Person.objects.bulk_create(people)
        SensitiveProfile.objects.bulk_create(private)
        Membership.objects.bulk_create(places)
        return people

    def _next(self, youngest: date, oldest: date) -> Invented:
        self.number += 1
        return invent(self.random, self.number, youngest=youngest, oldest=oldest)

    def _since(self, *, leads: bool) -> object:
        """Most are old members, one in thirty came lately; none of the leaders did."""
        new = self.random.random() < 1 / 30 and not leads
        return period(self.today - timedelta(days=80) if new else self.since)

    def _person(self, one: Invented, category: str, unit: Unit) -> Person:
        joined = max(date(one.born_on.year + 16, 3, 26), date(2015, 3, 26))
        return Person(
            full_name=one.full_name,
            sort_key=sort_key(one.full_name),
            search_key=search_key(one.full_name),
            sex=one.sex,
            born_on=one.born_on,
            member_code=f"79{self.today.year % 100}{one.number:06d}",
            id_number_hash=match_hash(one.id_number),
            home_town=(town := self.random.choice(_TOWNS)),
            home_province=home_province(town),
            address=f"{self.random.randint(1, 400)} {self.random.choice(_STREETS)}",
            schooling="Hệ 12/12",
            degree=self.random.choice(["", "Trung cấp", "Cao đẳng", "Đại học"]),
            joined_on=min(joined, self.since),
            card_no=f"{unit.code.split('-')[0]}-{joined.year}-{one.number:04d}",
            category=category,
            phone=one.phone,
            wall_consent=self.random.random() < 2 / 3,
            wall_consent_on=self.since,
        )

    def _sensitive(self, person: Person, one: Invented) -> SensitiveProfile:
        party = self.random.random() < 1 / 25 and one.born_on.year < self.today.year - 20
        joined = self.since - timedelta(days=500)
        return SensitiveProfile(
            person=person,
            id_number=encrypt(one.id_number),
            ethnicity=self.random.choices(["Kinh", "Khmer", "Hoa"], [9, 1, 1])[0],
            religion=self.random.choices(["Không", "Phật giáo", "Công giáo"], [7, 2, 1])[0],
            party_joined_on=joined if party else None,
            party_official_on=joined + timedelta(days=365) if party else None,
        )


def _start_of_terms(today: date) -> date:
    """The last first of July before all that is played."""
    first = today - _PLAYED
    return date(first.year - (first < date(first.year, 7, 1)), 7, 1)


_TOWNS = (
    "Tân Phú Đông, Tiền Giang", "An Hòa, Đồng Tháp", "Long Hậu, Trà Vinh", "Bình Minh, Vĩnh Long",
    "Mỹ Thạnh, Long An",
)  # fmt: skip
_STREETS = (
    "Nguyễn Trãi, phường An Hòa", "Trần Phú, phường An Hòa", "đường 30 Tháng 4, phường Bình Minh",
    "ấp Tân Lập, xã Tân Phú Đông", "ấp Bình An, xã Long Hậu",
)  # fmt: skip
