"""Scopes against a brute-force model on random trees: list = count = search = single object."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sodoan.access.roles import ADMIN_CAPABILITIES, capabilities
from sodoan.access.scopes import AS_ADMIN, AS_MEMBER, scope_of, system_scope
from sodoan.accounts.models import User
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.actions import move_unit
from sodoan.org.choices import Capability, Role, Tier
from sodoan.org.models import Unit
from sodoan.people.models import Person
from tests.cast import enlist
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory

TIERS = {Tier.PROVINCE: "tinh", Tier.COMMUNE: "xa", Tier.BRANCH: "chi-doan"}
ROLES = {
    Role.LEAD: "bi-thu",
    Role.COMMITTEE: "uv-bch",
    Role.STAFF: "chuyen-vien",
    Role.INSPECTOR: "uv-ubkt",
}


@st.composite
def worlds(draw):
    """Parents (each an earlier unit or none), tiers, where members sit, posts with their days.

    Then some units move, and some close: what was done in them stays readable from above.
    """
    size = draw(st.integers(2, 12))
    parents = [None, *(draw(st.none() | st.integers(0, n - 1)) for n in range(1, size))]
    place = st.integers(0, size - 1)
    return {
        "parents": parents,
        "tiers": [draw(st.sampled_from(list(TIERS))) for _ in range(size)],
        "members": draw(st.lists(st.tuples(place, st.booleans()), max_size=6)),
        "posts": draw(
            st.lists(st.tuples(place, st.sampled_from(list(ROLES)), st.booleans()), max_size=4)
        ),
        "is_admin": draw(st.booleans()),
        "moves": draw(st.lists(st.tuples(place, place), max_size=2)),  # unit, new parent
        "closed": draw(st.sets(place, max_size=2)),
    }


def above_or_same(parents, node):
    while node is not None:
        yield node
        node = parents[node]


def build(world):
    day = today()
    now, past = period(day), period(day - timedelta(days=9), day)
    units = []
    for parent, tier in zip(world["parents"], world["tiers"], strict=True):
        units.append(
            UnitFactory(
                parent=None if parent is None else units[parent],
                type=UnitTypeFactory(key=TIERS[tier]),
            )
        )
    people = []
    for place, current in world["members"]:
        people.append(PersonFactory(full_name="Đặng Quốc Khánh"))
        MembershipFactory(person=people[-1], unit=units[place], during=now if current else past)
    user = UserFactory(is_admin=world["is_admin"])
    officer = PersonFactory(full_name="Người Giữ Chức", user=user)
    for n, (place, role, current) in enumerate(world["posts"]):
        AppointmentFactory(
            person=officer,
            unit=units[place],
            post=PostFactory(key=f"{ROLES[role]}-{n}", role=role, is_exclusive=False),
            during=now if current else past,
        )
    for moved, to in world["moves"]:
        if moved not in above_or_same(world["parents"], to) and world["parents"][moved] != to:
            units[moved].type.allowed_parents.add(units[to].type)
            move_unit(units[moved], by=system_scope(), parent=units[to], since=today())
            world["parents"][moved] = to
    lived_in = {*world["parents"], *(place for place, current in world["members"] if current)}
    closed = [units[place].pk for place in world["closed"] - lived_in]
    Unit.objects.filter(pk__in=closed).update(closed_on=day)
    return [Unit.objects.get(pk=unit.pk) for unit in units], people, user


def model_units(world, capability):
    """Places on which the capability holds, walked node by node."""
    given_at = {
        place
        for place, role, current in world["posts"]
        if current and capability in capabilities(role, world["tiers"][place])
    }
    everywhere = world["is_admin"] and capability in ADMIN_CAPABILITIES
    return {
        node
        for node in range(len(world["parents"]))
        if everywhere or given_at & set(above_or_same(world["parents"], node))
    }


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds())
def test_scope_equals_the_brute_force_model(reference, world):
    with transaction.atomic():
        units, people, user = build(world)
        scope = scope_of(User.objects.get(pk=user.pk))
        for capability in (Capability.VIEW_PEOPLE, Capability.MANAGE_UNITS, Capability.IMPORT):
            check(world, capability, units, people, scope)
        transaction.set_rollback(True)


def check(world, capability, units, people, scope):
    inside = model_units(world, capability)
    listed = Unit.objects.in_scope(scope, capability)
    assert {unit.pk for unit in listed} == {units[node].pk for node in inside}
    assert listed.count() == len(inside)
    assert scope.can(capability) == bool(inside)
    for node, unit in enumerate(units):
        assert scope.covers(capability, unit.path) == (node in inside)
        assert listed.filter(pk=unit.pk).exists() == (node in inside)
    seen = {
        person.pk
        for person, (place, current) in zip(people, world["members"], strict=True)
        if current and place in inside
    }
    found = Person.objects.in_scope(scope, capability)
    assert {person.pk for person in found} == seen
    assert found.count() == len(seen)
    assert {person.pk for person in found.matching("dang khanh")} == seen
    for person in people:
        assert found.filter(pk=person.pk).exists() == (person.pk in seen)


@pytest.mark.django_db
def test_scope_costs_two_queries_with_any_number_of_posts(units, django_assert_num_queries):
    user = enlist("Lê Nhiều Chức", units.a1, "uv-bch-chi-doan")
    for unit, post in ((units.a, "uv-bch"), (units.t, "uv-bch"), (units.b, "chuyen-vien")):
        AppointmentFactory(person=user.person, unit=unit, post=PostFactory(key=post))
    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(2):
        assert len(scope_of(fresh).posts) == 4
    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(2):
        assert len(scope_of(fresh, only="").posts) == 1


@pytest.mark.django_db
def test_path_of_a_unit_is_no_prefix_of_its_neighbours(units):
    """`1.7.` covers `1.7.9.` but not `1.71.`: the dot at the end matters."""
    user = enlist("Trần Biên", units.a1, "bi-thu", post_in=units.a)
    scope = scope_of(user)
    assert scope.covers(Capability.VIEW_UNITS, f"{units.a.path}9.")
    assert not scope.covers(Capability.VIEW_UNITS, f"{units.a.path[:-1]}1.")


@pytest.mark.django_db
def test_access_begins_and_ends_with_the_day(units):
    user = enlist("Vũ Có Hạn", units.a1)
    start, end = date(2026, 3, 1), date(2026, 6, 1)
    AppointmentFactory(
        person=user.person,
        unit=units.a1,
        post=PostFactory(key="bi-thu-chi-doan"),
        during=period(start, end),
    )
    held = [
        scope_of(user, on=day).can(Capability.IMPORT)
        for day in (start - timedelta(days=1), start, end - timedelta(days=1), end)
    ]
    assert held == [False, True, True, False]


# --- one role at a time ---


@pytest.fixture
def two_roles(units):
    """A committee member of A1 who is also staff of the commune union B."""
    user = enlist("Lê Thị Bích Ngọc", units.a1, "uv-bch-chi-doan")
    AppointmentFactory(person=user.person, unit=units.b, post=PostFactory(key="chuyen-vien"))
    return user


@pytest.mark.django_db
def test_all_roles_count_together_without_a_choice(units, two_roles):
    scope = scope_of(two_roles)
    assert scope.covers(Capability.VIEW_PEOPLE, units.a1.path)
    assert scope.covers(Capability.VIEW_PEOPLE, units.b1.path)


@pytest.mark.django_db
def test_one_role_starts_with_the_highest(units, two_roles):
    scope = scope_of(two_roles, only="")
    assert scope.chosen == str(units.b.pk)
    assert [post.unit_id for post in scope.other_posts] == [units.a1.pk]
    assert scope.covers(Capability.VIEW_PEOPLE, units.b1.path)
    assert not scope.covers(Capability.VIEW_PEOPLE, units.a1.path)


@pytest.mark.django_db
def test_member_role_leaves_only_oneself(two_roles):
    scope = scope_of(two_roles, only=AS_MEMBER)
    assert scope.grants == {}
    assert scope.posts == ()
    assert len(scope.other_posts) == 2
    assert scope.is_self(two_roles.person.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("stale", ["999999", "admin", "nonsense"])
def test_role_not_held_falls_back(units, two_roles, stale):
    assert scope_of(two_roles, only=stale).chosen == str(units.b.pk)


@pytest.mark.django_db
def test_administrator_with_a_post_is_not_administrator_in_it(units):
    user = enlist("Quản Trị Kiêm", units.a1, "bi-thu-chi-doan")
    User.objects.filter(pk=user.pk).update(is_admin=True)
    user = User.objects.get(pk=user.pk)
    working = scope_of(user, only="")
    assert (working.is_admin, working.can(Capability.SYSTEM)) == (False, False)
    admin = scope_of(user, only=AS_ADMIN)
    assert (admin.is_admin, admin.posts) == (True, ())
    assert not admin.can(Capability.VIEW_PEOPLE)
    assert [key for key, _ in working.roles] == [str(units.a1.pk), AS_ADMIN, AS_MEMBER]


@pytest.mark.django_db
def test_switching_role_changes_what_is_seen(units, two_roles, login):
    client = login(two_roles)
    page = "/tai-khoan/cap-phieu/"
    assert client.get(page).status_code == 200
    assert client.post("/tai-khoan/vai-tro/", {"role": str(units.a1.pk)}).url == "/"
    assert client.get(page).status_code == 403
    client.post("/tai-khoan/vai-tro/", {"role": str(units.t.pk)})
    assert client.session["role"] == str(units.a1.pk)


@pytest.mark.django_db
def test_system_scope_covers_everything(units):
    assert all(
        Unit.objects.in_scope(system_scope(), capability).count() == 6 for capability in Capability
    )
