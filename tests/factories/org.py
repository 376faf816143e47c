"""Units, posts, terms, appointments. Types and posts come from the shipped catalogue."""

from datetime import date

import factory

from sodoan.common.periods import period
from sodoan.common.text import search_key, title_sort_key
from sodoan.org.choices import Body, Role, Tier
from sodoan.org.models import Appointment, Placement, Post, Seat, Term, Unit, UnitType

LONG_AGO = date(2015, 1, 1)


class UnitTypeFactory(factory.django.DjangoModelFactory):
    """A unit type; one of the catalogue when the key is there already."""

    class Meta:
        model = UnitType
        django_get_or_create = ("key",)

    key = "chi-doan"
    label = "Chi đoàn"
    tier = Tier.BRANCH
    approves = factory.LazyAttribute(lambda kind: kind.tier <= Tier.GRASSROOTS)


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit with its path and its placement."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"DV{n:05}")
    type = factory.SubFactory(UnitTypeFactory)
    parent = None
    name = factory.Sequence(lambda n: f"Chi đoàn Khu phố {n}")
    sort_key = factory.LazyAttribute(lambda unit: title_sort_key(unit.name))
    search_key = factory.LazyAttribute(lambda unit: search_key(unit.name))
    opened_on = LONG_AGO

    @factory.post_generation
    def placement(self, create, extracted, **kwargs):
        """Read the path the database derived, and place the unit since it opened."""
        self.refresh_from_db(fields=["path"])
        PlacementFactory(unit=self, parent=self.parent, path=self.path, name=self.name)


class PlacementFactory(factory.django.DjangoModelFactory):
    """Where a unit hangs, since it opened."""

    class Meta:
        model = Placement

    unit = factory.SubFactory(UnitFactory)
    during = factory.LazyAttribute(lambda row: period(row.unit.opened_on))


class PostFactory(factory.django.DjangoModelFactory):
    """A post; one of the catalogue when the key is there already."""

    class Meta:
        model = Post
        django_get_or_create = ("key",)

    key = "bi-thu-chi-doan"
    label = "Bí thư chi đoàn"
    tiers = (Tier.BRANCH,)
    body = Body.COMMITTEE
    role = Role.LEAD
    is_exclusive = True


class TermFactory(factory.django.DjangoModelFactory):
    """A running term of a committee."""

    class Meta:
        model = Term

    unit = factory.SubFactory(UnitFactory)
    body = Body.COMMITTEE
    label = "2022-2027"
    during = period(date(2022, 6, 1))


class SeatFactory(factory.django.DjangoModelFactory):
    """Seats of a term."""

    class Meta:
        model = Seat

    term = factory.SubFactory(TermFactory)
    post = factory.SubFactory(PostFactory)
    count = 1


class AppointmentFactory(factory.django.DjangoModelFactory):
    """Somebody holding a post, still today."""

    class Meta:
        model = Appointment

    unit = factory.SubFactory(UnitFactory)
    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory("tests.factories.people.PersonFactory")
    during = period(date(2022, 6, 1))
    is_exclusive = factory.LazyAttribute(lambda row: row.post.is_exclusive)
