"""List, search, count, export and single file agree, on random trees, people and posts."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sodoan.access.scopes import Scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.common.permissions import allowed
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.org.queries import members_by_kind
from sodoan.org.queries import search as search_units
from sodoan.people.exports import member_rows
from sodoan.people.listing import FORMER, member_listing
from sodoan.people.models import Person
from sodoan.people.queries import choosable, search
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
PERIODS = {
    "now": period(date(2020, 1, 1)),
    "past": period(date(2020, 1, 1), date(2021, 1, 1)),
    "ends today": period(date(2020, 1, 1), today()),
    "begins today": period(today()),
    "to come": period(today() + timedelta(days=1)),
}
worlds = st.fixed_dictionaries(
    {
        "parents": st.lists(st.integers(0, 5), min_size=1, max_size=7),
        "people": st.lists(
            st.lists(
                st.tuples(
                    st.integers(0, 7),
                    st.sampled_from(["official", "temporary", "honorary"]),
                    st.sampled_from(sorted(PERIODS)),
                ),
                max_size=3,
                unique_by=lambda row: row[1],
            ),
            min_size=1,
            max_size=8,
        ),
        "held": st.lists(st.integers(0, 7), max_size=2),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_every_way_to_a_person_agrees(db, world):
    units = _tree(world["parents"])
    paths = tuple(units[place % len(units)].path for place in world["held"])
    scope = Scope(
        user_id=None,
        person_id=None,
        on=today(),
        grants=dict.fromkeys(
            (
                Capability.VIEW_PEOPLE, Capability.VIEW_HISTORY, Capability.MANAGE_PEOPLE,
                Capability.VIEW_SENSITIVE, Capability.VIEW_UNITS, Capability.APPOINT,
            ),
            paths,
        ),
    )  # fmt: skip
    people = [_person(rows, units) for rows in world["people"]]
    expected = {person.pk for person, now, _ in people if _inside(now, paths)}
    left = {person.pk for person, _, last in people if _inside(last, paths)}
    assert not expected & left
    everybody = {person.pk for person, _, _ in people}
    ours = Person.objects.filter(pk__in=everybody)

    request = RequestFactory().get("/doan-vien/?co=200")
    request.scope = scope
    page = member_listing(request, None)
    assert {person.pk for person in page.rows} & everybody == expected
    assert page.total == len(page.rows) == page.queryset.count()
    assert len(list(member_rows(page.queryset, today()))) == page.total
    assert {person.pk for person in search(scope, "zz", limit=99)} & everybody == expected
    assert set(choosable(scope).values_list("pk", flat=True)) & everybody == expected
    opened = Person.objects.open_to(scope, Capability.VIEW_PEOPLE)
    assert set(opened.values_list("pk", flat=True)) & everybody == expected | left
    for read in ("people.view_person", "people.view_history"):
        assert {p.pk for p in ours if allowed(scope, read, p)} == expected | left
    for write in ("people.manage_person", "people.reveal_sensitive"):
        assert not {p.pk for p in ours if allowed(scope, write, p)} & left
    for chip in page.chips:
        request = RequestFactory().get("/doan-vien/" + chip.url)
        request.scope = scope
        assert member_listing(request, None).queryset.count() == chip.count
    request = RequestFactory().get(f"/doan-vien/?co=200&loc={FORMER}")
    request.scope = scope
    former = member_listing(request, None)
    assert {person.pk for person in former.rows} & everybody == left
    assert former.total == len(former.rows) == former.queryset.count()
    assert former.chips[0].count == page.total
    assert all(len(person.now) == 1 for person in former.rows)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_every_way_to_a_unit_agrees(db, world):
    units = _tree(world["parents"])
    paths = tuple(units[place % len(units)].path for place in world["held"])
    scope = Scope(None, None, today(), grants={Capability.VIEW_UNITS: paths})
    expected = {unit.pk for unit in units if unit.path.startswith(paths)}
    listed = Unit.objects.in_scope(scope, Capability.VIEW_UNITS)
    assert set(listed.values_list("pk", flat=True)) == expected
    assert {unit.pk for unit in search_units(scope, "zz", limit=99)} == expected
    assert {unit.pk for unit in units if allowed(scope, "org.view_unit", unit)} == expected


def test_members_by_kind_agrees_with_the_list(units, an, dung):
    MembershipFactory(unit=units.a2, person=dung.person, kind="temporary")
    assert members_by_kind(units.a, today()) == {"official": 2, "temporary": 1}


def _tree(parents):
    kind = UnitTypeFactory()
    units = [UnitFactory(type=kind, name="zz gốc")]
    for number, parent in enumerate(parents):
        units.append(UnitFactory(type=kind, name=f"zz {number}", parent=units[parent % len(units)]))
    return units


def _person(rows, units):
    """A person, the paths of today, and that of who is in none and ended last somewhere."""
    person = PersonFactory(full_name="Zz Người Thử")
    now, ended = [], []
    for order, (place, kind, when) in enumerate(rows):
        unit = units[place % len(units)]
        MembershipFactory(person=person, unit=unit, kind=kind, during=PERIODS[when])
        if when in ("now", "begins today"):
            now.append(unit.path)
        elif when in ("past", "ends today") and kind != "temporary":
            ended.append((PERIODS[when].upper, order, unit.path))
    last = [] if now or not ended else [max(ended)[2]]
    return person, now, last


def _inside(found, paths):
    return any(path.startswith(paths) for path in found)
