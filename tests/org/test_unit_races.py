"""A unit that closes while somebody founds, admits, appoints or moves into it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sodoan.common.clock import today
from sodoan.org.actions import appoint, close_unit, create_unit
from sodoan.org.models import Unit
from sodoan.people.actions import admit, merge_persons, start_temporary, transfer
from sodoan.people.actions.admission import PossibleDuplicate
from sodoan.people.models import Membership, Person
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 9, 1)
ROUNDS = 3


def closing(unit, by):
    return lambda: close_unit(unit, by=by, closed_on=today(), reason="Nhập địa bàn")


def entry(by, unit, **changes):
    facts = {"full_name": "Đỗ Minh Khôi", "sex": "male", "born_on": date(2006, 5, 17), **changes}
    return lambda: admit(by=by, unit=unit, facts=facts, since=today())


def member(unit):
    return MembershipFactory(unit=unit).person


@pytest.mark.parametrize("what", ["admit", "transfer", "stay", "appoint", "found"])
def test_what_enters_a_unit_and_its_closing_never_pass_each_other(binh, scope, units, what):
    by = scope(binh)
    for number in range(ROUNDS):
        kind = "doan-co-so" if what == "found" else "chi-doan"
        unit = UnitFactory(type=UnitTypeFactory(key=kind), parent=units.a)
        fresh = Unit.objects.select_related("type").get(pk=unit.pk)
        person = member(units.a2)
        secretary = PostFactory(key="bi-thu-chi-doan")
        acts = {
            "admit": entry(by, fresh, full_name=f"Đỗ Minh Khôi {'ABC'[number]}"),
            "transfer": lambda p=person, u=fresh: transfer(p, by=by, to_unit=u, on=today()),
            "stay": lambda p=person, u=fresh: start_temporary(p, by=by, unit=u, since=today()),
            "appoint": lambda p=person, u=fresh, post=secretary: appoint(
                p.pk, by=by, unit=u, post=post, start=DAY
            ),
            "found": lambda u=fresh, n=number: create_unit(
                by=by, code=f"M{n}", name="Chi đoàn Mới", type_key="chi-doan", parent=u,
                opened_on=DAY,
            ),
        }  # fmt: skip
        outcomes = race(acts[what], closing(unit, by))
        unit.refresh_from_db()
        inside = (
            unit.memberships.filter(during__endswith=None).exists()
            or unit.appointments.filter(during__endswith=None).exists()
            or unit.children.exists()
        )
        assert not (inside and unit.closed_on)
        if what != "appoint":  # a post ends with its unit; everything else keeps it open
            assert outcomes == ["done", "refused"]


def test_merges_the_other_way_round_do_not_wait_for_each_other(binh, scope, units):
    for _ in range(ROUNDS):
        one, two = member(units.a1), member(units.a1)
        assert race(
            lambda a=one, b=two: merge_persons(a, b, by=scope(binh)),
            lambda a=one, b=two: merge_persons(b, a, by=scope(binh)),
        ) == ["done", "refused"]
        assert Person.objects.filter(pk__in=(one.pk, two.pk), merged_into=None).count() == 1


@pytest.mark.parametrize("what", ["appoint", "stay", "transfer"])
def test_nothing_is_given_to_a_file_that_is_merged_away(binh, scope, units, what):
    by = scope(binh)
    for _ in range(ROUNDS):
        kept, gone = member(units.a1), member(units.a1)
        acts = {
            "appoint": lambda p=gone: appoint(
                p.pk, by=by, unit=units.a1, post=PostFactory(key="uv-bch-chi-doan"), start=DAY
            ),
            "stay": lambda p=gone: start_temporary(p, by=by, unit=units.a2, since=today()),
            "transfer": lambda p=gone: transfer(p, by=by, to_unit=units.a2, on=today()),
        }
        outcomes = race(
            acts[what], lambda a=kept, b=gone: merge_persons(a, b, by=by, chosen={"memberships"})
        )
        assert "done" in outcomes
        gone.refresh_from_db()
        if gone.merged_into_id:
            assert not gone.memberships.exists()
            assert not gone.appointments.exists()


def test_double_click_adds_one_person(an, scope, units):
    for _ in range(ROUNDS):
        assert race(entry(scope(an), units.a1), entry(scope(an), units.a1)) == ["done", "done"]
    assert Person.objects.filter(full_name="Đỗ Minh Khôi").count() == 1


def test_two_branches_entering_one_person_are_asked(an, binh, scope, units):
    asked = []

    def ask(act):
        try:
            act()
        except PossibleDuplicate as question:
            asked.append(question)

    race(
        lambda: ask(entry(scope(an), units.a1)),
        lambda: ask(entry(scope(binh), units.a2)),
    )
    assert len(asked) == 1
    assert Membership.objects.filter(person__full_name="Đỗ Minh Khôi").count() == 1


def test_double_click_founds_one_unit(binh, scope, units):
    def founding():
        return create_unit(
            by=scope(binh), code="KP9", name="Chi đoàn Khu phố 9", type_key="chi-doan",
            parent=Unit.objects.get(pk=units.a.pk), opened_on=DAY,
        )  # fmt: skip

    assert race(founding, founding) == ["done", "done"]
    assert Unit.objects.filter(code="KP9").count() == 1


def test_double_click_appoints_once(binh, scope, units):
    person, post = member(units.a1), PostFactory(key="uv-bch-chi-doan")

    def act():
        appoint(person.pk, by=scope(binh), unit=units.a1, post=post, start=DAY)

    assert race(act, act) == ["done", "done"]
    assert person.appointments.count() == 1


def test_closing_counts_units_that_were_below_after_the_day(binh, scope, units):
    unit = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), parent=units.a)
    below = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=unit)
    close_unit(below, by=scope(binh), closed_on=date(2026, 9, 1), reason="Nhập địa bàn")
    with pytest.raises(ValidationError, match="còn 1 đơn vị trực thuộc"):
        close_unit(unit, by=scope(binh), closed_on=date(2026, 8, 1), reason="Nhập địa bàn")
    assert close_unit(unit, by=scope(binh), closed_on=date(2026, 9, 1), reason="Nhập").closed_on


@pytest.mark.parametrize("give", [MembershipFactory, AppointmentFactory])
def test_database_gives_nothing_to_a_merged_file(binh, scope, units, give):
    kept, gone = member(units.a1), member(units.a1)
    merge_persons(kept, gone, by=scope(binh))
    with pytest.raises(Exception, match="merged file"):
        give(
            person=gone, unit=units.a1, post=PostFactory()
        ) if give is AppointmentFactory else give(person=gone, unit=units.a1)
    row = give(person=PersonFactory(), unit=units.a2)
    with pytest.raises(Exception, match="merged file"):
        type(row).objects.filter(pk=row.pk).update(person=gone)
