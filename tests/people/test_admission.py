"""Admission: refusals first, then what is written."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.common.clock import today
from sodoan.people.actions import PossibleDuplicate, admit, end_membership, readmit
from sodoan.people.choices import MembershipEnd, MembershipKind, Sex
from sodoan.people.idnumbers import decrypt, match_hash
from sodoan.people.models import Membership, Person
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db


def facts(**changes):
    return {"full_name": "Đỗ Minh Khôi", "sex": Sex.MALE, "born_on": date(2006, 5, 17)} | changes


@pytest.fixture
def new(an, scope, units):
    def add(by=an, unit=units.a1, since=None, **changes):
        known = {key: changes.pop(key) for key in ("sensitive", "others") if key in changes}
        return admit(
            by=scope(by), unit=unit, facts=facts(**changes), since=since or today(), **known
        )

    return add


def test_admit_into_another_branch_is_refused(new, units):
    with pytest.raises(PermissionDenied):
        new(unit=units.a2)


def test_admit_by_plain_member_is_refused(new, dung):
    with pytest.raises(PermissionDenied):
        new(by=dung)


def test_admit_into_commune_itself_is_refused(new, binh, units):
    with pytest.raises(ValidationError, match="chọn một chi đoàn"):
        new(by=binh, unit=units.a)


def test_admit_from_tomorrow_on_is_refused(new):
    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        new(since=date.fromordinal(today().toordinal() + 1))


@pytest.mark.parametrize(
    ("born_on", "age"),
    [(date(2010, 3, 2), 15), (date(1995, 2, 28), 31)],
    ids=["a day under sixteen", "thirty-one"],
)
def test_admit_outside_age_bounds_is_refused(new, born_on, age):
    with pytest.raises(ValidationError, match=f"{age} tuổi"):
        new(since=date(2026, 3, 1), born_on=born_on)


@pytest.mark.parametrize("born_on", [date(2010, 3, 1), date(1995, 3, 2)])
def test_admit_on_the_bounds_is_taken(new, born_on):
    assert new(since=date(2026, 3, 1), born_on=born_on).pk


def test_admit_of_older_member_with_early_joining_is_taken(new):
    person = new(born_on=date(1990, 1, 1), joined_on=date(2006, 3, 26))
    assert person.joined_on == date(2006, 3, 26)


def test_admit_joined_under_fifteen_is_refused(new):
    with pytest.raises(ValidationError, match="mới 14 tuổi"):
        new(born_on=date(2006, 5, 17), joined_on=date(2021, 5, 16))


def test_admit_writes_keys_membership_and_joining(new, units):
    person = new(full_name="  đỗ   Minh Khôi ", since=date(2026, 3, 26))
    person.refresh_from_db()
    assert person.full_name == "đỗ Minh Khôi"
    assert person.search_key == "do minh khoi"
    assert person.joined_on == date(2026, 3, 26)
    row = Membership.objects.get(person=person)
    assert (row.unit, row.kind) == (units.a1, MembershipKind.OFFICIAL)
    assert (row.during.lower, row.during.upper) == (date(2026, 3, 26), None)


def test_admit_encrypts_number_and_keeps_hash(new):
    person = new(sensitive={"id_number": "079 206 001 234", "ethnicity": "Kinh"})
    stored = bytes(person.sensitive.id_number)
    assert b"079206001234" not in stored
    assert decrypt(stored) == "079206001234"
    assert person.id_number_hash == match_hash("079206001234")


@pytest.mark.parametrize("number", ["079306001234", "079205001234"], ids=["sex", "year"])
def test_admit_with_number_against_sex_or_year_is_refused(new, number):
    with pytest.raises(ValidationError, match="không khớp"):
        new(sensitive={"id_number": number})
    assert not Person.objects.filter(search_key="do minh khoi").exists()


def test_admit_same_name_and_birth_asks_first(new):
    first = new()
    with pytest.raises(PossibleDuplicate) as question:
        new(full_name="Do Minh Khoi")
    with pytest.raises(PossibleDuplicate):
        new(full_name="Do Minh Khoi", others={first.pk + 1})
    assert [match.person for match in question.value.matches] == [first]
    assert not question.value.is_certain
    assert new(others={first.pk}).pk != first.pk


def test_admit_same_phone_asks_first(new):
    new(phone="0908 552 317")
    with pytest.raises(PossibleDuplicate, match="đã có"):
        new(full_name="Lý Hải Yến", sex=Sex.FEMALE, phone="+84 908 552 317")


def test_admit_known_number_cannot_be_confirmed(new):
    first = new(sensitive={"id_number": "079206001234"})
    with pytest.raises(PossibleDuplicate) as question:
        new(full_name="Khác Hẳn", sensitive={"id_number": "079206001234"}, others={first.pk})
    assert question.value.is_certain


def test_entry_sent_twice_is_one_person(new):
    """A double click: also of the one who said that a namesake is somebody else."""
    first = new(phone="0908552317", sensitive={"id_number": "079206001234"})
    again = new(phone="0908552317", sensitive={"id_number": "079206001234"})
    assert again == first
    other = new(others={first.pk})
    assert other != first
    assert new(others={first.pk}) == other
    with pytest.raises(PossibleDuplicate):
        new(occupation="Nông dân", others={first.pk})


def expelled(new, an, scope):
    person = new(since=date(2026, 3, 26))
    row = person.memberships.get()
    end_membership(row, by=scope(an), how=MembershipEnd.EXPELLED, on=date(2026, 6, 1))
    return person


def test_readmit_of_the_expelled_is_for_the_level_above(new, an, binh, scope, units):
    person = expelled(new, an, scope)
    facts = {"unit": units.a1, "since": date(2026, 9, 1)}
    with pytest.raises(ValidationError, match=r"bị khai trừ.*Đoàn xã An Hòa"):
        readmit(person, by=scope(an), **facts)
    assert readmit(person, by=scope(binh), **facts) == readmit(person, by=scope(an), **facts)


def test_readmit_of_an_officer_above_is_for_that_level(an, binh, scope, units):
    officer = AppointmentFactory(unit=units.t, post=PostFactory(key="uv-bch")).person
    with pytest.raises(ValidationError, match=r"Ủy viên.*Đoàn tỉnh Thử Nghiệm"):
        readmit(officer, by=scope(an), unit=units.a1, since=today())
    assert readmit(officer, by=scope(binh), unit=units.a1, since=today()).pk


def test_readmit_after_leaving_is_a_second_membership(new, an, binh, scope, units):
    person = new(since=date(2026, 3, 26))
    row = person.memberships.get()
    end_membership(row, by=scope(an), how=MembershipEnd.REMOVED, on=date(2026, 6, 1))
    readmit(person, by=scope(binh), unit=units.a2, since=date(2026, 9, 1))
    assert person.memberships.count() == 2


@pytest.mark.parametrize("kind", MembershipKind.values)
def test_readmit_of_somebody_who_belongs_elsewhere_is_refused(an, scope, units, kind):
    """Whatever the kind: to take somebody in is to read the file."""
    person = MembershipFactory(unit=units.b1, kind=kind).person
    with pytest.raises(ValidationError, match="Chi đoàn Ấp Bắc"):
        readmit(person, by=scope(an), unit=units.a1, since=today())


def test_failed_admission_leaves_nothing(new):
    before = Person.objects.count()
    with pytest.raises(ValidationError):
        new(phone="123")
    assert Person.objects.count() == before
