"""Persons, memberships, sensitive facts."""

from datetime import date

import factory

from sodoan.common.periods import period
from sodoan.common.text import search_key, sort_key
from sodoan.people.choices import MembershipKind, Sex
from sodoan.people.models import Membership, Person, SensitiveProfile
from tests.factories.org import UnitFactory


class PersonFactory(factory.django.DjangoModelFactory):
    """A person without an account and without a unit."""

    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.full_name))
    search_key = factory.LazyAttribute(lambda person: search_key(person.full_name))
    sex = Sex.MALE
    born_on = date(2002, 3, 8)


class MembershipFactory(factory.django.DjangoModelFactory):
    """An official membership, still today."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    kind = MembershipKind.OFFICIAL
    during = period(date(2020, 9, 1))


class SensitiveProfileFactory(factory.django.DjangoModelFactory):
    """Sensitive facts of a person."""

    class Meta:
        model = SensitiveProfile

    person = factory.SubFactory(PersonFactory)
    ethnicity = "Kinh"
    religion = "Không"
